"""Labelled messages of our own writing, and the shared real text where a checkout has it beside it."""

import json
from pathlib import Path

import pytest
from django.db import OperationalError

from moderation import rule_book
from moderation.screening import Screener
from moderation.screening.model import Model

DATA = Path(__file__).parent / "data"
REAL_TEXT = Path(__file__).parents[2].parent / "shared" / "realtext"


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def labelled():
    """``labelled("tuned")``: the rows of tests/screening/data/tuned.jsonl."""
    return lambda name: rows(DATA / f"{name}.jsonl")


@pytest.fixture
def real_text():
    """``real_text("education_medquad")``: the texts of one shared file; the test is skipped where there is none."""

    def texts(name: str) -> list[str]:
        path = REAL_TEXT / f"{name}.jsonl"
        if not path.exists():
            pytest.skip("no shared real text beside this checkout")
        return [row["text"] for row in rows(path)]

    return texts


@pytest.fixture
def no_site(monkeypatch):
    """A machine where no site is: the tables of one are not there."""

    def none() -> int:
        raise OperationalError("no such table: moderation_rulebook")

    monkeypatch.setattr(rule_book, "revision", none)


@pytest.fixture(scope="session")
def model():
    return Model()


@pytest.fixture(scope="session")
def screener(model):
    return Screener(model)
