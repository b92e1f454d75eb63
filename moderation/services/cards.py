"""Safety cards: loaded as drafts, changed in the admin, shown only as a clinician has read and approved them.

A clinician may take an approved one out of use, at once and with a reason, and put it back.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction

from moderation import audit
from moderation.errors import CardChanged, LastCard
from moderation.models import OutOfUse, SafetyCard
from peersupport.accounts.models import User

APPROVE = "moderation.approve_safetycard"
CONTENT = Path(__file__).resolve().parents[1] / "content" / "safety_cards.json"


def shipped() -> list[dict[str, str]]:
    """The cards that come with the product, as fields of SafetyCard."""
    return json.loads(CONTENT.read_text(encoding="utf-8"))


@transaction.atomic
def load_cards(cards: Iterable[dict[str, str]], model: type[SafetyCard] = SafetyCard) -> int:
    """Add the cards (fields of SafetyCard) that are not there yet, as drafts. Gives how many were added.

    A card that is there is left alone: somebody may have mended it. `model` is the one of a migration's state.
    """
    added = 0
    for card in cards:
        place = {field: card[field] for field in ("kind", "country", "language")}
        words = {field: card[field] for field in ("title", "body", "sources")}
        added += model._default_manager.get_or_create(**place, defaults=words)[1]
    return added


@transaction.atomic
def revise_card(card: SafetyCard, seen: str, *, by: User, now: datetime) -> SafetyCard:
    """Save a new or changed card as a draft; what was approved stays in use until this is.

    `seen` is the digest of what the change began with. Raises CardChanged when that is not what the card says now: else
    the later of two writers would undo what the other mended.
    """
    if card.pk:
        before = _locked(card.pk, seen)
        card.approved_by, card.approved_at, card.former = before.approved_by, before.approved_at, before.former
        if before.approved_at and not before.former:
            card.former = before.content()
    card.save()
    audit.append("card.revised", card, card.content(), by=by, now=now)
    return card


@transaction.atomic
def approve_card(card_id: int, seen: str, *, by: User, now: datetime) -> SafetyCard:
    """Let the card be shown as it is now, also where it was out of use. `seen` is the digest of what was read.

    Raises CardChanged when that is not what it says now, LastCard where it would be another's now and leave somebody
    without one, PermissionDenied for who may not approve.
    """
    if not by.has_perm(APPROVE):
        raise PermissionDenied
    serving = _serving()
    card = _locked(card_id, seen)
    if (before := serving.pop(card_id, None)) is not None:
        _look_for_another(before.in_use(), [card, *(other.in_use() for other in serving.values())])
    card.approved_by, card.approved_at, card.former = by, now, None
    card.save(update_fields=["approved_by", "approved_at", "former"])
    OutOfUse.objects.filter(card=card).delete()
    audit.append("card.approved", card, card.content(), by=by, now=now)
    return card


@transaction.atomic
def take_out_of_use(card_id: int, why: str, *, by: User, now: datetime) -> None:
    """Give the card to nobody new until it is put back or approved anew: the next that fits is given in its place.

    Who was shown it before still has it, with their message.

    Raises LastCard where none would fit, CardChanged for a card that is not in use, PermissionDenied for who may not
    approve.
    """
    if not by.has_perm(APPROVE):
        raise PermissionDenied
    serving = _serving()
    if (card := serving.pop(card_id, None)) is None:
        raise CardChanged
    shown = card.in_use()
    _look_for_another(shown, [other.in_use() for other in serving.values()])
    OutOfUse.objects.create(card=card, by=by, at=now, why=why)
    audit.append("card.taken_out", card, {"title": shown.title, "why": why}, by=by, now=now)


@transaction.atomic
def put_back(card_id: int, *, by: User, now: datetime) -> None:
    """Give the card again, as it was approved. Raises CardChanged where it is in use, PermissionDenied as above."""
    if not by.has_perm(APPROVE):
        raise PermissionDenied
    card = SafetyCard.objects.filter(pk=card_id).first()
    if card is None or not OutOfUse.objects.filter(card=card).delete()[0]:  # of two at once, one finds the row
        raise CardChanged
    audit.append("card.put_back", card, {"title": card.in_use().title}, by=by, now=now)


def _serving() -> dict[int, SafetyCard]:
    """Those that are given now by their keys, with all cards locked.

    Of two clinicians who take one each out of use, the second must see what the first has left.
    """
    list(SafetyCard.objects.select_for_update(of=("self",)).order_by("pk"))
    return {card.pk: card for card in SafetyCard.objects.serving()}


def _look_for_another(gone: SafetyCard, left: Iterable[SafetyCard]) -> None:
    """Raise LastCard where who was given the one would find none that they can read: in its language, or in English."""
    countries, languages = {gone.country, ""}, {gone.language, "en"}
    if not any(card.kind == gone.kind and card.country in countries and card.language in languages for card in left):
        raise LastCard


def _locked(card_id: int, seen: str) -> SafetyCard:
    card = SafetyCard.objects.select_for_update(of=("self",)).filter(pk=card_id).first()
    if card is None or card.digest() != seen:
        raise CardChanged
    return card
