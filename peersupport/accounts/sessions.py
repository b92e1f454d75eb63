"""Whom sessions log in, asked for many at once."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from peersupport.accounts import consent
from peersupport.accounts.models import User


def logged_in(session_keys: Collection[str]) -> dict[str, dict[str, Any]]:
    """What each session that has not ended says of its log-in, in one query; sessions of nobody are left out."""
    alive = Session.objects.filter(session_key__in=session_keys, expire_date__gt=timezone.now())
    said = {session.session_key: session.get_decoded() for session in alive}
    return {
        key: data for key, data in said.items() if data.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
    }


def user_ids(sessions: dict[str, dict[str, Any]]) -> dict[str, int]:
    return {key: int(data[SESSION_KEY]) for key, data in sessions.items()}


def users_of(sessions: dict[str, dict[str, Any]]) -> dict[str, User]:
    """The person of each session, in two queries: PostgreSQL planned their join as if few lived here.

    Nobody for a session whose password has changed since, of an account that was closed, or of a person who has yet to
    agree to the house rules in force: what django.contrib.auth.get_user and our own door (GuardMiddleware) say of one.
    """
    ids = user_ids(sessions)
    users = User.objects.filter(pk__in=set(ids.values()), is_active=True).in_bulk()
    agreed = consent.is_current_many(users)
    return {
        key: users[user_id]
        for key, user_id in ids.items()
        if user_id in agreed and _password_stands(users[user_id], sessions[key].get(HASH_SESSION_KEY, ""))
    }


def _password_stands(user: User, hash_then: str) -> bool:
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(hash_then, now) for now in hashes)
