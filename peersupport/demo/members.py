"""Invented members in numbers, each already logged in: for whoever drives a running server over its sockets."""

from collections.abc import Sequence
from datetime import timedelta
from importlib import import_module
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from chat.models import Membership, Room
from peersupport.accounts import consent, roles
from peersupport.accounts.models import Consent, User

ROWS = 1_000  # in one INSERT


def make_members(number: int, room: Room) -> list[str]:
    """Make that many members of the room, without passwords; gives a session cookie's value for each."""
    return seat_members(number, [room], each=1)


@transaction.atomic
def seat_members(number: int, rooms: Sequence[Room], *, each: int) -> list[str]:
    """Make that many members, each in `each` of the rooms (`seats`); gives a session cookie's value for each."""
    now, batch = timezone.now(), uuid4().hex[:8]
    unusable = make_password(None)
    users = [
        User(email=f"{batch}.{count}@members.example", pseudonym=f"member {batch} {count}", password=unusable)
        for count in range(number)
    ]
    User.objects.bulk_create(users, ROWS)
    group_id = Group.objects.get(name=roles.MEMBER).pk
    rows = User.groups.through
    rows.objects.bulk_create([rows(user_id=user.pk, group_id=group_id) for user in users], ROWS)
    Membership.objects.bulk_create(
        [
            Membership(room=rooms[seat], user=user, joined_at=now)
            for count, user in enumerate(users)
            for seat in seats(count, len(rooms), each)
        ],
        ROWS,
    )
    agreed = {"document": Consent.Document.HOUSE_RULES, "version": consent.HOUSE_RULES_VERSION, "at": now}
    Consent.objects.bulk_create([Consent(user=user, **agreed) for user in users], ROWS)
    return _sessions(users)


def seats(count: int, rooms: int, each: int) -> list[int]:
    """The rooms of the count-th member: the next `each` after those of the one before, so that all fill evenly."""
    return [(count * each + step) % rooms for step in range(each)]


def _sessions(users: Sequence[User]) -> list[str]:
    """Log everybody in without a query a person, which the session store would make to look for a free key."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    model, ends = store.get_model_class(), timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    sessions = []
    for user in users:
        content = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        key = get_random_string(32, VALID_KEY_CHARS)
        sessions.append(model(session_key=key, session_data=store().encode(content), expire_date=ends))
    model.objects.bulk_create(sessions, ROWS)
    return [session.session_key for session in sessions]
