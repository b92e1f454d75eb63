"""Switching a reader off changes what the rules find, and nothing once it is on again."""

from contextlib import ExitStack
from unittest.mock import patch

import pytest

from moderation.screening import Screener
from moderation.screening.training.corpus import Line
from moderation.screening.training.layers import OFF, shares

LINES = [
    Line("a-1", "a", "just double your lantus", ("dosing",), "direct"),
    Line("a-2", "a", "ｄｏｕｂｌｅ your lantus", ("dosing",), "obfuscated"),
    Line("a-3", "a", "my sugar is 38", ("emergency",), "direct"),
    Line("a-4", "a", "should I double my lantus?", (), "question"),
]
FLAGGED = {"nothing": 1.0, "normalising": 2 / 3, "names": 0.0, "quantities": 2 / 3, "how it is meant": 1.0}


@pytest.mark.parametrize("off", OFF)
def test_each_reader_is_worth_something(off):
    with ExitStack() as stack:
        for module, name, instead in OFF[off]:
            stack.enter_context(patch.object(module, name, instead))
        found = shares(Screener(), LINES)
    assert found["flagged"] == pytest.approx(FLAGGED[off])
    assert shares(Screener(), LINES)["flagged"] == 1.0
