"""`manage.py work`: does what is due, and ends when it is asked to."""

import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.processes import end, spawn, wait_until
from tests.support.site import ROOT, environment


@pytest.mark.server
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_forgets_expired_sessions_and_ends_cleanly(sqlite_original, tmp_path, how):
    environ = environment(tmp_path, sqlite_original.copy("site", tmp_path))
    sessions = _sessions(tmp_path)
    with closing(sqlite3.connect(tmp_path / "site.sqlite3")) as line, line:
        line.execute("INSERT INTO django_session VALUES ('old', '', '2020-01-01 00:00:00')")
    log = tmp_path / "work.log"
    with log.open("wb") as output:
        worker = spawn([sys.executable, "manage.py", "work"], log=output, cwd=ROOT, env=environ)
    wait_until(lambda: "old" not in _sessions(tmp_path), worker, log)
    assert end(worker, how) == 0
    assert _sessions(tmp_path) == sessions


def _sessions(folder: Path) -> set[str]:
    with closing(sqlite3.connect(folder / "site.sqlite3")) as line:
        return {key for (key,) in line.execute("SELECT session_key FROM django_session")}
