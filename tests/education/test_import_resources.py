"""`manage.py import_resources`: lists become drafts, bad lines are named, and nobody's work is written over."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from education import services
from education.importing import COLUMNS
from education.models import Resource, ResourceRevision
from education.vocabulary import State
from tests.education.conftest import validate

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[3] / "shared" / "resources.csv"
LINE = {
    "id": "A1",
    "title": "Shoes that fit",
    "publisher": "Walkers",
    "url": "https://example.org/shoes",
    "language": "en",
    "adces7_topic": "Reducing risks",
    "format": "PDF leaflet",
    "audience": "patient/family",
    "verified": "cited",
    "evidence": "12; 34",
    "licence_note": "link only",
}


@pytest.fixture
def run(tmp_path):
    """Writes the lines (changes to LINE) into a file and imports it. Gives what it said: run({...}, {...})."""

    def run(*lines: dict, dry_run: bool = False) -> str:
        file = tmp_path / "list.csv"
        with file.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, COLUMNS)
            writer.writeheader()
            writer.writerows({**LINE, **line} for line in lines)
        return told(file, dry_run=dry_run)

    return run


def told(file: Path, **options) -> str:
    out, err = StringIO(), StringIO()
    call_command("import_resources", file, stdout=out, stderr=err, **options)
    return err.getvalue() + out.getvalue()


def test_a_line_becomes_a_draft(run):
    assert "1 line: 1 created" in run({})
    draft = Resource.objects.get(source_id="A1")
    assert (draft.state, draft.title, draft.publisher) == (State.DRAFT, "Shoes that fit", "Walkers")
    assert (draft.topics, draft.kind, draft.audience) == (["reducing_risk"], "leaflet", "everyone")
    assert (draft.language, draft.licence, draft.evidence) == ("en", "link only", "cited: 12; 34")
    assert draft.summary == ""


@pytest.mark.parametrize(
    ("cell", "field", "value"),
    [
        ({"language": "en,es"}, "language", "en"),
        ({"language": "es"}, "language", "es"),
        ({"format": "web page"}, "kind", "article"),
        ({"format": "e-learning"}, "kind", "tool"),
        ({"audience": "clinician"}, "audience", "professional"),
        ({"adces7_topic": "(programme)"}, "topics", []),
        ({"adces7_topic": "Monitoring;Being active"}, "topics", ["monitoring", "being_active"]),
    ],
)
def test_words_of_the_list_become_words_of_the_library(run, cell, field, value):
    run(cell)
    assert getattr(Resource.objects.get(), field) == value


def test_a_second_run_changes_nothing(run):
    run({})
    before = Resource.objects.values().get()
    assert "0 created, 0 updated, 1 same" in run({})
    assert Resource.objects.values().get() == before
    assert ResourceRevision.objects.count() == 1


def test_a_changed_line_updates_its_draft_and_leaves_the_librarians_words(run, erin, now):
    run({})
    draft = Resource.objects.get()
    services.save_edit(draft.pk, {"summary": "Ours.", "publisher": "The Walkers"}, by=erin, now=now)
    assert "1 updated" in run({"title": "Shoes that really fit"})
    draft.refresh_from_db()
    assert (draft.title, draft.summary, draft.publisher) == ("Shoes that really fit", "Ours.", "The Walkers")


def test_a_changed_line_leaves_a_validated_one_and_says_so(run, erin, diaz, now):
    run({})
    resource = Resource.objects.get()
    services.save_edit(resource.pk, {"summary": "Ours."}, by=erin, now=now)
    services.submit_for_review(resource.pk, by=erin, now=now)
    validate(resource, by=diaz, now=now)
    said = run({"title": "Other shoes"})
    assert "line 2 (A1): kept" in said
    assert Resource.objects.get().title == "Shoes that fit"
    assert Resource.objects.get().state == State.VALIDATED


def test_bad_lines_are_named_and_the_rest_is_imported(run):
    said = run(
        {"id": "good-1"},
        {"id": ""},
        {"id": "b3", "title": " "},
        {"id": "b4", "url": "not an address"},
        {"id": "b5", "language": "fr"},
        {"id": "b6", "adces7_topic": "Cooking"},
        {"id": "b7", "format": "parchment"},
        {"id": "b8", "audience": "cats"},
        {"id": "b9", "title": "x" * 201},
        {"id": "good-1"},
        {"id": "good-2"},
    )
    assert set(Resource.objects.values_list("source_id", flat=True)) == {"good-1", "good-2"}
    assert "11 lines: 2 created, 0 updated, 0 same, 0 kept, 9 bad." in said
    assert "line 3 (?): bad" in said
    for number in range(4, 11):
        assert f"line {number} (b{number - 1}): bad" in said
    assert "line 11 (good-1): bad" in said


def test_a_line_with_too_few_or_too_many_cells_is_bad(tmp_path):
    file = tmp_path / "list.csv"
    good = ",".join(LINE.values())
    file.write_text(f"{','.join(COLUMNS)}\nA2,short\n{good}\n{good.replace('A1', 'A3')},more\n")
    assert "3 lines: 1 created, 0 updated, 0 same, 0 kept, 2 bad." in told(file)


def test_a_dry_run_reports_and_changes_nothing(run):
    assert "Dry run, nothing changed: 1 line: 1 created" in run({}, dry_run=True)
    assert not Resource.objects.exists()
    run({})
    assert Resource.objects.exists()


@pytest.mark.parametrize("content", [b"", b"id,title\nA1,x\n", b"\xff\xfe\x00\x01"])
def test_a_file_that_is_no_such_list_is_refused(tmp_path, content):
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=r"list\.csv"):
        told(file)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError):
        told(tmp_path / "none.csv")


@pytest.mark.skipif(not SHARED.exists(), reason="the real list is not here")
def test_the_real_list_comes_in_whole_and_only_once():
    assert "147 lines: 147 created, 0 updated, 0 same, 0 kept, 0 bad." in told(SHARED)
    assert "147 lines: 0 created, 0 updated, 147 same, 0 kept, 0 bad." in told(SHARED)
    assert Resource.objects.filter(language="es").count() == 11
    assert not Resource.objects.exclude(state=State.DRAFT).exists()
