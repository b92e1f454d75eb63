"""The audit trail in words: what was done, to what, and the details.

The trail itself keeps the codes, which its hashes are over.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Choices
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.models import Room
from moderation.models import CardKind, Category, Reason, TrainingText

ACTIONS = {
    "account.closed": _("Account closed"),
    "card.approved": _("Safety card approved"),
    "card.put_back": _("Safety card put back into use"),
    "card.revised": _("Safety card changed"),
    "card.taken_out": _("Safety card taken out of use"),
    "care.claimed": _("Conversation with the care team taken"),
    "care.no_answer_needed": _("Conversation with the care team closed without an answer"),
    "care.opened": _("Conversation with the care team opened"),
    "care.released": _("Conversation with the care team given back"),
    "case.author_written_to": _("Conversation with the author opened"),
    "case.appealed": _("Second look asked for"),
    "case.claimed": _("Case taken"),
    "case.correct": _("Decided: shown with a correction"),
    "case.extended": _("Case kept for longer"),
    "case.handed_over": _("Message handed over by a guide"),
    "case.hidden": _("Message hidden until its case is decided"),
    "case.publish": _("Decided: shown as it is"),
    "case.released": _("Case given back"),
    "case.remove": _("Decided: removed"),
    "case.taken_over": _("Case taken over from somebody else"),
    "case.warn": _("Decided: removed, with a warning"),
    "duty.began": _("Turn of duty begun"),
    "duty.ended": _("Turn of duty ended"),
    "hour.called_off": _("Live hour called off"),
    "hour.planned": _("Live hour planned"),
    "member.paused": _("Member paused"),
    "member.unpaused": _("Pause of a member lifted"),
    "message.pinned": _("Message pinned"),
    "message.unpinned": _("Message unpinned"),
    "room.archived": _("Room archived"),
    "room.paced": _("Pace of a room changed"),
    "room.unarchived": _("Room opened again"),
    "rule.changed": _("Draft of a rule changed"),
    "rule.discarded": _("Draft of a rule thrown away"),
    "rule.drafted": _("Rule drafted"),
    "rule.replayed": _("Rule tried on earlier messages"),
    "rule.rolled_back": _("Rule rolled back"),
    "rule.shadow_ended": _("Rule taken out of the shadow"),
    "rule.shadowed": _("Rule put into the shadow"),
    "rule.signed": _("Rule signed, and live"),
    "sample.drawn": _("Sample of the week drawn"),
    "sample.read": _("Message of a sample read"),
    "sample.read_late": _("Message of a sample read too late to count"),
    "sample.settled": _("Message of a sample settled"),
    "training.approved": _("Text for training approved"),
    "training.consent_withdrawn": _("Consent to training taken back"),
    "training.consented": _("Consent to training given"),
    "training.exported": _("Texts for training exported"),
    "training.gathered": _("Text for training gathered"),
    "training.left_out": _("Text for training left out"),
}
# Beside the models that say what they are called.
SUBJECTS = {
    "carethread": _("conversation with the care team"),
    "dutyturn": _("turn of duty"),
    "sampled": _("message of a sample"),
}
HOUSES = ("moderation", "chat", "accounts")
DETAILS = {
    "appeal": _("Number of the appeal"),
    "body": _("Body"),
    "category": _("What it was about"),
    "content": _("Mark of its content"),
    "country": _("Country"),
    "decision": _("Number of the decision"),
    "deleted": _("Texts deleted"),
    "drawn": _("Messages drawn"),
    "flagged": _("Found risky"),
    "hours": _("Hours"),
    "kind": _("Kind"),
    "language": _("Language"),
    "origin": _("Origin"),
    "population": _("Messages to draw from"),
    "reason": _("Reason"),
    "report": _("Number of the report"),
    "room": _("Room"),
    "rule": _("Rule"),
    "seconds": _("Pace"),
    "seed": _("Seed of the draw"),
    "sha256": _("Mark of the file (SHA-256)"),
    "sources": _("Sources"),
    "starts": _("Starts"),
    "texts": _("Texts"),
    "title": _("Title"),
    "to": _("Back to version"),
    "unquoted": _("Quotes deleted"),
    "user": _("Number of the account"),
    "version": _("Version"),
    "why": _("Why"),
}


def action(code: str) -> str:
    """What was done; an entry of an action that is no more keeps its code."""
    return str(ACTIONS.get(code, code))


def subject(model_name: str) -> str:
    if model_name in SUBJECTS:
        return str(SUBJECTS[model_name])
    for house in HOUSES:
        try:
            return str(apps.get_model(house, model_name)._meta.verbose_name)
        except LookupError:
            continue
    return model_name


def details(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each detail of an entry as a label and a value in words; of a key that is no more, the key itself."""
    return [(str(DETAILS.get(key, key)), _value(key, value)) for key, value in data.items()]


def _value(key: str, value: Any) -> str:
    if value in ("", None):
        return "–"
    return VALUES[key](value) if key in VALUES else str(value)


def _choice(choices: type[Choices]) -> Callable[[Any], str]:
    """The label of a code; whatever is no code of these stays as it is: a guide's reason is in their own words."""
    return lambda value: str(choices(value).label) if value in choices.values else str(value)


def _room(slug: str) -> str:
    return Room.objects.filter(slug=slug).values_list("title", flat=True).first() or slug


def _moment(stamp: str) -> str:
    at = parse_datetime(stamp)
    return date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else stamp


VALUES: dict[str, Callable[[Any], str]] = {
    "category": _choice(Category),
    "flagged": lambda value: gettext("yes") if value else gettext("no"),
    "kind": _choice(CardKind),
    "language": lambda code: str(dict(settings.LANGUAGES).get(code, code)),
    "origin": _choice(TrainingText.Origin),
    "reason": _choice(Reason),
    "room": _room,
    "seconds": _choice(Room.Pace),
    "starts": _moment,
    "to": lambda number: str(number or gettext("none")),
}
