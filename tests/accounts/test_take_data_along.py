"""A person takes along a copy of what the site keeps of them: all of it, and nothing of others."""

import asyncio
import io
import json
import re
from random import Random
from uuid import uuid4
from zipfile import ZipFile

import pytest
from allauth.usersessions.models import UserSession
from asgiref.sync import sync_to_async
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from chat import services as chat
from chat.models import Edit, FormerText, Membership, Message, Mute, Pause, Reaction
from chat.services.gate import Draft, Screened
from moderation import services as moderation
from moderation.gate import ModerationGate
from moderation.models import Case, TrainingText
from moderation.services.decisions import Judgement
from peersupport.accounts.models import User
from peersupport.notices.models import Device, Reach
from peersupport.privacy import archive, views
from peersupport.privacy.belongings import AT_ONCE, SECTIONS
from peersupport.privacy.labels import LABELS

pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous")
PUBLISH, HOLD = Screened("publish", 0, False), Screened("hold", 3, True)


@pytest.fixture
def say(room, now):
    def post(author, text, screened=PUBLISH, reply_to=None, where=room) -> Message:
        draft = Draft(room=where.slug, author_id=author.pk, key=uuid4(), text=text, reply_to_id=reply_to)
        (stored,) = chat.post([(draft, screened)], gate=ModerationGate(), now=now)
        return stored.message

    return post


def opened(user: User, now) -> tuple[dict, str]:
    """The JSON and the readable page of the person's archive."""
    whole = ZipFile(io.BytesIO(b"".join(archive.pieces(user, now))))
    assert whole.testzip() is None
    [page] = [name for name in whole.namelist() if name.endswith(".html")]
    return json.loads(whole.read("data.json")), whole.read(page).decode()


def test_the_page_says_what_is_kept_and_why(amara, client_of):
    page = client_of(amara).get("/me/data/").content.decode()
    assert "What is kept, and why" in page
    assert "It is a record of care." in page


def test_a_copy_is_given_to_who_has_just_shown_who_they_are(amara, room, say, client_of, sure_client_of):
    say(amara, "Soup again today.")
    asked = client_of(amara).post("/me/data/")
    assert (asked.status_code, asked.url) == (302, "/accounts/reauthenticate/?next=%2Fme%2Fdata%2F")
    given = sure_client_of(amara).post("/me/data/")
    assert given.headers["Content-Type"] == "application/zip"
    assert "no-store" in given.headers["Cache-Control"]
    assert b"Soup again today." in ZipFile(io.BytesIO(b"".join(given))).read("data.json")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
async def test_a_slow_line_keeps_no_connection_to_the_database(amara, now):
    pieces = views._read_in_threads(amara, now)
    assert await anext(pieces)
    assert await sync_to_async(lambda: connection.connection)() is None
    await pieces.aclose()


@pytest.mark.django_db(transaction=True)
async def test_who_never_takes_it_is_cut_off(amara, monkeypatch, now):
    monkeypatch.setattr(views, "LONGEST", 0.2)

    async def take():
        async for _piece in views._read_in_threads(amara, now):
            await asyncio.sleep(60)

    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(take())


def test_who_left_a_room_reads_nothing_that_is_said_there_now(amara, ben, room, say, now):
    asked = say(ben, "Do you run?")
    say(amara, "I do.", reply_to=asked.pk)
    assert opened(amara, now)[0]["messages"][0]["in_answer_to"] == "Do you run?"
    Membership.objects.filter(user=amara).delete()
    [said] = opened(amara, now)[0]["messages"]
    assert (said["text"], said["in_answer_to"]) == ("I do.", "")


def test_in_spanish_being_let_in_is_no_button_and_removed_is_not_taken_back():
    with translation.override("es"):
        assert [str(LABELS[name]) for name in ("let_in", "why_removed")] == ["Te dejaron entrar", "Por qué se quitó"]


def test_nobody_else_gets_one(amara, client, db):
    assert client.post("/me/data/").url == "/accounts/login/?next=/me/data/"
    assert client.get("/me/data/").status_code == 302


def test_it_is_not_given_without_end(amara, sure_client_of):
    browser = sure_client_of(amara)
    assert [browser.post("/me/data/").status_code for _ in range(6)] == [200] * 5 + [429]


