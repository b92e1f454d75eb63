"""The one command that runs the product: tables, demo, background work and the server, in one process."""

from contextlib import nullcontext

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from chat.models import Room
from peersupport import background, serving
from peersupport.demo import ACCOUNTS
from peersupport.watching import jobs
from peersupport.watching.processes import counting_together

REACHED_WITHIN = 4.0  # seconds for the database to answer at the start


class Command(BaseCommand):
    help = "Serve the site on BIND:PORT (docs/settings.md) with WEB_CONCURRENCY processes, until Ctrl-C."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--no-work", action="store_true", help="leave background work to `manage.py work`")

    def handle(self, *args, no_work: bool = False, **options) -> None:
        try:
            self._reach_database()
            self._make_tables()
        except OperationalError as error:
            raise CommandError("The database does not answer. Is it running, and is DATABASE_URL right?") from error
        if settings.DEMO and not Room.objects.exists():
            self.stdout.write("Filling the demo ...")
            call_command("demo", stdout=self.stdout)
        stop = None if no_work else background.start(jobs.record)
        connection.close()
        several = settings.WEB_CONCURRENCY > 1
        try:
            with counting_together(settings.DATA_DIR) if several else nullcontext():
                serving.serve(self._announce)
        except KeyboardInterrupt:
            self.stdout.write("\nStopped.")
        except serving.PortTaken:
            raise CommandError(
                f"Port {settings.PORT} of {settings.BIND} is taken. Set PORT to another number, for example: "
                f"PORT={settings.PORT + 1} make run"
            ) from None
        finally:
            if stop:
                stop.set()

    def _reach_database(self) -> None:
        """Soon say when nothing answers: a pool keeps trying for longer. Raises OperationalError."""
        pool = getattr(connection, "pool", None)
        if pool is not None:
            with connection.wrap_database_errors:
                pool.open()
                pool.wait(timeout=REACHED_WITHIN)

    def _make_tables(self) -> None:
        """On SQLite this process is alone and may migrate; a shared database is migrated once, before any server."""
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        if connection.vendor != "sqlite":
            raise CommandError("The database is not up to date. Run first: manage.py migrate")
        self.stdout.write("Making the tables ...")
        call_command("migrate", verbosity=0)

    def _announce(self) -> None:
        host = f"[{settings.BIND}]" if ":" in settings.BIND else settings.BIND
        self.stdout.write(f"\nReady: http://{host}:{settings.PORT}/    (Ctrl-C stops it)\n")
        if settings.DEMO:
            self.stdout.write("This is a demo with invented people. Sign in as any of them:\n\n")
            for account in ACCOUNTS:
                self.stdout.write("  " + "  ".join(f"{word:<26}" for word in account).rstrip())
            self.stdout.write("")
        self.stdout.flush()
