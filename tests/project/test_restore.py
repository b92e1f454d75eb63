"""The commands of docs/operating.md: a copy made while people write, put back elsewhere, is the whole site."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import processes
from tests.support.site import environment, manage, run_python
from tests.support.stores import OWNER

PAGE = (Path(__file__).resolve().parents[2] / "docs/operating.md").read_text()
FILL = """
import django; django.setup()
from django.utils import timezone
from peersupport.demo.fill import fill
fill(timezone.now())
"""
FOUND = """
import django; django.setup()
from django.db import connection
from chat.models import Message
from moderation.models import AuditEntry
asked = {"sqlite": "SELECT count(*) FROM chat_message_words WHERE chat_message_words MATCH 'insulin'",
         "postgresql": "SELECT count(*) FROM chat_message WHERE words @@ 'insulin'"}
with connection.cursor() as cursor:
    cursor.execute(asked[connection.vendor])
    print(Message.objects.count(), AuditEntry.objects.count(), cursor.fetchone()[0])
"""


def fill(folder: Path, url: str) -> dict[str, str]:
    environ = environment(folder, url, DJANGO_SETTINGS_MODULE="peersupport.settings", DEMO="1")
    manage(environ, "migrate", "--verbosity", "0")
    run_python(environ, "-c", FILL)
    return environ


def everything(environ: dict[str, str]) -> tuple[list[int], str]:
    """How many messages, entries and words found there are, and each row."""
    rows = manage(environ, "dumpdata", "--exclude=contenttypes", "--exclude=auth.permission")
    return [int(number) for number in run_python(environ, "-c", FOUND).split()], rows


def assert_whole(environ: dict[str, str], before: tuple[list[int], str]) -> None:
    assert min(before[0]) > 0
    manage(environ, "migrate", "--check")
    assert "The audit trail holds" in manage(environ, "verify_audit")
    assert everything(environ) == before


def commands(start: str) -> list[str]:
    return re.findall(rf"^{re.escape(start)}(.*)$", PAGE, re.MULTILINE)


@pytest.mark.slow
def test_a_copy_of_sqlite_is_made_and_put_back(tmp_path):
    (old := tmp_path / "old" / "var").mkdir(parents=True)
    (new := tmp_path / "new").mkdir()
    environ = fill(old, f"sqlite:///{old}/peersupport.sqlite3")
    busy = sqlite3.connect(old / "peersupport.sqlite3", isolation_level=None)
    busy.execute("UPDATE accounts_user SET full_name = 'Only in the journal'")  # until the last connection closes
    before = everything(environ)
    assert "Only in the journal" in before[1]
    [copying] = commands(".venv/bin/python ")
    busy.execute("BEGIN IMMEDIATE")  # somebody writes meanwhile, and has not committed
    busy.execute("DELETE FROM chat_reaction")
    subprocess.run(f"{sys.executable} {copying}", shell=True, cwd=old.parent, check=True)
    busy.close()
    shutil.move(old.parent / "site.sqlite3", new / "peersupport.sqlite3")
    url = f"sqlite:///{new}/peersupport.sqlite3"
    assert_whole(environment(new, url, DJANGO_SETTINGS_MODULE="peersupport.settings", DEMO="1"), before)


@pytest.mark.slow
def test_a_copy_of_postgresql_is_made_and_put_back(tmp_path, postgres):
    environ = fill(tmp_path, postgres.create("peersupport"))
    before = everything(environ)
    inside = commands("docker compose exec -T postgres ")
    assert [command.split()[0] for command in inside] == ["pg_dump", "dropdb", "createdb", "pg_restore"]
    programs = Path(processes.program("pg_dump", package="postgresql")).parent
    at = os.environ | {"PGHOST": "127.0.0.1", "PGPORT": str(postgres.port)}
    for command in inside:
        assert f"--username={OWNER}" in command
        subprocess.run(f"{programs}/{command}", shell=True, cwd=tmp_path, env=at, check=True)
        if command.startswith("createdb"):
            with pytest.raises(RuntimeError):  # nothing of the old is left, so that what is found was put back
                manage(environ, "migrate", "--check")
    assert_whole(environ, before)
