"""At the very moment at which an account is closed (PostgreSQL): nobody slips in, and nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from chat import services as chat
from chat.models import JoinRequest, Membership, Message, Renaming, Room
from chat.services import departing
from chat.services.gate import Draft, Screened
from moderation.gate import ModerationGate
from moderation.models import AuditEntry
from peersupport.accounts import roles
from peersupport.accounts.models import Closing, User
from peersupport.accounts.services import is_taken
from peersupport.privacy import closing
from tests.support import cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
SOON = 0.5  # seconds to wait for somebody who, when all goes well, is not coming
PUBLISH = Screened("publish", 0, False)


@pytest.fixture
def at_once():
    """Runs jobs in threads of their own; gives what each gave or raised."""

    def run(job):
        try:
            return job()
        except Exception as error:
            return error
        finally:
            connection.close()

    def together(*jobs):
        with ThreadPoolExecutor(len(jobs)) as pool:
            return [done.result(60) for done in [pool.submit(run, job) for job in jobs]]

    return together


@pytest.fixture
def elsewhere(ben, now):
    return cast.open_room(ben, now=now, slug="elsewhere")


@pytest.fixture
def close(now):
    return lambda user: closing.close(user, takes_back=False, by=user, now=now)


@pytest.fixture
def post(room, now):
    def say(user, text):
        draft = Draft(room=room.slug, author_id=user.pk, key=uuid4(), text=text)
        return chat.post([(draft, PUBLISH)], gate=ModerationGate(), now=now)[0]

    return say


def test_two_closings_are_one(amara, room, post, close, at_once):
    post(amara, "Hello")
    first, second, third = at_once(*[lambda: close(amara)] * 3)
    assert first.pk == second.pk == third.pk
    assert AuditEntry.objects.filter(action="account.closed").count() == 1
    assert Renaming.objects.count() == 1


def test_who_posts_at_that_moment_is_heard_under_the_new_name_or_refused(amara, ben, room, post, close, at_once):
    talk = [lambda number=number: post(amara, f"Number {number}") for number in range(6)]
    answers = [lambda number=number: post(ben, f"Answer {number}") for number in range(4)]
    *outcomes, _ = at_once(*talk, *answers, lambda: close(amara))
    assert not [one for one in outcomes if isinstance(one, Exception) and not hasattr(one, "code")]
    stored = Message.objects.filter(author=amara).count()
    assert stored == len([one for one in outcomes[:6] if not isinstance(one, Exception)])
    room.refresh_from_db()
    last = Renaming.objects.get().revision
    assert not Message.objects.filter(author=amara, revision__gt=last).exists()
    assert room.revision == Message.objects.count() + 1


def test_who_is_coming_in_is_out_again(amara, room, elsewhere, close, at_once, monkeypatch, now):
    """The closing has the person's row, and the one who comes in waits for it."""
    has_it, real = Event(), departing.depart

    def depart(user):
        has_it.set()
        Event().wait(SOON)
        real(user)

    def join():
        has_it.wait(5)
        return chat.join(elsewhere, by=User(pk=amara.pk), now=now)

    monkeypatch.setattr(departing, "depart", depart)
    closed, came = at_once(lambda: close(amara), join)
    assert isinstance(closed, Closing)
    assert isinstance(came, PermissionDenied)
    assert not Membership.objects.filter(user=amara).exists()


def test_a_room_that_somebody_entered_just_before_is_left_too(amara, room, elsewhere, close, at_once, monkeypatch, now):
    looked, real = Event(), departing.locked
    entered = Event()

    def locked(which):
        looked.set()
        entered.wait(5)
        return real(which)

    def join():
        looked.wait(5)
        chat.join(elsewhere, by=amara, now=now)
        entered.set()

    monkeypatch.setattr(departing, "locked", locked)
    closed, _ = at_once(lambda: close(amara), join)
    assert isinstance(closed, Closing)
    assert not Membership.objects.filter(user=amara).exists()
    assert set(Renaming.objects.values_list("room__slug", flat=True)) == {room.slug, elsewhere.slug}


def test_who_is_let_in_at_that_moment_does_not_come_in(amara, ben, room, elsewhere, close, at_once, now):
    Room.objects.filter(pk=elsewhere.pk).update(joining=Room.Joining.REQUEST)
    asked = JoinRequest.objects.create(room=elsewhere, user=amara, asked_at=now)
    outcomes = at_once(
        lambda: close(amara), lambda: chat.answer_request(asked, admit=True, by=ben, now=now), lambda: close(amara)
    )
    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert not Membership.objects.filter(user=amara).exists()


def test_of_two_admins_who_go_at_once_one_stays(farah, now, at_once):
    other = cast.enter("farah", 1)
    outcomes = at_once(
        lambda: closing.close(farah, takes_back=False, by=farah, now=now),
        lambda: closing.close(other, takes_back=False, by=other, now=now),
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["CannotClose", "Closing"]
    assert User.objects.filter(groups__name=roles.ADMIN, is_active=True).count() == 1


def test_the_name_is_somebodys_at_every_moment(amara, room, close, at_once):
    done, free = Event(), []

    def watch():
        while not done.is_set():
            free.append(not is_taken("amara walks"))

    def go():
        try:
            close(amara)
        finally:
            done.set()

    at_once(watch, watch, go)
    assert free
    assert not any(free)
