"""The cache, which holds the limits on log-ins: Redis while it answers, this process's own memory while it does not."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

ANSWER_IN = 0.5  # seconds that Redis has for each question
REST = 10.0  # seconds that it is left alone after it failed, so that a page waits for it once and not at each question
MOST = 100_000  # entries in the process's memory: one that is too small lets a limit be washed out

log = logging.getLogger(__name__)
# When to ask each Redis again. Django makes a backend a request or thread; what one learned holds for all.
_asked_again_at: dict[str, float] = {}


class Here(LocMemCache):
    """The process's own memory."""

    def __init__(self, name: str, params: dict[str, Any]):
        super().__init__(name, params | {"OPTIONS": {"MAX_ENTRIES": MOST}})


def _redis_or_here(name: str) -> Callable[..., Any]:
    def ask(self: "RedisOrHere", *args: Any, **kwargs: Any) -> Any:
        if _asked_again_at.get(self.address, 0.0) <= time.monotonic():
            try:
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except RedisError as error:
                _asked_again_at[self.address] = time.monotonic() + REST
                log.warning("Redis does not answer (%s): each process keeps its own cache.", type(error).__name__)
        return getattr(self.here, name)(*args, **kwargs)

    ask.__name__ = name
    return ask


class RedisOrHere(RedisCache):
    """One Redis at LOCATION. Never raises what Redis raises; what was counted in Redis is not known meanwhile."""

    def __init__(self, server: str, params: dict[str, Any]):
        waits = {"socket_timeout": ANSWER_IN, "socket_connect_timeout": ANSWER_IN}
        # As a list of one: Django takes a text apart at commas, and reads from the second address on alone.
        super().__init__([server], params | {"OPTIONS": waits})
        self.address, self.here = server, Here(server, params)

    add = _redis_or_here("add")
    get = _redis_or_here("get")
    set = _redis_or_here("set")
    touch = _redis_or_here("touch")
    delete = _redis_or_here("delete")
    has_key = _redis_or_here("has_key")
    incr = _redis_or_here("incr")
    get_many = _redis_or_here("get_many")
    set_many = _redis_or_here("set_many")
    delete_many = _redis_or_here("delete_many")
    clear = _redis_or_here("clear")
