"""What a client has to say and the server has not acknowledged: sent one at a time, in order, each under one key."""

import time
from dataclasses import dataclass
from uuid import uuid4

ANSWER_WITHIN = 6.0  # seconds, then the same key is sent again
AGAIN = {"try_again", "slow_down"}


@dataclass
class Entry:
    room: str
    text: str
    tag: str
    risky: bool
    key: str
    reply_to: int | None = None  # a message's id
    not_before: float = 0.0  # monotonic seconds


class Outbox:
    """`next` gives what is to be sent now; each line that opens begins anew with the oldest."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._sent_at: float | None = None  # of the one in flight: always the first entry

    def write(self, room: str, text: str, tag: str, risky: bool, reply_to: int | None = None) -> Entry:
        entry = Entry(room, text, tag, risky, str(uuid4()), reply_to)
        self.entries.append(entry)
        return entry

    def reopen(self) -> None:
        """The line is a new one: what was in flight may not have arrived."""
        self._sent_at = None

    def next(self) -> Entry | None:
        now = time.monotonic()
        waits = self._sent_at is not None and now - self._sent_at < ANSWER_WITHIN
        if not self.entries or waits or self.entries[0].not_before > now:
            return None
        self._sent_at = now
        return self.entries[0]

    def accepted(self, key: str) -> None:
        """An answer may come twice, after the same key was sent twice."""
        if self.entries and self.entries[0].key == key:
            self._sent_at = None
        self.entries = [entry for entry in self.entries if entry.key != key]

    def refused(self, key: str | None, code: str, retry_after: float) -> None:
        """Try again later; what is refused for good is let go. `key` None: it speaks of the one in flight."""
        if not self.entries or (key is None and self._sent_at is None) or key not in {None, self.entries[0].key}:
            return
        self._sent_at = None
        if code in AGAIN:
            self.entries[0].not_before = time.monotonic() + retry_after
        else:
            self.entries.pop(0)
