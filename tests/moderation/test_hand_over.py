"""A guide hands a message over to the clinicians: ahead of members' reports, with words, and on the record."""

import pytest
from django.urls import reverse

from chat.models import Membership, Message
from moderation import services
from moderation.errors import Invalid, OwnMessage
from moderation.models import AuditEntry, Case, Report
from moderation.models.words import Category
from moderation.services.cases import URGENCY

pytestmark = pytest.mark.django_db
WHY = "She has asked three people for a dose by now."


@pytest.fixture
def spoken(say, amara):
    return say(amara)


@pytest.fixture
def guide(guide, room, now):
    """The guide, in the room."""
    Membership.objects.create(room=room, user=guide, joined_at=now)
    return guide


@pytest.mark.parametrize("category", Category)
def test_what_a_guide_hands_over_comes_before_a_members_report_of_the_same(say, amara, ben, guide, now, category):
    reported, handed = say(amara), say(amara)
    services.report(reported.pk, by=ben, category=category, now=now)
    services.hand_over(handed.pk, by=guide, category=category, words=WHY, now=now)
    waiting = [case.message_id for case in Case.objects.waiting()]
    if URGENCY[category] < 4:
        assert waiting == [handed.pk, reported.pk]
    assert Case.objects.get(message=handed).urgency == min(URGENCY[category] + 1, 4)


def test_the_case_has_the_guides_words_and_the_trail_an_entry(spoken, guide, now):
    services.hand_over(spoken.pk, by=guide, category="dosing", words=WHY, now=now)
    case = Case.objects.get(message=spoken)
    flag = case.flags.get()
    assert (case.opened, flag.source, flag.reason) == ("guide", "guide", WHY)
    entry = AuditEntry.objects.get(action="case.handed_over")
    assert (entry.actor, entry.subject_id) == (guide, case.pk)


def test_it_joins_the_case_that_is_open_and_makes_it_more_urgent(spoken, ben, guide, now):
    services.report(spoken.pk, by=ben, category="abuse", now=now)
    services.hand_over(spoken.pk, by=guide, category="abuse", words=WHY, now=now)
    case = Case.objects.get(message=spoken)
    assert (case.opened, case.urgency) == ("reported", 3)
    assert [flag.source for flag in case.flags.order_by("pk")] == ["report", "guide"]


def test_done_twice_it_is_done_once_and_an_own_report_becomes_it(spoken, guide, now):
    services.report(spoken.pk, by=guide, category="spam", now=now)
    first = services.hand_over(spoken.pk, by=guide, category="dosing", words=WHY, now=now)
    assert services.hand_over(spoken.pk, by=guide, category="abuse", words=WHY, now=now) == first
    report = Report.objects.get()
    assert (report.by_guide, report.category, report.words) == (True, "dosing", WHY)


def test_it_needs_words_and_is_never_about_ones_own(spoken, say, guide, now):
    with pytest.raises(Invalid):
        services.hand_over(spoken.pk, by=guide, category="dosing", words=" ", now=now)
    own = say(guide)
    with pytest.raises(OwnMessage):
        services.hand_over(own.pk, by=guide, category="dosing", words=WHY, now=now)
    assert not Case.objects.exists()


def test_the_page_is_for_who_leads_the_room(client_of, spoken, ben, chen, guide, farah):
    page = reverse("moderation:hand_over", args=[spoken.pk])
    assert [client_of(user).get(page).status_code for user in (guide, ben, chen)] == [200, 404, 404]
    assert client_of(guide).post(page, {"category": "dosing", "words": ""}).status_code == 400
    assert client_of(guide).post(page, {"category": "dosing", "words": WHY}).status_code == 302
    assert Report.objects.get().by_guide


def test_a_guide_of_another_room_and_a_message_out_of_sight_get_the_same_answer(client_of, spoken, room, guide):
    page = reverse("moderation:hand_over", args=[spoken.pk])
    Message.objects.filter(pk=spoken.pk).update(state="removed")
    assert client_of(guide).post(page, {"category": "dosing", "words": WHY}).status_code == 404
    Message.objects.filter(pk=spoken.pk).update(state="published")
    Membership.objects.filter(user=guide, room=room).delete()
    assert client_of(guide).post(page, {"category": "dosing", "words": WHY}).status_code == 404
    assert not Case.objects.exists()


def test_the_queue_shows_who_brought_it(client_of, spoken, diaz, guide, now):
    services.hand_over(spoken.pk, by=guide, category="dosing", words=WHY, now=now)
    case = Case.objects.get()
    assert "Handed over by a guide" in client_of(diaz).get(reverse("moderation:queue")).content.decode()
    assert WHY in client_of(diaz).get(reverse("moderation:case", args=[case.pk])).content.decode()
