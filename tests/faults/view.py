"""What one client holds of one room, kept as docs/protocol.md asks."""

from typing import Any

Frame = dict[str, Any]


class View:
    def __init__(self) -> None:
        self.messages: dict[int, Frame] = {}
        self.revision: int | None = None
        self.floor = 0  # every message from this position on is held

    @property
    def shown(self) -> list[list]:
        """[id, position, revision, html] of the published messages, in display order."""
        published = [message for message in self.messages.values() if message["state"] == "published"]
        published.sort(key=lambda message: message["position"])
        return [[message[name] for name in ("id", "position", "revision", "html")] for message in published]

    def joined(self, frame: Frame) -> None:
        if frame["reset"] or self.revision is None:
            self.messages.clear()
            self.revision = frame["revision"]
            positions = [message["position"] for message in frame["messages"]]
            self.floor = min(positions, default=0) if frame["more"] else 0
        self._take(frame["messages"])

    def changes(self, frame: Frame) -> bool:
        """Take the changes; False, and nothing is taken, when there is a gap before them."""
        if self.revision is None or frame["from"] > self.revision + 1:
            return False
        self._take(frame["messages"])
        self.revision = max(self.revision, frame["to"])
        return True

    def _take(self, messages: list[Frame]) -> None:
        for message in messages:
            known = self.messages.get(message["id"])
            if not known or message["revision"] >= known["revision"]:
                self.messages[message["id"]] = message


def answered(asked: list[int | None], frame: Frame) -> int | None:
    """The `since` that a `joined` answers, taken with those before it out of what was `asked` on its line.

    A client that waits long asks again, and is then answered twice; a join that was too much is never answered.
    """
    if not frame["reset"] and frame["revision"] in asked:
        place = asked.index(frame["revision"])
        del asked[:place]
    return asked.pop(0) if asked else None  # an answer to nothing is taken for a fresh start, and judged as one
