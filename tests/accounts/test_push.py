"""Notices to devices: encrypted for one, signed by the site, once each, and only to where a push service can be."""

import json
from datetime import time, timedelta
from threading import Event
from time import monotonic

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from py_vapid import Vapid02

from peersupport.accounts.models import User
from peersupport.notices import devices, keys, mail, outbox, push, reaching, sending, services
from peersupport.notices.models import Delivery, Device
from peersupport.notices.outcomes import Later
from tests.support.push_service import PushService, push_service

ADD = "/me/devices/"
PUBLIC = "https://push.example.org/send"
REMOVED = ("message_removed", {"room": "Type 1", "note": "Please ask your care team.", "url": "/rooms/type-1/"})


@pytest.fixture(autouse=True)
def _offered(settings):
    settings.PUSH_PRIVATE_KEY = keys.make()


@pytest.fixture(scope="module")
def a_service(tmp_path_factory):
    with push_service(tmp_path_factory.mktemp("push")) as running:
        yield running


@pytest.fixture
def service(a_service, monkeypatch) -> PushService:
    """On this machine, where no real one may be."""
    a_service.got.clear()
    a_service.answers.clear()
    a_service.was_cut.clear()
    whole = push.line

    def line():
        session = whole()
        session.verify = str(a_service.certificate)
        return session

    monkeypatch.setattr(push, "line", line)
    monkeypatch.setattr(push, "is_public", lambda address: True)
    return a_service


@pytest.fixture
def add(service, now):
    """add(user, name) gives a device of theirs."""

    def added(user: User, name: str = "phone", at: str = "") -> Device:
        found = devices.msgspec.convert(service.subscription(name, at), devices.Subscription)
        return devices.register(user, found, session_key=f"session of {user.pk} {name}", name=name, now=now)

    return added


@pytest.fixture
def wants(now):
    """wants(user, …) gives a person who wants all outcomes on their devices."""

    def wanting(user: User, **wishes) -> None:
        reaching.choose(user, {"push": ["outcome"]} | wishes, now=now)

    return wanting


@pytest.fixture
def send(now):
    """send(seconds=…) does what the background job does, so long after now."""
    return lambda **later: sending.send_due(now=lambda: now + timedelta(**later))


def remove(user: User, now):
    kind, data = REMOVED
    return services.tell(user.pk, kind, data, now=now)


# --- what a device is told --------------------------------------------------------------------------------------------
def test_a_device_is_told_without_a_name_a_room_or_a_word(amara, now, add, wants, send, service):
    device = add(amara)
    wants(amara)
    notice = remove(amara, now)
    send()
    [got] = service.got
    assert got.said == {
        "title": "Peer support",
        "body": "There is something new for you.",
        "lang": "en",
        "url": "/notices/",
        "tag": f"notice-{notice.pk}",
    }
    assert Device.objects.get(pk=device.pk).last_ok_at == now


def test_words_on_the_lock_screen_are_never_what_somebody_wrote(amara, now, add, wants, send, service):
    add(amara)
    wants(amara, shows_words=True)
    remove(amara, now)
    send()
    [got] = service.got
    assert (got.said["title"], got.said["body"]) == ("Your message was taken out", "Type 1")
    assert got.said["url"] == "/rooms/type-1/"
    assert "care team" not in json.dumps(got.said)


def test_an_urgent_case_reaches_a_device_that_saves_its_battery(diaz, now, add, send, service):
    add(diaz)
    services.tell(diaz.pk, "case_urgent", {"count": 2, "late": 0, "on_duty": True, "url": "/queue/"}, now=now)
    services.tell(diaz.pk, *REMOVED, now=now)
    send()
    [got] = service.got
    assert got.headers["Urgency"] == "high"
    assert (got.said["title"], got.said["url"]) == ("2 urgent cases are waiting", "/queue/")


def test_it_speaks_the_persons_language(amara, now, add, wants, send, service):
    User.objects.filter(pk=amara.pk).update(language="es")
    add(amara)
    wants(amara)
    remove(amara, now)
    send()
    assert (service.got[0].said["lang"], service.got[0].said["body"]) == ("es", "Hay algo nuevo para ti.")


