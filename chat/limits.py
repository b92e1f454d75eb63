"""How fast a member may send: token buckets in the process's memory, bounded in number."""

import time
from collections import OrderedDict

from django.conf import settings

MOST = 50_000  # buckets kept; the longest unused go first


class Buckets:
    """`burst` at once and `per_second` in the long run, for each name."""

    def __init__(self, burst: float, per_second: float, clock=time.monotonic):
        self.burst, self.per_second, self.clock = burst, per_second, clock
        self._levels: OrderedDict[object, tuple[float, float]] = OrderedDict()

    def take(self, name: object) -> float:
        """Take one token. 0.0 when there was one; else the seconds until there will be."""
        now = self.clock()
        level, then = self._levels.pop(name, (self.burst, now))
        level = min(self.burst, level + (now - then) * self.per_second)
        wait = 0.0 if level >= 1 else (1 - level) / self.per_second
        self._levels[name] = (level - 1 if not wait else level, now)
        if len(self._levels) > MOST:
            self._levels.popitem(last=False)
        return wait


# What a member may post, over whatever connection, and how often they may try a join code.
posts = Buckets(settings.CHAT["post_burst"], settings.CHAT["post_per_minute"] / 60)
codes = Buckets(burst=5, per_second=1 / 60)
