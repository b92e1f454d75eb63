"""System checks: a policy that makes no sense is refused; a warning where people in danger would see too little."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError

from moderation.gate import NO_MODEL
from moderation.models import CardKind, SafetyCard
from moderation.policy import policy_from
from moderation.screening import card
from moderation.screening.card import BrokenModel


@register(Tags.compatibility)
def the_policy_makes_sense(**_kwargs: Any) -> list[Error]:
    """With one that does not, no message could be screened: all would be held."""
    try:
        policy_from(settings.MODERATION["policy"])
    except ValueError as error:
        return [Error(str(error), hint="Set MODERATION_POLICY as docs/settings.md tells.", id="moderation.E001")]
    return []


@register(Tags.compatibility)
def the_model_can_be_used(**_kwargs: Any) -> list[Error]:
    """With one that cannot, no message could be screened: all would be held."""
    folder = settings.MODERATION["model"]
    try:
        if folder != NO_MODEL:
            card.read(Path(folder))
    except BrokenModel as error:
        hint = "Set SCREENING_MODEL to the folder of a model that is whole, or to none for the rules alone."
        return [Error(f"The screening model cannot be used: {error}", hint=hint, id="moderation.E002")]
    return []


@register(Tags.database)
def every_card_is_approved(databases: Any = None, **_kwargs: Any) -> list[Warning]:
    """Each kind of card needs at least an approved one for any country, in English."""
    if not databases:
        return []
    try:
        approved = set(SafetyCard.objects.serving().filter(country="", language="en").values_list("kind", flat=True))
    except DatabaseError:
        return []  # before the first migration
    missing = [kind for kind in CardKind.values if kind not in approved]
    if not missing:
        return []
    return [
        Warning(
            f"No approved safety card for: {', '.join(missing)}. People in danger see telephone numbers alone.",
            hint="Have a clinician read and approve the cards in the admin; `manage.py load_cards` makes missing ones.",
            id="moderation.W001",
        )
    ]
