"""The guides' console: who comes in, what each may do there, and what is said when something cannot be."""

import re

import pytest
from django.urls import reverse

from chat import limits
from chat.models import Membership, Message, Pause, Room
from chat.services import tending

HOT = "Please let this rest for a while."
RISKY = "just double your lantus tonight, works for me"


@pytest.fixture(autouse=True)
def fresh_limits():
    limits.posts._levels.clear()


@pytest.fixture
def guided(room, guide, now):
    Membership.objects.create(room=room, user=guide, joined_at=now)
    return room


@pytest.fixture
def console(guided):
    return reverse("guide:console", args=[guided.slug])


@pytest.fixture
def post_prompt(client_of, console, guided):
    """post_prompt(user, text) fills in the form of the page and sends it."""

    def posted(user, text):
        client = client_of(user)
        key = re.search(r'name="key" value="([^"]+)"', client.get(console).content.decode())[1]
        return client.post(reverse("guide:prompt", args=[guided.slug]), {"key": key, "text": text})

    return posted


def test_the_console_is_there_for_who_leads_the_room_and_for_nobody_else(client_of, console, amara, diaz, farah, guide):
    assert [client_of(user).get(console).status_code for user in (guide, diaz, farah)] == [200] * 3
    assert client_of(amara).get(console).status_code == 404


def test_a_guide_of_another_room_is_a_stranger(client_of, console, guide, guided):
    Membership.objects.filter(user=guide).delete()
    assert client_of(guide).get(console).status_code == 404
    assert client_of(guide).post(reverse("guide:pace", args=[guided.slug]), {"pace": 30}).status_code == 404
    assert Room.objects.get(pk=guided.pk).slow_seconds == 0


def test_a_clinician_without_a_second_factor_is_sent_to_set_it_up(client_of, console, diaz):
    diaz.authenticator_set.all().delete()
    answer = client_of(diaz).get(console)
    assert answer.status_code == 302
    assert "2fa" in answer.url


def test_the_room_shows_the_way_there_to_who_leads_it(client_of, console, amara, guide, guided):
    pages = [client_of(user).get(reverse("chat:room", args=[guided.slug])) for user in (guide, amara)]
    assert [console in page.content.decode() for page in pages] == [True, False]
    assert [bool(page.context["boot"]["urls"]["pause"]) for page in pages] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_the_prompt_of_the_week_is_screened_like_any_message(post_prompt, guide, guided):
    assert post_prompt(guide, "What helped you this week?").status_code == 302
    assert post_prompt(guide, RISKY).status_code == 302
    found = Message.objects.filter(room=guided).values_list("kind", "state")
    assert sorted(found) == [("prompt", "held"), ("prompt", "published")]


@pytest.mark.django_db(transaction=True)
def test_a_prompt_sent_twice_is_posted_once(client_of, console, guide, guided):
    client = client_of(guide)
    key = re.search(r'name="key" value="([^"]+)"', client.get(console).content.decode())[1]
    for _ in range(2):
        client.post(reverse("guide:prompt", args=[guided.slug]), {"key": key, "text": "What helped?"})
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("text", "status"), [("", 400), (" ", 400), ("x" * 4001, 400)])
def test_a_prompt_that_does_not_do_comes_back_with_its_words(post_prompt, guide, text, status):
    answer = post_prompt(guide, text)
    assert answer.status_code == status
    assert text.strip() in answer.content.decode()
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_prompt_into_a_room_that_was_archived_meanwhile_comes_back(client_of, diaz, guide, guided, now):
    tending.archive(guided.pk, by=diaz, now=now)
    form = {"key": "0b0f4e0a-6f0e-4a5e-9d3c-8a4f4c1d2e3f", "text": "What helped?"}
    answer = client_of(guide).post(reverse("guide:prompt", args=[guided.slug]), form)
    assert answer.status_code == 409
    assert not Message.objects.exists()


