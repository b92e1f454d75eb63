"""How far a member has read: it moves forward only, and what is unread is counted from it, up to a bound."""

import asyncio
import json

import pytest
from django.urls import reverse

from chat import limits
from chat.delivery import hints
from chat.models import Membership, Message, Mute, Room
from chat.services import reads
from chat.services.reads import Mark, mark, unread_of
from chat.sockets import bookmarks
from chat.text import Span


@pytest.fixture
def position(room):
    """position(ben) is how far Ben has read."""
    return lambda user: Membership.objects.get(room=room, user=user).read_position


@pytest.fixture
def count(room):
    """count(ben) is what is unread for Ben."""
    return lambda user: {one.room_id: one.count for one in unread_of(user.pk)}[room.pk]


@pytest.fixture(autouse=True)
def fresh_limits():
    limits.posts._levels.clear()
    limits.reads._levels.clear()
    limits.counts._levels.clear()


def test_a_position_moves_forward_only_and_never_beyond_the_rooms_end(room, send, amara, ben, position):
    for text in ("one", "two", "three"):
        send(amara, text)
    for asked, expected in ((2, 2), (1, 2), (2**62, 3), (0, 3)):
        mark([Mark(ben.pk, room.pk, asked)])
        assert position(ben) == expected
    assert position(amara) == 0


def test_only_what_moved_is_told(room, send, amara, ben):
    send(amara, "one")
    marks = [Mark(amara.pk, room.pk, 0), Mark(ben.pk, room.pk, 1)]
    assert mark(marks) == [reads.Unread(ben.pk, room.pk, room.slug, 1, 0, 0)]
    assert mark(marks) == []


def test_others_published_messages_after_the_position_are_unread(room, send, amara, ben, count):
    said = [send(amara, text).message for text in ("one", "two", "three", "four")]
    send(ben, "mine")
    send(amara, "hold this one")
    Message.objects.filter(pk=said[3].pk).update(state=Message.State.REMOVED)
    assert (count(ben), count(amara)) == (3, 1)
    mark([Mark(ben.pk, room.pk, said[1].position)])
    assert count(ben) == 1


def test_what_somebody_muted_says_is_not_counted_unless_it_must_be_heard(room, send, amara, ben, diaz, now, count):
    for user in (amara, diaz):
        Mute.objects.create(by=ben, person=user, at=now)  # before she became a clinician
        send(user, "something")
    assert count(ben) == 1


def test_mentions_of_me_are_counted_while_the_words_name_me(room, send, amara, ben, chen, now):
    def mentions(user):
        return [(one.count, one.mentions) for one in unread_of(user.pk)]

    said = send(
        amara, f"@{ben.pseudonym} look", mentions=[Span(0, len(ben.pseudonym) + 1, ben.pk, ben.pseudonym)]
    ).message
    assert (mentions(ben), mentions(chen)) == ([(1, 1)], [])
    Message.objects.filter(pk=said.pk).update(html="<p>look</p>")
    assert mentions(ben) == [(1, 0)]
    Message.objects.filter(pk=said.pk).update(html=said.html)
    Mute.objects.create(by=ben, person=amara, at=now)
    assert mentions(ben) == [(0, 0)]


def test_a_count_stops_at_its_bound(room, send, amara, ben, count, monkeypatch):
    monkeypatch.setattr(reads, "MOST", 2)
    reads._counting.cache_clear()
    for text in ("one", "two", "three", "four", "five"):
        send(amara, text)
    assert count(ben) == 3
    reads._counting.cache_clear()


def test_who_comes_into_a_room_begins_at_its_end(client_of, room, send, amara, chen, count):
    send(amara, "long ago")
    client_of(chen).post(reverse("chat:join", args=[room.slug]))
    assert count(chen) == 0
    send(amara, "just now")
    assert count(chen) == 1


def test_all_rooms_are_counted_in_one_query(room, send, amara, ben, now, django_assert_num_queries):
    other = Room.objects.create(slug="elsewhere", title="Elsewhere")
    for user in (amara, ben):
        other.memberships.create(user=user, joined_at=now)
    send(amara, "here")
    send(amara, "there", room=other.slug)
    with django_assert_num_queries(1):
        assert {one.slug: one.count for one in unread_of(ben.pk)} == {room.slug: 1, other.slug: 1}


# --- over HTTP --------------------------------------------------------------------------------------------------------
@pytest.fixture
def say_read(client_of, room):
    def say(user, body, slug=None):
        address = reverse("chat:read", args=[slug or room.slug])
        return client_of(user).post(address, body, content_type="application/json")

    return say


