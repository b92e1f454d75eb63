"""What nobody caught, as an event like any: Python would print it over many lines, with the exception's words."""

import logging
import sys
import threading

log = logging.getLogger(__name__)


def install() -> None:
    """For a process that serves or works. A command at a terminal goes on telling its user all it knows."""
    logging.captureWarnings(True)
    threading.excepthook = _in_thread
    sys.unraisablehook = _ignored


def _in_thread(failure: threading.ExceptHookArgs) -> None:
    name = failure.thread.name if failure.thread else "?"
    log.critical("the thread %s ended with an exception", name, exc_info=failure.exc_value)


def _ignored(failure: "sys.UnraisableHookArgs") -> None:
    log.error("an exception could not be raised", exc_info=failure.exc_value)
