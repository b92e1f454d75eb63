"""Fixtures for all tests: the named cast, their room, and (tests/support) servers of the tests' own."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from chat.models import Room
from moderation.models import SafetyCard
from peersupport.accounts.models import User
from tests.support import cast

pytest_plugins = ["tests.support.fixtures", "tests.support.append_only"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Without the safety cards that migrating puts there, as the tables are after a test that empties them."""
    with django_db_blocker.unblock():
        SafetyCard.objects.all().delete()


@pytest.fixture
def now() -> datetime:
    """This moment, to the second."""
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def amara(db) -> User:
    """A member of the room."""
    return cast.enter("amara")


@pytest.fixture
def ben(db) -> User:
    """Another member of the same room."""
    return cast.enter("ben")


@pytest.fixture
def chen(db) -> User:
    """A member of the site, a stranger to the room."""
    return cast.enter("chen")


@pytest.fixture
def diaz(db) -> User:
    """Dr Diaz, a clinician, in the room."""
    return cast.enter("diaz")


@pytest.fixture
def erin(db) -> User:
    """The librarian."""
    return cast.enter("erin")


@pytest.fixture
def farah(db) -> User:
    """The admin."""
    return cast.enter("farah")


@pytest.fixture
def guide(db) -> User:
    """A lay moderator, in no room."""
    return cast.enter("guide")


@pytest.fixture
def room(amara: User, ben: User, diaz: User, now: datetime) -> Room:
    """An open room with Amara, Ben and Dr Diaz in it."""
    return cast.open_room(amara, ben, diaz, now=now)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """Gives a signed-in test client: client_of(amara).get(...)."""
    return cast.client_of
