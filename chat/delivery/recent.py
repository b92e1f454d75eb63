"""The latest batches of a room, kept for those who come back: most were away for seconds, and missed the same."""

import time
from collections import deque
from collections.abc import Sequence

from chat.delivery.live import Batch

RECENT_SECONDS = 30.0  # not longer: what is read anew shows no resource that was taken off the shelf meanwhile
RECENT_BYTES = 1_000_000  # more than that at once would drop a connection


class Recent:
    """The latest batches of a topic, without a gap, up to what was given out last."""

    def __init__(self) -> None:
        self.batches: deque[tuple[float, Batch]] = deque()
        self.size = 0

    def add(self, batch: Batch) -> None:
        is_gap = self.batches and batch.first > self.batches[-1][1].last + 1
        if is_gap or batch.takes_back:  # nobody who comes back gets words that were taken back meanwhile
            self.batches.clear()
            self.size = 0
        self.batches.append((time.monotonic(), batch))
        self.size += len(batch.framed)
        while self.size > RECENT_BYTES:
            self._drop()

    def put_before(self, batches: Sequence[Batch]) -> None:
        """Batches that were read, and reach up to the first one here."""
        at = self.batches[0][0] if self.batches else time.monotonic()  # the oldest go first, whenever they were read
        self.batches.extendleft((at, batch) for batch in reversed(batches))
        self.size += sum(len(batch.framed) for batch in batches)

    def forget_old(self) -> None:
        before = time.monotonic() - RECENT_SECONDS
        while self.batches and self.batches[0][0] < before:
            self._drop()

    def reach_back_to(self, last: int) -> int:
        """The revision after which everything up to `last` is here."""
        return self.batches[0][1].first - 1 if self.batches else last

    def after(self, revision: int) -> list[Batch]:
        return [batch for _, batch in self.batches if batch.last > revision]

    def _drop(self) -> None:
        _, batch = self.batches.popleft()
        self.size -= len(batch.framed)
