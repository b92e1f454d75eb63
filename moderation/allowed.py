"""What a clinician may do with a case now: computed here, for the buttons and for the server's own check."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from chat.models import Message
from moderation.models import Action, Case, Decision
from peersupport.accounts.models import User

APPEALABLE = timedelta(days=14)  # after a removal: later the talk has moved on


def actions(case: Case, user: User, now: datetime) -> tuple[Action, ...]:
    """The decisions open to the user. None on a closed case, on one's own message, or while somebody else holds it.

    Nor when the user's own decision is looked at again.
    """
    if (
        case.was_decided_by(user)
        or case.closed_at
        or case.message.author_id == user.pk
        or case.holder(now) not in (None, user)
    ):
        return ()
    match case.message.state:
        case Message.State.REMOVED if hasattr(case, "appeal"):
            return (Action.PUBLISH, Action.CORRECT, Action.REMOVE)
        case Message.State.REMOVED:
            return (Action.REMOVE, Action.WARN)
        case Message.State.WITHDRAWN:
            return (Action.PUBLISH, Action.WARN)
        case _ if case.words_went:  # and the message was put back after a second look
            return (Action.REMOVE, Action.WARN)
    return tuple(Action)


def choices(case: Case, user: User, now: datetime) -> list[tuple[Action, str]]:
    """The decisions open to the user, in words for what each would do to this message now."""
    words = {
        Action.PUBLISH: _("Show it as it is"),
        Action.CORRECT: _("Show it with a correction"),
        Action.REMOVE: _("Remove it"),
        Action.WARN: _("Remove it and warn the author"),
    } | _words(case)
    return [(action, words[action]) for action in actions(case, user, now)]


def _words(case: Case) -> dict[Action, str]:
    """Those that are others than of a message that waits to be shown."""
    if case.message.state == Message.State.WITHDRAWN:
        return {
            Action.PUBLISH: _("It did no harm. It stays taken back"),
            Action.WARN: _("It did harm. Warn the author"),
        }
    if case.message.state == Message.State.REMOVED and hasattr(case, "appeal"):
        return {
            Action.PUBLISH: _("Put it back as it is"),
            Action.CORRECT: _("Put it back with a correction"),
            Action.REMOVE: _("It stays out"),
        }
    if case.waiting_edit or (case.words_went and case.message.state == Message.State.PUBLISHED):
        return {
            Action.PUBLISH: _("Show the new words"),
            Action.CORRECT: _("Show the new words with a correction"),
            Action.REMOVE: _("Leave the former words"),
            Action.WARN: _("Leave the former words and warn the author"),
        }
    if case.message.state == Message.State.HIDDEN:
        return {Action.PUBLISH: _("Put it back as it is"), Action.CORRECT: _("Put it back with a correction")}
    if case.message.position:
        return {Action.PUBLISH: _("Leave it as it is"), Action.CORRECT: _("Leave it, with a correction")}
    return {}


def may_hide(case: Case, user: User, now: datetime) -> bool:
    """Whether the user may take the message out of the room's sight before deciding.

    Not for new words that wait, which nobody sees; nor in a thread with the care team, from which nothing is kept.
    """
    in_sight = case.message.state == Message.State.PUBLISHED and not case.edit and not case.room.is_care
    return in_sight and bool(actions(case, user, now))


def may_claim(case: Case, user: User, now: datetime) -> bool:
    """Whether "take this case" would succeed and change who holds it."""
    return bool(actions(case, user, now)) and case.holder(now) is None


def may_release(case: Case, user: User, now: datetime) -> bool:
    return case.closed_at is None and case.holder(now) == user


def may_appeal(removal: Decision, user: User, now: datetime) -> bool:
    """Whether the user may ask for a second look at the removal: of an own message, soon enough, and not twice."""
    is_second = hasattr(removal.case, "appeal")
    is_mine = removal.case.message.author_id == user.pk
    return is_mine and not is_second and not hasattr(removal, "appeal") and now - removal.at <= APPEALABLE
