"""One transaction a message: posting as a usual Django consumer or async view does it. python -m bench.one_by_one

In the environment of a site (bench.servers), so on the same kind of database with the same settings. 50 callers post at
the same time in this one process; each call makes a draft, has it screened by the same gate in the same way
(`chat.services.gate.screened`), and stores it with the same service (`chat.services.post`) in a transaction of its own,
through `database_sync_to_async(…, thread_sensitive=False)`: any thread of the loop's own pool, each with its own
connection. That is six threads on two cores; more of them share the interpreter and the row of the room, and store no
more (docs/bench.md). When the transaction is committed, the call is over. There are no sockets, no sessions and nobody
to deliver to: what a real view would pay for those is not counted, so the baseline is better off than the product
beside it. It runs on uvloop, as the product does.

Reads lines of JSON and answers each: {"rooms": [slug, …], "seconds": 3, "rate": 0 (as fast as they can) or a second}.
"""

import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import AsyncIterator
from itertools import count
from uuid import uuid4

import django
import uvloop

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings")
django.setup()

from channels.db import database_sync_to_async  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import talk  # noqa: E402
from bench.figures import percentiles  # noqa: E402
from chat.models import Membership  # noqa: E402
from chat.services import Stored, post  # noqa: E402
from chat.services.gate import Draft, Screened, screened  # noqa: E402
from peersupport.wiring import gate  # noqa: E402

CALLERS = 50
_numbers = count()
_threads = set[int]()  # those that have stored a message


def seats(rooms: list[str]) -> list[tuple[str, int]]:
    """(room, member) for each caller, spread over the rooms."""
    found = Membership.objects.filter(room__slug__in=rooms).order_by("pk").values_list("room__slug", "user_id")
    return list(found[:CALLERS])


def store(draft: Draft, verdict: Screened) -> None:
    _threads.add(threading.get_ident())
    (outcome,) = post([(draft, verdict)], gate=gate, now=timezone.now())
    if not isinstance(outcome, Stored):
        raise RuntimeError(f"refused: {outcome.code}")


async def say(room: str, author_id: int) -> float:
    """Post one message; gives the milliseconds until it was committed."""
    begun = time.perf_counter()
    draft = Draft(room=room, author_id=author_id, key=uuid4(), text=talk.text(next(_numbers)))
    verdict = await screened(gate, draft)
    await database_sync_to_async(store, thread_sensitive=False)(draft, verdict)
    return (time.perf_counter() - begun) * 1000


async def turns(seconds: float, rate: float) -> AsyncIterator[None]:
    """A turn for each message: as soon as it is asked for, or so many a second."""
    begun = time.perf_counter()
    for number in count():
        if rate and (wait := begun + number / rate - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        if time.perf_counter() - begun >= seconds:
            return
        yield


async def talking(rooms: list[str], seconds: float, rate: float = 0) -> dict:
    places, took = await asyncio.to_thread(seats, rooms), list[float]()
    begun, used = time.perf_counter(), time.process_time()

    async def caller(place: tuple[str, int]) -> None:
        async for _turn in turns(seconds, 0):
            took.append(await say(*place))

    if rate:
        calls = set[asyncio.Task[float]]()
        async for _turn in turns(seconds, rate):
            calls.add(asyncio.create_task(say(*places[len(calls) % len(places)])))
        took += await asyncio.gather(*calls)
    else:
        await asyncio.gather(*(caller(place) for place in places))
    seconds = time.perf_counter() - begun
    return {
        "threads": len(_threads),
        "per_second": len(took) / seconds,
        "per_message": (time.process_time() - used) / len(took) * 1e6,
        "acknowledged": percentiles(took),
    }


async def main() -> None:
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await talking(**json.loads(line))), flush=True)


if __name__ == "__main__":
    uvloop.run(main())
