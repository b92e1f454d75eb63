"""`manage.py bench_members`: members for a load client, on a site without patients only."""

from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import CommandError, call_command

from chat.models import Membership, Room
from peersupport.demo.members import seats


def owner(cookie):
    """Whom the session logs in."""
    return get_user(SimpleNamespace(session=SessionStore(cookie)))


@pytest.fixture
def bench(settings, db):
    settings.BENCH = True


def test_each_line_is_a_cookie_that_logs_a_member_of_the_room_in(bench, capsys):
    call_command("bench_members", "3", room="tea")
    users = [owner(line) for line in capsys.readouterr().out.split()]
    inside = Membership.objects.filter(room__slug="tea").values_list("user_id", flat=True)
    assert len(users) == 3
    assert all(user.is_authenticated for user in users)
    assert {user.pk for user in users} == set(inside)


def test_a_room_that_is_there_is_used(bench, room, capsys):
    call_command("bench_members", "1", room=room.slug)
    assert Room.objects.count() == 1


def test_many_rooms_fill_evenly_and_stand_after_the_cookie(bench, capsys):
    call_command("bench_members", "6", room="tea", rooms=3, each=2)
    for line in capsys.readouterr().out.splitlines():
        cookie, *slugs = line.split()
        inside = Membership.objects.filter(user=owner(cookie)).values_list("room__slug", flat=True)
        assert set(inside) == set(slugs)
    assert {room.memberships.count() for room in Room.objects.all()} == {4}


def test_seats_go_round():
    assert [seats(count, 5, 2) for count in range(3)] == [[0, 1], [2, 3], [4, 0]]


def test_a_site_with_patients_is_refused(db):
    with pytest.raises(CommandError, match="BENCH=1"):
        call_command("bench_members", "1", room="tea")
    assert not Room.objects.exists()


@pytest.mark.parametrize("words", [["0"], ["1", "--rooms", "2", "--each", "3"]])
def test_numbers_that_make_no_sense_are_refused(bench, words):
    with pytest.raises(CommandError):
        call_command("bench_members", *words, "--room", "tea")
