"""``manage.py screen``: JSON lines of messages in, JSON lines of dispositions out, in order, one at a time."""

import json
import sys
from collections.abc import Iterator
from dataclasses import fields
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from moderation.gate import CommandGate
from moderation.management.gate import command_gate
from moderation.policy import decide
from moderation.screening import Context
from peersupport.accounts.models import DiabetesType, GlucoseUnit, Treatment

OPTIONAL = tuple(known.name for known in fields(Context))
# As accounts have them: one misspelt would silently screen for somebody else.
CHOICES = {"diabetes_type": DiabetesType.values, "treatment": Treatment.values, "glucose_unit": GlucoseUnit.values}
FINDING_FIELDS = ("label", "start", "end", "source", "version")


class BadLine(Exception):
    """A line that cannot be screened: a machine code, and a sentence for people."""

    def __init__(self, code: str, detail: str, id: Any = None):
        super().__init__(detail)
        self.code, self.detail, self.id = code, detail, id


class Command(BaseCommand):
    help = (
        f"Screen JSON lines of {{id, text}}, perhaps with {', '.join(OPTIONAL)}, from standard input; "
        "a broken line is reported in its place."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.epilog = "Exit status 1 if any line was broken."

    def handle(self, *args: Any, **options: Any) -> None:
        broken, gate = 0, command_gate()
        for line in lines(sys.stdin):
            try:
                row = judged(line, gate)
            except BadLine as error:
                broken += 1
                row = {"id": error.id, "error": error.code, "detail": error.detail}
            self.stdout.write(json.dumps(row))
            self.stdout.flush()
        if broken:
            raise CommandError(f"{broken} broken line{'s' if broken > 1 else ''}", returncode=1)


def lines(stream: IO[str]) -> Iterator[str | bytes]:
    """The lines of the stream that hold anything, as bytes where it has bytes: broken UTF-8 is one line's fault."""
    return (line for line in getattr(stream, "buffer", stream) if line.strip())


def judged(line: str | bytes, gate: CommandGate) -> dict[str, Any]:
    """One line's answer; BadLine if it is no {id, text}."""
    message = parsed(line)
    try:
        verdict = gate.screener.screen(message["text"], Context.from_row(message))
    except Exception as error:  # one message that screening cannot read must not keep the rest from being read
        raise BadLine("screening_failed", f"Screening failed: {error!r}.", message["id"]) from error
    disposition = decide(verdict, gate.policy, message["text"])
    return {
        "id": message["id"],
        "disposition": disposition.action,
        "urgency": disposition.urgency,
        "card": disposition.card,
        "labels": verdict.labels,
        "notes": list(verdict.notes),
        "findings": [{name: getattr(found, name) for name in FINDING_FIELDS} for found in verdict.findings],
    }


def parsed(line: str | bytes) -> dict[str, Any]:
    try:
        message = json.loads(line.decode() if isinstance(line, bytes) else line)
    except UnicodeDecodeError as error:
        raise BadLine("not_utf8", f"The line is not UTF-8 text: {error.reason}.") from None
    except (ValueError, RecursionError) as error:
        raise BadLine("not_json", f"The line is not JSON: {error}.") from None
    if not isinstance(message, dict):
        raise BadLine("not_an_object", "The line must be an object with id and text.")
    if "id" not in message:
        raise BadLine("no_id", "The object has no id.")
    if not isinstance(message.get("text"), str):
        raise BadLine("no_text", "The object has no text, or it is not a string.", message["id"])
    for name in OPTIONAL:
        if not isinstance(message.get(name) or "", str):
            raise BadLine(f"bad_{name}", f"What is given as {name} is not a string.", message["id"])
    for name, values in CHOICES.items():
        if message.get(name) and message[name] not in values:
            known = ", ".join(value for value in values if value)
            raise BadLine(f"bad_{name}", f"What is given as {name} must be one of {known}.", message["id"])
    return message
