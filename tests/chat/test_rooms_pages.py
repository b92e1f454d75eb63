"""The rooms' pages: who may come in, by which door, and what a stranger gets."""

import json
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from chat import limits
from chat.models import JoinRequest, Membership, Message, Room
from chat.models.rooms import RESERVED
from chat.urls import patterns
from moderation.models import Case
from peersupport.notices.models import Notice
from tests.chat.gates import WordGate

RISKY = "just double your lantus tonight, works for me"


@pytest.fixture
def asked_room(guide, now):
    """A room by request that the guide is in."""
    room = Room.objects.create(slug="quiet-corner", title="The quiet corner", joining=Room.Joining.REQUEST)
    Membership.objects.create(room=room, user=guide, joined_at=now)
    return room


@pytest.fixture
def coded_room(db):
    return Room.objects.create(slug="cohort", title="The cohort", joining=Room.Joining.CODE, join_code="WREN-7")


@pytest.fixture(autouse=True)
def fresh_limits():
    limits.posts._levels.clear()
    limits.codes._levels.clear()


def test_the_list_shows_my_rooms_and_those_i_may_join_but_none_behind_a_code(client_of, chen, room, coded_room):
    page = client_of(chen).get(reverse("chat:rooms")).content.decode()
    assert room.title in page
    assert coded_room.title not in page


def test_a_member_sees_the_room_with_its_first_messages(client_of, amara, room, send):
    send(amara, "good morning")
    page = client_of(amara).get(reverse("chat:room", args=[room.slug]))
    assert page.context["boot"]["joined"]["messages"][0]["html"] == "<p>good morning</p>"
    assert page.context["boot"]["urls"]["picker"] == "/library/pick/?language=en"


def test_a_strangers_room_and_an_absent_one_answer_alike(client_of, chen, room):
    client = client_of(chen)
    answers = [client.get(reverse("chat:room", args=[slug])) for slug in (room.slug, "nowhere")]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_visitor_is_sent_to_log_in(client, room):
    answer = client.get(reverse("chat:room", args=[room.slug]))
    assert answer.status_code == 302
    assert reverse("account_login") in answer.url


def test_an_open_room_is_joined_at_once(client_of, chen, room):
    answer = client_of(chen).post(reverse("chat:join", args=[room.slug]))
    assert answer.url == reverse("chat:room", args=[room.slug])
    assert Membership.objects.filter(room=room, user=chen).exists()


def test_a_room_by_request_is_asked_for_once_and_the_guide_lets_in(client_of, chen, guide, asked_room):
    for _ in range(2):
        client_of(chen).post(reverse("chat:join", args=[asked_room.slug]))
    [asked] = JoinRequest.objects.all()
    page = reverse("chat:requests", args=[asked_room.slug])
    assert chen.pseudonym in client_of(guide).get(page).content.decode()
    client_of(guide).post(page, {"id": asked.pk, "answer": "admit"})
    assert Membership.objects.filter(room=asked_room, user=chen).exists()
    assert Notice.objects.get(inbox=chen.pk).kind == "room_admitted"


def test_the_first_answer_to_a_request_stands_and_says_who_gave_it(client_of, chen, guide, asked_room):
    client_of(chen).post(reverse("chat:join", args=[asked_room.slug]))
    asked, page = JoinRequest.objects.get(), reverse("chat:requests", args=[asked_room.slug])
    for answer in ("decline", "admit"):
        client_of(guide).post(page, {"id": asked.pk, "answer": answer})
    asked.refresh_from_db()
    assert (asked.answered_by, asked.admitted) == (guide, False)
    assert not Membership.objects.filter(room=asked_room, user=chen).exists()


def test_who_was_declined_may_ask_again(client_of, chen, guide, asked_room):
    ask, page = reverse("chat:join", args=[asked_room.slug]), reverse("chat:requests", args=[asked_room.slug])
    client_of(chen).post(ask)
    client_of(guide).post(page, {"id": JoinRequest.objects.get().pk, "answer": "decline"})
    client_of(chen).post(ask)
    assert JoinRequest.objects.filter(answered_at=None).count() == 1


def test_a_declined_request_is_told_too(client_of, chen, guide, asked_room):
    client_of(chen).post(reverse("chat:join", args=[asked_room.slug]))
    page = reverse("chat:requests", args=[asked_room.slug])
    client_of(guide).post(page, {"id": JoinRequest.objects.get().pk, "answer": "decline"})
    assert not Membership.objects.filter(room=asked_room, user=chen).exists()
    assert Notice.objects.get(inbox=chen.pk).kind == "room_declined"


def test_only_a_guide_of_the_room_sees_who_asks(client_of, amara, guide, room):
    assert client_of(amara).get(reverse("chat:requests", args=[room.slug])).status_code == 404
    assert client_of(guide).get(reverse("chat:requests", args=[room.slug])).status_code == 404


