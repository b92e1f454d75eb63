"""/metrics: who may read it, what it says, over several processes too, and with the database away."""

import os
import re
import select
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event
from uuid import uuid4

import httpx
import pytest
import yaml
from django.db import DatabaseError
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families

from chat import services as chat
from chat.services.gate import UNREAD, Draft, Screened
from moderation import services
from moderation.gate import ModerationGate
from peersupport.background import Job
from peersupport.background import work as do_work
from peersupport.watching import backlog, jobs, processes, stores
from peersupport.watching.counts import Counts
from peersupport.watching.probes import Probe
from tests.support.processes import wait_until
from tests.support.socket_client import connected

ROOT = Path(__file__).resolve().parents[2]
TOKEN, OTHER = (
    "correct-heron-battery-staple-0123456789-abcdefghijk",
    "another-heron-battery-staple-0123456789-abcdefghijk",
)
DATA = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _ask_anew(monkeypatch):
    monkeypatch.setattr(stores, "_database", Probe(stores._ask_database, keep=0))
    monkeypatch.setattr(backlog, "probe", Probe(backlog._ask, keep=0))


@pytest.fixture
def client() -> Client:
    """Asks as a program on this machine does."""
    return Client(headers={"Host": "localhost:8000"})


def read(client, **headers) -> Counts:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    return counts_in(answer.content.decode())


def counts_in(text: str) -> Counts:
    return Counts(text_string_to_metric_families(text))


# --- Who may read -----------------------------------------------------------------------------------------------------


@DATA
def test_without_a_token_this_machine_alone_may_read(client):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="::1").status_code == 200
    for address in ("10.0.0.7", "203.0.113.9", "", "unix"):
        assert client.get("/metrics", REMOTE_ADDR=address).status_code == 404