def test_all_of_ones_own_is_in_it(amara, ben, diaz, room, say, now):
    mine = say(amara, "Soup again today.")
    FormerText.objects.create(message=mine, text="Sup again.", revision=1, since=now, until=now)
    Edit.objects.create(
        message=mine, author=amara, key=uuid4(), text="Soup?", html="", state="refused", created_at=now, settled_at=now,
        note="It can be misread.",
    )  # fmt: skip
    removed = say(amara, "Double it.", HOLD)
    case = Case.objects.get(message=removed)
    moderation.decide(case.pk, Judgement("remove", "dosing", None, note="Ask your nurse first."), by=diaz, now=now)
    moderation.appeal(removed.pk, by=amara, words="It is my own story.", now=now)
    theirs = say(ben, "Buy my tea.")
    moderation.report(theirs.pk, by=amara, category="spam", words="He sells this.", now=now)
    Reaction.objects.create(message=theirs, user=amara, reaction="hug", at=now)
    Mute.objects.create(by=amara, person=ben, at=now)
    Pause.objects.create(room=room, user=amara, by=diaz, reason="Please be kinder.", at=now, until=now)
    UserSession.objects.create(user=amara, ip="192.0.2.7", session_key="sessionsecret", user_agent="Firefox Android")
    Device.objects.create(
        user=amara, endpoint="https://push.example/secret", p256dh="keysecret", auth="authsecret",
        session_key="sessionsecret", name="Firefox on Android", created_at=now,
    )  # fmt: skip
    Reach.objects.create(user=amara, push=["rooms"], quiet_from="22:00", quiet_until="07:00")
    TrainingText.objects.create(
        message=mine, origin="missed", kind="missed", text="Soup for [name].", language="en", gathered_at=now
    )
    data, page = opened(User.objects.get(pk=amara.pk), now)
    told = json.dumps(data, ensure_ascii=False)
    for words in (
        "amara_walks", "amara@example.org", "Type 2", "House rules", "The kitchen table", "Soup again today.",
        "Sup again.", "Soup?", "It can be misread.", "Double it.", "Ask your nurse first.", "It is my own story.",
        "He sells this.", "Hug", "Please be kinder.", "192.0.2.7", "Firefox on Android", "22:00", "Soup for [name].",
    ):  # fmt: skip
        assert words in told, words
        assert words in page, words
    assert "secret" not in told + page
    assert amara.password not in told + page
    assert [section for section in data if not data[section]] == ["care"]


def test_other_peoples_words_and_names_are_not_in_it(amara, ben, diaz, room, say, now):
    quoted, gone = say(ben, "My bread is rising."), say(ben, "This was taken back.")
    say(amara, "Mine too!", reply_to=quoted.pk)
    say(amara, "I see.", reply_to=gone.pk)
    Message.objects.filter(pk=gone.pk).update(state="withdrawn")
    answer = say(amara, "Hello all.")
    say(ben, "Unheard words.", reply_to=answer.pk)
    moderation.report(quoted.pk, by=ben if ben.pk == answer.author_id else amara, category="spam", now=now)
    Mute.objects.create(by=amara, person=ben, at=now)
    told = "".join(map(str, opened(amara, now)))
    assert "My bread is rising." in told  # as the room shows it beside one's own
    assert "Somebody answered you" in told
    for words in ("This was taken back.", "Unheard words.", ben.pseudonym, diaz.pseudonym, ben.email):
        assert words not in told, words


def test_the_talk_with_the_care_team_is_in_it_without_their_names(amara, diaz, say, now):
    thread = chat.ask_care_team(by=amara, now=now)
    moderation.open_care(thread, by=diaz, now=now)
    say(amara, "Am I eating well?", where=thread)
    say(diaz, "Tell me of your breakfast.", where=thread)
    data, page = opened(amara, now)
    assert [(one["by"], one["text"]) for one in data["care"]] == [
        ("You", "Am I eating well?"), ("The care team", "Tell me of your breakfast."),
    ]  # fmt: skip
    assert data["messages"] == []
    assert diaz.pseudonym not in page
    assert "Am I eating well?" not in json.dumps(opened(diaz, now)[0])


def test_words_that_look_like_markup_are_words(amara, say, now):
    say(amara, '<script>alert("x")</script>')
    assert "<script" not in opened(amara, now)[1]


def test_it_speaks_ones_language(amara, say, now):
    amara.language = "es"
    data, page = opened(amara, now)
    assert '<html lang="es">' in page
    assert "Seudónimo" in page
    assert data["settings"][0]["diabetes_type"] == "Tipo 2"


def test_every_field_has_a_name_in_words():
    from inspect import getsource

    from peersupport.privacy import belongings

    assert set(re.findall(r'"(\w+)":', getsource(belongings))) - {"kind", "name"} == set(LABELS)
    assert len({section.name for section in SECTIONS}) == len(SECTIONS)


def test_however_much_there_is_a_piece_is_small_and_the_questions_are_few(amara, room, now):
    some = Random(7)  # words that do not pack well
    rows = (
        Message(
            room=room, author=amara, key=uuid4(), text=some.randbytes(400).hex(), html="", state="published",
            position=at, revision=at, created_at=now,
        )
        for at in range(1, 4 * AT_ONCE + 1)
    )  # fmt: skip
    Message.objects.bulk_create(rows)
    with CaptureQueriesContext(connection) as asked:
        sizes = [len(piece) for piece in archive.pieces(amara, now)]
    assert max(sizes) < 2 * archive.PIECE < sum(sizes)
    assert len(asked) < 100
    assert len(opened(amara, now)[0]["messages"]) == 4 * AT_ONCE
