"""`manage.py demo`: fills the site with invented people. Refused outside demo mode."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from peersupport.demo.fill import fill


class Command(BaseCommand):
    help = "Fill the site with invented people, their talk and a library. A second run changes nothing."

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError("This fills a site with invented people. Set DEMO=1 to say that this site is a demo.")
        fill(timezone.now(), say=lambda words: self.stdout.write(f"  {words}"))
