"""A site's own lines are learned from beside the corpus, when each of them is one."""

import json

import pytest

from moderation.screening.training import corpus
from moderation.screening.training.corpus import Line

ROW = {
    "id": "site-1",
    "text": "skip it",
    "labels": ["stop_treatment"],
    "kind": "missed",
    "language": "en",
    "note": "missed",
}


@pytest.fixture
def file(tmp_path):
    def write(*rows: object, name: str = "clinic.jsonl"):
        path = tmp_path / name
        path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
        return path

    return write


def test_a_line_is_read_with_the_file_as_its_writer(file):
    reply = ROW | {"id": "site-2", "labels": [], "reply_to": "should I?"}
    first, second = corpus.more([file(ROW, "", reply)])
    assert first == Line("site-1", "clinic", "skip it", ("stop_treatment",), "missed")
    assert (second.reply_to, second.group) == ("should I?", "hard")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("{", "Expecting"),
        ("[]", "must be an object"),
        (ROW | {"text": " "}, "text must be text"),
        (ROW | {"id": 7}, "id must be text"),
        (ROW | {"labels": ["other"]}, "unknown label 'other'"),
        (ROW | {"language": "fr"}, "language must be one of en, es, not 'fr'"),
        (ROW, "site-1 is there twice"),
    ],
)
def test_a_broken_line_is_refused_by_its_place(file, row, why):
    with pytest.raises(ValueError, match=rf"clinic.jsonl, line 2: .*{why}"):
        corpus.more([file(ROW, row)])


def test_none_is_none():
    assert corpus.more([]) == []
