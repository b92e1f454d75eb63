"""The audit trail shows when somebody changed it behind the product's back."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection

from moderation import audit
from moderation.models import AuditEntry
from tests.support.append_only import triggers_off


@pytest.fixture
def trail(case, diaz, now, db) -> list[AuditEntry]:
    return [audit.append("tried", case, {"step": step}, by=diaz, now=now) for step in range(4)]


def tamper(statement: str) -> None:
    """Change the trail as somebody with the database's own rights could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            with triggers_off():
                cursor.execute(statement)
        else:
            cursor.execute("ALTER TABLE moderation_auditentry DISABLE TRIGGER USER")
            cursor.execute(statement)
            cursor.execute("ALTER TABLE moderation_auditentry ENABLE TRIGGER USER")


def test_entries_are_numbered_without_a_gap_and_each_holds_the_hash_before_it(trail):
    assert [entry.seq for entry in trail] == [1, 2, 3, 4]
    assert [entry.previous for entry in trail] == ["", *[entry.hash for entry in trail[:3]]]
    assert audit.first_broken() is None


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE moderation_auditentry SET action = 'other' WHERE seq = 2", 2),
        ("UPDATE moderation_auditentry SET actor_id = NULL WHERE seq = 3", 3),
        ("DELETE FROM moderation_auditentry WHERE seq = 2", 2),
        ("DELETE FROM moderation_auditentry WHERE seq = 4", 4),
        ("DELETE FROM moderation_auditentry", 1),
    ],
)
def test_a_change_is_found_at_its_place(trail, statement, broken):
    assert audit.first_broken() is None
    tamper(statement)
    assert audit.first_broken() == broken


def test_the_command_says_that_the_trail_holds(trail, capsys):
    call_command("verify_audit")
    assert "holds: 4 entries" in capsys.readouterr().out


def test_the_command_fails_and_names_the_first_broken_entry(trail, capsys):
    tamper("UPDATE moderation_auditentry SET subject_id = 99 WHERE seq = 3")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit")
    assert ended.value.code == 1
    assert "entry 3" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain(case, diaz, now):
    def write(step):
        try:
            return audit.append("tried", case, {"step": step}, by=diaz, now=now).seq
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(write, range(12))) == list(range(1, 13))
    assert audit.first_broken() is None
