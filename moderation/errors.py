"""What moderation refuses: each with a machine code, an HTTP status and words for the person."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peersupport.accounts.models import User


class ModerationError(Exception):
    code = "refused"
    status = 400
    detail: Any = gettext_lazy("This could not be done.")

    def __str__(self) -> str:
        return str(self.detail)


class Clash(ModerationError):
    """Another clinician holds the case, or the thread with the care team, until `until`."""

    code, status = "clash", 409

    def __init__(self, holder: User, until: datetime):
        super().__init__()
        self.holder, self.until = holder, until

    @property
    def detail(self) -> str:
        return _("%(name)s is working on this case.") % {"name": self.holder.called}


class CaseClosed(ModerationError):
    """The case is decided; `decider` by whom, where that is known."""

    code, status = "closed", 409

    def __init__(self, decider: User | None = None):
        super().__init__()
        self.decider = decider

    @property
    def detail(self) -> str:
        if self.decider is None:
            return _("This case has been decided already.")
        return _("%(name)s has decided this case already.") % {"name": self.decider.called}


class MessageChanged(ModerationError):
    code, status = "changed", 409
    detail = gettext_lazy("The message has changed since you opened this page. Please read it again, then decide.")


class NotInSight(ModerationError):
    code, status = "not_in_sight", 409
    detail = gettext_lazy("The room does not see this message now.")


class OwnMessage(ModerationError):
    code, status = "own_message", 403
    detail = gettext_lazy("You wrote this message yourself. Another clinician decides about it.")


class OwnDecision(ModerationError):
    code, status = "own_decision", 403
    detail = gettext_lazy("You decided about this message before. Another clinician takes the second look.")


class NoSecondLook(ModerationError):
    code, status = "no_second_look", 409
    detail = gettext_lazy("A second look can be asked for once, within 14 days, and while the message is out.")


class TooManyAppeals(ModerationError):
    code, status = "too_many_appeals", 429
    detail = gettext_lazy("You have asked for many second looks today. Please try again tomorrow.")


class OwnThread(ModerationError):
    code, status = "own_thread", 403
    detail = gettext_lazy("This is your own conversation with the care team. Another clinician answers it.")


class NotWaiting(ModerationError):
    code, status = "not_waiting", 409
    detail = gettext_lazy("Nobody waits in this conversation any more. Somebody may have been quicker.")


class WrittenAgain(ModerationError):
    code, status = "written_again", 409
    detail = gettext_lazy("The member has written again since you opened this page. Please read that first.")


class AlreadyRead(ModerationError):
    code, status = "already_read", 409
    detail = gettext_lazy("You have read this message already.")


class TooManyReports(ModerationError):
    code, status = "too_many_reports", 429
    detail = gettext_lazy("You have reported many messages today. Our clinicians have them. Please try again tomorrow.")


class Invalid(ModerationError):
    """What was filled in does not do; `fields` says by field name what to mend."""

    code, status = "invalid", 400

    def __init__(self, **fields: str):
        super().__init__()
        self.fields = fields

    @property
    def detail(self) -> str:
        return " ".join(str(words) for words in self.fields.values())


class NoSuchStep(ModerationError):
    code, status = "no_such_step", 409
    detail = gettext_lazy("This does not fit what the rule is now. Somebody may have been quicker: look at it again.")


class OwnRule(ModerationError):
    """Whose version it is decides who may do this."""

    code, status = "own_rule", 403

    def __init__(self, detail: str):
        super().__init__()
        self.detail = detail


class ReplayRuns(ModerationError):
    """`version` is the one that is replayed now."""

    code, status = "replay_runs", 409
    detail = gettext_lazy("Another replay is running. Try again in a minute.")

    def __init__(self, version: Any):
        super().__init__()
        self.version = version


class UnusableRule(ModerationError):
    code, status = "unusable_rule", 409
    detail = gettext_lazy("This version names what the program does not know any more. Copy it to a new draft.")


class RuleChanged(ModerationError):
    code, status = "rule_changed", 409
    detail = gettext_lazy("The rule has changed since you opened this page. Please read it again, then sign.")


class CardChanged(ModerationError):
    code, status = "card_changed", 409
    detail = gettext_lazy("The card has changed since you opened this page. Please read it again.")


class LastCard(ModerationError):
    code, status = "last_card", 409
    detail = gettext_lazy(
        "Somebody in danger would be left without a card of this kind that they can read. Approve another one first."
    )


class NotReplayed(ModerationError):
    code, status = "not_replayed", 409
    detail = gettext_lazy(
        "It was not replayed since its last change, or what is live of this rule has changed since. Replay it first, "
        "and look at what it would do."
    )
