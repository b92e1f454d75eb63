"""What one message costs between two processes in each channel layer: `python -m bench.layers`.

One process sends frames at a steady rate, another receives them, over a private Redis; CPU is user + system of each of
the two, Redis apart. "one by one" awaits each send before the next, "together" all that have come due.
"""

import argparse
import asyncio
import importlib
import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import uvloop

from tests.support import stores

LAYERS = {
    "channels_redis.core": "channels_redis.core.RedisChannelLayer",
    "channels_redis.pubsub": "channels_redis.pubsub.RedisPubSubChannelLayer",
    "chat.delivery.layer": "chat.delivery.layer.RedisLayer",
}
GROUP = "room.1"
TICK = 0.005  # seconds between two looks at what has come due
PATIENCE = 5.0  # seconds without a message after which the rest counts as lost


def make(name: str, url: str) -> Any:
    module, _, kind = LAYERS[name].rpartition(".")
    return getattr(importlib.import_module(module), kind)(hosts=[url])


def message(number: int, size: int) -> dict:
    frame = b"x" * size if number % 2 else b"y" * size
    return {
        "type": "batch",
        "origin": "a" * 32,
        "topic": ["room", 1],
        "first": number,
        "last": number,
        "frames": [frame],
    }


async def receive(name: str, url: str, ready: Connection) -> None:
    layer = make(name, url)
    channel = await layer.new_channel("bench.")
    await layer.group_add(GROUP, channel)
    heard: list[int] = []

    async def hear() -> None:
        while True:
            heard.append((await layer.receive(channel))["first"])

    hearing = asyncio.create_task(hear())
    ready.send(None)
    await asyncio.to_thread(ready.recv)  # the sender begins
    cpu, before = time.process_time(), -1
    while len(heard) != before or not heard:
        before = len(heard)
        await asyncio.sleep(PATIENCE)
    ready.send((time.process_time() - cpu, len(heard), len(set(heard)), heard == sorted(heard)))
    hearing.cancel()


async def send(name: str, url: str, together: bool, rate: int, seconds: float, size: int) -> tuple[float, float, int]:
    layer = make(name, url)
    await layer.group_send(GROUP, message(0, size))  # connects
    cpu, began, sent = time.process_time(), time.monotonic(), 0
    while (now := time.monotonic() - began) < seconds:
        due = [message(number, size) for number in range(sent + 1, int(now * rate) + 1)]
        if together:
            await asyncio.gather(*(layer.group_send(GROUP, one) for one in due))
            sent += len(due)
        else:
            for one in due:
                await layer.group_send(GROUP, one)
                sent += 1
                if time.monotonic() - began > seconds:
                    break
        await asyncio.sleep(TICK)
    return time.process_time() - cpu, time.monotonic() - began, sent


def receiver(ready: Connection, name: str, url: str) -> None:
    uvloop.run(receive(name, url, ready))


def sender(result: Connection, *options: Any) -> None:
    result.send(uvloop.run(send(*options)))


@dataclass(frozen=True)
class Found:
    """CPU in µs a message; `lost` is a share of what was sent."""

    layer: str
    sending: str
    per_second: float
    sender: float
    receiver: float
    lost: float
    in_order: bool

    def __str__(self) -> str:
        return (
            f"{self.layer:22} {self.sending:11} {self.per_second:8.0f} {self.sender:8.0f} {self.receiver:9.0f}"
            f" {self.lost:7.1%}  {'kept' if self.in_order else 'TURNED'}"
        )


def measure(name: str, url: str, together: bool, rate: int, seconds: float, size: int) -> Found:
    spawn = multiprocessing.get_context("spawn")
    ear, ears = spawn.Pipe()
    mouth, mouths = spawn.Pipe()
    listening = spawn.Process(target=receiver, args=(ears, name, url), daemon=True)
    listening.start()
    ear.recv()
    ear.send(None)
    spawn.Process(target=sender, args=(mouths, name, url, together, rate, seconds, size), daemon=True).start()
    sending, took, sent = mouth.recv()
    receiving, heard, different, in_order = ear.recv()
    listening.join()
    return Found(
        layer=name,
        sending="together" if together else "one by one",
        per_second=sent / took,
        sender=sending / sent * 1e6,
        receiver=receiving / max(heard, 1) * 1e6,
        lost=1 - different / (sent + 1),
        in_order=in_order,
    )


def run(rate: int = 3_000, seconds: float = 5, size: int = 600) -> Iterator[Found]:
    """Each layer over a private Redis, one after the other."""
    with stores.redis() as redis:
        for name in LAYERS:
            for together in (False, True) if name != "channels_redis.core" else (False,):  # has too few connections
                yield measure(name, redis.url, together, rate, seconds, size)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rate", type=int, default=3_000, help="messages a second")
    options.add_argument("--seconds", type=float, default=5)
    options.add_argument("--size", type=int, default=600, help="bytes of a frame")
    chosen = options.parse_args()
    print(f"{chosen.rate} messages a second of {chosen.size} bytes, for {chosen.seconds} s; CPU in µs a message")
    print(f"{'layer':22} {'sending':11} {'sent/s':>8} {'sender':>8} {'receiver':>9} {'lost':>7}  order")
    for found in run(chosen.rate, chosen.seconds, chosen.size):
        print(found, flush=True)


if __name__ == "__main__":
    main()