@DATA
def test_without_a_token_this_machine_must_be_asked_by_a_name_of_its_own(client):
    for host in ("127.0.0.1", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"):
        assert client.get("/metrics", headers={"Host": host}).status_code == 200
    with override_settings(ALLOWED_HOSTS=["*"]):
        for host in ("rebound.example.org:8000", "10.0.0.7", "127.0.0.1.example.org", "", "[", ":80"):
            assert client.get("/metrics", headers={"Host": host}).status_code != 200


@DATA
@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
def test_without_a_token_nobody_may_read_through_a_proxy(client, header):
    assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 404


@DATA
def test_without_a_token_nobody_may_read_behind_a_proxy(client):
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        assert client.get("/metrics").status_code == 404


@DATA
def test_with_tokens_who_knows_one_may_read_from_anywhere(client):
    with override_settings(METRICS_TOKENS=[TOKEN, OTHER]):
        for known in (f"Bearer {TOKEN}", f"bearer {OTHER}"):
            assert client.get("/metrics", REMOTE_ADDR="10.0.0.7", headers={"Authorization": known}).status_code == 200
        for wrong in ("", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer ü"):
            assert client.get("/metrics", headers={"Authorization": wrong}).status_code == 404


@DATA
def test_who_may_not_read_sees_what_an_absent_page_shows(client):
    refused, absent = (
        re.sub(r'value="\w{64}"', "", client.get(path, REMOTE_ADDR="10.0.0.7").content.decode())  # the form's token
        for path in ("/metrics", "/no-such-page")
    )
    assert refused == absent.replace("/no-such-page", "/metrics")


# --- What it says -----------------------------------------------------------------------------------------------------


@DATA
def test_the_queue_is_counted_when_it_is_asked_for(client, room, amara, now):
    post(room, amara, Screened("hold", 4, True), now - timedelta(hours=2))
    post(room, amara, Screened("caution", 2, True), now)
    said = read(client)
    assert said.total("moderation_queue_waiting", urgency="urgent") == 1
    assert said.total("moderation_queue_waiting") == 2
    assert said.total("moderation_queue_overdue") == said.total("moderation_queue_overdue", urgency="urgent") == 1
    assert said.total("moderation_oldest_waiting_seconds") == pytest.approx(7_200, abs=60)


@DATA
def test_cases_and_failures_of_screening_are_counted_after_the_commit(client, room, amara, ben, now):
    before = read(client)

    def more(counter: str, **labels: str) -> float:
        return read(client).total(counter, **labels) - before.total(counter, **labels)

    found = Screened("hold", 3, True, verdict={"labels": {"spam": 0.2, "dosing": 0.9}, "findings": []})
    message = post(room, amara, found, now)
    post(room, amara, UNREAD, now)
    published = post(room, amara, Screened("publish", 0, False), now)
    services.report(published.pk, by=ben, category="abuse", now=now)
    services.report(message.pk, by=ben, category="spam", now=now)  # joins the case that is open
    assert more("moderation_cases_opened_total", label="dosing", urgency="high") == 1
    assert more("moderation_cases_opened_total", label="unread") == 1
    assert more("moderation_cases_opened_total", label="abuse", urgency="medium") == 1
    assert more("moderation_cases_opened_total") == 3
    assert more("moderation_screening_failures_total") == 1


@DATA
def test_the_jobs_tell_when_they_last_succeeded(client, now):
    stop = Event()

    def bad():
        stop.set()
        raise ValueError

    day = timedelta(days=1)
    do_work(stop, jobs.record, [Job("good", day, lambda: None), Job("bad", day, bad)])
    said = read(client)
    assert said.total("peersupport_job_succeeded_timestamp_seconds", name="good") >= now.timestamp()
    assert (said.total("peersupport_job_failed", name="good"), said.total("peersupport_job_failed", name="bad")) == (
        0,
        1,
    )


@DATA
def test_the_queue_is_asked_for_once_by_all_who_read_in_the_next_seconds(client, monkeypatch):
    asked = []
    monkeypatch.setattr(backlog, "probe", Probe(lambda: asked.append(1) or backlog._ask(), keep=60))
    for _ in range(3):
        read(client)
    assert asked == [1]


def test_with_the_database_away_the_rest_is_told(client, monkeypatch):
    def gone():
        raise DatabaseError

    monkeypatch.setattr(stores, "_database", Probe(gone, keep=0))
    monkeypatch.setattr(backlog, "probe", Probe(gone, keep=0))
    text = client.get("/metrics").content.decode()
    assert counts_in(text).total("peersupport_database_up") == 0
    assert counts_in(text).total("process_resident_memory_bytes") > 0
    assert "moderation_queue_waiting" not in text


@DATA
def test_requests_are_counted_and_a_stranger_makes_no_series(client):
    before = read(client)
    client.get("/rules/")
    client.generic("XYZZY", "/rules/")
    after = read(client)
    assert after.total("http_requests_total", status="200") > before.total("http_requests_total", status="200")
    assert after.total("http_requests_total", method="other") == before.total("http_requests_total", method="other") + 1
    assert after.total("http_request_seconds_count") >= before.total("http_request_seconds_count") + 2


# --- Several processes ------------------------------------------------------------------------------------------------


async def test_two_processes_are_added_up_and_a_dead_ones_connections_are_forgotten(sites):
    site = sites.start(layer="redis", WEB_CONCURRENCY="2")
    table = site.table()
    wait_until(lambda: len(pids(site)) == 2, site.process, site.log)
    async with connected(site, table.sessions["amara"]) as amara, connected(site, table.sessions["ben"]) as ben:
        for one in (amara, ben):
            assert (await one.post(table.room, "good morning"))["type"] == "accepted"
        assert [told(site).total(name) for name in ("chat_connections", "chat_commit_seconds_count")] == [2, 2]
        first, second = pids(site)
        for pid in (first, second):
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: len(set(pids(site)) - {first, second}) == 2, site.process, site.log)
    assert told(site).total("chat_connections") == 0
    assert told(site).total("chat_commit_seconds_count") == 2  # what was counted stays counted
    assert list((site.folder / "metrics").iterdir())
    assert site.stop() == 0
    assert list((site.folder / "metrics").iterdir()) == []


def told(site) -> Counts:
    return counts_in(httpx.get(f"{site.url}/metrics", timeout=10).text)


def pids(site) -> list[int]:
    try:
        text = httpx.get(f"{site.url}/metrics", timeout=10).text
    except httpx.HTTPError:
        return []
    return [int(pid) for pid in re.findall(r'^process_start_time_seconds\{pid="(\d+)"\}', text, re.MULTILINE)]


def test_the_folder_of_a_start_that_was_killed_is_cleared_and_a_living_ones_kept(tmp_path):
    with processes.counting_together(tmp_path) as living:
        left = tmp_path / "metrics" / "left"
        left.mkdir()
        (left / "counter_1.db").touch()
        with processes.counting_together(tmp_path) as other:
            assert {path.name for path in (tmp_path / "metrics").iterdir()} == {living.name, other.name}


START = """
import sys, tempfile
from pathlib import Path
from peersupport.watching.processes import counting_together

make = tempfile.mkdtemp

def slowly(**where):
    folder = make(**where)
    print(folder, flush=True)
    sys.stdin.readline()
    return folder

tempfile.mkdtemp = slowly
print("here", flush=True)
with counting_together(Path(sys.argv[1])):
    print("counting", flush=True)
    sys.stdin.readline()
"""


def test_of_two_starts_at_once_neither_clears_away_the_others_folder(tmp_path):
    def start() -> subprocess.Popen[str]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        return subprocess.Popen([sys.executable, "-c", START, str(tmp_path)], cwd=ROOT, **pipes)

    def says(process) -> str:
        return process.stdout.readline().strip()

    def goes_on(process) -> None:
        process.stdin.write("\n")
        process.stdin.flush()

    with start() as first:
        assert says(first) == "here"
        made = says(first)  # and has no lock yet
        with start() as second:
            assert says(second) == "here"
            assert select.select([second.stdout], [], [], 0.5)[0] == []  # it waits
            goes_on(first)
            assert says(first) == "counting"
            folders = {made, says(second)}
            goes_on(second)
            assert says(second) == "counting"
            assert {str(path) for path in (tmp_path / "metrics").iterdir()} == folders
            goes_on(second)
        goes_on(first)
    assert (first.returncode, second.returncode) == (0, 0)


def test_two_who_read_at_once_may_both_forget_the_same_dead_process(tmp_path, monkeypatch):
    dead = 2**22 + 1  # more than Linux gives out
    file = tmp_path / f"gauge_livesum_{dead}.db"
    file.touch()
    remove = os.remove

    def overtaken(path):
        remove(path)
        remove(path)

    monkeypatch.setattr(processes, "several", lambda: True)
    monkeypatch.setattr(os, "remove", overtaken)
    monkeypatch.setenv(processes.FOLDER, str(tmp_path))
    assert processes.workers() == []
    assert not file.exists()


# --- The page about it ------------------------------------------------------------------------------------------------


@DATA
def test_the_page_names_exactly_the_metrics_that_there_are(client, settings, redis_url):
    settings.REDIS_URLS = [redis_url]
    text = client.get("/metrics").content.decode()
    there = set(re.findall(r"^# TYPE (\S+) ", text, re.MULTILINE))
    page = (ROOT / "docs/watching.md").read_text()
    assert set(re.findall(r"^\| `([a-z0-9_]+)`", page, re.MULTILINE)) - fields() == there


def fields() -> set[str]:
    """The fields of the logs, which have a table on the same page."""
    page = (ROOT / "docs/watching.md").read_text().partition("## Logs")[2]
    return set(re.findall(r"^\| `([a-z0-9_]+)`", page, re.MULTILINE))


@DATA
def test_the_alert_rules_ask_for_metrics_that_there_are(client, settings, redis_url):
    settings.REDIS_URLS = [redis_url]
    there = set(re.findall(r"^# TYPE (\S+) ", client.get("/metrics").content.decode(), re.MULTILINE))
    rules = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())["groups"][0]["rules"]
    assert len(rules) > 8
    for rule in rules:
        asked = set(re.findall(r"\b(?:chat|moderation|peersupport|http|process)_[a-z_]+", rule["expr"]))
        assert asked
        assert {re.sub(r"_(bucket|count|sum)$", "", name) for name in asked} <= there, rule["alert"]
        assert {"summary", "description"} <= rule["annotations"].keys()


def post(room, author, screened, now):
    draft = Draft(room=room.slug, author_id=author.pk, key=uuid4(), text="what was said")
    (stored,) = chat.post([(draft, screened)], gate=ModerationGate(), now=now)
    return stored.message
