"""``manage.py evaluate FILE…``: how well screening does on labelled JSON lines."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize

from moderation import evaluation
from moderation.evaluation import Judged, Row
from moderation.management.gate import command_gate
from moderation.screening import LABELS

SHOWN = 140  # letters of a message in the list of errors


class Command(BaseCommand):
    help = "Screen labelled JSON lines of {id, text, labels} and say how well that went."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--worst", type=int, default=10, help="how many of the errors, and of the mislabelled, to list (10)"
        )
        parser.add_argument("--plot", type=Path, help="draw the calibration into this PNG file (needs matplotlib)")
        parser.epilog = "Where rows have them, kind, writer, language and reply_to are used."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [row for file in options["files"] for row in labelled(file)]
        if not rows:
            raise CommandError("There is no message in these files.")
        gate = command_gate()
        judged = evaluation.judge(rows, gate.screener, gate.policy)
        self.stdout.write(f"{gate.screener.version}; {len(rows)} message{pluralize(rows)}\n\n")
        for name, share in whole(judged).items():
            self.stdout.write(f"{name:<34}{share}")
        self.stdout.write(f"{'Brier score':<34}{evaluation.brier(judged):.4f}\n")
        self._labels(judged)
        for name in ("kind", "writer", "language"):
            if any(row.get(name) for row in rows):
                self._groups(name, judged)
        self._worst(judged, options["worst"])
        self._mislabelled(judged, options["worst"])
        if options["plot"]:
            plot(judged, options["plot"])
            self.stdout.write(f"\nThe calibration is drawn in {options['plot']}.")

    def _labels(self, judged: list[Judged]) -> None:
        self.stdout.write(f"\n{'label':<18}{'flagged at all':<34}{'with this label':<34}precision")
        for label in LABELS:
            flagged, with_it = evaluation.found(judged, label)
            right = evaluation.named(judged, label)
            if flagged.all or right.all:
                self.stdout.write(f"{label:<18}{cell(flagged):<34}{cell(with_it):<34}{cell(right)}")

    def _groups(self, name: str, judged: list[Judged]) -> None:
        self.stdout.write(f"\n{name:<18}{'recall':<34}{'false alarms':<34}precision")
        for group, some in evaluation.by(judged, lambda row: row.get(name) or "-").items():
            recall, alarms = evaluation.recall(some), evaluation.false_alarms(some)
            self.stdout.write(f"{group:<18}{cell(recall):<34}{cell(alarms):<34}{cell(evaluation.precision(some))}")

    def _worst(self, judged: list[Judged], number: int) -> None:
        if errors := evaluation.worst(judged, number):
            self.stdout.write("\nThe errors that it was surest of:")
        for one in errors:
            what = "missed " + ", ".join(one.row["labels"]) if one.row["labels"] else "alarm " + ", ".join(one.acted)
            self._line(one, what)

    def _mislabelled(self, judged: list[Judged], number: int) -> None:
        """Not errors to those who read the queue: a clinician sees the message, under another heading."""
        if not (others := evaluation.mislabelled(judged)):
            return
        self.stdout.write(f"\nFlagged with other labels than they bear: {len(others)} message{pluralize(others)}")
        self.stdout.write(f"{'label':<18}{'lack it':<34}have it, and another is theirs")
        for label in LABELS:
            lack, stray = sum(label in one.lacks for one in others), sum(label in one.strays for one in others)
            if lack or stray:
                self.stdout.write(f"{label:<18}{lack:<34}{stray}")
        for one in others[:number]:
            self._line(one, f"{', '.join(one.row['labels'])} as {', '.join(one.acted)}")

    def _line(self, one: Judged, what: str) -> None:
        text = " ".join(one.row["text"].split())
        self.stdout.write(f"  {one.row['id']}  {what}  {one.surest:.2f}  {text[:SHOWN]}")


def labelled(file: Path) -> list[Row]:
    rows = []
    try:
        lines = file.read_text(encoding="utf-8").split("\n")  # not at the odd separators that JSON may hold
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} cannot be read: {error}") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if wrong := fault(row):
            raise CommandError(f"{file}, line {number}: {wrong}")
        rows.append({"id": f"{file.name}:{number}", **row})
    return rows


def fault(row: Any) -> str:
    """What a line lacks, in words; nothing of a whole one."""
    if not isinstance(row, dict):
        return "must be a JSON object with text and labels."
    if not isinstance(row.get("text"), str):
        return '"text" must be a string.'
    labels = row.get("labels")
    if not isinstance(labels, list):
        return '"labels" must be a list, empty for a benign message.'
    unknown = [label for label in labels if label not in LABELS]
    return f"{unknown[0]!r} is no label; labels are {', '.join(LABELS)}." if unknown else ""


def cell(share: evaluation.Share) -> str:
    return str(share) if share.all else "-"


def whole(judged: list[Judged]) -> dict[str, evaluation.Share]:
    return {
        "recall": evaluation.recall(judged),
        "precision": evaluation.precision(judged),
        "false alarms": evaluation.false_alarms(judged),
    }


def plot(judged: list[Judged], file: Path) -> None:
    """Probability against what came true, and how often each was said."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise CommandError("--plot needs matplotlib: make setup installs it.") from None
    said, held, counts = zip(*evaluation.reliability(judged), strict=True)
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    axes.plot(said, held, marker="o")
    for x, y, count in zip(said, held, counts, strict=True):
        axes.annotate(str(count), (x, y), textcoords="offset points", xytext=(6, -10), fontsize=8)
    axes.set(xlabel="probability said", ylabel="share that held", xlim=(0, 1), ylim=(0, 1))
    figure.savefig(file, format="png", dpi=120)
