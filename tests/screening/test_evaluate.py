"""`manage.py evaluate` and what it counts."""

import io
import json
import math

import pytest
from django.core.management import CommandError, call_command

from moderation import evaluation
from moderation.evaluation import Judged, Share
from moderation.screening import ENGINE_VERSION, LABELS, Verdict

pytestmark = pytest.mark.usefixtures("no_site")


def judged(labels: list[str], acted: dict[str, float], **row) -> Judged:
    return Judged({"id": "x", "text": "…", "labels": labels} | row, Verdict(labels=acted), tuple(acted))


SOME = [
    judged(["dosing"], {"dosing": 0.9}),
    judged(["dosing"], {"spam": 0.6}),
    judged(["self_harm"], {}),
    judged([], {"abuse": 0.7}),
    judged([], {}),
    judged([], {}),
]


def test_what_is_found_missed_and_alarmed_at_is_counted():
    assert evaluation.recall(SOME) == Share(2, 3)
    assert evaluation.precision(SOME) == Share(2, 3)
    assert evaluation.false_alarms(SOME) == Share(1, 3)
    assert evaluation.found(SOME, "dosing") == (Share(2, 2), Share(1, 2))
    assert evaluation.found(SOME, "self_harm") == (Share(0, 1), Share(0, 1))


def test_the_interval_is_wilsons():
    low, high = Share(8, 10).interval()
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)  # Wilson 1927, as tables give it
    assert Share(0, 0).interval() == (0.0, 1.0)
    assert math.isnan(Share(0, 0).value)
    assert Share(5, 5).interval()[1] == 1.0


def test_calibration_is_measured():
    assert evaluation.brier([judged(["dosing"], {"dosing": 1.0})]) == 0
    assert evaluation.brier([judged([], {"dosing": 1.0})]) == pytest.approx(1 / 9)
    bins = evaluation.reliability([judged(["dosing"], {"dosing": 0.85}), judged([], {"dosing": 0.85})])
    assert bins[-1] == (pytest.approx(0.85), 0.5, 2)
    assert sum(count for *_, count in bins) == 18


def test_the_worst_errors_come_first_and_what_is_right_never():
    sure, unsure = judged([], {"abuse": 0.95}), judged([], {"abuse": 0.55})
    missed = judged(["spam"], {})
    assert evaluation.worst([*SOME[:2], unsure, sure, missed], 9) == [missed, sure, unsure]


def test_what_is_flagged_with_another_label_is_no_error_and_is_told_apart():
    part, more = judged(["dosing", "spam"], {"spam": 0.8}), judged(["abuse"], {"abuse": 0.9, "privacy": 0.4})
    swapped = SOME[1]
    rows = [*SOME, part, more]
    assert evaluation.mislabelled(rows) == [more, part, swapped]
    assert [(one.lacks, one.strays) for one in (more, part, swapped)] == [
        ([], ["privacy"]), (["dosing"], []), (["dosing"], ["spam"]),
    ]  # fmt: skip
    assert not [one for one in evaluation.worst(rows, 9) if one in evaluation.mislabelled(rows)]


@pytest.mark.parametrize("label", LABELS)
def test_the_mislabelled_are_those_that_the_table_by_label_leaves_out(label):
    rows = [*SOME, judged(["dosing", "spam"], {"spam": 0.8}), judged(["abuse"], {"abuse": 0.9, "privacy": 0.4})]
    others, (flagged, with_it) = evaluation.mislabelled(rows), evaluation.found(rows, label)
    assert sum(label in one.lacks for one in others) == flagged.hits - with_it.hits
    right, alarms = evaluation.named(rows, label), [one for one in rows if not one.row["labels"] and label in one.acted]
    assert sum(label in one.strays for one in others) == right.all - right.hits - len(alarms)


@pytest.fixture
def file(tmp_path):
    def write(*rows: object):
        path = tmp_path / "rows.jsonl"
        path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
        return path

    return write


def test_the_command_tells_all_of_it(file, tmp_path, caplog):
    path = file(
        {"id": "a", "text": "just double your lantus", "labels": ["dosing"], "writer": "ann", "language": "en"},
        {"id": "b", "text": "one of these days the sea will have me", "labels": ["self_harm"], "writer": "bob"},
        "",
        {"id": "c", "text": "good morning", "labels": [], "kind": "banter"},
    )
    out = io.StringIO()
    call_command("evaluate", str(path), plot=tmp_path / "plot.png", stdout=out)
    told = out.getvalue()
    assert "recall                            0.500" in told
    assert "precision                         1.000" in told
    assert "ann" in told
    rows = {line.split()[0]: line for line in told.splitlines() if line}
    assert (
        rows["dosing"].split("of 1")[-2].split()[0] == "1.000"
    )  # its precision: of what was flagged so, what was right
    assert rows["self_harm"].endswith("-")  # nothing was flagged so
    assert "missed self_harm  0.00  one of these days" in told
    assert told.startswith(f"{ENGINE_VERSION}; 3 messages")
    assert not caplog.records
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")


def test_the_command_lists_what_is_flagged_as_something_else(file):
    path = file({"id": "a", "text": "just double your lantus", "labels": ["spam"]})
    out = io.StringIO()
    call_command("evaluate", str(path), stdout=out)
    told = out.getvalue()
    table = told[told.index("Flagged with other labels than they bear: 1 message\n") :]
    assert [line.split() for line in table.splitlines()[2:4]] == [["dosing", "0", "1"], ["spam", "1", "0"]]
    assert "  a  spam as dosing  " in table
    assert "surest" not in told


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("{", "a JSON object"),
        ("[" * 100_000, "a JSON object"),
        ("[]", "a JSON object"),
        ('{"text": "x"}', '"labels" must be a list'),
        ('{"text": "x", "labels": "dosing"}', '"labels" must be a list'),
        ('{"text": 1, "labels": []}', '"text" must be a string'),
        ('{"text": "x", "labels": ["other"]}', "'other' is no label; labels are dosing, "),
        ('{"text": "x", "labels": [[]]}', "is no label"),
    ],
)
def test_a_broken_row_is_refused_by_its_place_and_fault(file, row, fault):
    path = file({"id": "a", "text": "good morning", "labels": []}, row)
    with pytest.raises(CommandError, match=rf"rows.jsonl, line 2: .*{fault}"):
        call_command("evaluate", str(path))


@pytest.mark.parametrize("command", ["evaluate", "screen"])
def test_a_model_that_is_not_whole_is_told_once_before_anything_is_read(file, tmp_path, settings, command):
    (tmp_path / "card.json").write_text("{}")
    settings.MODERATION = settings.MODERATION | {"model": str(tmp_path)}
    files = [str(file({"id": "a", "text": "good morning", "labels": []}))] if command == "evaluate" else []
    with pytest.raises(CommandError, match=r"model cannot be used.*SCREENING_MODEL"):
        call_command(command, *files)


def test_a_file_that_is_not_there_or_empty_is_refused(file, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("evaluate", str(tmp_path / "none"))
    with pytest.raises(CommandError, match="no message"):
        call_command("evaluate", str(file("")))
