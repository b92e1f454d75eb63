"""Safety cards: loaded as drafts, changed in the admin, shown only once a clinician has approved them."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from moderation import audit
from moderation.models import SafetyCard
from peersupport.accounts.models import User

APPROVE = "moderation.approve_safetycard"


@transaction.atomic
def load_cards(cards: Iterable[dict[str, str]]) -> int:
    """Add the cards (fields of SafetyCard) that are not there yet, as drafts. Gives how many were added.

    A card that is there is left alone: somebody may have mended it.
    """
    added = 0
    for card in cards:
        place = {field: card[field] for field in ("kind", "country", "language")}
        words = {field: card[field] for field in ("title", "body", "sources")}
        added += SafetyCard.objects.get_or_create(**place, defaults=words)[1]
    return added


@transaction.atomic
def revise_card(card: SafetyCard, *, by: User, now: datetime) -> SafetyCard:
    """Save a new or changed card; it is a draft until it is approved again."""
    card.approved_by = card.approved_at = None
    card.save()
    audit.append("card.revised", card, _content(card), by=by, now=now)
    return card


@transaction.atomic
def approve_card(card_id: int, *, by: User, now: datetime) -> SafetyCard:
    """Let the card be shown. Raises PermissionDenied for who may not approve, SafetyCard.DoesNotExist."""
    if not by.has_perm(APPROVE):
        raise PermissionDenied
    card = SafetyCard.objects.select_for_update(of=("self",)).get(pk=card_id)
    card.approved_by, card.approved_at = by, now
    card.save(update_fields=["approved_by", "approved_at"])
    audit.append("card.approved", card, _content(card), by=by, now=now)
    return card


def _content(card: SafetyCard) -> dict[str, str]:
    return {field: getattr(card, field) for field in ("kind", "country", "language", "title", "body")}
