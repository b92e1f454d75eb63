"""People log in, and are paused, whatever becomes of Redis."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.core.cache import cache
from django.test import Client

from peersupport import cache as ours
from tests.support import stores
from tests.support.cast import PASSWORD
from tests.support.fixtures import or_skip
from tests.support.site import environment, run_python

LOGIN = "/accounts/login/"


@pytest.fixture
def start() -> Iterator[Callable[[], stores.Redis]]:
    with ExitStack() as stack:
        yield lambda: or_skip(lambda: stack.enter_context(stores.redis()))


@pytest.fixture
def redis(start, settings, monkeypatch) -> stores.Redis:
    """The Redis of this site's cache, empty."""
    place = start()
    settings.CACHES = {"default": {"BACKEND": "peersupport.cache.RedisOrHere", "LOCATION": place.url}}
    monkeypatch.setattr(ours, "_asked_again_at", {})
    return place


def log_in(person, password: str = PASSWORD) -> bool:
    """Whether the password lets the person in, from an address of its own."""
    browser = Client(REMOTE_ADDR=f"192.0.2.{next(hosts)}")
    browser.post(LOGIN, {"login": person.email, "password": password})
    return "_auth_user_id" in browser.session


hosts = iter(range(1, 250))


@pytest.mark.parametrize("trouble", ["none", "stop", "pause"])
def test_the_right_password_lets_in_and_five_wrong_ones_close(redis, amara, ben, trouble):
    if trouble != "none":
        getattr(redis, trouble)()
    started = time.monotonic()
    assert log_in(amara)
    assert time.monotonic() - started < 5
    assert [log_in(ben, "wrong") for _ in range(5)] == [False] * 5
    assert not log_in(ben)
    assert log_in(amara)


def test_a_redis_that_failed_is_asked_again_after_a_rest(redis, monkeypatch, caplog):
    redis.stop()
    cache.set("kettle", "here")
    redis.start()
    assert cache.get("kettle") == "here"
    monkeypatch.setattr(ours, "_asked_again_at", {})
    assert cache.get("kettle") is None
    cache.set("kettle", "there")
    assert cache.get("kettle") == "there"
    assert caplog.text.count("Redis does not answer") == 1


def test_with_several_addresses_what_is_counted_is_read_again(start, tmp_path):
    environ = environment(tmp_path, "", f"{start().url},{start().url}")
    asking = "from django.core.cache import cache; cache.set('tries', 5); print(cache.get('tries'))"
    assert run_python(environ, "manage.py", "shell", "--no-imports", "-c", asking).split() == ["5"]


def test_300_strangers_wash_no_count_out_of_the_memory(settings):
    settings.CACHES = {"default": {"BACKEND": "peersupport.cache.Here", "LOCATION": "washed"}}
    cache.set("tries", 5)
    cache.set_many(dict.fromkeys((f"stranger-{number}" for number in range(900)), 1))
    assert cache.get("tries") == 5
