"""One of a thing is not said as many are: whatever counts goes through ngettext, or `pluralize` in a command."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENTRY = re.compile(r'^msgid ((?:".*"\n)+)(msgid_plural)?', re.MULTILINE)
PLACE = r"(?:%\((?P<name>\w+)\)s|\{[^{}]+\})"
# A number before a word that ends in s, perhaps with another word between. What somebody does ends so too.
NO_COUNT = r"(?!(?:ms|is|was|has|asks|this)\b)"
COUNTED = re.compile(rf"{PLACE} (?:more |of them |[a-z]+y )?{NO_COUNT}(?:[a-z]+s|were|people)\b")
APPS = ("chat", "education", "moderation", "peersupport")
COMMANDS = sorted(file for app in APPS for file in (ROOT / app).rglob("management/commands/*.py"))
# Always many, or of which one is as many.
MANY = {
    "At most %(words)s lines, please.",  # a limit
    "Members whose draft tells others what to take or do are asked, before it is sent, to tell it as their own story. "
    "Of the last %(days)s days; nobody's words or names are kept for it.",  # a fixed number
    "So about %(low)s to %(high)s risky messages a week pass unseen.",  # a range; for one number there is another
    "%(count)s messages shown, and there are more.",  # a page of them
    "%(shown)s of %(count)s rules",  # the program comes with a hundred
}


def sayings() -> dict[str, bool]:
    """All that is in the catalogues, and whether it has a plural."""
    files = (ROOT / "locale/es/LC_MESSAGES").glob("*.po")
    found = [entry for file in files for entry in ENTRY.finditer(file.read_text(encoding="utf-8"))]
    return {"".join(re.findall(r'"(.*)"', entry[1])): bool(entry[2]) for entry in found}


def test_what_counts_has_a_plural():
    said = sayings()
    assert sum(said.values()) > 40
    assert {words for words, has_plural in said.items() if not has_plural and counts(words)} == MANY & set(said)


def counts(words: str) -> bool:
    return bool(COUNTED.search(words)) and not re.search(r"%\((name|by|who|host|version)\)s ", words)


@pytest.mark.parametrize("words", ["%(n)s messages", "%(n)s of them were held", "%(n)s more texts", "%(a)s risky ones"])
def test_a_count_is_found(words):
    assert counts(words)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda file: file.stem)
def test_no_command_says_one_messages(command):
    written = re.findall(r'(?:write|say)\(\s*f"([^"]*)"', command.read_text(encoding="utf-8"))
    assert [words for words in written if COUNTED.search(words)] == []
