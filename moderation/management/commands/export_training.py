"""`manage.py export_training FILE`: the approved texts of who consents now, for `make train ARGS="--more FILE"`."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import pluralize
from django.utils import timezone

from moderation.services import training


class Command(BaseCommand):
    help = "Write the texts that clinicians approved for training, without any name or author, as JSON lines."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a new file")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        def write(lines: list[training.Line]) -> None:
            with file.open("x", encoding="utf-8") as out:
                out.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)

        try:
            count = training.export(write, now=timezone.now())
        except FileExistsError:
            raise CommandError(f"{file} is there already. Name a new file.") from None
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{count} text{pluralize(count)} written to {file}.")