def test_it_is_signed_by_this_site_for_that_service(amara, now, add, wants, send, service):
    add(amara)
    wants(amara)
    remove(amara, now)
    send()
    signed = service.got[0].headers["Authorization"]
    assert Vapid02.verify(signed)
    assert signed.endswith(f"k={keys.public()}")
    claims = json.loads(keys.decoded(signed.removeprefix("vapid t=").split(".")[1]))
    assert (claims["aud"], claims["sub"]) == (service.url, "mailto:noreply@example.org")
    assert service.got[0].headers["TTL"] == "43200"


# --- once -------------------------------------------------------------------------------------------------------------
def test_each_notice_goes_once_to_each_device(amara, now, add, wants, send, service):
    add(amara, "phone")
    add(amara, "laptop")
    wants(amara)
    remove(amara, now)
    for _ in range(3):
        send()
    assert sorted(got.path for got in service.got) == ["/laptop", "/phone"]
    assert not Delivery.objects.exists()


def test_a_row_that_another_worker_took_is_not_sent(amara, now, add, wants, send, service):
    device = add(amara)
    wants(amara)
    remove(amara, now)
    target = outbox.Target(amara.pk, device.pk, device.endpoint)
    assert len(outbox.take(target, now=now)) == 1
    assert outbox.take(target, now=now) == []
    send(days=1)
    assert service.got == []


def test_what_is_rolled_back_is_not_sent(amara, now, add, wants):
    add(amara)
    wants(amara)
    with transaction.atomic():
        remove(amara, now)
        assert Delivery.objects.count() == 1
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


def test_what_is_not_wanted_or_was_read_meanwhile_is_not_sent(amara, now, add, wants, send, service):
    add(amara)
    wants(amara)
    services.tell(amara.pk, "room_admitted", {"room": "Kitchen"}, now=now)  # news of a room
    assert not Delivery.objects.exists()
    seen = remove(amara, now)
    services.mark_read(amara.pk, upto=seen.revision, now=now)
    unread = remove(amara, now)
    send()
    assert [got.said["tag"] for got in service.got] == [f"notice-{unread.pk}"]
    remove(amara, now)
    wants(amara, push=[])
    send()
    assert len(service.got) == 1


def test_who_asked_for_nothing_has_nothing_on_its_way(amara, ben, now, add, wants):
    add(amara)
    add(ben, "tablet")
    wants(ben)
    remove(amara, now)
    assert not Delivery.objects.exists()
    remove(ben, now)
    assert Delivery.objects.count() == 1


def test_nothing_comes_in_quiet_hours_and_then_all_as_one(amara, now, add, wants, send, service):
    add(amara)
    begin, end = now + timedelta(hours=-1), now + timedelta(hours=1)
    clock = [time(at.hour, at.minute) for at in (begin, end)]
    wants(amara, quiet_from=clock[0], quiet_until=clock[1])
    remove(amara, now)
    remove(amara, now)
    send()
    assert service.got == []
    assert Delivery.objects.count() == 2
    send(minutes=61)
    [got] = service.got
    assert got.said["body"] == "There are 2 new notices for you."
    assert not Delivery.objects.exists()


# --- when it does not arrive ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(amara, now, add, wants, send, service, status):
    add(amara)
    wants(amara)
    remove(amara, now)
    service.answers = [status]
    send()
    assert not Device.objects.exists()
    assert not Delivery.objects.exists()


def test_what_the_service_did_not_take_is_tried_again_ever_more_seldom_and_not_for_ever(
    amara, now, add, wants, send, service
):
    add(amara)
    wants(amara)
    remove(amara, now)
    service.answers = [503] * 10
    waited = timedelta(0)
    for wait in (60, 300, 1500, 7500):
        send(seconds=waited.total_seconds())
        [row] = Delivery.objects.all()
        assert row.due_at == now + waited + timedelta(seconds=wait)
        waited += timedelta(seconds=wait)
        send(seconds=waited.total_seconds() - 1)
        assert Delivery.objects.get().pk == row.pk, "not before it is due"
    send(seconds=waited.total_seconds())
    assert not Delivery.objects.exists()
    assert len(service.got) == outbox.TRIES


