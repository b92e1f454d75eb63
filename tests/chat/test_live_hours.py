"""Live hours: when they come, who plans them, where they are shown, and the calendar file."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from django.urls import reverse
from django.utils import timezone

from chat import errors
from chat.models import LiveHour, Membership, Room
from chat.reading import agenda, history, listing
from chat.services import tending
from chat.services.tending import HourPlan
from chat.web import ics
from moderation.models import AuditEntry
from peersupport.accounts.models import User

ASK = "Ask a diabetes nurse"
EMPTY_STRIP = r'<div class="live-strip"[^>]*>\s*</div>'


@pytest.fixture
def guided(room, guide, now):
    Membership.objects.create(room=room, user=guide, joined_at=now)
    return room


@pytest.fixture
def plan(guided, guide, now):
    """plan(starts, …) sets a live hour in the room, or in another one."""

    def planned(starts, minutes=60, weekly_until=None, room=guided, title=ASK):
        wish = HourPlan(title, "a nurse", starts, minutes, "UTC", weekly_until)
        return tending.plan_hour(room.pk, wish, by=guide, now=now)

    return planned


def hour_in(zone, starts, until=None, minutes=60):
    return LiveHour(title=ASK, host="a nurse", zone=zone, starts_at=starts, minutes=minutes, weekly_until=until)


# --- when they come ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("zone", "first", "hours"),
    [
        ("Europe/Madrid", datetime(2026, 10, 15, 17, 0, tzinfo=UTC), [17, 17, 18]),  # 25 October: an hour back
        ("America/New_York", datetime(2026, 2, 26, 0, 0, tzinfo=UTC), [0, 0, 23]),  # 8 March: an hour ahead
        ("UTC", datetime(2026, 10, 15, 19, 0, tzinfo=UTC), [19, 19, 19]),
    ],
)
def test_a_weekly_hour_keeps_the_clock_on_the_wall_when_the_clocks_change(zone, first, hours):
    found = islice(agenda.times(hour_in(zone, first, until=date(2027, 1, 1)), first - timedelta(days=1)), 3)
    assert [one.start.hour for one in found] == hours


def test_it_ends_with_its_last_day_in_its_own_zone():
    first = datetime(2026, 6, 5, 3, 0, tzinfo=UTC)  # the 4th, 20:00, in Los Angeles
    hour = hour_in("America/Los_Angeles", first, until=date(2026, 6, 18))
    assert [one.start.day for one in agenda.times(hour, first)] == [5, 12, 19]
    assert list(agenda.times(hour_in("UTC", first), first + timedelta(hours=1))) == []


@pytest.mark.parametrize(
    ("minutes", "is_now", "is_soon"), [(-25 * 60, False, False), (-60, False, True), (0, True, True), (59, True, True)]
)
def test_it_is_live_from_its_start_to_its_end(minutes, is_now, is_soon):
    starts = datetime(2026, 6, 4, 19, 0, tzinfo=UTC)
    [one] = agenda.times(hour_in("UTC", starts), starts + timedelta(minutes=minutes))
    assert (one.is_now, one.is_soon) == (is_now, is_soon)


def test_years_into_a_weekly_hour_the_next_one_is_found_without_walking_there():
    first = datetime(2016, 1, 7, 19, 0, tzinfo=UTC)
    hour = hour_in("Europe/Madrid", first, until=date(2030, 1, 1))
    one = next(agenda.times(hour, datetime(2026, 7, 1, tzinfo=UTC)))
    assert one.start == datetime(2026, 7, 2, 18, 0, tzinfo=UTC)


def test_the_next_in_each_room_comes_in_one_query(plan, guided, now, django_assert_num_queries):
    plan(now + timedelta(days=3))
    sooner = plan(now + timedelta(days=1))
    plan(now - timedelta(hours=3))  # over
    with django_assert_num_queries(1):
        found = agenda.next_of([guided.pk, 999_999], now)
    assert {room_id: one.hour for room_id, one in found.items()} == {guided.pk: sooner}


# --- who plans them ---------------------------------------------------------------------------------------------------
def test_planning_and_calling_off_are_on_the_record(plan, guide, now):
    hour = plan(now + timedelta(days=1))
    number = hour.pk
    for _pressed_twice in range(2):
        tending.call_off(LiveHour(pk=number, room=hour.room, title=hour.title), by=guide, now=now)
    entries = AuditEntry.objects.order_by("seq").values_list("action", "subject_id")
    assert list(entries) == [("hour.planned", number), ("hour.called_off", number)]
    assert not LiveHour.objects.exists()


def test_there_are_ten_at_most_and_none_in_an_archived_room(plan, diaz, guided, now):
    for days in range(1, 11):
        plan(now + timedelta(days=days))
    with pytest.raises(errors.TooManyHours):
        plan(now + timedelta(days=11))
    tending.archive(guided.pk, by=diaz, now=now)
    with pytest.raises(errors.Archived):
        plan(now + timedelta(days=11))


def form(now, **fields):
    starts = (now + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    return {"title": ASK, "host": "a nurse", "starts_at": starts, "minutes": "60", "weekly_until": ""} | fields


def test_a_guide_plans_an_hour_in_the_sites_time(client_of, guide, guided, now, settings):
    settings.TIME_ZONE = "Europe/Madrid"
    day = (now + timedelta(days=2)).date()
    page = reverse("guide:plan_hour", args=[guided.slug])
    assert client_of(guide).post(page, form(now, starts_at=f"{day}T19:00")).status_code == 302
    hour = LiveHour.objects.get()
    assert hour.zone == "Europe/Madrid"
    assert next(agenda.times(hour, now)).start.hour in {17, 18}
    assert ASK in client_of(guide).get(reverse("guide:console", args=[guided.slug])).content.decode()


def test_a_guide_who_chose_a_zone_plans_in_that_one(client_of, guide, guided, now):
    User.objects.filter(pk=guide.pk).update(time_zone="Asia/Tokyo")
    day = (now + timedelta(days=2)).date()
    page = client_of(guide).get(reverse("guide:console", args=[guided.slug])).content.decode()
    assert "Times here are those of Asia/Tokyo." in page
    client_of(guide).post(reverse("guide:plan_hour", args=[guided.slug]), form(now, starts_at=f"{day}T19:00"))
    hour = LiveHour.objects.get()
    assert (hour.zone, hour.starts_at.hour) == ("Asia/Tokyo", 10)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"host": ""},
        {"starts_at": "soon"},
        {"starts_at": "2001-01-01T19:00"},
        {"minutes": "7"},
        {"weekly_until": "2001-01-01"},
        {"weekly_until": "2999-01-01"},
    ],
)
def test_what_does_not_do_comes_back_with_what_was_typed(client_of, guide, guided, now, fields):
    answer = client_of(guide).post(reverse("guide:plan_hour", args=[guided.slug]), form(now) | fields)
    assert answer.status_code == 400
    assert 'class="error"' in answer.content.decode()
    assert not LiveHour.objects.exists()


def test_a_member_plans_nothing_and_calls_nothing_off(client_of, amara, chen, guided, plan, now):
    hour = plan(now + timedelta(days=1))
    for user in (amara, chen):
        assert client_of(user).post(reverse("guide:plan_hour", args=[guided.slug]), form(now)).status_code == 404
        page = reverse("guide:call_off", args=[guided.slug, hour.pk])
        assert client_of(user).post(page).status_code == 404
    assert LiveHour.objects.get() == hour


def test_an_hour_of_another_room_cannot_be_called_off_from_this_one(client_of, guide, guided, plan, now):
    other = Room.objects.create(slug="elsewhere", title="Elsewhere")
    hour = plan(now + timedelta(days=1), room=other)
    assert client_of(guide).post(reverse("guide:call_off", args=[guided.slug, hour.pk])).status_code == 404


# --- where they are shown ---------------------------------------------------------------------------------------------
def test_the_room_and_the_list_of_rooms_show_what_comes_next(client_of, amara, chen, guided, plan, now):
    plan(now - timedelta(minutes=5))
    page = client_of(amara).get(reverse("chat:room", args=[guided.slug])).content.decode()
    assert 'class="live-strip"' in page
    assert not re.search(EMPTY_STRIP, page)
    assert re.search(r"data-live-now>\s*Live now", page)
    for user in (amara, chen):  # an open room is listed for everybody
        assert ASK in client_of(user).get(reverse("chat:rooms")).content.decode()


@pytest.mark.parametrize(
    ("language", "zone", "words"),
    [
        ("en", "", "Thursday, 4 Jun 2099, 19:00 UTC"),
        ("en", "Asia/Tokyo", "Friday, 5 Jun 2099, 04:00 JST"),
        ("es", "", "jueves, 4 de junio de 2099 a las 19:00 UTC"),
    ],
)
def test_its_time_is_whole_without_scripts_and_the_members_own(client_of, amara, guided, plan, language, zone, words):
    plan(datetime(2099, 6, 4, 19, 0, tzinfo=UTC))
    amara.language, amara.time_zone = language, zone
    amara.save()
    page = client_of(amara).get(reverse("chat:room", args=[guided.slug])).content.decode()
    assert f">{words}</time>" in page


def test_of_my_rooms_of_a_topic_those_in_my_language_come_first_then_what_is_live_soonest(chen, plan, now):
    for title, language in (("Aubergines", "en"), ("Manzanas", "es"), ("Zest", "en")):
        room = Room.objects.create(slug=title.lower(), title=title, language=language, topic="healthy_eating")
        Membership.objects.create(room=room, user=chen, joined_at=now)
    plan(now + timedelta(days=1), room=Room.objects.get(slug="zest"))
    for language, order in (("en", "Zest Aubergines Manzanas"), ("es", "Manzanas Zest Aubergines")):
        chen.language = language
        assert titles(listing.sections(chen, {}, now)["mine"]) == [order.split()]


def test_of_the_rooms_that_one_may_join_those_in_ones_language_come_apart_and_first(client_of, chen, plan, now):
    for title, language, topic in (
        ("Aubergines", "en", "healthy_eating"),
        ("Manzanas", "es", "healthy_eating"),
        ("Walks", "en", "physical_activity"),
        ("Zest", "en", "healthy_eating"),
    ):
        Room.objects.create(slug=title.lower(), title=title, language=language, topic=topic)
    plan(now + timedelta(days=1), room=Room.objects.get(slug="zest"))
    english, spanish = [["Zest", "Aubergines"], ["Walks"], ["The kitchen table"]], [["Manzanas"]]
    for language, more, foreign in (("en", english, spanish), ("es", spanish, english)):
        chen.language = language
        chen.save()
        found = listing.sections(chen, {}, now)
        assert [titles(found["more"]), titles(found["foreign"])] == [more, foreign]
        page = client_of(chen).get(reverse("chat:rooms")).content.decode()
        places = [page.index(f"{title}</h4>") for shelf in more + foreign for title in shelf]
        assert places == sorted(places)


def titles(shelves) -> list[list[str]]:
    return [[room.title for room in shelf.rooms] for shelf in shelves]


def test_an_hour_of_next_week_stands_in_the_panel_but_not_over_the_messages(client_of, amara, guided, plan, now):
    plan(now + timedelta(days=6))
    page = client_of(amara).get(reverse("chat:room", args=[guided.slug])).content.decode()
    assert ASK in page
    assert re.search(EMPTY_STRIP, page)


def test_a_weekly_hour_is_listed_once_with_its_next_times_folded(client_of, amara, guided, plan, now):
    plan(now + timedelta(days=6), title="Every Monday", weekly_until=(now + timedelta(days=80)).date())
    plan(now + timedelta(days=7), title="Just once")
    page = client_of(amara).get(reverse("chat:room", args=[guided.slug])).content.decode()
    listed = page.split('data-part="live-list"')[1].split("</aside>")[0]
    assert [listed.count(f">{title}</strong>") for title in ("Every Monday", "Just once")] == [1, 1]
    folded = re.search(r'<details class="later">.*?</details>', listed, re.DOTALL)[0]
    starts = re.findall(r'datetime="(\d{4}-\d\d-\d\d)', folded)
    assert starts == [f"{now + timedelta(days=6 + 7 * week):%Y-%m-%d}" for week in (1, 2, 3)]
    assert listed.count("<details") == 1


def test_the_list_puts_my_rooms_first_by_topic_and_archived_ones_apart(client_of, amara, diaz, room, now):
    makes = [("Walks", "being_active"), ("Soup", "healthy_eating"), ("Bread", "healthy_eating"), ("Anything", "")]
    rooms = {title: Room.objects.create(slug=title.lower(), title=title, topic=topic) for title, topic in makes}
    over = Room.objects.create(slug="over", title="Over", archived_at=now)
    unseen = Room.objects.create(slug="unseen", title="Unseen", archived_at=now)
    for one in (rooms["Soup"], over):
        Membership.objects.create(room=one, user=amara, joined_at=now)
    sections = client_of(amara).get(reverse("chat:rooms")).context["sections"]
    shown = {name: [(s.topic, [r.title for r in s.rooms]) for s in shelves] for name, shelves in sections.items()}
    assert shown == {
        "mine": [("Healthy eating", ["Soup"]), ("", [room.title])],
        "more": [("Being active", ["Walks"]), ("Healthy eating", ["Bread"]), ("", ["Anything"])],
        "foreign": [],
        "archived": [("", ["Over"])],
    }
    assert client_of(amara).post(reverse("chat:join", args=[unseen.slug])).status_code == 404


# --- the calendar file ------------------------------------------------------------------------------------------------
def lines_of(answer):
    content = answer.content.decode()
    assert content.endswith("\r\n")
    assert "\n" not in content.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in content.split("\r\n"))
    return content.replace("\r\n ", "").split("\r\n")[:-1]


def test_the_file_has_each_week_in_utc_under_a_name_that_stays(client_of, amara, guided, plan, now):
    hour = plan(now + timedelta(days=1), weekly_until=(now + timedelta(days=16)).date())
    page = reverse("chat:calendar", args=[guided.slug, hour.pk])
    answer = client_of(amara).get(page)
    lines = lines_of(answer)
    assert answer["Content-Type"].startswith("text/calendar")
    assert (lines[0], lines[-1], lines.count("BEGIN:VEVENT")) == ("BEGIN:VCALENDAR", "END:VCALENDAR", 3)
    starts = [line for line in lines if line.startswith("DTSTART:")]
    assert starts[0] == f"DTSTART:{now + timedelta(days=1):%Y%m%dT%H%M%SZ}"
    names = [line for line in lines if line.startswith("UID:")]
    assert len(set(names)) == 3
    assert client_of(amara).get(page).content == answer.content


def test_a_stranger_gets_no_file_whether_there_is_one_or_not(client_of, amara, chen, guided, plan, now):
    hour = plan(now + timedelta(days=1))
    pages = [reverse("chat:calendar", args=[guided.slug, number]) for number in (hour.pk, 999_999)]
    assert [client_of(chen).get(page).status_code for page in pages] == [404, 404]
    assert [client_of(amara).get(page).status_code for page in pages] == [200, 404]


def event(**fields):
    at = datetime(2026, 6, 4, 19, 0, tzinfo=UTC)
    rest = {"uid": "1@x", "start": at, "end": at, "made": at, "summary": "s", "description": "d", "url": "https://x/"}
    return ics.Event(**rest | fields)


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("Low, high; and back\\forth", r"Low\, high\; and back\\forth"),
        ("one\ntwo\r\nthree\rfour", r"one\ntwo\nthree\nfour"),
        ("END:VEVENT\r\nBEGIN:VEVENT", r"END:VEVENT\nBEGIN:VEVENT"),
        ("a\x00b\x1fc", "abc"),
    ],
)
def test_words_cannot_break_out_of_their_line(words, written):
    text = ics.calendar([event(summary=words)]).decode()
    assert f"\r\nSUMMARY:{written}\r\n" in text
    assert text.split("\r\n").count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize("letter", ["a", "é", "漢", "🌱"])
def test_long_lines_are_folded_between_letters_and_come_back_whole(letter):
    text = ics.calendar([event(summary=letter * 120)])
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    for line in text.split(b"\r\n"):
        line.decode()
    assert f"SUMMARY:{letter * 120}\r\n" in text.decode().replace("\r\n ", "")


# --- in open rooms ----------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_plan_and_its_end_are_told_to_the_room_as_a_change_and_to_who_comes_back_later(plan, guided, guide, now):
    before = guided.revision
    hour = plan(now + timedelta(hours=2))
    tending.call_off(hour, by=guide, now=now)
    guided.refresh_from_db()
    assert guided.revision == before + 2
    told = history.changes(guided.pk, before, guided.revision)
    assert (told.from_, told.to, told.settings) == (before + 1, before + 2, {"slow": 0, "archived": False})
    assert not LiveHour.objects.exists()


@pytest.mark.django_db
def test_an_open_page_gets_what_is_planned_now_and_a_stranger_nothing(plan, guided, amara, chen, client_of):
    address = reverse("chat:live", args=[guided.slug])
    assert ASK not in client_of(amara).get(address).content.decode()
    plan(timezone.now() + timedelta(hours=2))
    assert (
        client_of(amara).get(address).content.decode().count(f">{ASK}</strong>") == 2
    )  # over the messages, in the list
    assert client_of(chen).get(address).status_code == 404
