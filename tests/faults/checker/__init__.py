"""Judges a history against the database, in the manner of Jepsen: pure, no input or output.

storing    what was acknowledged is stored, once, as it was sent; nothing is left behind
counting   each revision is used once and stays where it is
seeing     what clients were shown: complete, in order, never held, never after its tombstone
lines      that frames are whole, and how lines end
ending     what clients hold when all is over, and how long they waited
"""

from collections.abc import Callable, Iterable, Iterator

from tests.faults.checker import counting, ending, lines, seeing, storing
from tests.faults.checker.story import PATIENCE, Finding, Story
from tests.faults.history import Event, Record

__all__ = ["RULES", "Finding", "check"]

Rule = Callable[[Story], Iterator[Finding]]
RULES: tuple[Rule, ...] = (*storing.RULES, *counting.RULES, *seeing.RULES, *lines.RULES, *ending.RULES)


def check(history: Iterable[Event], record: Record, *, patience: float = PATIENCE) -> list[Finding]:
    """Every promise that the history breaks. `patience`: seconds within which a message must be heard."""
    story = Story(list(history), record, patience)
    return [finding for rule in RULES for finding in rule(story)]
