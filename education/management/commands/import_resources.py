"""Takes a list of resources over into the library, as drafts."""

from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.template.defaultfilters import pluralize
from django.utils import timezone

from education import importing


class Command(BaseCommand):
    help = (
        "Import a CSV file of resources as drafts. The first line names the columns: "
        f"{','.join(importing.COLUMNS)}. A second run changes nothing; a line that changed updates its draft, "
        "never a resource that is further. Lines that cannot be read are reported, and the others imported."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Report what would happen, and change nothing.")

    def handle(self, *, file: Path, dry_run: bool, **_options) -> None:
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines, transaction.atomic():
                counts = self._import(lines)
                transaction.set_rollback(dry_run)
        except (OSError, UnicodeDecodeError, importing.BadFile) as error:
            raise CommandError(f"{file}: {error}") from error
        told = ("created", "updated", "same", "kept", "bad")
        summary = ", ".join(f"{counts[outcome]} {outcome}" for outcome in told)
        read = f"{counts.total()} line{pluralize(counts.total())}"
        self.stdout.write(f"{'Dry run, nothing changed: ' if dry_run else ''}{read}: {summary}.")

    def _import(self, lines) -> Counter[str]:
        counts: Counter[str] = Counter()
        for report in importing.take_over(lines, now=timezone.now()):
            counts[report.outcome] += 1
            if report.reason:
                self.stderr.write(
                    f"line {report.number} ({report.source_id or '?'}): {report.outcome}: {report.reason}"
                )
        return counts
