"""Whether a clinician is on duty: right across midnight, changes of the clock and time zones; silent when unknown."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from chat import services as chat
from moderation import duty, services
from moderation.errors import Invalid
from moderation.models import AuditEntry, DutyHours, DutyTurn
from moderation.rota import Duty, Hours
from moderation.rota import duty as rota
from peersupport.accounts import roles
from tests.support import cast

VIENNA, DENVER = ZoneInfo("Europe/Vienna"), ZoneInfo("America/Denver")
MONDAY = 0
WEEKDAYS = [Hours(day, time(8), time(16)) for day in range(5)]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def at(*parts: int, hours=WEEKDAYS, zone=VIENNA, turns=()):
    """What is told at a moment of the zone's own clock."""
    return rota(hours, turns, zone, datetime(*parts, tzinfo=zone))


# --- the reckoning ----------------------------------------------------------------------------------------------------
def test_without_a_roster_or_a_turn_nothing_is_known():
    assert at(2026, 3, 2, 9, hours=[]) is None


def test_within_the_hours_somebody_is_there_and_outside_the_next_hours_are_told():
    assert at(2026, 3, 2, 8) == at(2026, 3, 2, 15, 59) == Duty(now=True)
    assert at(2026, 3, 2, 7, 59) == Duty(now=False, until=utc(2026, 3, 2, 7))
    assert at(2026, 3, 2, 16) == Duty(now=False, until=utc(2026, 3, 3, 7))


def test_after_friday_comes_monday():
    assert at(2026, 3, 6, 17) == Duty(now=False, until=utc(2026, 3, 9, 7))


def test_a_night_that_began_yesterday_goes_on_today_and_over_the_end_of_the_week():
    sunday_night = [Hours(6, time(22), time(6))]
    assert at(2026, 3, 1, 23, hours=sunday_night).now
    assert at(2026, 3, 2, 5, 59, hours=sunday_night).now
    assert at(2026, 3, 2, 6, hours=sunday_night) == Duty(now=False, until=utc(2026, 3, 8, 21))


def test_from_midnight_to_midnight_is_a_whole_day():
    whole = [Hours(MONDAY, time(0), time(0))]
    assert [at(2026, 3, day, 12, hours=whole).now for day in (1, 2, 3)] == [False, True, False]


@pytest.mark.parametrize(("day", "opens"), [((2026, 3, 27), 7), ((2026, 3, 30), 6), ((2026, 10, 26), 7)])
def test_eight_is_eight_on_the_wall_in_summer_and_in_winter(day, opens):
    assert at(*day, 7, 59).until == utc(*day, opens)
    assert at(*day, 8).now


def test_on_the_night_when_the_clock_goes_forward_a_duty_is_an_hour_shorter():
    night = [Hours(5, time(22), time(6))]  # Saturday, 28 March 2026
    begins, ends = utc(2026, 3, 28, 21), utc(2026, 3, 29, 4)
    minute = timedelta(minutes=1)
    told = [rota(night, (), VIENNA, moment).now for moment in (begins - minute, begins, ends - minute, ends)]
    assert told == [False, True, True, False]


def test_at_a_time_that_is_skipped_or_comes_twice_one_duty_follows_on_the_other():
    handed_over = [Hours(5, time(22), time(2, 30)), Hours(6, time(2, 30), time(6))]
    for begins, hours in ((utc(2026, 3, 28, 21), 7), (utc(2026, 10, 24, 20), 9)):
        told = [rota(handed_over, (), VIENNA, begins + timedelta(minutes=m)).now for m in range(hours * 60 + 1)]
        assert told == [True] * hours * 60 + [False]


def test_a_duty_that_ends_at_a_time_that_comes_twice_ends_the_second_time():
    late = [Hours(5, time(22), time(2, 30))]
    told = [rota(late, (), VIENNA, utc(2026, 10, 25, *hour)).now for hour in ((0, 29), (0, 31), (1, 29), (1, 30))]
    assert told == [True, True, True, False]


def test_the_hours_are_those_of_the_sites_own_zone():
    moment = utc(2026, 3, 2, 8)
    assert rota(WEEKDAYS, (), VIENNA, moment).now
    assert rota(WEEKDAYS, (), DENVER, moment) == Duty(now=False, until=utc(2026, 3, 2, 15))


def test_a_turn_goes_before_the_roster_while_it_lasts():
    moment = datetime(2026, 3, 1, 12, tzinfo=VIENNA)
    for hours in ([], WEEKDAYS):
        assert rota(hours, [moment + timedelta(hours=1)], VIENNA, moment).now
    assert not rota(WEEKDAYS, [moment], VIENNA, moment).now


