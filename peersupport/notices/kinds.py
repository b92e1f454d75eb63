"""What notices are about: people say for each of these groups how they want to be reached."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Group(TextChoices):
    MENTION = "mention", _("Somebody mentions me")
    REPLY = "reply", _("Somebody answers my message")
    OUTCOME = "outcome", _("What became of my message or report")
    ROOM = "room", _("What happens in my rooms, such as a live hour")
    URGENT = "urgent", _("An urgent case, while I am on duty")


# What only some are told, and are told unless they say no (Reach.urgent_push, urgent_mail).
FOR_CLINICIANS = {Group.URGENT}


# The kinds of templates/notices/messages; what is not listed is news of a room.
GROUPS: dict[str, Group] = {
    "mentioned": Group.MENTION,
    "message_reply": Group.REPLY,
    "care_answered": Group.REPLY,
    "message_published": Group.OUTCOME,
    "message_corrected": Group.OUTCOME,
    "message_removed": Group.OUTCOME,
    "message_warned": Group.OUTCOME,
    "report_outcome": Group.OUTCOME,
    "appeal_restored": Group.OUTCOME,
    "appeal_kept": Group.OUTCOME,
    "change_published": Group.OUTCOME,
    "change_refused": Group.OUTCOME,
    "change_warned": Group.OUTCOME,
    "withdrawn_warned": Group.OUTCOME,
    "case_urgent": Group.URGENT,
}


# What shows by itself in the room where it happens. It sets out late: whoever looks at the room says so in the meantime
# (services.mark_one_read), and is not told a second time, on no device and by no mail.
SHOWN_IN_ROOM = {"hour_planned", "hour_soon", "hour_called_off", "room_prompt", "room_archived"}
HEAD_START = timedelta(seconds=20)


def group_of(kind: str) -> Group:
    return GROUPS.get(kind, Group.ROOM)
