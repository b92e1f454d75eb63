"""docs/stories.md names tests that are there."""

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
STORIES = TESTS.parent / "docs" / "stories.md"
FOLDERS = {"e": "e2e", "C": "chat", "M": "moderation", "A": "accounts"}
ROW = re.compile(r"^\| (?!What )(?!-).+? \| (.+?) \| (.+?) \|$", re.MULTILINE)


def named() -> list[tuple[Path, str]]:
    """(file, test or nothing) of each name in the table; `::test` without a path belongs to the path before it."""
    found, file = [], TESTS
    for cell in (cell for row in ROW.findall(STORIES.read_text(encoding="utf-8")) for cell in row):
        for path, test in re.findall(r"([\w/.]*)((?:::\w+)?)(?=[,;]|$| )", cell):
            if "/" in path:
                folder, _, rest = path.partition("/")
                place = TESTS / FOLDERS.get(folder, folder) / rest
                file = place if place.exists() else place.with_suffix(".py")
            if "/" in path or test:
                found.append((file, test.removeprefix("::")))
    return found


def test_each_story_is_told_by_a_test():
    assert len(named()) > 60
    assert [file for file, _ in named() if not file.exists()] == []
    assert [test for file, test in named() if test and f"def {test}(" not in file.read_text()] == []
