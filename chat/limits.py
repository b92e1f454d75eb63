"""How fast a member may send, how fast a room may fill, and how many sockets one may hold open. All bounded in number.

Rates hold over all processes where there is Redis (chat/shared_buckets.py). This process's own buckets are asked first,
so that a flood costs no question beyond the rate, and they alone hold while Redis is away.
"""

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import Hashable

from django.conf import settings

from chat.shared_buckets import Shared, Take, answered, longest

MOST = 50_000  # buckets kept; the longest unused go first
SPREAD = 3.0  # seconds over which those whom a full room turns away come back, so that they do not come as one


class Buckets:
    """`burst` at once and `per_second` in the long run, for each name."""

    def __init__(self, burst: float, per_second: float, clock=time.monotonic):
        self.burst, self.per_second, self.clock = burst, per_second, clock
        self._levels: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def wait(self, name: Hashable) -> float:
        """0.0 when there is a token to take; else the seconds until there will be."""
        level = self._level(name, self.clock())
        return 0.0 if level >= 1 else (1 - level) / self.per_second

    def take(self, name: Hashable) -> float:
        """Take one token. 0.0 when there was one; else the seconds until there will be."""
        now = self.clock()
        level = self._level(name, now)
        wait = 0.0 if level >= 1 else (1 - level) / self.per_second
        self._levels[name] = (level - 1 if not wait else level, now)
        self._levels.move_to_end(name)
        if len(self._levels) > MOST:
            self._levels.popitem(last=False)
        return wait

    def _level(self, name: Hashable, now: float) -> float:
        level, then = self._levels.get(name, (self.burst, now))
        return min(self.burst, level + (now - then) * self.per_second)


class Bucket:
    """One bucket alone: a connection's, which may have ten thousand neighbours."""

    __slots__ = ("at", "burst", "level", "per_second")

    def __init__(self, burst: float, per_second: float):
        self.burst, self.per_second = burst, per_second
        self.level, self.at = burst, time.monotonic()

    def take(self) -> float:
        """Take one token. 0.0 when there was one; else the seconds until there will be."""
        now = time.monotonic()
        self.level = min(self.burst, self.level + (now - self.at) * self.per_second)
        self.at = now
        if self.level < 1:
            return (1 - self.level) / self.per_second
        self.level -= 1
        return 0.0


class Known:
    """The last `most` names that were added."""

    def __init__(self, most: int):
        self.most = most
        self._names: OrderedDict[Hashable, None] = OrderedDict()

    def add(self, name: Hashable) -> None:
        self._names[name] = None
        self._names.move_to_end(name)
        if len(self._names) > self.most:
            self._names.popitem(last=False)

    def __contains__(self, name: Hashable) -> bool:
        return name in self._names


class Places:
    """At most `most` at once for each name. Whoever took a place gives it back in a `finally`."""

    def __init__(self, most: int):
        self.most = most
        self._taken: Counter[Hashable] = Counter()

    def take(self, name: Hashable) -> bool:
        """Whether there was one; only then it is to be given back."""
        if self._taken[name] >= self.most:
            return False
        self._taken[name] += 1
        return True

    def release(self, name: Hashable) -> None:
        self._taken[name] -= 1
        if self._taken[name] <= 0:
            del self._taken[name]  # names come from outside: none is kept for nothing


# What a member may post, over whatever connection; what a room takes from all its members; the same of reactions;
# looking up whom to mention and who reacted; tries of a join code; drafts that are looked at before they are posted;
# searches.
posts = Buckets(settings.CHAT["post_burst"], settings.CHAT["post_per_minute"] / 60)
rooms = Buckets(settings.CHAT["room_burst"], settings.CHAT["room_per_second"])
reactions = Buckets(settings.CHAT["react_burst"], settings.CHAT["react_per_minute"] / 60)
reacted = Buckets(settings.CHAT["room_react_burst"], settings.CHAT["room_react_per_second"])
looks = Buckets(burst=30, per_second=3)
codes = Buckets(burst=5, per_second=1 / 60)
drafts = Buckets(settings.CHAT["post_burst"], settings.CHAT["post_per_minute"] / 60)
# Of a member, over HTTP: over a socket they are gathered (chat.sockets.bookmarks).
reads = Buckets(burst=20, per_second=1)
counts = Buckets(burst=10, per_second=1 / 5)  # of what is unread in all rooms of a member
searches = Buckets(burst=20, per_second=1)

# Floods below the messages (peersupport.floods) by one session, and by strangers from one address.
flooders = Buckets(burst=1, per_second=1 / 30)
strange_flooders = Buckets(burst=20, per_second=1 / 2)
welcomed = Known(10_000)  # sessions that were let in here: what strangers do at the same address is not theirs

members = Places(settings.CHAT["connections_per_member"])
addresses = Places(settings.CHAT["connections_per_address"])

_shared = Shared(settings.REDIS_URLS[0]) if settings.REDIS_URLS else None


def post_wait(user_id: int, room: str | None) -> asyncio.Future[float]:
    """Take what one post needs, now; await the answer when it is needed. 0.0 to go ahead, else the seconds to wait.

    `room` is the slug of a room that the member is in: a stranger must neither fill a room's bucket nor learn from it
    that there is such a room. None counts the member alone.
    """
    own = Take("post", user_id, posts)
    return _take(own) if room is None else _take(own, Take("room", room, rooms, SPREAD))


def react_wait(user_id: int, room: str | None) -> asyncio.Future[float]:
    """Take what one reaction needs, as `post_wait` does for a post."""
    own = Take("react", user_id, reactions)
    return _take(own) if room is None else _take(own, Take("reacted", room, reacted, SPREAD))


async def look_wait(user_id: int) -> float:
    """Take one look at who reacted, or at whom one could mention. 0.0 to go ahead, else the seconds to wait."""
    return await _take(Take("look", user_id, looks))


async def code_wait(user_id: int) -> float:
    """Take one try of a join code. 0.0 to go ahead, else the seconds to wait."""
    return await _take(Take("code", user_id, codes))


async def draft_wait(user_id: int) -> float:
    """Take one look at a draft. 0.0 to go ahead, else the seconds to wait."""
    return await _take(Take("draft", user_id, drafts))


async def search_wait(user_id: int) -> float:
    """Take one search of a room's messages. 0.0 to go ahead, else the seconds to wait."""
    return await _take(Take("search", user_id, searches))


def _take(*takes: Take) -> asyncio.Future[float]:
    """Take one token of each bucket when all have one, else none."""
    wait = longest(takes, [take.buckets.wait(take.name) for take in takes])
    if not wait:
        for take in takes:
            take.buckets.take(take.name)
        if _shared:
            return _shared.wait(takes)
    return answered(wait)
