"""What one connection does with what the hub gives it: of a room, of its person's inbox, of a feed."""

from typing import TYPE_CHECKING, Protocol

from chat.delivery.live import Batch
from chat.protocol import TOO_SLOW

if TYPE_CHECKING:
    from chat.sockets.outgoing import Queued, Straight


class Connection(Protocol):
    """What a listener needs of one."""

    out: "Straight | Queued"

    def doubt(self) -> None: ...


class RoomListener:
    """Keeps a room's batches back until what was missed is sent, then passes on what is newer than that."""

    __slots__ = ("at", "kept", "out", "size")

    def __init__(self, connection: Connection):
        self.out = connection.out
        self.at: int | None = None
        self.kept: list[Batch] = []
        self.size = 0

    def begin(self, at: int) -> None:
        self.at = at
        kept, self.kept = self.kept, []
        for batch in kept:
            self.hear(batch)

    def hear(self, batch: Batch) -> None:
        if self.at is None:
            self.kept.append(batch)
            self.size += len(batch.framed)
            if self.size > self.out.most:  # it reads what it missed more slowly than the room goes on
                self.kept.clear()
                self.out.close(TOO_SLOW)
        elif batch.last > self.at:
            self.at = batch.last
            self.out.give(batch)

    def hint(self, batch: Batch) -> None:
        self.out.give(batch)


class InboxListener:
    """Passes a person's notices on, and has the connection ask again when the person's rights have changed."""

    __slots__ = ("connection",)

    def __init__(self, connection: Connection):
        self.connection = connection

    def hear(self, batch: Batch) -> None:
        self.connection.out.give(batch)
        if batch.rights:
            self.connection.doubt()

    def hint(self, batch: Batch) -> None:
        self.connection.out.give(batch)


class FeedListener:
    __slots__ = ("connection",)

    def __init__(self, connection: Connection):
        self.connection = connection

    def hear(self, batch: Batch) -> None:
        self.connection.out.give(batch)

    def hint(self, batch: Batch) -> None:
        self.connection.out.give(batch)
