"""What to do when connections to the database have died: a pool hands them out long after a restart of the database."""

import logging
import sys
from typing import Any

from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError, connection
from django.dispatch import receiver

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


@receiver(got_request_exception)
def renew_after(request: Any = None, **_: Any) -> None:
    """One page fails when the database was restarted, and not one for each connection in the pool."""
    if isinstance(sys.exc_info()[1], BROKEN):
        renew()
