"""The threads in which the event loop's side of the chat reads the database, so that the loop never waits."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from channels.db import database_sync_to_async

READERS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="reader")

# in_thread(function)(*args): runs it in a reader thread, with a database connection in working order.
in_thread = partial(database_sync_to_async, thread_sensitive=False, executor=READERS)
