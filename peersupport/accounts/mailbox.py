"""Reads back what Django's file mail backend wrote: the demo's stand-in for a mailbox."""

import email
import email.policy
import os
from dataclasses import dataclass
from pathlib import Path

SEPARATOR = b"\n" + b"-" * 79 + b"\n"  # django.core.mail.backends.filebased puts it after each message


@dataclass(frozen=True)
class Mail:
    subject: str
    to: str
    date: str
    text: str


def latest(folder: Path, most: int = 20) -> list[Mail]:
    """The newest mails in the folder, newest first; none when there is no folder yet."""
    if not folder.is_dir():
        return []
    found: list[Mail] = []
    for file in sorted(folder.glob("*.log"), key=os.path.getmtime, reverse=True)[:most]:
        found += reversed(_mails(file.read_bytes()))
    return found[:most]


def _mails(content: bytes) -> list[Mail]:
    return [_mail(part) for part in content.split(SEPARATOR) if part.strip()]


def _mail(content: bytes) -> Mail:
    message = email.message_from_bytes(content, policy=email.policy.default)
    body = message.get_body(("plain",))
    return Mail(
        subject=str(message["subject"]),
        to=str(message["to"]),
        date=str(message["date"]),
        text=body.get_content() if body else "",
    )
