"""The worker of a production site: background work in a process of its own."""

import signal
from threading import Event

from django.core.management.base import BaseCommand

from peersupport import background
from peersupport.watching import jobs, uncaught


class Command(BaseCommand):
    help = "Do background work until stopped (Ctrl-C or SIGTERM). Not needed where `serve` runs alone."

    def handle(self, *args, **options) -> None:
        uncaught.install()
        stop = Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stop.set())
        self.stdout.write("Working.")
        background.work(stop, jobs.record)
