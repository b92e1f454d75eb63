"""A system check that says when people in danger would see less than they should."""

from typing import Any

from django.core.checks import Tags, Warning, register
from django.db import DatabaseError

from moderation.models import CardKind, SafetyCard


@register(Tags.database)
def every_card_is_approved(databases: Any = None, **_kwargs: Any) -> list[Warning]:
    """Each kind of card needs at least an approved one for any country, in English."""
    if not databases:
        return []
    try:
        approved = set(SafetyCard.objects.approved().filter(country="", language="en").values_list("kind", flat=True))
    except DatabaseError:
        return []  # before the first migration
    missing = [kind for kind in CardKind.values if kind not in approved]
    if not missing:
        return []
    return [
        Warning(
            f"No approved safety card for: {', '.join(missing)}. People in danger see telephone numbers alone.",
            hint="Run `manage.py load_cards`, then have a clinician read and approve the cards in the admin.",
            id="moderation.W001",
        )
    ]
