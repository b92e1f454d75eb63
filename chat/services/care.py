"""A member's thread with the care team, and who of the clinicians opened it."""

from datetime import datetime
from secrets import token_urlsafe

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from chat.models import Membership, Room
from chat.models.care import CareReader
from chat.services.membership import still_open
from peersupport.accounts.models import User

CARE_SLUG_BYTES = 18  # of chance: an address that nobody guesses, even though guessing it opens nothing


def ask_care_team(*, by: User, now: datetime) -> Room:
    """The member's thread with the care team: the one they have, or a new one. The caller asked whether they may."""
    with translation.override(by.language):
        title = gettext("Ask a clinician")
    fresh = {"slug": f"care-{token_urlsafe(CARE_SLUG_BYTES)}", "title": title, "language": by.language}
    with transaction.atomic():
        room, _ = Room.objects.get_or_create(care_for=by, defaults=fresh)
        Membership.objects.get_or_create(room=room, user=by, defaults={"joined_at": now})
        still_open(by)
    return room


def open_care(room: Room, *, by: User, now: datetime) -> bool:
    """Let a clinician into the thread (the caller asked access.care_thread). Gives whether it is the first time."""
    _, is_new = CareReader.objects.get_or_create(room=room, user=by, defaults={"opened_at": now})
    return is_new
