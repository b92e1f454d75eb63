"""What may be told and lost: who reads, writes and is here. Nothing of it has a revision, and no sweep looks for it.

A *hint* goes to the processes whose sockets listen to a topic, over the channel layer, beside the batches and never in
their way. It is kept nowhere: with Redis away it reaches this process's sockets alone.
"""

from typing import Any, NamedTuple

from asgiref.sync import async_to_sync

from chat.delivery.live import Topic
from chat.protocol import Struct, encode


class Hint(NamedTuple):
    """`kind` says who in a process takes it (Hub.takers), `data` is what it says: plain values."""

    topic: Topic
    kind: str
    data: Any


def framed(topic: Topic, frame: Struct) -> Hint:
    """A hint that is a frame already: every socket that listens to the topic gets it as it is."""
    return Hint(topic, "frame", encode(frame))


def tell(hint: Hint) -> None:
    """Give a hint to this process's sockets and to the others, from any thread. Never raises, never waits for them."""
    from chat.delivery import hub, wire

    if here := hub.running():
        here.hint_from_thread(hint)
    elif others := wire.layer():
        async_to_sync(wire.publish_hints)(others, [hint], origin="")