def test_the_rooms_team_hears_of_a_request_once_and_nobody_else_does(
    client_of, amara, chen, farah, guide, asked_room, now
):
    for user in (amara, farah):
        Membership.objects.create(room=asked_room, user=user, joined_at=now)
    for _ in range(2):
        client_of(chen).post(reverse("chat:join", args=[asked_room.slug]))
    told = Notice.objects.filter(kind="join_request").order_by("pk")
    assert [notice.inbox_id for notice in told] == sorted([farah.pk, guide.pk])
    assert told[0].data["url"] == reverse("chat:requests", args=[asked_room.slug])
    assert f"{chen.pseudonym} asks to join" in client_of(guide).get(reverse("notices:list")).content.decode()


def test_an_admin_hears_of_a_request_where_the_room_has_no_team(client_of, chen, farah, guide, asked_room):
    Membership.objects.filter(user=guide).delete()
    client_of(chen).post(reverse("chat:join", args=[asked_room.slug]))
    assert [notice.inbox_id for notice in Notice.objects.filter(kind="join_request")] == [farah.pk]


def test_the_list_of_rooms_counts_who_asks_for_those_who_answer(client_of, amara, chen, farah, guide, asked_room, now):
    Membership.objects.create(room=asked_room, user=amara, joined_at=now)
    client_of(chen).post(reverse("chat:join", args=[asked_room.slug]))
    pages = [client_of(user).get(reverse("chat:rooms")).content.decode() for user in (amara, farah, guide)]
    assert ["1 person asks" in page for page in pages] == [False, True, True]


def test_an_admin_answers_the_requests_of_any_room(client_of, chen, farah, asked_room):
    client_of(chen).post(reverse("chat:join", args=[asked_room.slug]))
    page = reverse("chat:requests", args=[asked_room.slug])
    assert chen.pseudonym in client_of(farah).get(page).content.decode()
    client_of(farah).post(page, {"id": JoinRequest.objects.get().pk, "answer": "admit"})
    assert Membership.objects.filter(room=asked_room, user=chen).exists()


@pytest.mark.parametrize("typed", [" wren-7 ", "WREN7", "wren 7", "Wren – 7"])
def test_a_code_opens_its_room_however_it_is_typed(client_of, chen, coded_room, typed):
    answer = client_of(chen).post(reverse("chat:enter"), {"code": typed})
    assert answer.url == reverse("chat:room", args=[coded_room.slug])
    assert Membership.objects.filter(room=coded_room, user=chen).exists()


def test_two_codes_that_are_typed_alike_cannot_be(coded_room):
    Room.objects.create(slug="other", title="Other", joining=Room.Joining.CODE, join_code="WREN-8")
    with pytest.raises(IntegrityError), transaction.atomic():
        Room.objects.create(slug="alike", title="Alike", joining=Room.Joining.CODE, join_code="wren 7")


def test_a_code_of_dashes_alone_opens_nothing(client_of, chen, coded_room):
    Room.objects.filter(pk=coded_room.pk).update(join_code="--")
    client_of(chen).post(reverse("chat:enter"), {"code": " - "})
    assert not Membership.objects.filter(room=coded_room).exists()


def test_a_code_room_cannot_be_joined_without_its_code(client_of, chen, coded_room):
    assert client_of(chen).post(reverse("chat:join", args=[coded_room.slug])).status_code == 404
    client_of(chen).post(reverse("chat:enter"), {"code": "WREN-8"})
    assert not Membership.objects.filter(room=coded_room).exists()


def test_codes_cannot_be_guessed_by_trying(client_of, chen, coded_room):
    client = client_of(chen)
    for number in range(5):
        client.post(reverse("chat:enter"), {"code": f"guess {number}"})
    client.post(reverse("chat:enter"), {"code": "WREN-7"})
    assert not Membership.objects.filter(room=coded_room).exists()


def test_leaving_ends_the_membership(client_of, amara, room):
    client_of(amara).post(reverse("chat:leave", args=[room.slug]))
    assert not Membership.objects.filter(room=room, user=amara).exists()
    assert client_of(amara).get(reverse("chat:room", args=[room.slug])).status_code == 404


@pytest.mark.parametrize("name", ["join", "leave"])
def test_what_changes_something_is_no_get(client_of, amara, room, name):
    assert client_of(amara).get(reverse(f"chat:{name}", args=[room.slug])).status_code == 405


# --- the socket's work over plain HTTP --------------------------------------------------------------------------------
@pytest.fixture
def say(client_of, room):
    def said(user, text, **fields):
        body = {"key": str(uuid4()), "room": room.slug, "text": text} | fields
        address = reverse("chat:messages", args=[room.slug])
        return client_of(user).post(address, json.dumps(body), content_type="application/json")

    return said