def test_the_service_says_how_long_to_wait(amara, now, add, wants, send, service):
    add(amara)
    wants(amara)
    remove(amara, now)
    service.answers = [(429, "900")]
    send()
    assert Delivery.objects.get().due_at == now + timedelta(seconds=900)


@pytest.mark.parametrize("status", [400, 403, 413, 307])
def test_what_is_refused_for_good_is_not_sent_again_nor_anywhere_else(amara, now, add, wants, send, service, status):
    add(amara)
    wants(amara)
    remove(amara, now)
    service.answers = [status]
    send()
    send(days=1)
    assert [got.path for got in service.got] == ["/phone"]
    assert Device.objects.count() == 1


def test_who_answers_a_byte_at_a_time_is_cut_off_and_keeps_nobody_waiting(
    amara, ben, now, add, wants, send, service, monkeypatch
):
    monkeypatch.setattr(push, "WHOLE", 0.5)
    monkeypatch.setattr(sending, "SLOW", 0.3)
    monkeypatch.setattr(service, "drips", True)
    for user, name in ((amara, "one"), (ben, "two")):
        add(user, name)
        wants(user)
        remove(user, now)
    send()
    assert service.was_cut.wait(5)
    assert Delivery.objects.get().notice.inbox_id == ben.pk, "who is slow once is asked no more in this run"


def test_nobody_waits_for_a_service_that_is_not_there(amara, ben, now, add, wants, send, service, monkeypatch):
    for user, name in ((amara, "one"), (ben, "two")):
        add(user, name, at="https://127.0.0.1:9")
        wants(user)
        remove(user, now)
    asked, post = [], push.send
    monkeypatch.setattr(push, "send", lambda device, *rest, **way: asked.append(device) or post(device, *rest))
    send()
    assert len(asked) == 1
    assert sorted(Delivery.objects.values_list("tries", flat=True)) == [0, 1]


def test_one_that_fails_in_a_new_way_keeps_nobody_elses(amara, ben, now, add, wants, send, service, caplog):
    add(amara, "one")
    add(ben, "two")
    for user in (amara, ben):
        wants(user)
        remove(user, now)
    Device.objects.filter(user=amara).update(p256dh="nonsense")
    send()
    assert [got.path for got in service.got] == ["/two"]
    assert "could not be sent" in caplog.text
    assert "127.0.0.1" not in caplog.text


def test_what_cannot_even_be_taken_is_tried_a_few_times_and_keeps_nobody_elses(
    amara, ben, now, add, wants, send, service, caplog
):
    for user, name in ((amara, "one"), (ben, "two")):
        add(user, name)
        wants(user, quiet_from=time(1), quiet_until=time(1, 1))
        remove(user, now)
    User.objects.filter(pk=amara.pk).update(time_zone="Nowhere/Atlantis")
    send()
    assert [got.path for got in service.got] == ["/two"]
    assert "could not be taken" in caplog.text
    assert "Atlantis" not in caplog.text
    for day in range(1, outbox.TRIES):
        assert Delivery.objects.get().tries == day
        send(days=day)
    assert not Delivery.objects.exists()


def test_what_cannot_be_put_back_keeps_nobody_elses(amara, ben, now, add, wants, send, service, monkeypatch, caplog):
    for user, name in ((amara, "one"), (ben, "two")):
        add(user, name)
        wants(user)
        remove(user, now)

    def broken(*_args, **_more):
        raise RuntimeError("words that nobody is to read")

    monkeypatch.setattr(outbox, "again", broken)
    service.answers = [503]
    send()
    assert [got.path for got in service.got] == ["/one", "/two"]
    assert "RuntimeError" in caplog.text
    assert "nobody is to read" not in caplog.text


