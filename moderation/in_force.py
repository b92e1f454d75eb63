"""The screener of a process, with the rules that are in force now."""

import logging
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from django.db import DatabaseError

from moderation import rule_book
from moderation.rule_book import Rules
from moderation.screening import Screener

if TYPE_CHECKING:
    from moderation.screening.model import Model

LOOK = 2.0  # seconds after which it is looked whether the book has moved on

log = logging.getLogger(__name__)


class InForce:
    """Looks at the book's revision now and then, and makes a new screener when it moved.

    While one thread looks, the others go on with the screener there is; only before the first they wait. When looking
    fails, the last good set stays.
    """

    def __init__(self, model: "Model | None", clock: Callable[[], float] = monotonic):
        self._model, self._clock = model, clock
        self._lock = Lock()
        self._rules = Rules()
        self._screener: Screener | None = None
        self._next = 0.0
        self._failing = False

    def screener(self) -> Screener:
        if self._clock() >= self._next and self._lock.acquire(blocking=self._screener is None):
            try:
                if self._clock() >= self._next:
                    self._look()
            finally:
                self._lock.release()
        return self._screener or self._made(self._rules)

    def warm_up(self) -> None:
        """Load what the first message would wait for. Asks no database: a server may not have one at its start."""
        self._made(self._rules).warm_up()

    def _look(self) -> None:
        try:
            if self._screener is None or rule_book.revision() != self._rules.revision:
                rules = rule_book.read(self._rules)
                made = self._made(rules)
                made.warm_up()
                self._screener, self._rules = made, rules
                log.info("the rule book is at revision %d", rules.revision)
            self._failing = False
        except Exception as error:
            if not self._failing:  # once, not every two seconds while a database is away
                why = not isinstance(error, DatabaseError)
                log.error("the rule book cannot be put in force; the rules stay as they were", exc_info=why)
            self._failing = True
            self._screener = self._screener or self._made(self._rules)
        self._next = self._clock() + LOOK

    def _made(self, rules: Rules) -> Screener:
        return Screener(self._model, rules.rules, rules.shadow, rules.book)


def once(model: "Model | None") -> Screener:
    """A screener for a command, which may run where no site is: without a database the shipped rules read."""
    try:
        rules = rule_book.read()
    except DatabaseError:
        rules = Rules()
    return Screener(model, rules.rules, rules.shadow, rules.book)
