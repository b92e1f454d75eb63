"""The audit trail in words: what was done, and to what. The trail itself keeps the codes, which its hashes are over."""

from django.apps import apps
from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "card.approved": _("Safety card approved"),
    "card.revised": _("Safety card changed"),
    "care.claimed": _("Conversation with the care team taken"),
    "care.no_answer_needed": _("Conversation with the care team closed without an answer"),
    "care.opened": _("Conversation with the care team opened"),
    "care.released": _("Conversation with the care team given back"),
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