def test_however_much_mail_waits_devices_are_told(amara, ben, now, add, wants, send, service, monkeypatch):
    def away(*_args):
        raise Later(unreachable=True)

    monkeypatch.setattr(mail, "open_line", away)
    monkeypatch.setattr(sending, "AT_ONCE", 2)
    reaching.choose(amara, {"mail": ["outcome"]}, now=now)
    for _ in range(6):
        remove(amara, now - timedelta(hours=1))
    add(ben)
    wants(ben)
    remove(ben, now)
    send()
    assert [got.path for got in service.got] == ["/phone"]


def test_however_much_waits_for_a_service_that_is_away_those_of_others_are_told(
    amara, ben, now, add, wants, send, service, monkeypatch
):
    monkeypatch.setattr(sending, "AT_ONCE", 2)
    for number in range(6):
        add(amara, f"device {number}", at="https://127.0.0.1:9")
    wants(amara)
    remove(amara, now - timedelta(hours=1))
    add(ben)
    wants(ben)
    remove(ben, now)
    send()
    assert [got.path for got in service.got] == ["/phone"]
    assert sorted(Delivery.objects.values_list("tries", flat=True)) == [0, 0, 0, 0, 0, 1]


# --- whose devices ----------------------------------------------------------------------------------------------------
def test_a_browser_that_turned_notices_on_gets_them_and_a_name(amara, client_of, service):
    browser = client_of(amara)
    agent = "Mozilla/5.0 (Android 14; Mobile) Firefox/130.0"
    told = service.subscription("abc", PUBLIC)
    answer = browser.post(ADD, json.dumps(told), "application/json", headers={"User-Agent": agent})
    assert answer.status_code == 201
    device = Device.objects.get()
    assert (device.user, device.name, device.session_key) == (
        amara,
        "Firefox on Android",
        browser.session.session_key,
    )
    page = browser.get("/me/notices/").content.decode()
    assert f'data-device="{device.mark}"' in page
    assert told["endpoint"] not in page


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.org/x",
        "https://127.0.0.1/x",
        "https://10.0.0.8/x",
        "https://169.254.169.254/latest",
        "https://[::1]/x",
        "https://[::ffff:10.0.0.8]/x",
        "https://localhost/x",
        "https://redis/x",
        "https://db.internal/x",
        "https://push.example.org:8443/x",
        "https://user:word@push.example.org/x",
        "https://[broken/x",
        "https://push.example.org/" + "x" * 1000,
    ],
)
def test_an_address_where_no_push_service_can_be_is_refused(amara, client_of, service, endpoint):
    told = service.subscription("x") | {"endpoint": endpoint}
    assert client_of(amara).post(ADD, json.dumps(told), "application/json").status_code == 400
    assert not Device.objects.exists()


@pytest.mark.parametrize("broken", [b"", b"[]", b'{"endpoint": 1}', b"x" * 5000, {"p256dh": "AAAA"}, {"auth": "AAAA"}])
def test_what_no_browser_would_say_is_refused(amara, client_of, service, broken):
    told = service.subscription("x", PUBLIC)
    if isinstance(broken, dict):
        broken = json.dumps(told | {"keys": told["keys"] | broken}).encode()
    assert client_of(amara).post(ADD, broken, "application/json").status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.8",
        "100.64.0.1",
        "169.254.169.254",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::ffff:8.8.8.8",
        "::8.8.8.8",
        "64:ff9b::a00:8",
        "64:ff9b:1::a00:8",
        "100::1",
        "2001::1",
        "2001:0:a00:8::1",
        "2001:db8::1",
        "2002:a00:8::1",
        "3fff::1",
        "fc00::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "5f00::1",
    ],
)
def test_an_address_that_is_or_may_lead_inside_is_none_of_the_open_internet(address):
    assert not devices.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "142.250.74.10", "2001:4860:4860::8888", "2a00:1450:4001:81b::200a"])
def test_where_push_services_are_is_the_open_internet(address):
    assert devices.is_public(address)