@pytest.mark.django_db(transaction=True)
def test_a_post_over_http_is_screened_and_stored_like_any(say, amara, room):
    good, risky = say(amara, "good morning"), say(amara, RISKY)
    assert (good.json()["state"], risky.json()["state"]) == ("published", "held")
    assert Message.objects.filter(room=room).count() == 2


@pytest.mark.django_db(transaction=True)
def test_over_http_too_a_cry_for_help_does_not_wait_for_the_pace(say, amara, room):
    Room.objects.update(slow_seconds=600)
    answers = [say(amara, text) for text in ("I like soup in winter", "and bread", "help im shaking and its 42")]
    assert [answer.status_code for answer in answers] == [200, 429, 200]
    assert (answers[1].json()["code"], answers[2].json()["card"]["kind"]) == ("slow_mode", "low_glucose")
    assert Case.objects.get().message.text == "help im shaking and its 42"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("text", "status", "code"), [(" ", 400, "empty"), ("x" * 4001, 400, "too_long"), ("x" * 17_000, 400, "too_large")]
)
def test_a_bad_post_over_http_gets_a_code(say, amara, text, status, code):
    answer = say(amara, text)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "body", [b'{"key": "%s", "text": "\xff\xfe"}', b"\x00\xff", b'{"text": "\xed\xa0\x80"}', b"[" * 9_000]
)
def test_what_is_no_utf_8_gets_a_code_over_http(client_of, amara, room, body):
    key = str(uuid4()).encode()
    address = reverse("chat:messages", args=[room.slug])
    answer = client_of(amara).post(address, body.replace(b"%s", key), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_frame")
    assert not Message.objects.exists()
    assert client_of(amara).get(reverse("chat:search", args=[room.slug]) + "?q=%FF%FE%00").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_key_with_other_words_is_a_conflict_over_http(say, amara):
    key = str(uuid4())
    say(amara, "these words", key=key)
    assert say(amara, "other words", key=key).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_a_stranger_cannot_post_or_read_over_http(say, client_of, chen, room):
    assert say(chen, "let me in").status_code == 404
    assert client_of(chen).get(reverse("chat:messages", args=[room.slug])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_changes_since_a_revision_come_over_http(client_of, ben, amara, room, say):
    address = reverse("chat:messages", args=[room.slug])
    say(amara, "one")
    say(amara, "two")
    answer = client_of(ben).get(address, {"since": 1}).json()
    assert ([state["html"] for state in answer["messages"]], answer["to"]) == (["<p>two</p>"], 2)
    earlier = client_of(ben).get(address, {"before": 2}).json()
    assert [state["html"] for state in earlier["messages"]] == ["<p>one</p>"]


@pytest.mark.django_db(transaction=True)
def test_a_message_is_changed_and_taken_back_over_http_as_over_a_socket(say, amara, ben, room):
    mine = say(amara, "good morning").json()["id"]
    changed = say(amara, "good evening", type="edit", id=mine).json()
    risky = say(amara, RISKY, type="edit", id=mine).json()
    assert (changed["state"], changed["message"]["html"]) == ("published", "<p>good evening</p>")
    assert (risky["state"], risky["message"]["html"]) == ("held", "<p>good evening</p>")
    assert risky["own"]["change"]["state"] == "waiting"
    back = say(amara, "", type="withdraw", id=mine).json()
    assert (back["type"], back["state"], back["message"]["state"]) == ("accepted", "withdrawn", "withdrawn")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["edit", "withdraw"])
def test_what_is_not_ones_own_is_refused_over_http_with_a_code(say, amara, ben, chen, kind):
    mine = say(amara, "good morning").json()["id"]
    answers = [say(who, "hers", type=kind, id=number) for who, number in ((ben, mine), (ben, 999_999), (chen, mine))]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (403, "not_yours"),
        (404, "no_message"),
        (404, "no_room"),
    ]
    assert say(amara, "x", type="dance").json()["code"] == "bad_frame"


@pytest.mark.django_db(transaction=True)
def test_changes_count_as_posts_do(say, amara, no_refill):
    mine = say(amara, "one").json()["id"]
    answers = [say(amara, f"number {number}", type="edit", id=mine) for number in range(12)]
    assert answers[-1].status_code == 429
    assert answers[-1].json()["retry_after"] > 0


def test_no_new_room_takes_the_address_of_a_page_that_stands_beside_the_rooms(room):
    routes = [str(pattern.pattern) for pattern in patterns(WordGate())[0]]
    assert {route.rstrip("/") for route in routes if route and "<" not in route} == RESERVED
    for slug in RESERVED:
        with pytest.raises(ValidationError, match="Choose another name"):
            Room(slug=slug, title="Ask").full_clean()
    Room(slug="asked", title="Ask").full_clean()
