"""The refusals of the chat: each a machine code, an HTTP status, and words for the person."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A post that was not stored (docs/protocol.md, codes)."""

    code = "refused"
    status = 400
    detail = _("This message could not be sent.")

    def __init__(self, retry_after: float | None = None, until: datetime | None = None, reason: str = ""):
        super().__init__(self.code)
        self.retry_after, self.until, self.reason = retry_after, until, reason


class NoRoom(Refusal):
    code, status = "no_room", 404
    detail = _("There is no such room, or it is not one of yours.")


class Empty(Refusal):
    code = "empty"
    detail = _("Write a few words first.")


class TooLong(Refusal):
    code = "too_long"
    detail = _("This message is too long. Please shorten it to 4,000 characters.")


class BadFeeling(Refusal):
    code = "bad_feeling"
    detail = _("This feeling is not on the list.")


class BadReply(Refusal):
    code = "bad_reply"
    detail = _("The message you answer is no longer there. You can send yours without the quote.")


class BadResource(Refusal):
    code = "bad_resource"
    detail = _("This resource is not in the library any more. Choose another one.")


class TooManyPins(Refusal):
    code, status = "too_many_pins", 409
    detail = _("There are five pinned messages already. Unpin one first.")


class BadReaction(Refusal):
    code = "bad_reaction"
    detail = _("This reaction is not on the list.")


class OwnMessage(Refusal):
    code, status = "own_message", 403
    detail = _("This message is yours: reactions to it come from others.")


class KeyReused(Refusal):
    code, status = "key_reused", 409
    detail = _("This message was sent before with other words. Please send it anew.")


class NoMessage(Refusal):
    code, status = "no_message", 404
    detail = _("This message is not there, or not for you.")


class NotYours(Refusal):
    code, status = "not_yours", 403
    detail = _("Somebody else wrote this message. Only they can change it or take it back.")


class TooLate(Refusal):
    code, status = "too_late", 409
    detail = _("A message can be changed for 15 minutes. You can still take it back, or write a new one.")


class TooManyEdits(Refusal):
    code, status = "too_many_edits", 409
    detail = _("You have changed this message many times. You can still take it back, or write a new one.")


class Waits(Refusal):
    code, status = "waits", 409
    detail = _("A clinician is about to read this, so it can't be changed now. You can take the message back.")


class Settled(Refusal):
    code, status = "settled", 409
    detail = _("A clinician has answered this message, so its words stay. You can take it back.")


class Gone(Refusal):
    code, status = "gone", 409
    detail = _("This message is not in the room any more.")


class NotAllowed(Refusal):
    code, status = "not_allowed", 403
    detail = _("Your account may not post at the moment.")


class Archived(Refusal):
    code, status = "archived", 409
    detail = _("This room is closed for new messages. You can still read it.")


class Paused(Refusal):
    """The member may read, and post again after `until`; `reason` is what they were told."""

    code, status = "muted", 403
    detail = _("The room's team has asked you to pause. You can read, and write again later. Your notices say why.")


class SlowMode(Refusal):
    code, status = "slow_mode", 429
    detail = _("This room is in slow mode. Your message waits and will go out when its time has come.")


class IsStaff(Refusal):
    code, status = "is_staff", 403
    detail = _("This person is one of the team. Only members can be paused; talk to an admin instead.")


class IsPaused(Refusal):
    code, status = "is_paused", 409
    detail = _("This member is paused in this room already.")


class BadReason(Refusal):
    code = "bad_reason"
    detail = _("Say why, in words for the member, in at most 500 characters.")


class TooManyHours(Refusal):
    code, status = "too_many_hours", 409
    detail = _("There are ten live hours in this room already. Call one off first.")


class SlowDown(Refusal):
    code, status = "slow_down", 429
    detail = _("You are sending very fast. Your message waits and will go out in a moment.")


class TryAgain(Refusal):
    code, status = "try_again", 503
    detail = _("The server could not do this just now. It will be tried again.")
