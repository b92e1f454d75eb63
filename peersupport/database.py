"""What to do when connections to the database have died: a pool hands them out long after a restart of the database."""

import logging
import sys
from typing import Any

from django.db import InterfaceError, OperationalError, connection

log = logging.getLogger(__name__)

BROKEN = (OperationalError, InterfaceError)


def renew() -> None:
    """Give this thread's connection up, and have the pool throw away what is dead. Never raises."""
    try:
        connection.close()
        if pool := getattr(connection, "pool", None):
            pool.check()
    except Exception:
        log.exception("the connections to the database could not be renewed")


def renew_after(request: Any = None, **_: Any) -> None:
    """After a request that failed: one page fails when the database was restarted, not one a connection of the pool."""
    if isinstance(sys.exc_info()[1], BROKEN):
        renew()