# --- the roster and turns ---------------------------------------------------------------------------------------------
def around(now: datetime, **fields) -> DutyHours:
    """Hours of the roster that go on at `now`."""
    here = timezone.localtime(now)
    day = here - timedelta(hours=1)
    ends = (here + timedelta(hours=1)).time()
    return DutyHours.objects.create(weekday=day.weekday(), starts=day.time(), ends=ends, **fields)


@pytest.mark.django_db
def test_hours_of_who_is_no_clinician_any_more_do_not_count(diaz, now):
    assert duty.at(now) is None
    around(now, clinician=diaz)
    assert duty.at(now).now
    cast.take_role(diaz, roles.CLINICIAN)
    assert duty.at(now) is None
    around(now)  # the team's
    assert duty.at(now).now


@pytest.mark.django_db
def test_a_clinician_goes_on_duty_and_off_again_and_both_are_noted(client_of, diaz, now):
    client, turn = client_of(diaz), reverse("moderation:duty_turn")
    client.post(turn, {"hours": "4"})
    assert duty.at(now + timedelta(hours=3)).now
    assert duty.at(now + timedelta(hours=5)) is None
    assert "You are on duty until" in client.get(reverse("moderation:queue")).content.decode()
    client.post(turn, {"hours": "0"})
    assert duty.at(timezone.now()) is None
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["duty.ended", "duty.began"]


@pytest.mark.django_db
@pytest.mark.parametrize("hours", ["", "-4", "5", "1000", "⁴"])
def test_a_turn_of_no_such_length_is_refused(client_of, diaz, hours):
    client_of(diaz).post(reverse("moderation:duty_turn"), {"hours": hours})
    assert not DutyTurn.objects.exists()
    with pytest.raises(Invalid):
        services.go_on_duty(100, by=diaz, now=timezone.now())


@pytest.mark.django_db
def test_only_a_clinician_goes_on_duty(client_of, amara, guide, farah):
    for user in (amara, guide, farah):
        assert client_of(user).post(reverse("moderation:duty_turn"), {"hours": "4"}).status_code == 404


@pytest.mark.django_db
def test_admins_and_clinicians_keep_the_roster_and_it_tells_the_zone(client_of, amara, erin, farah, diaz):
    add = reverse("admin:moderation_dutyhours_add")
    assert [client_of(user).get(add).status_code for user in (erin, farah, diaz)] == [403, 200, 200]
    assert client_of(amara).get(add).status_code in (302, 403)
    form = client_of(farah).get(add).content.decode()
    assert "UTC" in form
    assert diaz.pseudonym in form
    assert amara.pseudonym not in form
    given = {"clinician": "", "weekday": "0", "starts": "22:00", "ends": "06:00"}
    assert client_of(farah).post(add, given).status_code == 302
    assert "the team" in client_of(farah).get(reverse("admin:moderation_dutyhours_changelist")).content.decode()


# --- what members read ------------------------------------------------------------------------------------------------
@pytest.fixture
def shown(client_of, amara, room, now):
    """What Amara reads in the room, and in her thread with the care team."""
    thread = chat.ask_care_team(by=amara, now=now)
    client = client_of(amara)

    def pages() -> list[str]:
        return [client.get(reverse("chat:room", args=[place.slug])).content.decode() for place in (room, thread)]

    return pages


def test_members_read_nothing_of_duty_where_no_roster_was_entered(shown):
    for page in shown():
        assert "on duty" not in page


def test_members_read_that_a_clinician_is_there(shown, now):
    around(now)
    pages = shown()
    assert ["A clinician is on duty." in page for page in pages] == [True, True]
    assert ["Risky messages wait" in page for page in pages] == [True, False]


@override_settings(TIME_ZONE="Europe/Vienna")
def test_members_read_when_a_clinician_will_be_there_and_that_risky_messages_wait(shown, now):
    opens = timezone.localtime(now) + timedelta(days=2)
    DutyHours.objects.create(weekday=opens.weekday(), starts=time(8), ends=time(16))
    for page in shown():
        assert "Nobody is on duty until" in page
        assert "08:00 (Europe/Vienna)" in page
        assert f'datetime="{opens:%Y-%m-%d}T08:00:00' in page
    assert ["Risky messages wait" in page for page in shown()] == [True, False]
    assert ["reaches the clinicians at once, and waits" in page for page in shown()] == [False, True]


def test_an_open_room_knows_where_to_ask_for_the_line_again_and_a_visitor_is_sent_to_log_in(
    shown, client_of, client, amara, now
):
    around(now)
    asked = [re.search(r'data-part="duty" data-url="([^"]+)"', page).group(1) for page in shown()]
    assert asked == [reverse("moderation:duty"), f"{reverse('moderation:duty')}?care"]
    lines = [client_of(amara).get(address).content.decode() for address in asked]
    assert ["Risky messages wait" in line for line in lines] == [True, False]
    assert all("A clinician is on duty." in line for line in lines)
    assert client.get(asked[0]).status_code == 302
