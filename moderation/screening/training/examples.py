"""Gather the shipped rules' examples anew for the model to learn from: writes corpus/rule_example.jsonl.

`python -m moderation.screening.training.examples`, before a training that shall learn of rules written since the last.
"""

from __future__ import annotations

import json
from typing import Any

from ..engine import screen
from ..language import OURS, language_of
from ..rules import RULES
from .corpus import EXAMPLE, FOLDER


def main() -> None:
    rows = gathered()
    with (FOLDER / f"{EXAMPLE}.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    print(f"{len(rows)} examples")


def gathered() -> list[dict[str, Any]]:
    """Rows of the corpus: what a rule must match, and of what it must leave alone that which no other rule flags."""
    found = {text: [*screen(text).labels] for rule in RULES for text in rule.match}
    found |= {text: [] for rule in RULES for text in rule.clean if not screen(text).labels}
    return [
        {
            "id": f"{EXAMPLE}-{number:03}",
            "text": text,
            "labels": labels,
            "kind": "direct" if labels else EXAMPLE,
            "language": _language(text),
        }
        for number, (text, labels) in enumerate(found.items())
    ]


def _language(text: str) -> str:
    found = language_of(text)
    return found if found in OURS else "en"


if __name__ == "__main__":
    main()
