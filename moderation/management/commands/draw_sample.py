"""`manage.py draw_sample`: draw this week's sample of what nobody flagged, for blind reading."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import pluralize
from django.utils import timezone

from moderation import services
from moderation.models import Sample
from moderation.services.samples import monday


class Command(BaseCommand):
    help = "Draw this week's sample of unflagged messages. A site draws it by itself; a second one is not drawn."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", type=int, default=Sample.SIZE, help=f"messages ({Sample.SIZE})")

    def handle(self, *args: Any, size: int, **options: Any) -> None:
        if not 1 <= size <= 10_000:
            raise CommandError("--size is a number from 1 to 10000.")
        now = timezone.now()
        sample = services.draw(now=now, size=size)
        if sample:
            said = f"{sample.population} message{pluralize(sample.population)}"
            self.stdout.write(f"{sample.messages.count()} drawn from {said}.")
        elif there := Sample.objects.filter(week=monday(now)).first():
            self.stdout.write(f"This week's sample was drawn at {there.drawn_at:%Y-%m-%d %H:%M} UTC. Nothing to do.")
        else:
            self.stdout.write("There is no unflagged message of the past seven days to draw from.")