@pytest.mark.parametrize(("pace", "status"), [("30", 302), ("0", 302), ("45", 400), ("x", 400), ("", 400)])
def test_the_pace_is_one_of_four(client_of, guide, guided, pace, status):
    answer = client_of(guide).post(reverse("guide:pace", args=[guided.slug]), {"pace": pace})
    assert answer.status_code == status
    assert Room.objects.get(pk=guided.pk).slow_seconds == (30 if pace == "30" else 0)


def test_a_guide_pauses_the_author_of_a_message(client_of, send, amara, guide, guided):
    message = send(amara, "this again").message
    page = reverse("guide:pause", args=[guided.slug, message.pk])
    assert "this again" in client_of(guide).get(page).content.decode()
    assert client_of(guide).post(page, {"reason": " "}).status_code == 400
    assert client_of(guide).post(page, {"reason": HOT}).status_code == 302
    assert Pause.objects.get().user == amara
    assert client_of(guide).post(page, {"reason": HOT}).status_code == 409
    turn = client_of(amara).get(reverse("chat:room", args=[guided.slug])).context["boot"]["turn"]
    assert turn["paused"]["reason"] == HOT


def test_a_member_or_a_stranger_pauses_nobody(client_of, send, amara, ben, chen, guided):
    page = reverse("guide:pause", args=[guided.slug, send(amara, "hello").message.pk])
    answers = [client_of(user).post(page, {"reason": HOT}).status_code for user in (ben, chen)]
    assert (answers, Pause.objects.count()) == ([404, 404], 0)


def test_a_guide_pauses_nobody_of_the_team_nor_the_author_of_what_is_out_of_sight(
    client_of, send, amara, diaz, guide, guided
):
    page = reverse("guide:pause", args=[guided.slug, send(diaz, "hello").message.pk])
    assert client_of(guide).post(page, {"reason": HOT}).status_code == 403
    held = reverse("guide:pause", args=[guided.slug, send(amara, "hold this").message.pk])
    assert client_of(guide).get(held).status_code == 404


def test_clinicians_and_admins_lift_a_pause_and_guides_do_not(client_of, amara, diaz, farah, guide, guided, now):
    for user, status, lifted in ((guide, 404, False), (diaz, 302, True), (farah, 302, True)):
        paused = tending.pause(guided.pk, amara, reason=HOT, by=guide, now=now)
        answer = client_of(user).post(reverse("guide:lift", args=[guided.slug, paused.pk]))
        paused.refresh_from_db()
        assert (answer.status_code, paused.lifted_at is not None) == (status, lifted)
        paused.delete()


def test_clinicians_and_admins_archive_a_room_and_guides_do_not(client_of, diaz, farah, guide, guided):
    page = reverse("guide:archive", args=[guided.slug])
    for user, data, archived in ((guide, {}, False), (diaz, {}, True), (farah, {"open": "1"}, False)):
        client_of(user).post(page, data)
        assert (Room.objects.get(pk=guided.pk).archived_at is not None) is archived


def test_what_is_to_put_right_stands_first_with_a_way_to_it(client_of, guide, guided):
    wrong = {"title": "Sugar", "host": "Dr Diaz", "starts_at": "2020-01-01T10:00", "minutes": "60"}
    page = client_of(guide).post(f"/guide/{guided.slug}/hours/", wrong).content.decode()
    told = page.index("data-wrong")
    assert told < page.index("prompt-title")
    assert "One thing to put right:" in page[told:]
    assert 'href="#id_starts_at"' in page[told : page.index("prompt-title")]
    assert page.count("data-wrong") == 1


def test_a_guide_is_told_who_ends_a_pause_sooner(client_of, console, send, amara, diaz, guide, guided, now):
    tending.pause(guided.pk, amara, reason="Please rest.", by=guide, now=now)
    assert "A clinician can end it sooner." in client_of(guide).get(console).content.decode()
    assert "A clinician can end it sooner." not in client_of(diaz).get(console).content.decode()


@pytest.mark.parametrize("name", ["prompt", "pace", "archive"])
def test_what_changes_something_is_no_get(client_of, diaz, guided, name):
    assert client_of(diaz).get(reverse(f"guide:{name}", args=[guided.slug])).status_code == 405
