"""The practice room: what would be done with the words is shown, and nothing of them goes anywhere."""

import logging

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from chat import limits
from chat.models import Message
from moderation.models import Case, NudgeTally
from peersupport.notices.models import Notice

ADVICE = "just double your lantus tonight, works for me"


@pytest.fixture(autouse=True)
def fresh_limits():
    limits.drafts._levels.clear()


@pytest.fixture
def practise(client_of, chen):
    """Chen, who is in no room."""
    return lambda text: client_of(chen).post(reverse("own:practise"), {"text": text}, content_type="application/json")


@pytest.mark.parametrize(
    ("text", "would", "advice"),
    [("hello, I am new here", "publish", False), (ADVICE, "hold", True), ("you stupid idiot, shut up", "hold", False)],
)
def test_it_says_what_would_be_done(practise, text, would, advice):
    assert practise(text).json() == {"would": would, "advice": advice, "card": None}


def test_the_example_of_each_language_is_one(client_of, chen, practise):
    for language in ("en", "es"):
        chen.language = language
        chen.save()
        page = client_of(chen).get(reverse("own:practice")).content.decode()
        example = page.split('data-words="', 1)[1].split('"', 1)[0]
        assert practise(example).json()["advice"], example


def test_somebody_in_danger_gets_the_card_all_the_same(practise, diaz, now):
    assert practise("i want to end my life tonight").json()["card"]["numbers"]


def test_no_message_no_case_no_count_and_no_trace_of_the_words(practise, caplog):
    caplog.set_level(logging.DEBUG)
    practise(f"{ADVICE} quagga")
    kinds = (Message, Case, NudgeTally, Notice)
    assert [kind.objects.count() for kind in kinds] == [0] * len(kinds)
    assert "quagga" not in caplog.text
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "quagga" not in str(cursor.fetchall()), table


@pytest.mark.usefixtures("no_refill")
def test_it_is_for_members_bounded_and_behind_the_token(client, chen, practise):
    where = reverse("own:practise")
    assert client.get(reverse("own:practice")).status_code == 302
    assert client.post(where, {"text": "x"}, content_type="application/json").status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(chen)
    assert strict.post(where, {"text": "x"}, content_type="application/json").status_code == 403
    assert practise("x" * 17_000).json()["code"] == "too_large"
    assert [practise("hello").status_code for _ in range(20)][-1] == 429
