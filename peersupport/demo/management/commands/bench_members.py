"""`manage.py bench_members`: members of a room, logged in, for any load client that is pointed at a running server."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from chat.models import Room
from peersupport.demo.members import seat_members, seats

MOST = 100_000


class Command(BaseCommand):
    help = (
        "Make N members of a room and print a session cookie a line (docs/protocol.md says what to do with it). "
        "A room that is not there is made. With --rooms, the slugs of the member's rooms stand after the cookie."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("number", metavar="N", type=int, help="how many members")
        parser.add_argument("--room", required=True, help="slug of the room")
        parser.add_argument("--rooms", type=int, default=0, metavar="K", help="K rooms instead: SLUG-1 to SLUG-K")
        parser.add_argument("--each", type=int, default=1, help="how many of the K rooms each member is in (default 1)")

    def handle(self, *args, number: int, room: str, rooms: int, each: int, **options) -> None:
        if not (settings.DEMO or settings.BENCH):
            raise CommandError("This makes invented members. Set DEMO=1 or BENCH=1 to say that no patient is here.")
        if not 1 <= number <= MOST:
            raise CommandError(f"N is a number from 1 to {MOST}.")
        slugs = [f"{room}-{count}" for count in range(1, rooms + 1)] or [room]
        if not 1 <= each <= len(slugs):
            raise CommandError("--each is a number from 1 to --rooms.")
        with transaction.atomic():
            places = [Room.objects.get_or_create(slug=slug, defaults={"title": slug})[0] for slug in slugs]
            cookies = seat_members(number, places, each=each)
        for count, cookie in enumerate(cookies):
            words = [slugs[seat] for seat in seats(count, len(slugs), each)] if rooms else []
            self.stdout.write(" ".join([cookie, *words]))
