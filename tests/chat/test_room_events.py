"""What happens in a room reaches members who are away and want to hear of it: once, and nobody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from threading import Event
from time import sleep
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as outgoing
from django.db import connection
from django.urls import reverse

from chat import services
from chat.models import LiveHour, Membership, Mention, Message, Mute, Room, RoomEvent
from chat.services import events, tending
from chat.services.tending import HourPlan
from peersupport import digest
from peersupport.accounts.models import User
from peersupport.notices import reaching, sending, words
from peersupport.notices.kinds import HEAD_START, SHOWN_IN_ROOM
from peersupport.notices.models import Delivery, Notice
from peersupport.notices.services import mark_read
from tests.support import cast

ASK = "Ask a diabetes nurse"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def guided(room, guide, now):
    """The room, with its guide in it. Amara wants to hear of it by mail, Ben of nothing."""
    Membership.objects.create(room=room, user=guide, joined_at=now)
    for user in (room.memberships.get(user__pseudonym__startswith="amara").user, guide):
        reaching.choose(user, {"mail": ["room"]}, now=now)
    return room


@pytest.fixture
def plan(guided, guide, now):
    """plan(after, weekly_until) sets a live hour, so long after now."""

    def planned(after, weekly_until=None, at=now):
        return tending.plan_hour(
            guided.pk, HourPlan(ASK, "a nurse", now + after, 60, "UTC", weekly_until), by=guide, now=at
        )

    return planned


def work(at) -> None:
    """What the background does every quarter of a minute."""
    events.remind(now=at)
    events.tell(now=at)


def told(user) -> list[str]:
    return list(Notice.objects.filter(inbox=user.pk).order_by("pk").values_list("kind", flat=True))


def deliver(at) -> None:
    sending.send_due(now=lambda: at)


def prompt(send, guide) -> Message:
    return send(guide, "What helped you this week?", kind=Message.Kind.PROMPT).message


# --- who is told ------------------------------------------------------------------------------------------------------
def test_a_live_hour_that_is_planned_and_called_off_is_told_to_who_wants_to_hear_of_it(
    plan, amara, ben, guide, chen, now
):
    reaching.choose(chen, {"mail": ["room"]}, now=now)  # who is not in the room
    hour = plan(DAY)
    work(now)
    tending.call_off(hour, by=guide, now=now + HOUR)
    for later in range(3):
        work(now + HOUR + later * MINUTE)
    work(now + DAY - 5 * MINUTE)  # it does not begin soon any more
    assert told(amara) == ["hour_planned", "hour_called_off"]
    assert [told(user) for user in (ben, guide, chen)] == [[], [], []]
    assert not RoomEvent.objects.exists()


def test_a_prompt_and_an_archive_are_told_but_not_to_who_did_it(guided, send, amara, guide, diaz, now):
    reaching.choose(diaz, {"push": ["room"]}, now=now)
    said = prompt(send, guide)
    tending.archive(guided.pk, by=diaz, now=now)
    work(now)
    assert told(amara) == ["room_prompt", "room_archived"]
    assert told(diaz) == ["room_prompt"]
    assert told(guide) == ["room_archived"]
    assert Notice.objects.filter(kind="room_prompt").first().data["url"] == f"/rooms/{guided.slug}/?at={said.pk}"


@pytest.mark.parametrize("wish", [{"push": ["reply"], "mail": ["mention"]}, {}])
def test_who_wants_to_hear_of_other_things_alone_is_told_nothing(plan, amara, now, wish):
    reaching.choose(amara, {"push": [], "mail": []} | wish, now=now)
    plan(HOUR)
    work(now)
    work(now + 50 * MINUTE)
    assert told(amara) == []


def test_who_left_or_came_later_or_is_gone_is_not_told(plan, guided, amara, ben, chen, now):
    for user in (ben, chen):
        reaching.choose(user, {"mail": ["room"]}, now=now)
    plan(DAY)
    services.leave(guided, by=amara)
    services.join(guided, by=chen, now=now + MINUTE)
    User.objects.filter(pk=ben.pk).update(is_active=False)
    work(now + 2 * MINUTE)
    assert [told(user) for user in (amara, ben, chen)] == [[], [], []]
    work(now + DAY - MINUTE)
    assert told(chen) == ["hour_soon"]


def test_who_muted_the_guide_hears_of_no_prompt(guided, send, amara, ben, guide, now):
    reaching.choose(ben, {"mail": ["room"]}, now=now)
    Mute.objects.create(by=amara, person=guide, at=now)
    prompt(send, guide)
    work(now)
    assert (told(amara), told(ben)) == ([], ["room_prompt"])


def test_whom_a_prompt_mentions_is_told_of_that_alone(guided, send, amara, ben, guide, now):
    reaching.choose(ben, {"mail": ["room"]}, now=now)
    Mention.objects.create(message=prompt(send, guide), user=amara, told_at=now)
    work(now)
    assert (told(amara), told(ben)) == ([], ["room_prompt"])


def test_a_prompt_that_was_held_is_told_when_a_clinician_lets_it_be_seen_and_once(
    guided, send, amara, guide, diaz, now
):
    held = send(guide, "hold this one", kind=Message.Kind.PROMPT).message
    work(now)
    assert told(amara) == []
    services.publish(held.pk, by=diaz, now=now)
    work(now)
    services.hide(held.pk, by=diaz, now=now)
    services.publish(held.pk, by=diaz, now=now)
    work(now)
    assert told(amara) == ["room_prompt"]


# --- what is so no more -----------------------------------------------------------------------------------------------
def test_what_was_undone_before_anybody_heard_of_it_is_not_told(plan, guided, send, amara, guide, diaz, now):
    tending.call_off(plan(DAY), by=guide, now=now)
    services.hide(prompt(send, guide).pk, by=diaz, now=now)
    tending.archive(guided.pk, by=diaz, now=now)
    tending.unarchive(guided.pk, by=diaz, now=now)
    work(now)
    assert told(amara) == []
    assert not RoomEvent.objects.exists()


def test_in_an_archived_room_no_live_hour_begins(plan, guided, amara, diaz, now):
    plan(HOUR)
    tending.archive(guided.pk, by=diaz, now=now)
    work(now)
    work(now + 50 * MINUTE)
    assert told(amara) == ["room_archived"]
    tending.unarchive(guided.pk, by=diaz, now=now + 51 * MINUTE)
    work(now + 52 * MINUTE)
    assert told(amara) == ["room_archived", "hour_soon"]


def test_who_leaves_before_it_was_sent_is_sent_nothing(plan, guided, amara, ben, now):
    reaching.choose(ben, {"mail": ["room"]}, now=now)
    plan(DAY)
    work(now)
    services.leave(guided, by=amara)
    deliver(now + MINUTE)
    assert [message.to for message in outgoing.outbox] == [[ben.email]]


# --- a live hour begins soon ------------------------------------------------------------------------------------------
def test_a_quarter_of_an_hour_before_members_are_told_and_once(plan, amara, guide, now):
    plan(2 * HOUR)
    work(now)
    for minutes in (104, 105, 106, 119, 120, 121):
        work(now + minutes * MINUTE)
        assert told(amara).count("hour_soon") == (minutes >= 105)
    assert told(guide) == ["hour_soon"], "who planned it may forget it too"


def test_each_week_is_told(plan, amara, now):
    plan(DAY, weekly_until=(now + 16 * DAY).date())
    for day in range(1, 30):
        work(now + day * DAY - 10 * MINUTE)
    assert told(amara) == ["hour_planned", *["hour_soon"] * 3]


def test_one_that_is_planned_for_soon_is_told_once(plan, amara, now):
    plan(10 * MINUTE)
    work(now)
    work(now + MINUTE)
    assert told(amara) == ["hour_planned"]


def test_what_was_missed_while_nobody_worked_is_not_told_too_late(plan, amara, now):
    plan(HOUR)
    work(now + 61 * MINUTE)
    assert told(amara) == ["hour_planned"], "it goes on"
    plan(2 * HOUR)
    work(now + 4 * HOUR)
    assert told(amara) == ["hour_planned"]
    plan(6 * HOUR, weekly_until=(now + 20 * DAY).date())
    work(now + 6 * HOUR + MINUTE)
    assert told(amara) == ["hour_planned", "hour_planned"], "the first of them goes on"


# --- when it is sent --------------------------------------------------------------------------------------------------
def test_who_is_there_says_so_and_is_sent_nothing(plan, amara, ben, client_of, now):
    reaching.choose(ben, {"mail": ["room"]}, now=now)
    plan(DAY)
    work(now)
    mine, other = (Notice.objects.get(inbox=user.pk) for user in (amara, ben))
    for notice in (mine, other):
        assert client_of(amara).post(reverse("notices:read"), {"notice": notice.pk}).status_code == 204
    deliver(now + HEAD_START - timedelta(seconds=1))
    assert outgoing.outbox == []
    deliver(now + HEAD_START)
    assert [message.to for message in outgoing.outbox] == [[ben.email]]


def quiet(user, begin, end, now) -> None:
    hours = {name: time(at.hour, at.minute) for name, at in (("quiet_from", begin), ("quiet_until", end))}
    reaching.choose(user, {"mail": ["room"]} | hours, now=now)


def test_in_quiet_hours_nothing_comes_and_afterwards_only_what_is_still_of_use(plan, amara, now):
    quiet(amara, now - HOUR, now + 4 * HOUR, now)
    plan(2 * HOUR)
    plan(3 * DAY)
    for minutes in (0, 1, 110, 111):
        work(now + minutes * MINUTE)
        deliver(now + minutes * MINUTE)
    assert sorted(told(amara)) == ["hour_planned", "hour_planned", "hour_soon"]
    assert amara.email not in [message.to[0] for message in outgoing.outbox]
    deliver(now + 4 * HOUR + MINUTE)
    [message] = [message for message in outgoing.outbox if message.to == [amara.email]]
    assert "There is a new notice for you." in message.body, "the first hour is over"
    assert not Delivery.objects.exists()


def test_who_reads_a_summary_finds_it_there_but_not_what_begins_soon(plan, amara, now):
    User.objects.filter(pk=amara.pk).update(time_zone="UTC")
    at = now.replace(hour=12, minute=0)
    reaching.choose(amara, {"mail": [], "digest": "daily", "digest_hour": 18}, now=at)
    plan(DAY)
    work(now)
    work(now + DAY - MINUTE)
    assert told(amara) == ["hour_planned"]
    Notice.objects.update(created_at=at + HOUR)
    digest.send_due(at.replace(hour=18))
    [message] = outgoing.outbox
    assert "You have one unread notice: " in message.body
    assert ASK not in message.body


def test_what_a_device_may_show_is_never_what_somebody_wrote(plan, guided, amara, now):
    plan(DAY)
    work(now)
    notice = Notice.objects.get(inbox=amara.pk)
    row = Delivery(notice=notice)
    assert sending.said(amara, [row])["body"] == "There is something new for you."
    reaching.choose(amara, {"shows_words": True}, now=now)
    said = sending.said(User.objects.get(pk=amara.pk), [row])
    assert (said["title"], said["body"]) == ("A live hour is planned", guided.title)
    assert sending._keep([row], now) == 12 * 3600
    assert sending._keep([row], now + DAY) == 3600, "a device that is off then has no use for it afterwards"


# --- in whose words ---------------------------------------------------------------------------------------------------
STARTS = datetime(2026, 12, 3, 23, 30, tzinfo=UTC)
DATA = {"room": "Cocina", "title": "Preguntas", "host": "Dra. Díaz", "starts": STARTS.isoformat(), "weekly": False}


@pytest.mark.parametrize(
    ("kind", "language", "zone", "title", "body"),
    [
        (
            "hour_planned", "en", "Europe/Vienna", "A live hour is planned",
            "“Preguntas” with Dra. Díaz, in “Cocina”.\nFriday, 4 Dec 2026, 00:30 CET",
        ),
        (
            "hour_soon", "es", "America/Mexico_City", "Pronto empieza una hora en directo",
            "«Preguntas» con Dra. Díaz, en «Cocina».\njueves, 3 de diciembre de 2026 a las 17:30 CST",
        ),
        (
            "hour_called_off", "es", None, "Se canceló una hora en directo",
            "«Preguntas» en «Cocina» no tendrá lugar. Habría sido:\njueves, 3 de diciembre de 2026 a las 23:30 UTC",
        ),
        (
            "room_prompt", "es", None, "Una nueva propuesta de la semana",
            "Hay una nueva propuesta en «Cocina». Ven a leerla cuando quieras.",
        ),
        (
            "room_archived", "es", None, "Una de tus salas está archivada",
            "Ya nadie puede escribir en «Cocina». Lo que se dijo allí se queda, y puedes leerlo.",
        ),
    ],
)  # fmt: skip
def test_it_speaks_the_members_language_and_tells_their_own_time(kind, language, zone, title, body):
    assert words.title_and_body(kind, DATA, language, zone and ZoneInfo(zone)) == (title, body)


def test_every_week_is_said(amara):
    for kind, said in (("hour_planned", "Every week, next on:"), ("hour_called_off", "does not come any more")):
        assert said in words.title_and_body(kind, DATA | {"weekly": True}, "en")[1]


def test_what_shows_in_a_room_is_what_the_room_tells():
    assert set(RoomEvent.Kind.values) == SHOWN_IN_ROOM


def test_a_members_own_zone_is_in_the_list_of_notices(plan, amara, client_of, now):
    User.objects.filter(pk=amara.pk).update(time_zone="Asia/Tokyo")
    plan(DAY)
    work(now)
    assert "JST" in client_of(amara).get("/notices/").content.decode()


# --- once -------------------------------------------------------------------------------------------------------------
def test_a_process_that_dies_in_between_leaves_the_rest_to_the_next(plan, guided, now, monkeypatch):
    monkeypatch.setattr(events, "AT_ONCE", 2)
    members = _many(guided, 5, now)
    plan(DAY)
    whole, pages = events.tell_all, []

    def dies(told, **more):
        pages.append(whole(told, **more))
        if len(pages) == 2:
            raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(events, "tell_all", dies)
        events.tell(now=now)
    assert 0 < Notice.objects.filter(kind="hour_planned").count() < 6
    work(now)
    assert [told(user) for user in members] == [["hour_planned"]] * 5


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_processes_each_member_hears_once(plan, guided, now, monkeypatch):
    monkeypatch.setattr(events, "AT_ONCE", 1)
    members = _many(guided, 6, now)
    plan(HOUR)
    for at in (now, now + 50 * MINUTE):
        _together(*[lambda at=at: work(at)] * 2)
    assert [sorted(told(user)) for user in members] == [["hour_planned", "hour_soon"]] * 6
    assert not RoomEvent.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_that_is_called_off_while_it_is_told_leaves_nobody_waiting_for_it(plan, guided, guide, now, monkeypatch):
    """Whoever heard of the plan hears of its end."""
    monkeypatch.setattr(events, "AT_ONCE", 3)
    members = _many(guided, 6, now)
    hour = plan(DAY)
    whole, some_told = events.tell_all, Event()

    def slowly(told, **more):
        whole(told, **more)
        some_told.set()
        sleep(0.5)  # it is called off before this commits

    def call_off():
        some_told.wait(10)
        tending.call_off(hour, by=guide, now=now)

    with monkeypatch.context() as patch:
        patch.setattr(events, "tell_all", slowly)
        _together(lambda: events.tell(now=now), call_off)
    work(now)
    heard = [told(user) for user in members]
    assert ["hour_planned", "hour_called_off"] in heard
    assert ["hour_planned"] not in heard
    assert not LiveHour.objects.exists()


def _many(room: Room, number: int, now: datetime) -> list[User]:
    """So many more members who want to hear of the room."""
    users = [cast.enter("amara", nth) for nth in range(2, number + 2)]
    for user in users:
        Membership.objects.create(room=room, user=user, joined_at=now)
        reaching.choose(user, {"mail": ["room"]}, now=now)
    return users


def _together(*steps) -> None:
    def run(step):
        try:
            step()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        for done in [pool.submit(run, step) for step in steps]:
            done.result(60)


def test_read_at_once_it_is_not_sent(plan, amara, now):
    plan(DAY)
    work(now)
    mark_read(amara.pk, upto=Notice.objects.get(inbox=amara.pk).revision, now=now)
    deliver(now + MINUTE)
    assert outgoing.outbox == []
