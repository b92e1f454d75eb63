"""docs/promises.md says where each promise is kept: in files that are there, under names that are in them."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = re.compile(r"^\| (?!Promise )(?P<promise>.+?) \| (?P<kept>.+?) \| ", re.MULTILINE)
ROWS = TABLE.finditer((ROOT / "docs" / "promises.md").read_text(encoding="utf-8"))
KEPT = {row["promise"]: re.findall("`([^`]+)`", row["kept"]) for row in ROWS}


def at(path: str) -> Path | None:
    """A file, a package or a folder of the tree."""
    found = (ROOT / f"{path}{ending}" for ending in ("", ".py", ".js"))
    return next((place for place in found if place.exists()), None)


def text_of(place: Path) -> str:
    files = [place] if place.is_file() else list(place.rglob("*.py"))
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def is_path(said: str) -> bool:
    return "/" in said


def test_each_path_is_there():
    assert len(KEPT) > 60
    assert {said for kept in KEPT.values() for said in kept if is_path(said) and not at(said)} == set()


def test_each_name_stands_in_one_of_the_files_beside_it():
    missing = []
    for promise, kept in KEPT.items():
        text = "\n".join(text_of(place) for said in kept if is_path(said) and (place := at(said)))
        names = [name for said in kept if not is_path(said) for name in said.split(".")]
        missing += [(promise, name) for name in names if not re.search(rf"\b{re.escape(name)}\b", text)]
    assert missing == []
