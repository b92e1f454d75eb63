"""Asking something that may hang, without hanging with it."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")


class Probe(Generic[T]):
    """Asks in a thread of its own, one question at a time, and keeps the answer for `keep` seconds.

    Who asks while a question hangs waits for that one: a store that is stuck costs one thread and not one a request.
    The thread is a daemon, since a pool's would keep the process from ending.
    """

    def __init__(self, ask: Callable[[], T], *, keep: float):
        self._ask, self._keep = ask, keep
        self._lock = Lock()
        self._answer: Future[T] | None = None
        self._asked_at = 0.0

    def begin(self) -> Future[T]:
        """The answer to come, or the one that is still fresh."""
        with self._lock:
            stale = self._answer is None or (self._answer.done() and monotonic() - self._asked_at > self._keep)
            if self._answer is None or stale:
                self._answer, self._asked_at = Future(), monotonic()
                self._start(self._answer)
            return self._answer

    def within(self, seconds: float) -> T:
        """The answer. Raises TimeoutError after `seconds`, and whatever asking raised."""
        return self.begin().result(seconds)

    def forget(self) -> None:
        """Ask anew next time, whatever is under way."""
        with self._lock:
            self._answer = None

    def _start(self, answer: Future[T]) -> None:
        try:
            Thread(target=self._run, args=(answer,), name="probe", daemon=True).start()
        except Exception as error:  # the system gives no more threads: without an answer nobody would ever ask again
            answer.set_exception(error)

    def _run(self, answer: Future[T]) -> None:
        try:
            answer.set_result(self._ask())
        except BaseException as error:
            answer.set_exception(error)
