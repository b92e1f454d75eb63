"""Of two clinicians who reach for a case, one gets it, and the other learns who."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from moderation import services
from moderation.errors import CaseClosed, Clash, OwnMessage
from moderation.models import AuditEntry, Case, ClaimEvent
from tests.moderation.conftest import HOLD


def test_a_claim_lasts_ten_minutes(case, diaz, now):
    claimed = services.claim(case.pk, by=diaz, now=now)
    assert claimed.holder(now) == diaz
    assert claimed.claimed_until == now + timedelta(minutes=10)
    assert claimed.holder(now + timedelta(minutes=10)) is None


def test_the_second_clinician_is_told_who_has_it(case, diaz, other_clinician, now):
    services.claim(case.pk, by=diaz, now=now)
    with pytest.raises(Clash) as refused:
        services.claim(case.pk, by=other_clinician, now=now)
    assert (refused.value.holder, refused.value.until) == (diaz, now + timedelta(minutes=10))


def test_claiming_again_gives_more_time_but_keeps_the_beginning(case, diaz, now):
    services.claim(case.pk, by=diaz, now=now)
    claimed = services.claim(case.pk, by=diaz, now=now + timedelta(minutes=4))
    assert (claimed.claimed_at, claimed.claimed_until) == (now, now + timedelta(minutes=14))


def test_a_claim_that_ran_out_may_be_taken_over(case, diaz, other_clinician, now):
    services.claim(case.pk, by=diaz, now=now)
    taken = services.claim(case.pk, by=other_clinician, now=now + timedelta(minutes=10))
    assert taken.claimed_by == other_clinician
    assert list(ClaimEvent.objects.values_list("kind", flat=True)) == ["claimed", "taken_over"]


def test_a_case_given_back_is_free_for_all(case, diaz, other_clinician, now):
    services.claim(case.pk, by=diaz, now=now)
    assert not services.release(case.pk, by=other_clinician, now=now)
    assert services.release(case.pk, by=diaz, now=now)
    assert services.claim(case.pk, by=other_clinician, now=now).claimed_by == other_clinician


def test_each_step_is_in_the_audit_trail(case, diaz, now):
    services.claim(case.pk, by=diaz, now=now)
    services.release(case.pk, by=diaz, now=now)
    steps = AuditEntry.objects.order_by("seq").values_list("action", "actor_id", "subject_id")
    assert list(steps) == [("case.claimed", diaz.pk, case.pk), ("case.released", diaz.pk, case.pk)]


def test_a_closed_case_cannot_be_claimed(case, judge, other_clinician, now):
    judge(case)
    with pytest.raises(CaseClosed):
        services.claim(case.pk, by=other_clinician, now=now)


def test_nobody_claims_a_case_about_their_own_message(say, diaz, now):
    own = Case.objects.get(message=say(diaz, screened=HOLD))
    with pytest.raises(OwnMessage):
        services.claim(own.pk, by=diaz, now=now)


@pytest.mark.django_db(transaction=True)
def test_when_two_claim_in_the_same_instant_exactly_one_gets_it(case, diaz, other_clinician, now):
    start = Barrier(2)

    def reach(clinician):
        start.wait()
        try:
            return services.claim(case.pk, by=clinician, now=now).claimed_by
        except Clash as clash:
            return clash.holder
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(reach, [diaz, other_clinician])
    assert first == second == Case.objects.get(pk=case.pk).claimed_by
    assert ClaimEvent.objects.count() == 1


def test_the_button_claims_and_opens_the_case(case, diaz, client_of):
    answer = client_of(diaz).post(reverse("moderation:claim", args=[case.pk]))
    assert (answer.status_code, answer.url) == (302, reverse("moderation:case", args=[case.pk]) + "#taken")
    assert Case.objects.get(pk=case.pk).claimed_by == diaz


def test_the_second_button_gets_409_with_the_name(case, diaz, other_clinician, client_of, now):
    services.claim(case.pk, by=other_clinician, now=now)
    answer = client_of(diaz).post(reverse("moderation:claim", args=[case.pk]))
    assert answer.status_code == 409
    assert other_clinician.pseudonym in answer.content.decode()


@pytest.mark.parametrize("step", ["claim", "release", "hide", "decide"])
def test_the_steps_answer_to_post_alone(case, diaz, client_of, step):
    assert client_of(diaz).get(reverse(f"moderation:{step}", args=[case.pk])).status_code == 405


@pytest.mark.parametrize("step", ["claim", "release", "hide", "decide"])
@pytest.mark.parametrize("who", ["amara", "erin", "farah", "guide"])
def test_for_everybody_else_there_is_no_such_case(case, client_of, request, who, step):
    client = client_of(request.getfixturevalue(who))
    assert client.post(reverse(f"moderation:{step}", args=[case.pk])).status_code == 404
    assert Case.objects.get(pk=case.pk, closed_at=None).claimed_by is None
