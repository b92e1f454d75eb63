"""What moderation hears from the houses below it."""

from datetime import datetime
from typing import Any

from moderation import audit
from peersupport.accounts.models import User


def room_tended(action: str, subject: Any, data: dict[str, Any], by: User, now: datetime, **_kwargs: Any) -> None:
    """Who guides or tends a room has done something: it is a row of the trail, or it is not done."""
    audit.append(action, subject, data, by=by, now=now)
