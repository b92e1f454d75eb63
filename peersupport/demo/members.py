"""Invented members in numbers, each already logged in: for whoever drives a running server over its sockets."""

from importlib import import_module
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from chat.models import Membership, Room
from peersupport.accounts import consent, roles
from peersupport.accounts.models import User


@transaction.atomic
def make_members(number: int, room: Room) -> list[str]:
    """Make that many members of the room, without passwords; gives a session cookie's value for each."""
    now, batch = timezone.now(), uuid4().hex[:8]
    unusable = make_password(None)
    users = [
        User(email=f"{batch}.{count}@members.example", pseudonym=f"member {batch} {count}", password=unusable)
        for count in range(number)
    ]
    User.objects.bulk_create(users)
    member = Group.objects.get(name=roles.MEMBER)
    User.groups.through.objects.bulk_create(User.groups.through(user=user, group=member) for user in users)
    Membership.objects.bulk_create(Membership(room=room, user=user, joined_at=now) for user in users)
    for user in users:
        consent.agree(user, now=now)
    return [_session(user) for user in users]


def _session(user: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key
