"""Finding messages of a room: what is found, by whom, and what never is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from chat import limits, services
from chat.models import Membership, Message, Room, word_index
from chat.reading import search
from chat.reading.excerpts import marked
from chat.reading.search import Wish
from chat.services import muting


@pytest.fixture(autouse=True)
def fresh_limits():
    limits.searches._levels.clear()


def texts(room, **wish):
    found, _ = search.find(room, Wish(**wish))
    return [each.message.text for each in found]


@pytest.mark.parametrize(
    "words", ["café", "CAFE", "caf", "el cafe", "cafe\u0301 tarde", '"café" -tarde* (sin:', "tarde'"]
)
def test_words_are_found_however_they_are_typed(words, send, amara, room):
    send(amara, "Me tomé el CAFÉ por la tarde, sin azúcar")
    send(amara, "Something else")
    assert texts(room, words=words) == ["Me tomé el CAFÉ por la tarde, sin azúcar"]


def test_every_word_must_be_there_and_a_short_one_whole(send, amara, room):
    send(amara, "My lows at night")
    assert texts(room, words="low night") == ["My lows at night"]
    assert texts(room, words="low morning") == []
    assert texts(room, words="m") == []
    assert texts(room, words="ows") == []


@pytest.mark.parametrize(
    "text", ["5.5 mmol/L at bed-time", "see https://example.org/carbs?x=1", "snake_case A1c", "ñandú"]
)
def test_signs_part_words_on_both_databases_alike(text, send, amara, room):
    send(amara, text)
    for word in search.fold(text).split():
        assert texts(room, words=word) == [text], word


def test_nothing_that_is_not_published_is_found(send, amara, ben, diaz, room, now):
    seen, gone, hidden = (send(amara, f"about lentils {name}").message for name in ("here", "gone", "hidden"))
    held = send(ben, "hold this about lentils").message
    services.remove(gone.pk, by=diaz, now=now)
    services.hide(hidden.pk, by=diaz, now=now)
    assert texts(room, words="lentils") == [seen.text]
    services.publish(held.pk, by=diaz, now=now)
    services.publish(hidden.pk, by=diaz, now=now)
    assert set(texts(room, words="lentils")) == {seen.text, hidden.text, held.text}


def test_a_changed_text_is_found_by_its_new_words_alone(send, amara, room):
    message = send(amara, "about lentils").message
    message.text = "about beans"
    message.save()
    assert texts(room, words="lentils") == []
    assert texts(room, words="beans") == ["about beans"]
    message.delete()
    assert texts(room, words="beans") == []


def test_no_other_rooms_messages_are_found(send, amara, room, now):
    other = Room.objects.create(slug="other", title="Another")
    Membership.objects.create(room=other, user=amara, joined_at=now)
    send(amara, "about lentils", room="other")
    assert texts(room, words="lentils") == []
    assert texts(other, words="lentils") == ["about lentils"]


def test_the_newest_come_first_and_the_next_page_goes_on_where_this_one_ends(send, amara, room, monkeypatch):
    monkeypatch.setattr(search, "PAGE", 3)
    sent = [send(amara, f"about lentils {number}").message for number in range(7)]
    seen, before = [], None
    while True:
        found, more = search.find(room, Wish("lentils", before=before))
        seen += [each.message.pk for each in found]
        if not more:
            break
        before = seen[-1]
    assert seen == [message.pk for message in reversed(sent)]


def test_what_is_said_seldom_is_found_beyond_the_newest(send, amara, room, monkeypatch):
    monkeypatch.setattr(search, "NEWEST", 2)
    for text in ("about lentils", "one", "two", "three"):
        send(amara, text)
    assert texts(room, words="lentils") == ["about lentils"]


def test_who_and_when_narrow_it_down(send, amara, ben, room, now):
    first = send(amara, "about lentils").message
    Message.objects.filter(pk=first.pk).update(created_at=now - timedelta(days=3))
    send(ben, "more lentils")
    assert texts(room, words="lentils", by=ben.pseudonym.upper()) == ["more lentils"]
    assert texts(room, words="lentils", by="nobody") == []
    assert texts(room, by=amara.pseudonym) == ["about lentils"]
    assert texts(room, words="lentils", since=now - timedelta(days=1)) == ["more lentils"]
    assert texts(room, until=now - timedelta(days=1)) == ["about lentils"]


def test_a_rebuilt_table_gets_its_triggers_back(send, amara, room):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps the column itself")
    with connection.cursor() as cursor:
        for name in ("in", "change", "out"):
            cursor.execute(f"DROP TRIGGER chat_message_words_{name}")
    word_index.mend(using="default")
    send(amara, "about lentils")
    assert texts(room, words="lentils") == ["about lentils"]


def test_an_excerpt_shows_the_words_in_their_place():
    text = "A long way before. " * 10 + "Then Hipoglucémia came,\nand hipoglucemias again. " + "And after. " * 20
    runs = marked(text, ["hipoglucemia"])
    assert [run.text for run in runs if run.is_marked] == ["Hipoglucémia", "hipoglucemias"]
    whole = "".join(run.text for run in runs)
    assert whole.startswith("… ")
    assert whole.endswith(" …")
    assert len(whole) < 200


# --- the page ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def page(room):
    return reverse("chat:search", args=[room.slug])


def test_a_member_finds_marked_words_and_the_way_to_the_message(client_of, amara, room, page, send):
    message = send(amara, "<b>Lentils</b> & rice").message
    shown = client_of(amara).get(page, {"q": "lentils"}).content.decode()
    assert "&lt;b&gt;<mark>Lentils</mark>&lt;/b&gt; &amp; rice" in " ".join(shown.split())
    assert f'href="/rooms/{room.slug}/?at={message.pk}"' in shown


def test_a_stranger_finds_no_such_page(client_of, chen, page, send, amara):
    send(amara, "about lentils")
    assert client_of(chen).get(page, {"q": "lentils"}).status_code == 404
    assert client_of(chen).get(reverse("chat:search", args=["nowhere"])).status_code == 404


def test_days_are_the_readers_own_and_the_last_is_included(client_of, amara, page, send):
    message = send(amara, "late lentils").message
    Message.objects.filter(pk=message.pk).update(created_at="2026-03-01T23:30:00Z")
    asked = {"q": "lentils", "since": "2026-03-02", "until": "2026-03-02", "part": "1"}
    assert "late" in client_of(amara).get(page, asked | {"zone": "Europe/Madrid"}).content.decode()
    assert "late" not in client_of(amara).get(page, asked).content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "\0'"},
        {"by": "\0x"},
        {"since": "0001-01-01"},
        {"until": "nonsense"},
        {"before": "9" * 30, "q": "x"},
        {"zone": "../x", "since": "2026-01-01"},
    ],
)
def test_nonsense_finds_nothing_and_breaks_nothing(asked, client_of, amara, page):
    assert client_of(amara).get(page, asked).status_code == 200


@pytest.mark.usefixtures("no_refill")
def test_nobody_searches_without_end(client_of, amara, page):
    client = client_of(amara)
    answers = [client.get(page, {"q": "x", "part": "1"}).status_code for _ in range(25)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_what_somebody_muted_wrote_is_found_folded(send, client_of, amara, ben, room, now):
    send(ben, "a recipe with lentils")
    address = reverse("chat:search", args=[room.slug], query={"q": "lentils"})
    assert "a recipe with" in client_of(amara).get(address).content.decode()
    muting.mute(ben, by=amara, now=now)
    page = client_of(amara).get(address).content.decode()
    assert "Muted: open it to read it." in page
    assert "recipe" not in page
