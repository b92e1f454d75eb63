"""Two threads in one function at once, switching as often as Python can."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")


def twins(made_of: Callable[[str], T], *texts: str, times: int = 300) -> list[set[T]]:
    """What `made_of` gave for each text, `times` asked in a thread a text: a set of one where none disturbs another."""
    start, before = Barrier(len(texts)), sys.getswitchinterval()

    def ask(text: str) -> set[T]:
        start.wait()
        return {made_of(text) for _ in range(times)}

    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(len(texts)) as pool:
            return list(pool.map(ask, texts))
    finally:
        sys.setswitchinterval(before)
