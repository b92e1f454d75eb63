"""What moderation hears from the houses below it."""

from datetime import datetime
from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps

from moderation import audit
from moderation.services.cards import load_cards, shipped
from peersupport.accounts.models import User


def room_tended(action: str, subject: Any, data: dict[str, Any], by: User, now: datetime, **_kwargs: Any) -> None:
    """Who guides or tends a room has done something: it is a row of the trail, or it is not done."""
    audit.append(action, subject, data, by=by, now=now)


def migrated(plan: Any = None, apps: Apps = installed, **_kwargs: Any) -> None:
    """The cards that come with the product are there as drafts, so that a clinician finds what is to be approved.

    Emptying the tables announces the same, without a plan: what is to be empty stays empty.
    """
    if plan is None:
        return
    try:
        model = apps.get_model("moderation", "SafetyCard")
    except LookupError:
        return  # a migration of another app alone, before ours
    load_cards(shipped(), model)
