"""One event a line, the same from Django, uvicorn and our own code, and never what a person wrote.

Exceptions are told by type and place, without their words: a database's error quotes the row, a parser's the text.
What of them is safe and useful comes along: the SQLSTATE, the name of the constraint, the system's error name.
"""

import errno
import logging
import os
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import structlog
from structlog.stdlib import ExtraAdder, ProcessorFormatter
from structlog.typing import EventDict, Processor

from peersupport.watching.requests import shown_path

FIELDS = ("method", "path", "status", "ms", "user")  # what `extra` may add: all else that is passed there is left out
ROOT = f"{Path(__file__).resolve().parents[2]}{os.sep}"
DEEPEST = 20  # exceptions told of one chain


class Formatter(ProcessorFormatter):
    def __init__(self, as_json: bool):
        write: Processor = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else _line
        super().__init__(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                ExtraAdder(allow=FIELDS),
                _on_one_line,
                _tell_exception,
            ],
            processors=[ProcessorFormatter.remove_processors_meta, write],
        )

    def format(self, record: logging.LogRecord) -> str:
        """Others may handle the record as well: ours is a copy, with its arguments made safe."""
        record = logging.makeLogRecord(record.__dict__)
        if isinstance(record.args, Mapping):
            record.args = {name: _safe(value, record) for name, value in record.args.items()}
        elif record.args:
            record.args = tuple(_safe(value, record) for value in record.args)
        return super().format(record)


def _safe(value: Any, record: logging.LogRecord) -> Any:
    """An exception without its words, and the path of Django's own lines without its secrets."""
    if isinstance(value, BaseException):
        return _Bare(named(value))
    request = getattr(record, "request", None)
    return shown_path(request) if request is not None and value == getattr(request, "path", None) else value


class _Bare(str):
    """A text that shows no quotes, for the lines that write an exception with %r."""

    def __repr__(self) -> str:
        return str(self)


def named(error: BaseException) -> str:
    """The type of an exception, and the codes it carries, which no person wrote."""
    codes = [
        getattr(error, "sqlstate", None),
        getattr(getattr(error, "diag", None), "constraint_name", None),
        getattr(error, "sqlite_errorname", None),
        errno.errorcode.get(error.errno or 0) if isinstance(error, OSError) else None,
    ]
    words = " ".join(code for code in codes if code)
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return f"{name} ({words})" if words else name


def told(error: BaseException | None, depth: int = 0) -> Iterator[str]:
    """The exception, where it passed (innermost last), and what caused it, a line each."""
    if error is None or depth == DEEPEST:
        return
    yield named(error)
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename.removeprefix(ROOT)}:{frame.lineno} in {frame.name}"
    for part in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from told(part, depth + 1)
    yield from told(error.__cause__ or (None if error.__suppress_context__ else error.__context__), depth + 1)


def _on_one_line(logger: Any, method: str, event: EventDict) -> EventDict:
    """asyncio writes the task and its exception's words on the lines after the first."""
    event["event"] = str(event["event"]).strip().partition("\n")[0]
    return event


def _tell_exception(logger: Any, method: str, event: EventDict) -> EventDict:
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["exception"] = list(told(error))
    return event


def _line(logger: Any, method: str, event: EventDict) -> str:
    """For a person at a terminal. The place of an exception comes on lines below."""
    first = [event.pop(name) for name in ("timestamp", "level", "logger", "event")]
    below = "".join(f"\n    {line}" for line in event.pop("exception", ()))
    rest = [f"{name}={value}" for name, value in event.items()]
    return " ".join([first[0], first[1].upper(), *first[2:], *rest]) + below
