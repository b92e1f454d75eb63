"""The harness's own tools do what they say: the clock steps, the proxy disturbs, the outbox keeps, the view holds."""

import asyncio
import os
import subprocess
import sys
import time

import pytest

from tests.faults import run
from tests.faults.outbox import Outbox
from tests.faults.proxy import Proxy
from tests.faults.stage import CLOCK, Clock
from tests.faults.view import View, answered
from tests.support.processes import Missing
from tests.support.site import ROOT

ASK = "import time; from django.utils import timezone; print(timezone.now().timestamp(), time.time(), time.monotonic())"


def test_the_clock_of_a_server_steps_and_its_monotonic_clock_does_not(tmp_path):
    clock = Clock(tmp_path / "clock")
    paths = os.pathsep.join([str(CLOCK), str(ROOT)])
    for ahead in (0, 86_400, -3600):
        clock.step(ahead)
        environ = {"PYTHONPATH": paths, "CLOCK_FILE": str(tmp_path / "clock")}
        said = subprocess.run([sys.executable, "-c", ASK], env=environ, capture_output=True, text=True, check=True)
        now, seconds, monotonic = map(float, said.stdout.split())
        assert now == pytest.approx(time.time() + ahead, abs=5)
        assert seconds == pytest.approx(time.time() + ahead, abs=5)
        assert monotonic == pytest.approx(time.monotonic(), abs=5)


@pytest.fixture
async def line():
    """A client's two ends of a line through a proxy to a server that says everything back; and the wire."""

    async def echo(reader, writer):
        while data := await reader.read(1000):
            writer.write(data)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with Proxy(server.sockets[0].getsockname()[1]) as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(b"hello")
        assert await reader.read(1000) == b"hello"
        (wire,) = proxy.wires
        assert wire.port == writer.get_extra_info("sockname")[1]
        yield reader, writer, wire
        writer.close()
    server.close()


async def test_a_cut_wire_is_a_reset_for_the_client(line):
    reader, _, wire = line
    wire.cut()
    with pytest.raises(ConnectionResetError):
        await reader.read(1000)


async def test_a_stalled_wire_gives_all_once_it_is_healed(line):
    reader, writer, wire = line
    wire.stall()
    writer.write(b"first")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1000), 0.2)
    writer.write(b" second")
    wire.heal()
    assert await reader.readexactly(12) == b"first second"


@pytest.mark.parametrize("suffered", [{"delay": 0.15}, {"rate": 30}], ids=["delayed", "throttled"])
async def test_a_slow_wire_is_slow_and_loses_nothing(line, suffered):
    reader, writer, wire = line
    for name, value in suffered.items():
        setattr(wire, name, value)
    since = time.monotonic()
    writer.write(b"there")
    assert await reader.readexactly(5) == b"there"
    assert time.monotonic() - since >= 0.3


def test_an_outbox_sends_one_at_a_time_and_keeps_it_until_it_is_acknowledged():
    outbox = Outbox()
    first, second = (outbox.write("hall", text, "zq", risky=False) for text in ("one", "two"))
    assert outbox.next() is first
    assert outbox.next() is None
    outbox.reopen()
    assert outbox.next() is first
    outbox.refused(first.key, "try_again", 60)
    assert outbox.next() is None
    first.not_before = 0
    assert outbox.next() is first
    outbox.accepted(first.key)
    assert outbox.next() is second


def test_a_view_takes_no_changes_after_a_gap_and_keeps_the_newer_of_two_states():
    view = View()
    view.joined({"reset": False, "revision": 3, "messages": [message(1, 3)], "more": False})
    assert not view.changes({"from": 5, "to": 5, "messages": [message(9, 5)]})
    assert view.revision == 3
    assert view.changes({"from": 2, "to": 4, "messages": [message(1, 2, "stale"), message(2, 4)]})
    assert view.shown == [[1, 1, 3, "said"], [2, 2, 4, "said"]]


@pytest.mark.parametrize(
    ("asked", "revision", "reset", "since", "left"),
    [
        ([None], 9, False, None, []),
        ([177, 181], 177, False, 177, [181]),
        ([177, 181], 181, False, 181, []),
        ([177, 181], 900, True, 177, [181]),
        ([181], 177, False, 181, []),
    ],
    ids=["a first join", "the first of two", "the second alone", "a fresh start", "a wrong answer"],
)
def test_an_answer_to_a_join_is_told_from_others_on_its_line(asked, revision, reset, since, left):
    assert answered(asked, {"revision": revision, "reset": reset}) == since
    assert asked == left


@pytest.mark.parametrize("named", [False, True], ids=["a folder of its own", "a folder that was named"])
def test_a_run_that_cannot_be_leaves_no_folder_of_its_own(tmp_path, monkeypatch, named):
    def missing(*_):
        raise Missing("no PostgreSQL")

    made = tmp_path / "made"
    made.mkdir()
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(run, "try_all", missing)
    monkeypatch.setattr(run.tempfile, "mkdtemp", lambda **_: str(made))
    assert run.main(["--tidy", "--folder", str(made)] if named else ["--tidy"]) == 0
    assert made.exists() == named


def message(id: int, revision: int, html: str = "said") -> dict:
    return {"id": id, "position": id, "revision": revision, "state": "published", "author": 1, "html": html}
