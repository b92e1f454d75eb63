"""A device that is forgotten in the very moment in which something is put on its way to it costs nobody anything."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep

import pytest
from django.db import connection, transaction

from peersupport.notices import devices, keys, outbox, reaching, services
from peersupport.notices.models import Delivery, Device, Notice
from peersupport.notices.outcomes import Later

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
WAIT = 5.0


@pytest.fixture
def device(amara, now, settings) -> Device:
    settings.PUSH_PRIVATE_KEY = keys.make()
    reaching.choose(amara, {"push": ["outcome"]}, now=now)
    address = {"endpoint": "https://push.example.org/x", "p256dh": "x", "auth": "x"}
    return Device.objects.create(user=amara, session_key="s", name="phone", created_at=now, **address)


def together(*steps):
    """Each in a thread and on a connection of its own; raises what any of them raised."""

    def run(step):
        try:
            return step()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        for done in [pool.submit(run, step) for step in steps]:
            done.result(WAIT * 2)


def test_a_notice_is_told_while_its_device_is_forgotten(amara, device, now):
    """The one that tells has read the devices, and has yet to commit; the other forgets them in between."""
    told = Event()

    def tell():
        with transaction.atomic():
            services.tell(amara.pk, "message_removed", {"room": "Type 1"}, now=now)
            told.set()
            forgotten.wait(0.5)  # it does not come before the commit

    forgotten = Event()

    def forget():
        told.wait(WAIT)
        devices.forget_session("s")
        forgotten.set()

    together(tell, forget)
    assert Notice.objects.count() == 1
    assert not Device.objects.exists()
    assert not Delivery.objects.exists()


def test_a_notice_is_told_after_a_device_whose_forgetting_is_not_committed(amara, device, now):
    forgotten, asked = Event(), Event()

    def forget():
        with transaction.atomic():
            devices.forget_session("s")
            forgotten.set()
            asked.wait(0.5)

    def tell():
        forgotten.wait(WAIT)
        services.tell(amara.pk, "message_removed", {"room": "Type 1"}, now=now)
        asked.set()

    together(forget, tell)
    assert Notice.objects.count() == 1
    assert not Delivery.objects.exists()


def test_what_was_not_taken_is_not_put_back_for_a_device_that_is_forgotten_meanwhile(amara, device, now):
    services.tell(amara.pk, "message_removed", {"room": "Type 1"}, now=now)
    target = outbox.Target(amara.pk, device.pk, device.endpoint)
    rows = outbox.take(target, now=now)
    devices.forget_gone(device.endpoint)
    outbox.again(rows, Later(), now=now)
    assert not Delivery.objects.exists()


def test_who_registers_a_device_again_waits_for_an_older_one_before_it_locks_its_own(amara, device, now, monkeypatch):
    """Else who forgets both, in order of id, and who registers the second while the first gives way wait for ever."""
    monkeypatch.setattr(devices, "MOST", 1)
    address = {"endpoint": "https://push.example.org/y", "p256dh": "x", "auth": "x"}
    newer = Device.objects.create(user=amara, session_key="t", name="laptop", created_at=now, **address)
    locked, begun = Event(), Event()

    def forget():
        with transaction.atomic():
            Device.objects.select_for_update().get(pk=device.pk)
            locked.set()
            begun.wait(WAIT)
            sleep(0.3)  # by then the other waits for it
            Device.objects.select_for_update(nowait=True).get(pk=newer.pk)

    def register():
        locked.wait(WAIT)
        begun.set()
        found = devices.Subscription(newer.endpoint, devices.Keys("x", "x"))
        devices.register(amara, found, session_key="t", name="laptop", now=now)

    together(forget, register)
    assert list(Device.objects.all()) == [newer]


def test_of_two_workers_at_once_one_takes_it(amara, device, now):
    services.tell(amara.pk, "message_removed", {"room": "Type 1"}, now=now)
    target, start, taken = outbox.Target(amara.pk, device.pk, device.endpoint), Barrier(2), []

    def take():
        start.wait(WAIT)
        taken.append(len(outbox.take(target, now=now)))

    together(take, take)
    assert sorted(taken) == [0, 1]
