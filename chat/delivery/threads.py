"""The threads in which the event loop's side of the chat reads the database, so that the loop never waits."""

from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from channels.db import database_sync_to_async

from peersupport import database

READERS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="reader")


def in_thread(function: Callable[..., Any]) -> Callable[..., Coroutine[Any, Any, Any]]:
    """in_thread(function)(*args): runs it in a reader thread, with a database connection in working order.

    Only for what may be done twice, as reading may: it is, when the first connection turns out to be dead.
    """

    def read(*args: Any) -> Any:
        try:
            return function(*args)
        except database.BROKEN:
            database.renew()
            return function(*args)

    return database_sync_to_async(read, thread_sensitive=False, executor=READERS)
