"""What goes from one process to the others, over the channel layer."""

import asyncio
import logging
from collections.abc import Awaitable, Iterable, Sequence
from typing import Any

from channels.layers import InMemoryChannelLayer, get_channel_layer

from chat.delivery.hints import Hint
from chat.delivery.live import Batch, Topic

log = logging.getLogger(__name__)

LAYER_SECONDS = 1.0  # how long the channel layer may take over what is asked of it before it counts as away


def layer() -> Any | None:
    """The channel layer that joins several processes; None when there is but one (the in-memory layer)."""
    found = get_channel_layer()
    return None if isinstance(found, InMemoryChannelLayer) else found


async def publish(to: Any, batches: Sequence[Batch], origin: str) -> None:
    """Send the batches to the other processes. A layer that is away is no error: their sweeps find what was said."""
    failures = await in_time(to.group_send(batch.topic.group, to_wire(batch, origin)) for batch in batches)
    if failures:
        log.warning("the channel layer did not take %d of %d batches (%r)", len(failures), len(batches), failures[0])


async def publish_hints(to: Any, hints: Sequence[Hint], origin: str) -> None:
    """Send the hints to the other processes. What the layer does not take is lost, without a word: that is a hint."""
    await in_time(to.group_send(hint.topic.group, hint_to_wire(hint, origin)) for hint in hints)


async def in_time(calls: Iterable[Awaitable[None]]) -> list[BaseException]:
    """Await them all for LAYER_SECONDS; gives what went wrong."""
    try:
        async with asyncio.timeout(LAYER_SECONDS):
            done = await asyncio.gather(*calls, return_exceptions=True)
    except TimeoutError as late:
        return [late]
    return [failure for failure in done if isinstance(failure, BaseException)]


def to_wire(batch: Batch, origin: str) -> dict:
    return {
        "type": "batch",
        "origin": origin,
        "topic": list(batch.topic),
        "first": batch.first,
        "last": batch.last,
        "frames": list(batch.frames) if batch.frames is not None else None,
        "takes_back": batch.takes_back,
    }


def from_wire(message: dict) -> Batch:
    frames = message["frames"]
    kind, id = message["topic"]
    frames = tuple(frames) if frames is not None else None
    return Batch(Topic(kind, id), message["first"], message["last"], frames, takes_back=message["takes_back"])


def hint_to_wire(hint: Hint, origin: str) -> dict:
    return {"type": "hint", "origin": origin, "topic": list(hint.topic), "kind": hint.kind, "data": hint.data}


def hint_from_wire(message: dict) -> Hint:
    kind, id = message["topic"]
    return Hint(Topic(kind, id), message["kind"], message["data"])