def test_over_http_it_is_answered_and_told_to_ones_other_connections(say_read, room, send, amara, ben, monkeypatch):
    told = []
    monkeypatch.setattr(hints, "tell", told.append)
    send(amara, "one")
    send(amara, "two")
    for _ in range(2):
        answer = say_read(ben, {"room": room.slug, "position": 1})
        assert answer.json() == {"type": "unread", "room": room.slug, "position": 1, "count": 1}
    assert [(hint.topic, json.loads(hint.data)["count"]) for hint in told] == [(("inbox", ben.pk), 1)]


def test_a_strangers_room_and_an_absent_one_answer_alike(say_read, room, chen):
    answers = [say_read(chen, {"room": "x", "position": 1}, slug) for slug in (room.slug, "nowhere")]
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize(
    "body", ["", "[]", '{"room": "x"}', '{"room": "x", "position": -1}', '{"room": "x", "position": "1"}']
)
def test_a_bad_body_gets_a_code(say_read, ben, body):
    answer = say_read(ben, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_frame")


@pytest.mark.usefixtures("no_refill")
def test_the_rate_over_http_is_bounded(say_read, ben, room):
    answers = [say_read(ben, {"room": room.slug, "position": 0}) for _ in range(25)]
    assert {answer.status_code for answer in answers} == {200, 429}
    assert answers[-1].json()["retry_after"] > 0


def test_a_visitor_and_another_method_are_refused(client, client_of, room, ben):
    address = reverse("chat:read", args=[room.slug])
    assert client.post(address, "{}", content_type="application/json").status_code == 302
    assert client.get(address).status_code == 302
    assert client_of(ben).put(address).status_code == 405


@pytest.mark.usefixtures("no_refill")
def test_over_http_one_asks_what_is_unread_in_all_of_ones_rooms(client_of, room, send, amara, ben, chen, now):
    other = Room.objects.create(slug="elsewhere", title="Elsewhere")
    Membership.objects.create(room=other, user=ben, joined_at=now)
    send(amara, "one")
    address = reverse("chat:read", args=[room.slug])
    answers = [client_of(ben).get(address) for _ in range(12)]
    told = {(one["room"], one["position"], one["count"]) for one in answers[0].json()["unread"]}
    assert told == {(room.slug, 0, 1), ("elsewhere", 0, 0)}
    assert (answers[0].status_code, answers[-1].status_code) == (200, 429)
    assert client_of(chen).get(address).status_code == 404


# --- on the pages -----------------------------------------------------------------------------------------------------
def test_the_list_of_rooms_says_what_is_new_and_again_when_htmx_asks(client_of, room, send, amara, ben):
    client = client_of(ben)
    assert " new" not in client.get(reverse("chat:rooms")).content.decode()
    send(amara, "one")
    send(amara, "two")
    assert "2 new" in client.get(reverse("chat:rooms")).content.decode()
    part = client.get(reverse("chat:rooms"), headers={"HX-Request": "true"}).content.decode()
    assert f'id="news-{room.pk}" hx-swap-oob="true"' in part
    assert "2 new" in part
    assert room.title not in part


def test_the_room_is_born_with_how_far_one_has_read(client_of, room, send, amara, ben):
    send(amara, "one")
    send(amara, "two")
    mark([Mark(ben.pk, room.pk, 1)])
    boot = client_of(ben).get(reverse("chat:room", args=[room.slug])).context["boot"]
    assert (boot["joined"]["read"], boot["unread"], boot["elsewhere"]) == (1, 1, {})


# --- gathered ---------------------------------------------------------------------------------------------------------
class Ear:
    """Stands for the hub."""

    def __init__(self):
        self.told = []

    def hint(self, hint):
        self.told.append((hint.topic.id, json.loads(hint.data)["position"]))


@pytest.mark.django_db(transaction=True)
def test_of_many_marks_in_a_moment_the_last_is_written_once(room, send, amara, ben, position, monkeypatch):
    for text in ("one", "two", "three"):
        send(amara, text)
    monkeypatch.setattr(bookmarks, "SECONDS", 0.05)
    written = []
    monkeypatch.setattr(bookmarks, "mark", lambda marks: written.append(marks) or mark(marks))

    async def read():
        ear = Ear()
        gathered = bookmarks.Bookmarks(ear)
        for at in (1, 3, 2):
            gathered.put(Mark(ben.pk, room.pk, at))
        await asyncio.sleep(0.5)
        return ear.told

    assert asyncio.run(read()) == [(ben.pk, 3)]
    assert written == [[Mark(ben.pk, room.pk, 3)]]
    assert position(ben) == 3


@pytest.mark.django_db(transaction=True)
def test_what_still_waits_when_the_process_ends_is_written(room, send, amara, ben, position):
    send(amara, "one")

    async def read():
        gathered = bookmarks.Bookmarks(Ear())
        gathered.put(Mark(ben.pk, room.pk, 1))
        await gathered.close()

    asyncio.run(read())
    assert position(ben) == 1
