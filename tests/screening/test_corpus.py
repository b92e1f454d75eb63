"""The corpus is what its README says: whole, labelled from the guide's list, split by writer, without twins."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from moderation.screening import LABELS
from moderation.screening.training import corpus, examples
from moderation.screening.training.buried import LONGEST, MOST_PIECES, amid, by_language
from moderation.screening.training.corpus import ORDINARY, Line

HARD = {
    "own_experience",
    "doctor_ordered",
    "safe_teaching",
    "warning",
    "debunking",
    "question",
    "past_episode",
    "figure_of_speech",
    "quote_to_disagree",
    "joke",
    "number_no_dose",
}
ALIKE = 0.7  # share of word pairs that two lines have in common; short exclamations may have as much
SHORT = 4  # words: "skip it" is said by many


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return [line for split in ("train", "validation", "test", "next") for line in corpus.lines(split)]


def test_there_is_enough_of_everything(lines):
    groups = Counter(line.group for line in lines)
    assert len(lines) >= 8_000
    assert groups["flagged"] >= 3_500
    assert groups["hard"] >= 3_000
    assert groups["ordinary"] >= 1_500
    labels = Counter(label for line in lines for label in line.labels)
    assert set(labels) == set(LABELS)
    assert min(labels.values()) >= 200
    assert {line.kind for line in lines if not line.labels} == HARD | set(ORDINARY)


def test_voices_are_many_and_those_that_test_were_never_trained_on():
    writers = corpus.writers()
    splits = Counter(told["split"] for told in writers.values())
    assert len(writers) >= 16
    assert splits["train"] >= 12
    assert splits["validation"] >= 3
    assert splits["test"] >= 4
    assert {told["language"] for told in writers.values() if told["split"] == "test"} == {"en", "es"}


def test_a_tenth_is_spanish(lines):
    assert sum(line.language == "es" for line in lines) >= 0.1 * len(lines)


def test_each_line_has_its_own_id_and_its_writers(lines):
    assert len({line.id for line in lines}) == len(lines)
    assert all(line.id.startswith(f"{line.writer}-") for line in lines)
    assert all(line.text.strip() and len(line.text) <= 4_000 for line in lines)


def test_no_two_lines_are_twins(lines):
    long = [line for line in lines if len(words(line)) > SHORT]
    pairs = [set(zip(words(line), words(line)[1:], strict=False)) for line in long]
    places = defaultdict(list)
    for at, some in enumerate(pairs):
        for pair in some:
            places[pair].append(at)
    twins = [(long[a].id, long[b].id) for a, b in candidates(pairs, places) if alike(pairs[a], pairs[b]) > ALIKE]
    assert twins == []
    short = Counter((line.text.lower().strip(" .!"), line.reply_to) for line in lines if len(words(line)) <= SHORT)
    assert [said for said, times in short.items() if times > 1] == []


def candidates(pairs: list[set], places: dict) -> Iterator[tuple[int, int]]:
    """Lines that share a pair of words which few have."""
    for at, some in enumerate(pairs):
        found = Counter(other for pair in some if len(places[pair]) < 50 for other in places[pair] if other < at)
        yield from ((at, other) for other, _ in found.most_common(3))


def alike(one: set, other: set) -> float:
    return len(one & other) / len(one | other)


def words(line: Line) -> list[str]:
    return re.findall(r"\w+", line.text.lower())


def test_length_does_not_give_the_label_away(lines):
    """Or the model would learn that the long are harmless."""
    lengths = {group: sorted(len(words(x)) for x in lines if x.group == group) for group in ("flagged", "hard")}
    for share in (0.1, 0.5, 0.9):
        flagged, hard = (of[int(share * len(of))] for of in lengths.values())
        assert 0.6 < flagged / hard < 1.7, (share, flagged, hard)


def test_an_unknown_label_is_refused(tmp_path):
    (tmp_path / "ann.jsonl").write_text('{"id": "ann-1", "text": "x", "labels": ["other"], "kind": "direct"}\n')
    with pytest.raises(ValueError, match="ann-1: unknown label 'other'"):
        list(corpus.of("ann", {"language": "en"}, tmp_path))


def test_a_buried_line_keeps_its_words_and_labels_amid_talk_in_its_own_language(lines):
    talk = {"en": ["We baked bread."], "es": ["Hicimos pan."]}
    ordinary = by_language(
        [Line(f"x-{code}", "x", text, (), "story", language=code) for code, [text] in talk.items()]
        + [Line("x-warned", "x", "Never share pens.", (), "warning")]
    )
    assert {code: [line.text for line in some] for code, some in ordinary.items()} == talk
    chance = random.Random(1)
    pieces = set()
    for line in [line for line in lines if line.labels][::40]:
        found = amid(line, ordinary, chance)
        [other] = talk[line.language]
        assert found.labels == line.labels
        before, after = found.text.split(line.text)
        assert set((before + after).split()) <= set(other.split())
        assert len(found.text) <= max(LONGEST, len(line.text))
        pieces.add((before + after).count(other))
    assert pieces >= set(range(1, MOST_PIECES + 1))


def test_what_was_learned_of_the_rules_is_what_they_still_say():
    now = {row["text"]: row["labels"] for row in examples.gathered()}
    learned = corpus.examples()
    assert len(learned) > 600
    assert [line.text for line in learned if now.get(line.text, [*line.labels]) != [*line.labels]] == []
