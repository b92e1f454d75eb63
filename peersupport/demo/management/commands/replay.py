"""`manage.py replay`: posts the lines of a file to a running demo over its sockets, and says what became of them."""

import asyncio
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.template.defaultfilters import pluralize

from chat.models import Message, Room
from peersupport.demo.members import make_members
from peersupport.demo.replay import Tally, replay


class Command(BaseCommand):
    help = "Post each line of FILE (plain text, or JSON lines with a `text`) to a room of a running demo server."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--room", required=True, help="slug of the room")
        parser.add_argument("--rate", type=float, default=0, help="texts a second, all members together; 0: no pause")
        parser.add_argument("--members", type=int, default=25, help="how many members post (default 25)")
        parser.add_argument("--limit", type=int, default=0, help="post only the first so many lines")
        parser.add_argument("--url", default=f"http://127.0.0.1:{settings.PORT}", help="where the server listens")

    def handle(self, *args, file: Path, room: str, rate: float, members: int, limit: int, url: str, **options) -> None:
        if not settings.DEMO:
            raise CommandError("This posts as invented members. Set DEMO=1 to say that this site is a demo.")
        place = _room(room)
        if not 1 <= members <= 5_000:
            raise CommandError("--members is a number from 1 to 5000.")
        texts = list(_texts(file))[: limit or None]
        if not texts:
            raise CommandError(f"There is nothing to post in {file}.")
        _reach(url)
        before = Message.objects.count()
        sessions = make_members(min(members, len(texts)), place)
        tally = asyncio.run(
            replay(texts, url=url.rstrip("/"), room=room, sessions=sessions, rate=rate, progress=self._progress)
        )
        self._report(tally, Message.objects.count() - before)
        if tally.outcomes["unanswered"]:
            raise CommandError("Some texts got no answer. Does the server run, on the same database?")

    def _progress(self, tally: Tally) -> None:
        self.stderr.write(f"\r{tally.done} of {tally.texts} answered", ending="")

    def _report(self, tally: Tally, stored: int) -> None:
        self.stderr.write("")
        for outcome, count in sorted(tally.outcomes.items()):
            self.stdout.write(f"{count:>7}  {outcome}")
        texts, more = f"{tally.texts} line{pluralize(tally.texts)}", f"{stored} message{pluralize(stored)}"
        self.stdout.write(f"{tally.done:>7}  in all, of {texts}; {more} more in the database")
        asked, again = (f"{count} time{pluralize(count)}" for count in (tally.asked_to_wait, tally.reconnects))
        self.stdout.write(f"asked to slow down {asked}, reconnected {again}")
        figures = (f"p{percent} {tally.percentile(percent):.1f} ms" for percent in (50, 95, 99))
        self.stdout.write("answer after " + ", ".join(figures))


def _room(slug: str) -> Room:
    try:
        slugs = list(Room.objects.values_list("slug", flat=True))
    except DatabaseError as error:
        raise CommandError("This database has no rooms. Give the DATA_DIR of the demo that is running.") from error
    if slug not in slugs:
        raise CommandError(f"There is no room {slug!r}. There are: {', '.join(slugs)}.")
    return Room.objects.get(slug=slug)


def _reach(url: str) -> None:
    """Or each text would wait for a server until it gives up."""
    place = urlsplit(url)
    try:
        socket.create_connection((place.hostname, place.port or 80), timeout=5).close()
    except OSError as error:
        raise CommandError(f"No server answers at {url}. Start the demo, or give its PORT or --url.") from error


def _texts(file: Path) -> Iterator[str]:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if file.suffix != ".jsonl":
            yield line
            continue
        try:
            yield json.loads(line)["text"]
        except (ValueError, KeyError, TypeError):
            raise CommandError(f"Line {number} of {file} is no JSON object with a `text`.") from None
