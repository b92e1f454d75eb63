"""`manage.py work`: does what is due, and ends when it is asked to."""

import signal
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support.processes import end, spawn, wait_until
from tests.support.site import ROOT, environment, manage

COUNT = "from django.contrib.sessions.models import Session; print(Session.objects.count())"


@pytest.mark.server
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_forgets_expired_sessions_and_ends_cleanly(tmp_path, how):
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/site.sqlite3")
    manage(environ, "migrate", "--verbosity", "0")
    manage(environ, "shell", "--verbosity", "0", given=_expired_session())
    assert _sessions(environ) == 1
    log = tmp_path / "work.log"
    with log.open("wb") as output:
        worker = spawn([sys.executable, "manage.py", "work"], log=output, cwd=ROOT, env=environ)
    wait_until(lambda: _sessions(environ) == 0, worker, log)
    assert end(worker, how) == 0


def _sessions(environ: dict[str, str]) -> int:
    return int(manage(environ, "shell", "--verbosity", "0", given=COUNT))


def _expired_session() -> str:
    then = (timezone.now() - timedelta(days=1)).isoformat()
    return (
        "from django.contrib.sessions.models import Session\n"
        f"Session.objects.create(session_key='old', session_data='', expire_date='{then}')\n"
    )
