"""A person chooses how they are told of news: nothing reaches them unasked, and never in their quiet hours."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from peersupport.accounts.models import User
from peersupport.notices import hours, keys, reaching
from peersupport.notices.forms import ReachForm
from peersupport.notices.models import Reach

PAGE = "/me/notices/"
CHOICE = {
    "time_zone": "America/New_York",
    "push": ["reply", "mention"],
    "mail": ["outcome"],
    "shows_words": "on",
    "quiet": "on",
    "quiet_from": "21:30",
    "quiet_until": "06:00",
    "digest": "weekly",
    "digest_hour": "9",
}
NIGHT = (time(22), time(7))
VIENNA = ZoneInfo("Europe/Vienna")


@pytest.fixture
def _offered(settings):
    settings.PUSH_PRIVATE_KEY = keys.make()


@pytest.mark.parametrize("path", ["/me/", "/notices/"])
def test_the_way_there_names_devices_only_where_they_can_be_told(client_of, amara, settings, path):
    for key, is_offered in ((keys.make(), True), ("", False)):
        settings.PUSH_PRIVATE_KEY = key
        page = client_of(amara).get(path).content.decode()
        assert "How I hear of news: " in page
        assert ("devices, e-mail, quiet hours" in page) is is_offered


def test_nothing_is_chosen_for_anybody(amara):
    reach = reaching.reach_of(amara)
    assert (reach.push, reach.mail, reach.shows_words, reach.digest) == ([], [], False, "")
    assert not Reach.objects.exists()


@pytest.mark.usefixtures("_offered")
def test_what_is_chosen_is_kept_and_shown_again(amara, client_of):
    browser = client_of(amara)
    page = browser.post(PAGE, CHOICE, follow=True)
    assert "Saved." in page.content.decode()
    reach = Reach.objects.get(pk=amara.pk)
    assert (reach.push, reach.mail, reach.shows_words) == (["reply", "mention"], ["outcome"], True)
    assert (reach.quiet_from, reach.quiet_until) == (time(21, 30), time(6))
    assert (reach.digest, reach.digest_hour) == ("weekly", 9)
    assert User.objects.get(pk=amara.pk).time_zone == "America/New_York"
    form = browser.get(PAGE).context["form"]
    assert form["quiet_from"].value() == time(21, 30)
    assert form["time_zone"].value() == "America/New_York"


def test_unticking_everything_ends_it(amara, client_of):
    browser = client_of(amara)
    browser.post(PAGE, CHOICE)
    browser.post(PAGE, {"time_zone": "UTC", "digest": "", "digest_hour": "9"})
    reach = Reach.objects.get(pk=amara.pk)
    assert (reach.mail, reach.quiet_from, reach.quiet_until, reach.digest) == ([], None, None, "")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Middle/Earth"),
        ("mail", "everything"),
        ("quiet_until", "21:30"),
        ("quiet_until", ""),
        ("quiet_from", "late"),
        ("digest", "hourly"),
        ("digest_hour", "24"),
    ],
)
def test_nonsense_is_refused_and_nothing_changes(amara, client_of, field, value):
    answer = client_of(amara).post(PAGE, CHOICE | {field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Reach.objects.exists()


def test_without_a_key_of_the_site_devices_are_not_offered(amara, client_of):
    page = client_of(amara).get(PAGE)
    assert not {"push", "shows_words"} & page.context["form"].fields.keys()
    assert "My devices" not in page.content.decode()


def test_the_device_says_which_zone_it_is_in_until_somebody_chose_one(amara, client_of):
    browser = client_of(amara)
    assert "zone.js" in browser.get(PAGE).content.decode()
    browser.post(PAGE, CHOICE)
    assert "zone.js" not in browser.get(PAGE).content.decode()


def test_a_visitor_is_asked_to_log_in(client, db):
    assert client.get(PAGE).url == f"/accounts/login/?next={PAGE}"


def test_the_times_of_a_day_are_told_in_the_readers_way(amara):
    def first(language: str) -> str:
        from django.utils import translation

        with translation.override(language):
            form = ReachForm(reach=Reach(user=amara), zone="UTC", push_offered=False)
            return form.fields["digest_hour"].choices[18][1]

    assert (first("en"), first("es")) == ("18:00", "18:00")


def test_a_digest_that_is_new_or_moved_is_not_due_for_an_hour_that_has_passed(amara, now):
    first = reaching.choose(amara, {"digest": "daily", "digest_hour": 9}, now=now)
    assert first.digest_since == now
    same = reaching.choose(amara, {"digest": "daily", "mail": ["reply"]}, now=now.replace(year=now.year + 1))
    assert same.digest_since == now
    assert reaching.choose(amara, {"digest": ""}, now=now).digest_since is None


@pytest.mark.django_db
def test_the_database_keeps_quiet_hours_whole(amara):
    for broken in ({"quiet_from": time(22)}, {"quiet_from": time(22), "quiet_until": time(22)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reach.objects.create(user=amara, **broken)


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        ("2026-01-10T20:59", None),  # 21:59 in Vienna
        ("2026-01-10T21:00", "2026-01-11T06:00"),
        ("2026-01-10T23:30", "2026-01-11T06:00"),
        ("2026-01-11T05:59", "2026-01-11T06:00"),
        ("2026-01-11T06:00", None),
        ("2026-03-28T22:00", "2026-03-29T05:00"),  # the night in which the clocks go forward
        ("2026-10-24T21:00", "2026-10-25T06:00"),  # ... and back
    ],
)
def test_quiet_hours_are_of_the_persons_own_clock(at, ends):
    found = hours.quiet_until(_utc(at), VIENNA, *NIGHT)
    assert found == (ends and _utc(ends))


def test_quiet_hours_may_lie_within_a_day_or_be_none():
    noon = _utc("2026-01-10T11:30")
    assert hours.quiet_until(noon, VIENNA, time(12), time(14)) == _utc("2026-01-10T13:00")
    assert hours.quiet_until(noon, VIENNA, time(14), time(12)) is None
    assert hours.quiet_until(noon, VIENNA, None, None) is None


@pytest.mark.parametrize(
    ("at", "rhythm", "due"),
    [
        ("2026-11-18T17:00", "daily", "2026-11-18T17:00"),  # a Wednesday, 18:00 in Vienna
        ("2026-11-18T16:59", "daily", "2026-11-17T17:00"),
        ("2026-11-18T17:00", "weekly", "2026-11-16T17:00"),
        ("2026-11-16T16:59", "weekly", "2026-11-09T17:00"),
    ],
)
def test_a_digest_is_due_at_its_hour_of_the_persons_own_clock(at, rhythm, due):
    assert hours.latest_due(_utc(at), VIENNA, rhythm, 18) == _utc(due)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
