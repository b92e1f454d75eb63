"""Who stood by whom in the demo's talk: reactions, through the same service as a member's."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from chat.services.reacting import Wish, react
from peersupport.accounts.models import User

CONTENT = Path(__file__).parent / "content" / "reactions.json"


def fill(people: dict[str, User], said: dict[int, dict[str, Any]], now: datetime) -> int:
    """React to the messages, which are given by their numbers. Gives how many reactions there are."""
    by_line = json.loads(CONTENT.read_text(encoding="utf-8"))
    wishes = [
        Wish(line["room"], number, reaction, True, people[key].pk)
        for number, line in said.items()
        for reaction, keys in by_line.get(line["id"], {}).items()
        for key in keys
    ]
    for wish, refusal in zip(wishes, react(wishes, now=now), strict=True):
        if refusal:
            raise RuntimeError(f"a reaction of the demo to {wish.message_id} was refused: {refusal.code}")
    return len(wishes)
