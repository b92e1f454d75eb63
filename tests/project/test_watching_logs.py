"""What the logs hold: one event a line, an id to follow, and nothing that a person wrote, whatever fails."""

import asyncio
import io
import json
import logging
import sys
import threading
from uuid import uuid4

import httpx
import psycopg
import pytest
from django.conf import settings
from structlog.contextvars import bound_contextvars

from chat.services.gate import Draft, screened
from moderation import gate as moderation_gate
from moderation.gate import ModerationGate
from peersupport.watching import uncaught
from peersupport.watching.logs import Formatter
from tests.support.socket_client import connected

MARKER = "xyzzyquince"  # the secret of these tests: a word that is in no code and no page
SAID = f"my neighbour {MARKER} told me so"
# As a real constraint would: the error's DETAIL quotes the whole row.
CONSTRAINT = f"ALTER TABLE chat_message ADD CONSTRAINT no_such_word CHECK (text NOT LIKE '%{MARKER} fails%') NOT VALID"


@pytest.fixture
def written(caplog):
    """written() gives the events logged so far, as JSON would have them; caplog.text is the control: as usual."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Formatter(as_json=True))
    logging.getLogger().addHandler(handler)
    caplog.set_level(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def one_line(**options) -> str:
    return Formatter(**options).format(logging.LogRecord("here", logging.INFO, __file__, 1, "all %s", ("well",), None))


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:
        return caught


# --- The formatter ----------------------------------------------------------------------------------------------------


def test_an_event_is_one_json_object_with_time_level_and_place():
    event = json.loads(one_line(as_json=True))
    assert event.pop("timestamp").endswith("Z")
    assert event == {"event": "all well", "level": "info", "logger": "here"}


def test_for_people_it_is_a_line():
    assert one_line(as_json=False).endswith(" INFO here all well")


def test_ids_that_are_bound_come_along(written):
    with bound_contextvars(connection_id="c1", user=7):
        logging.getLogger("x").warning("within")
    logging.getLogger("x").warning("without")
    within, without = written()
    assert (within["connection_id"], within["user"]) == ("c1", 7)
    assert "user" not in without


def test_an_exception_is_told_by_type_and_place_without_its_words(written, caplog):
    cause = raised(ValueError(SAID))
    error = RuntimeError(SAID)
    error.__cause__ = cause
    logging.getLogger("x").error("it broke: %r, %s", cause, cause, exc_info=raised(error))
    [event] = written()
    assert MARKER in caplog.text
    assert MARKER not in json.dumps(event)
    assert event["event"] == "it broke: ValueError, ValueError"
    assert [line for line in event["exception"] if not line.startswith(" ")] == ["RuntimeError", "ValueError"]
    assert any("test_watching_logs.py" in line and line.endswith(" in raised") for line in event["exception"])


def test_every_exception_of_a_group_is_told(written):
    group = ExceptionGroup(SAID, [raised(KeyError(SAID)), raised(OSError(28, SAID))])
    logging.getLogger("x").error("two broke", exc_info=raised(group))
    [event] = written()
    assert MARKER not in json.dumps(event)
    assert {"ExceptionGroup", "KeyError", "OSError (ENOSPC)"} <= set(event["exception"])


def test_what_asyncio_adds_below_its_first_line_is_left_out(written, caplog):
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: <Task %s>" % SAID)  # noqa: UP031
    assert MARKER in caplog.text
    assert written()[0]["event"] == "Task exception was never retrieved"


def test_what_is_passed_beside_the_event_is_left_out_unless_it_is_known(written):
    logging.getLogger("x").warning("with more", extra={"text": SAID, "status": 200})
    [event] = written()
    assert event["status"] == 200
    assert "text" not in event


@pytest.fixture
def hooks():
    """The hooks of the product, for one test."""
    before = threading.excepthook, sys.unraisablehook
    uncaught.install()
    yield
    threading.excepthook, sys.unraisablehook = before
    logging.captureWarnings(False)


@pytest.mark.usefixtures("hooks")
def test_what_nobody_caught_is_an_event_without_words_too(written, capfd):
    def fail():
        raise ValueError(SAID)

    class Leaving:
        def __del__(self):
            fail()

    thread = threading.Thread(target=fail, name="errand")
    thread.start()
    thread.join()
    leaving = Leaving()
    del leaving
    events = written()
    assert [event["event"] for event in events] == [
        "the thread errand ended with an exception",
        "an exception could not be raised",
    ]
    assert [event["exception"][0] for event in events] == ["ValueError", "ValueError"]
    assert MARKER not in json.dumps(events) + capfd.readouterr().err


# --- Requests ---------------------------------------------------------------------------------------------------------


def test_a_request_is_a_line_with_its_id_and_no_query(client_of, amara, written):
    given = str(uuid4())
    answer = client_of(amara).get(f"/library/?q={MARKER}", headers={"X-Request-ID": given})
    [event] = [event for event in written() if event["logger"] == "peersupport.access"]
    assert answer.headers["X-Request-ID"] == event["request_id"] == given
    assert event["ms"] > 0
    shown = {name: event[name] for name in ("method", "path", "status", "user")}
    assert shown == {"method": "GET", "path": "/library/", "status": 200, "user": amara.pk}


@pytest.mark.parametrize("given", ["", "short", MARKER * 2, "a" * 65, "0123456789abcdef\n"])
def test_an_id_that_could_carry_words_is_replaced(client, given):
    answer = client.get("/healthz", headers={"X-Request-ID": given})
    assert len(answer.headers["X-Request-ID"]) == 32
    assert answer.headers["X-Request-ID"] != given


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (f"/nowhere/{MARKER}/", "(no page)"),
        (f"/healthz{MARKER}", "(no page)"),
        (f"/metrics/{MARKER}/", "(no page)"),
        (f"/accounts/password/reset/key/abc-{MARKER}/", "/accounts/password/reset/key/…-…/"),
        (f"/accounts/confirm-email/{MARKER}/", "/accounts/confirm-email/…/"),
        ("/rooms/", "/rooms/"),
    ],
)
def test_a_path_is_shown_without_the_secrets_in_it(client, written, path, shown):
    client.get(path)
    access = [event for event in written() if event["logger"] == "peersupport.access"]
    assert [event["path"] for event in access] == [shown]
    assert MARKER not in json.dumps(written())


def test_a_fault_of_ours_is_told_with_the_requests_id(client, written, monkeypatch):
    def broken(*_args, **_kwargs):
        raise ValueError(SAID)

    monkeypatch.setattr("peersupport.views.render", broken)
    client.raise_request_exception = False
    answer = client.get("/rules/")
    assert answer.status_code == 500
    fault, access = written()
    assert (fault["logger"], fault["event"]) == ("django.request", "Internal Server Error: /rules/")
    assert fault["request_id"] == access["request_id"] == answer.headers["X-Request-ID"]
    assert fault["exception"][0] == "ValueError"
    assert MARKER not in json.dumps([fault, access])


def test_where_the_access_log_is_at_warning_as_in_the_demo_only_a_5xx_has_a_line(client, written, monkeypatch, caplog):
    def broken(*_args, **_kwargs):
        raise ValueError

    caplog.set_level(logging.WARNING, logger="peersupport.access")
    monkeypatch.setattr("peersupport.views.render", broken)
    client.raise_request_exception = False
    assert [client.get(path).status_code for path in ("/healthz", "/nowhere/", "/rules/")] == [200, 404, 500]
    assert [event["status"] for event in written() if event["logger"] == "peersupport.access"] == [500]


def test_no_handler_of_djangos_own_is_left():
    assert settings.LOGGING["loggers"].keys() >= {"django", "django.db.backends", "websockets"}
    assert logging.getLogger("django").handlers == []


# --- What is said in rooms --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("breaks", ["the rules", "the gate"])
async def test_a_gate_that_fails_tells_nothing_of_the_message(written, caplog, monkeypatch, breaks):
    def broken(text, *_):
        raise ValueError(f"cannot read {text}")

    monkeypatch.setattr(
        "chat.services.gate.close_old_connections", lambda: None
    )  # an older test may have left one, now shut
    gate = ModerationGate()
    if breaks == "the rules":
        monkeypatch.setattr(moderation_gate.Screener, "screen", lambda _, text, *more: broken(text))
    else:
        monkeypatch.setattr(ModerationGate, "screen", lambda _, draft: broken(draft.text))
    assert (await screened(gate, Draft(room="r", author_id=1, key=uuid4(), text=SAID))).failed
    assert MARKER in caplog.text
    assert "ValueError" in json.dumps(written())
    assert MARKER not in json.dumps(written())


async def test_nothing_that_a_member_sends_is_in_a_sites_logs_even_when_the_database_quotes_it(sites):
    site = sites.start(database="postgres", LOG_LEVEL="DEBUG")
    table = site.table()
    with psycopg.connect(site.environment["DATABASE_URL"], autocommit=True) as line:
        line.execute(CONSTRAINT)
    await asyncio.to_thread(by_http, site, table)
    async with connected(site, table.sessions["ben"]) as ben:
        await ben.join(table.room)
        assert (await ben.post(table.room, SAID))["type"] == "accepted"
        assert (await ben.post(table.room, f"{MARKER} fails"))["code"] == "try_again"
        assert (await ben.post(table.room, f"just double your lantus tonight, {MARKER}"))["state"] == "held"
        for broken in (MARKER, f'{{"type": "{MARKER}"}}', f'{{"type": "post", "key": "{MARKER}"}}', MARKER.encode()):
            await ben.say(broken)
            assert (await ben.next("error"))["code"] == "bad_frame"
    assert site.stop() == 0
    events = [json.loads(line) for line in site.said().splitlines() if line.startswith("{")]
    failures = [event for event in events if "exception" in event]
    assert any("23514 no_such_word" in line for event in failures for line in event["exception"])  # the control
    assert {event["status"] for event in events if "status" in event} >= {200, 400, 404, 503}
    assert MARKER not in site.said()


def by_http(site, table) -> None:
    """The same over plain requests, and whatever else of a request a person can fill with words."""
    cookies = {"sessionid": table.sessions["amara"], "csrftoken": "t" * 32}
    with httpx.Client(base_url=site.url, cookies=cookies, headers={"X-CSRFToken": "t" * 32}) as browser:
        messages = f"/rooms/{table.room}/messages/"
        for text, status in ((SAID, 200), (f"{MARKER} fails", 503), ("", 400)):
            frame = {"room": table.room, "key": str(uuid4()), "text": text, "feeling": MARKER if not text else None}
            assert browser.post(messages, json=frame).status_code == status
        assert browser.post(messages, content=MARKER).status_code == 400
        assert browser.get(f"/{MARKER}/").status_code == 404
        assert (
            browser.get(f"/library/?q={MARKER}", headers={"User-Agent": MARKER, "Referer": MARKER}).status_code == 200
        )
        browser.post("/accounts/login/", data={"login": f"{MARKER}@example.org", "password": MARKER})
