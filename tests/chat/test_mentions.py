"""Mentions: whom a text names, what they are told, and what nobody learns from it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chat import services
from chat.limits import looks
from chat.models import Mention
from chat.protocol import Post
from chat.reading import history
from chat.services import mentions, muting
from chat.services.drafts import draft_of
from chat.text import Span, to_html
from moderation.models import Action, Case, Reason
from moderation.services import decide
from moderation.services.decisions import Judgement
from peersupport.accounts.services import rename
from peersupport.notices.models import Notice
from peersupport.notices.words import title_and_body
from tests.support import cast


@pytest.fixture
def say(room, gate, now):
    """say(user, text) posts as a member does, mentions and all, and gives the message."""

    def said(user, text, at=now, **fields):
        draft = draft_of(user, Post(room=room.slug, key=uuid4(), text=text, **fields))
        [outcome] = services.post([(draft, gate.screen(draft))], gate=gate, now=at)
        return outcome.message

    return said


@pytest.fixture(autouse=True)
def full_buckets(monkeypatch):
    """No time passes in them, however slow the machine."""
    monkeypatch.setattr(looks, "clock", lambda: 0.0)
    looks._levels.clear()
    yield
    looks._levels.clear()


def told(user):
    return list(Notice.objects.filter(inbox_id=user.pk, kind="mentioned").order_by("revision"))


def mark(user):
    return f'<span class="mention" data-user="{user.pk}">@{user.pseudonym}</span>'


def test_a_name_of_the_room_is_marked_and_its_bearer_told(say, amara, ben, room):
    message = say(amara, "Thank you @ben-in-the-hills, that helped.")
    assert message.html == f"<p>Thank you {mark(ben)}, that helped.</p>"
    [notice] = told(ben)
    assert notice.data == {
        "name": amara.pseudonym,
        "room": room.title,
        "url": f"/rooms/{room.slug}/?at={message.pk}",
    }
    assert "helped" not in str(notice.data) + "".join(title_and_body("mentioned", notice.data, "en"))


def test_the_state_names_who_is_mentioned_as_they_are_called_now(say, amara, ben, room):
    message = say(amara, "Hello @ben-in-the-hills")
    rename(ben, "Ben of the valley")
    [state] = history.page_before(room, None)[0]
    assert state["mentions"] == [{"id": ben.pk, "name": "Ben of the valley"}]
    assert f'data-user="{ben.pk}"' in message.html


def test_names_with_spaces_dots_and_other_cases_are_found_the_longest_first(say, amara, ben, diaz, room, now):
    cast_more = cast.enter("ben", 2)
    room.memberships.create(user=cast_more, joined_at=now)
    html = say(amara, "@dr diaz. And (@BEN-IN-THE-HILLS 2)?\n@ben-in-the-hills 3").html
    assert html == f"<p>{mark(diaz)}. And ({mark(cast_more)})?<br>{mark(ben)} 3</p>"


@pytest.mark.parametrize(
    "text",
    [
        "write to me@ben-in-the-hills",
        "https://example.org/@ben-in-the-hills",
        "www.example.org/(@ben-in-the-hills",
        "@ben-in-the-hillside",
        "@ben",
        "@ ben-in-the-hills",
        "@@ben-in-the-hills",
    ],
)
def test_what_only_looks_like_a_name_is_none(say, amara, ben, text):
    message = say(amara, text)
    assert "mention" not in message.html
    assert told(ben) == []


def test_who_is_not_in_the_room_reads_as_who_does_not_exist(say, amara, chen):
    there, nowhere = say(amara, "Hello @chen_elsewhere"), say(amara, "Hello @glen_elsewhere")
    assert there.html.replace("chen", "glen") == nowhere.html == "<p>Hello @glen_elsewhere</p>"
    assert told(chen) == []
    assert not Mention.objects.exists()


def test_a_thread_with_the_care_team_names_nobody(say, asked, amara, ben, room):
    room.care_for = amara
    room.save()
    assert asked(amara, "ben") == []
    assert "mention" not in say(amara, "hello @ben-in-the-hills").html
    assert told(ben) == []


def test_nobody_is_told_of_their_own_words(say, amara):
    assert "mention" not in say(amara, "I am @amara_walks").html
    assert told(amara) == []


@pytest.fixture
def let_in(diaz, now):
    """let_in(message) has Dr Diaz decide that it is seen."""

    def decided(message):
        message.refresh_from_db()
        times = {"opened_at": now, "due_at": now}
        case = Case.objects.create(message=message, room=message.room, opened="reported", urgency=3, **times)
        decide(case.pk, Judgement(Action.PUBLISH, Reason.SAFE_ADVICE, message.content_revision), by=diaz, now=now)

    return decided


def test_a_held_message_tells_when_it_is_published_and_only_once(say, let_in, amara, ben, diaz, now):
    held = say(amara, "hold this, @ben-in-the-hills")
    assert told(ben) == []
    let_in(held)
    assert len(told(ben)) == 1
    services.hide(held.pk, by=diaz, now=now)
    let_in(held)
    assert len(told(ben)) == 1


def test_who_left_meanwhile_is_not_told(say, let_in, amara, ben, room):
    held = say(amara, "hold this, @ben-in-the-hills")
    services.leave(room, by=ben)
    let_in(held)
    assert told(ben) == []


def test_new_words_tell_whom_they_name_anew_and_nobody_twice(say, change, amara, ben, diaz):
    message = say(amara, "Thank you @ben-in-the-hills")
    new = "Thank you @ben-in-the-hills and @Dr Diaz"
    change(message, new, mentions=mentions.in_text(new, message.room.slug, by=amara.pk))
    assert (len(told(ben)), len(told(diaz))) == (1, 1)


def test_who_is_quoted_and_mentioned_hears_of_the_answer_alone(say, change, let_in, amara, ben, diaz, now):
    first = say(ben, "what do you eat before a walk?")
    answer = say(amara, "hold a banana, @ben-in-the-hills and @Dr Diaz", reply_to=first.pk)
    let_in(answer)
    services.hide(answer.pk, by=diaz, now=now)
    let_in(answer)
    assert [notice.kind for notice in Notice.objects.filter(inbox_id=ben.pk)] == ["message_reply"]
    assert len(told(diaz)) == 1
    plain, new = say(amara, "or two", reply_to=first.pk), "or two, @ben-in-the-hills"
    change(plain, new, mentions=mentions.in_text(new, plain.room.slug, by=amara.pk))
    assert told(ben) == []


def queries(work):
    with CaptureQueriesContext(connection) as asked:
        work()
    return [query["sql"] for query in asked]


def test_however_many_are_told_it_costs_the_same_and_all_inboxes_are_locked_at_once(say, amara, ben, room, now):
    crowd = [cast.enter("ben", double) for double in range(1, 5)]
    for user in crowd:
        room.memberships.create(user=user, joined_at=now)
    first = say(ben, "what do you eat?")
    say(amara, "a banana", reply_to=first.pk)
    names = [f"@{user.pseudonym}" for user in crowd]
    one = queries(lambda: say(amara, names[0], reply_to=first.pk))
    many = queries(lambda: say(amara, "\n".join(names), reply_to=first.pk))
    assert len(one) == len(many)
    assert sum("notices_inbox" in sql and "SELECT" not in sql for sql in many) == 1
    assert len(told(crowd[3])) == 1


def test_who_has_muted_the_author_is_not_told(say, amara, ben, diaz, now):
    muting.mute(amara, by=ben, now=now)
    say(amara, "@ben-in-the-hills, please answer")
    say(diaz, "@ben-in-the-hills, when you like")
    assert [notice.data["name"] for notice in told(ben)] == [diaz.pseudonym]


def test_naming_somebody_twice_tells_them_once(say, amara, ben):
    message = say(amara, "@ben-in-the-hills @ben-in-the-hills")
    assert message.html.count(mark(ben)) == 2
    assert len(told(ben)) == 1


def test_a_message_mentions_a_few_and_no_more(say, amara, room, now):
    crowd = [cast.enter("ben", double) for double in range(1, 8)]
    for user in crowd:
        room.memberships.create(user=user, joined_at=now)
    message = say(amara, "\n".join(f"@{user.pseudonym}" for user in crowd))
    assert message.html.count("data-user") == Mention.objects.count() == mentions.MOST
    assert told(crowd[-1]) == []


def test_one_person_s_mentions_do_not_fill_another_s_notices(say, amara, ben, diaz, now):
    for _ in range(mentions.MOST_AN_HOUR + 2):
        assert mark(ben) in say(amara, "@ben-in-the-hills!").html
    assert len(told(ben)) == mentions.MOST_AN_HOUR
    say(diaz, "@ben-in-the-hills, may I?")
    say(amara, "@ben-in-the-hills, still there?", at=now + timedelta(hours=2))
    assert len(told(ben)) == mentions.MOST_AN_HOUR + 2


def test_signs_without_end_are_not_all_looked_at(amara, room, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        assert mentions.in_text("@a_b.c d-e " * 360, room.slug, by=amara.pk) == ()


def test_a_text_without_a_sign_asks_nothing(say, amara, django_assert_num_queries, room):
    with django_assert_num_queries(0):
        draft_of(amara, Post(room=room.slug, key=uuid4(), text="good morning"))


def test_a_mark_is_ours_alone_and_safe():
    evil = "x @a * <b> https://e.org/?q=@a"
    assert to_html(evil, [Span(2, 4, 7, 'a<b>"')]).startswith(
        '<p>x <span class="mention" data-user="7">@a&lt;b&gt;&quot;</span> * &lt;b&gt; <a href="https://e.org/'
    )
    assert to_html("*@ann is kind*", [Span(1, 5, 7, "ann")]) == (
        '<p><strong><span class="mention" data-user="7">@ann</span> is kind</strong></p>'
    )
    forged = '<span class="mention" data-user="7">@ann</span>'
    assert "<span" not in to_html(forged)
    assert "<span" not in to_html("\u20660\u2069 @ann", [Span(4, 8, 7, "ann")])


@pytest.fixture
def asked(client_of, room):
    """asked(user, typed) gives the names that the composer would offer."""

    def ask(user, typed):
        answer = client_of(user).get(reverse("chat:people", args=[room.slug], query={"q": typed}))
        return [person["name"] for person in answer.json()["people"]]

    return ask


def test_the_composer_offers_people_of_the_room(asked, say, amara, ben, diaz, chen):
    assert asked(amara, "") == ["ben-in-the-hills", "Dr Diaz"]
    say(diaz, "good morning")
    assert asked(amara, "") == ["Dr Diaz", "ben-in-the-hills"]
    assert asked(amara, "BEN") == ["ben-in-the-hills"]
    assert asked(amara, "dr d") == ["Dr Diaz"]
    assert asked(amara, "chen") == asked(amara, "zzz") == asked(amara, "%") == []


def test_a_stranger_learns_no_names(client_of, chen, room):
    assert client_of(chen).get(reverse("chat:people", args=[room.slug])).status_code == 404
    assert client_of(chen).get(reverse("chat:people", args=["nowhere"])).status_code == 404


def test_names_cannot_be_asked_for_without_end(client_of, amara, room):
    client = client_of(amara)
    codes = [client.get(reverse("chat:people", args=[room.slug])).status_code for _ in range(32)]
    assert codes[0] == 200
    assert codes[-1] == 429


def test_what_the_composer_asks_does_not_grow_with_the_room(say, amara, ben, diaz, room, now, monkeypatch):
    monkeypatch.setattr(mentions, "LATELY", 3)
    few = queries(lambda: mentions.people(room, "", besides=amara))
    say(diaz, "good morning")
    for _ in range(3):
        say(ben, "and to you")
    for double in range(1, 20):
        room.memberships.create(user=cast.enter("ben", double), joined_at=now)
    many = queries(lambda: mentions.people(room, "b", besides=amara))
    assert (len(few), len(many)) == (3, 5)  # the latest, their authors and others; the roles of those who were found
    assert len(mentions.latest(room)) == 3
    assert mentions.people(room, "", besides=amara)[0]["name"] == ben.pseudonym
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for way in ("seqscan", "bitmapscan", "sort"):  # which a table of a few rows may be read by
                cursor.execute(f"SET LOCAL enable_{way} = off")
    plan = mentions.latest(room).explain()
    assert ("message_position_once" if connection.vendor == "postgresql" else "(room_id=? AND position>?)") in plan
    assert not any(sorting in plan for sorting in ("Sort", "TEMP B-TREE"))


def test_many_people_in_the_room_are_offered_a_few_at_a_time(asked, amara, room, now):
    for double in range(1, 12):
        room.memberships.create(user=cast.enter("ben", double), joined_at=now)
    assert len(asked(amara, "ben")) == mentions.OFFERED
