"""Looking a name up, and not for ever: how long the system's resolver takes is nothing that a caller can set."""

import socket
from concurrent.futures import Future
from threading import BoundedSemaphore, Thread
from time import monotonic
from typing import Any

MOST = 8  # at once, with those that nobody waits for any more

_free = BoundedSemaphore(MOST)


def addresses(host: str, port: int, seconds: float) -> list[tuple[Any, ...]]:
    """What socket.getaddrinfo says. Raises OSError, TimeoutError among them after so many seconds, or UnicodeError."""
    until = monotonic() + seconds
    if not _free.acquire(timeout=max(0.0, seconds)):
        raise TimeoutError
    answer: Future[list[tuple[Any, ...]]] = Future()
    Thread(target=_ask, args=(answer, host, port), name="look-up", daemon=True).start()
    return answer.result(max(0.0, until - monotonic()))


def _ask(answer: Future[list[tuple[Any, ...]]], host: str, port: int) -> None:
    try:
        answer.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except Exception as error:
        answer.set_exception(error)
    finally:
        _free.release()
