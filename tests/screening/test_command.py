"""``manage.py screen``: JSON lines in, JSON lines out, in order; a broken line is told in its place."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.usefixtures("no_site")


@pytest.fixture
def piped(monkeypatch):
    def run(*given: bytes) -> tuple[list[dict], int]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(given))))
        out, status = io.StringIO(), 0
        try:
            call_command("screen", stdout=out)
        except CommandError as error:
            status = error.returncode
        return [json.loads(line) for line in out.getvalue().splitlines()], status

    return run


def test_each_message_gets_its_line_in_order(piped):
    rows, status = piped(b'{"id": "a", "text": "just double your lantus"}', b'{"id": 7, "text": "good morning"}')
    assert [row["id"] for row in rows] == ["a", 7]
    assert rows[0]["disposition"] == "hold"
    assert rows[0]["urgency"] == 3
    assert rows[0]["labels"] == {"dosing": 0.92}
    assert set(rows[0]["findings"][0]) == {"label", "start", "end", "source", "version"}
    assert rows[1] == {
        "id": 7,
        "disposition": "publish",
        "urgency": 0,
        "card": None,
        "labels": {},
        "notes": [],
        "findings": [],
    }
    assert status == 0


def test_what_a_message_answers_and_the_authors_meter_are_read_too(piped):
    assent = b'{"id": "a", "text": "yes, do it"'
    rows, _ = piped(
        assent + b"}", assent + b', "reply_to": "should i just double my lantus tonight?", "glucose_unit": null}'
    )
    assert [row["labels"] != {} for row in rows] == [False, True]
    low = b'{"id": "b", "text": "my sugar is 38 and i am shaking", "glucose_unit": '
    rows, _ = piped(low + b'"mg/dL"}', low + b'"mmol/L"}')
    sources = [[found["source"] for found in row["findings"]] for row in rows]
    assert ["engine:unit-in-doubt" in some for some in sources] == [False, True]


def test_the_card_that_its_author_would_get_is_told(piped):
    rows, _ = piped(
        b'{"id": "a", "text": "my sugar is 38 and i am shaking"}', b'{"id": "b", "text": "I want to end my life"}'
    )
    assert [row["card"] for row in rows] == ["low_glucose", "self_harm"]


def test_what_its_author_says_of_their_diabetes_is_read_too(piped):
    sick = b'{"id": "a", "text": "throwing up since last night and my sugar is 240", '
    told = (b'"treatment": "tablets"}', b'"treatment": "pump"}', b'"diabetes_type": "type_1"}')
    rows, _ = piped(*(sick + one for one in told))
    assert [row["urgency"] for row in rows] == [0, 4, 4]


def test_nothing_is_logged_where_there_is_no_database(piped, caplog, capsys):
    rows, status = piped(b'{"id": "a", "text": "just double your lantus"}')
    assert (rows[0]["disposition"], status) == ("hold", 0)
    assert (caplog.records, capsys.readouterr().err) == ([], "")


@pytest.mark.parametrize(
    ("line", "id", "code"),
    [
        (b"not json", None, "not_json"),
        (b"[1]", None, "not_an_object"),
        (b'{"text": "hi"}', None, "no_id"),
        (b'{"id": "b"}', "b", "no_text"),
        (b'{"id": "b", "text": 5}', "b", "no_text"),
        (b'{"id": "b", "text": "\xff"}', None, "not_utf8"),
        (b'{"id": "b", "text": "hi", "reply_to": ["yes"]}', "b", "bad_reply_to"),
        (b'{"id": "b", "text": "hi", "treatment": 5}', "b", "bad_treatment"),
        (b'{"id": "b", "text": "hi", "diabetes_type": "type1"}', "b", "bad_diabetes_type"),
        (b'{"id": "b", "text": "hi", "treatment": "injections"}', "b", "bad_treatment"),
        (b'{"id": "b", "text": "hi", "glucose_unit": "mmol"}', "b", "bad_glucose_unit"),
        (b"[" * 100_000, None, "not_json"),
    ],
)
def test_a_broken_line_is_told_and_the_rest_goes_on(piped, line, id, code):
    rows, status = piped(line, b'{"id": "c", "text": "I want to die"}')
    assert rows[0]["id"] == id
    assert rows[0]["error"] == code
    assert rows[0]["detail"]
    assert rows[1]["disposition"] == "hold"
    assert status == 1


def test_a_message_that_screening_cannot_read_is_told_too(piped, monkeypatch):
    def fails(screener, *asked):
        raise RuntimeError("no rules")

    monkeypatch.setattr("moderation.screening.Screener.screen", fails)
    rows, status = piped(b'{"id": "a", "text": "hello"}')
    assert (rows[0]["id"], rows[0]["error"], status) == ("a", "screening_failed", 1)
