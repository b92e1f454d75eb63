"""What has to be there before the first member, on the status page: what is missing says what to do and who can."""

import re

import pytest
from django.core.management import call_command
from django.utils import translation

from chat.models import Room
from moderation.models import DutyHours, SafetyCard
from moderation.services.cards import load_cards, revise_card, shipped, take_out_of_use
from peersupport.watching import opening
from peersupport.watching.lights import State
from peersupport.watching.probes import Probe

PAGE = "/admin/status/"
BRITISH, SPANISH = {"country": "GB", "language": "en"}, {"country": "", "language": "es"}


def found() -> dict[str, opening.Light]:
    names = ("cards", "second factor", "rooms", "clinicians", "duty", "mail", "push")
    return dict(zip(names, opening.lights(opening._look()), strict=True))


def test_a_new_site_is_told_what_it_lacks(db, settings):
    settings.PUSH_PRIVATE_KEY = ""
    load_cards(shipped())
    lights = found()
    assert {name for name, light in lights.items() if light.state is State.BAD} == {"cards", "rooms", "clinicians"}
    assert {name for name, light in lights.items() if light.state is State.LOOK} == {"duty", "mail"}
    assert "make_staff" in lights["cards"].advice
    assert all(light.advice for light in lights.values() if light.state in {State.BAD, State.LOOK})


def test_a_site_that_has_all_is_well(room, diaz, settings, now):
    settings.PUSH_PRIVATE_KEY = "there is one"
    call_command("load_cards", approve_as=diaz.email, verbosity=0)
    second = diaz.__class__.objects.create_user("second@example.org", pseudonym="Dr Second")
    opening.roles.grant(second, opening.roles.CLINICIAN)
    DutyHours.objects.create(weekday=0, starts="08:00", ends="12:00")
    lights = found()
    assert "Dr Second" in lights["second factor"].sentence
    assert lights["clinicians"].state is State.LOOK  # without a second factor a clinician cannot work
    settings.MFA_REQUIRED_FOR_STAFF = False
    assert {light.state for name, light in found().items() if name != "second factor"} == {State.WELL}


def test_without_any_card_the_command_is_named(db, diaz):
    assert found()["cards"].advice.endswith("manage.py load_cards")
    SafetyCard.objects.all().delete()
    assert found()["cards"].state is State.BAD


def test_a_draft_of_a_country_with_members_is_not_well(diaz, amara, ben):
    call_command("load_cards", approve_as=diaz.email, verbosity=0)
    assert found()["cards"].state is State.WELL
    SafetyCard.objects.filter(country="IE").update(approved_by=None, approved_at=None)
    assert found()["cards"].state is State.LOOK
    ben.country = "IE"
    ben.save()
    light = found()["cards"]
    assert light.state is State.BAD
    assert light.advice == "Have them read and approved under Safety cards. Who can: Dr Diaz."


def test_a_change_that_waits_is_looked_at_and_leaves_nobody_without_a_card(diaz, amara, now):
    call_command("load_cards", approve_as=diaz.email, verbosity=0)
    card = SafetyCard.objects.filter(country="", language="en").first()
    read, card.title = card.digest(), "Another title"
    revise_card(card, read, by=diaz, now=now)
    light = found()["cards"]
    assert (light.state, "drafts" in light.sentence) == (State.LOOK, False)
    call_command("load_cards", approve_as=diaz.email, verbosity=0)
    assert found()["cards"].state is State.WELL


def test_a_card_out_of_use_is_counted_apart_and_missed_where_it_is_the_one_for_any_country(diaz, settings, now):
    call_command("load_cards", approve_as=diaz.email, verbosity=0)
    british, spanish = (SafetyCard.objects.get(kind="foot", **place) for place in (BRITISH, SPANISH))
    take_out_of_use(british.pk, "Wrong", by=diaz, now=now)
    light, count = found()["cards"], SafetyCard.objects.count()
    assert light.sentence == f"Approved: {count - 1} of {count}. Out of use: 1."
    assert (light.state, "put back" in light.advice) == (State.LOOK, True)
    take_out_of_use(spanish.pk, "Wrong", by=diaz, now=now)
    assert found()["cards"].state is State.LOOK
    settings.LANGUAGE_CODE = "es"
    with translation.override("en"):
        light = found()["cards"]
    assert (light.state, "put back" in light.advice) == (State.BAD, True)


def test_an_archived_room_and_a_thread_with_the_care_team_are_no_rooms(room, amara, now):
    Room.objects.create(slug="care", title="Care", care_for=amara)
    assert found()["rooms"].state is State.WELL
    Room.objects.filter(pk=room.pk).update(archived_at=now)
    assert found()["rooms"].state is State.BAD


@pytest.mark.django_db(transaction=True)
def test_the_status_page_lists_it_and_names_the_worst_in_its_heading(client_of, farah, monkeypatch):
    monkeypatch.setattr(opening, "probe", Probe(opening._ask, keep=0))
    html = client_of(farah).get(PAGE).content.decode()
    assert "Before the first member" in html
    worst = re.search(r"Not well:</span>([^<]*)", html)
    assert worst
    assert {"Safety cards", "Rooms", "Clinicians"} <= {name.strip() for name in worst[1].split(",")}