def test_a_name_is_looked_up_once_and_the_address_that_was_looked_at_is_the_one_talked_to(
    amara, now, add, wants, send, service, monkeypatch
):
    """First an address outside, a moment later one inside: who looks twice is led in."""
    looked_up, whole = [], push.socket.getaddrinfo

    def look_up(host, *rest, **more):
        looked_up.append(host)
        found = whole("127.0.0.1", *rest, **more)
        inside = [(*entry[:4], ("127.0.0.2", entry[4][1])) for entry in found]
        return [*inside, *found] if len(looked_up) == 1 else inside

    monkeypatch.setattr(push.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(push, "is_public", lambda address: address == "127.0.0.1")
    add(amara)
    wants(amara)
    remove(amara, now)
    send()
    assert looked_up == ["127.0.0.1"]
    assert [got.path for got in service.got] == ["/phone"]


def test_a_name_of_which_nobody_can_tell_keeps_nobody_waiting(amara, now, add, wants, send, service, monkeypatch):
    told = Event()
    monkeypatch.setattr(push, "PATIENCE", (0.2, 10))
    monkeypatch.setattr(push.socket, "getaddrinfo", lambda *_, **__: told.wait(20))
    add(amara)
    wants(amara)
    remove(amara, now)
    begun = monotonic()
    send()
    told.set()
    assert monotonic() - begun < 10
    assert (service.got, Delivery.objects.get().tries) == ([], 1)


def test_a_name_that_leads_inside_is_not_talked_to(amara, now, add, wants, send, service, monkeypatch):
    monkeypatch.setattr(push, "is_public", devices.is_public)
    add(amara)
    wants(amara)
    remove(amara, now)
    send()
    assert service.got == []
    assert Delivery.objects.get().tries == 1


def test_a_browser_belongs_to_who_turned_it_on_last(amara, ben, now, add, wants):
    first = add(amara)
    wants(amara)
    remove(amara, now)
    assert add(ben).pk == first.pk
    assert Device.objects.get().user == ben
    assert not Delivery.objects.exists()


def test_a_log_out_takes_the_device_of_that_session_alone(amara, client_of, service, now, add):
    add(amara, "elsewhere")
    browser = client_of(amara)
    browser.post(ADD, json.dumps(service.subscription("here", PUBLIC)), "application/json")
    assert Device.objects.count() == 2
    browser.post("/accounts/logout/")
    assert [device.name for device in Device.objects.all()] == ["elsewhere"]


def test_a_closed_account_has_no_devices(amara, ben, add):
    add(amara)
    add(ben, "tablet")
    amara.is_active = False
    amara.save(update_fields=["is_active"])
    assert [device.user for device in Device.objects.all()] == [ben]


def test_a_device_is_forgotten_by_its_owner_alone(amara, ben, client_of, add):
    device = add(amara)
    address = f"/me/devices/{device.pk}/forget/"
    assert client_of(ben).post(address).status_code == 404
    assert client_of(amara).get(address).status_code == 405
    assert Device.objects.exists()
    assert client_of(amara).post(address).status_code == 302
    assert not Device.objects.exists()


def test_a_person_has_so_many_devices_and_the_oldest_gives_way(amara, add):
    for number in range(devices.MOST + 2):
        add(amara, f"device {number}")
    names = set(Device.objects.values_list("name", flat=True))
    assert len(names) == devices.MOST
    assert "device 0" not in names


def test_without_a_key_of_the_site_nothing_is_offered(amara, now, client_of, add, wants, service, settings):
    add(amara)
    wants(amara)
    settings.PUSH_PRIVATE_KEY = ""
    remove(amara, now)
    assert not Delivery.objects.exists()
    told = json.dumps(service.subscription("x", PUBLIC))
    assert client_of(amara).post(ADD, told, "application/json").status_code == 404


# --- the site's key ---------------------------------------------------------------------------------------------------
def test_the_command_makes_a_key_once_for_the_site_alone(settings, tmp_path, capsys):
    settings.PUSH_KEY_FILE = tmp_path / "push-key"
    call_command("make_push_keys")
    kept = settings.PUSH_KEY_FILE.read_text()
    assert len(keys.decoded(kept)) == 32
    assert settings.PUSH_KEY_FILE.stat().st_mode & 0o77 == 0
    assert kept not in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("make_push_keys")
    call_command("make_push_keys", "--print")
    assert len(keys.decoded(capsys.readouterr().out.strip())) == 32
    assert settings.PUSH_KEY_FILE.read_text() == kept
