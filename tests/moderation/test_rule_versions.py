"""A rule's life: drafted, in shadow, signed by a second clinician, live, rolled back; each by who may, each once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from moderation import services
from moderation.errors import Invalid, ModerationError, NoSuchStep, NotReplayed, OwnRule, RuleChanged
from moderation.models import AuditEntry, RuleBook, RuleVersion
from moderation.rule_book import SHIPPED, laid_over, read
from moderation.services.rules import before_it
from tests.moderation.conftest import TEA, broken, replay

pytestmark = pytest.mark.django_db
State = RuleVersion.State


def live_of(rule_id="site.tea"):
    return RuleVersion.objects.filter(rule_id=rule_id, state=State.LIVE).values_list("number", flat=True).first()


def revision():
    return RuleBook.objects.values_list("revision", flat=True).first() or 0


def test_a_draft_is_in_force_nowhere(draft):
    assert (draft.state, draft.number, draft.version) == (State.DRAFT, 1, "site-1")
    assert revision() == 0
    assert "site.tea" not in {rule.id for rule in read().rules}


def test_a_signed_version_stands_beside_the_shipped_rules(live):
    rules = read().rules
    assert len(rules) == len(SHIPPED) + 1
    assert (rules[-1].id, rules[-1].version) == ("site.tea", "site-1")
    assert revision() == 1


def test_a_version_of_a_shipped_rule_takes_its_place_and_one_switched_off_silences_it(put_live, shipped_content):
    rule_id, content = shipped_content
    put_live(rule_id, content | {"severity": "low"})
    assert [rule.id for rule in read().rules] == list(SHIPPED)
    assert {rule.severity for rule in read().rules if rule.id == rule_id} == {"low"}
    put_live(rule_id, content | {"switched_off": True})
    assert rule_id not in {rule.id for rule in read().rules}
    assert laid_over([(rule_id, None)]) == read().rules


def test_nobody_signs_a_version_of_their_own(draft, diaz, now):
    replay(draft, diaz, now)
    with pytest.raises(OwnRule):
        services.sign_rule(draft.pk, draft.digest(), by=diaz, now=now)
    assert "sign" not in services.rules.rule_steps(draft, diaz)


def test_a_version_is_signed_only_as_it_was_replayed_and_read(draft, diaz, other_clinician, now):
    with pytest.raises(NotReplayed):
        services.sign_rule(draft.pk, draft.digest(), by=other_clinician, now=now)
    replay(draft, diaz, now)
    services.change_rule(draft.pk, TEA | {"severity": "low"}, "Milder.", by=diaz, now=now)
    before = draft.digest()
    draft.refresh_from_db()
    with pytest.raises(NotReplayed):
        services.sign_rule(draft.pk, draft.digest(), by=other_clinician, now=now)
    assert "sign" not in services.rules.rule_steps(draft, other_clinician)
    replay(draft, diaz, now)
    with pytest.raises(RuleChanged):
        services.sign_rule(draft.pk, before, by=other_clinician, now=now)
    draft.refresh_from_db()
    assert "sign" in services.rules.rule_steps(draft, other_clinician)
    assert services.sign_rule(draft.pk, draft.digest(), by=other_clinician, now=now).state == State.LIVE


def test_the_second_of_two_drafts_is_signed_only_as_replayed_beside_the_first(
    draft, put_live, diaz, other_clinician, now
):
    replay(draft, diaz, now)
    first = put_live("site.tea", TEA | {"severity": "high"})
    with pytest.raises(NotReplayed):
        services.sign_rule(draft.pk, draft.digest(), by=other_clinician, now=now)
    replay(draft, diaz, now)
    services.roll_back_rule("site.tea", first.pk, "Bad.", by=diaz, now=now)
    with pytest.raises(NotReplayed):
        services.sign_rule(draft.pk, draft.digest(), by=other_clinician, now=now)
    put_live("site.other", TEA)
    replay(draft, diaz, now)
    put_live("site.other", TEA)
    assert services.sign_rule(draft.pk, draft.digest(), by=other_clinician, now=now).state == State.LIVE


@pytest.mark.parametrize("who", ["amara", "erin", "farah", "guide"])
def test_only_clinicians_write_and_sign(who, request, draft, live_tea, now):
    person = request.getfixturevalue(who)
    for step in (
        lambda: services.draft_rule("site.other", TEA, "Why.", by=person, now=now),
        lambda: services.change_rule(draft.pk, TEA, "Why.", by=person, now=now),
        lambda: services.discard_rule(draft.pk, by=person, now=now),
        lambda: services.shadow_rule(draft.pk, by=person, now=now),
        lambda: services.keep_replay(draft.pk, {}, by=person, now=now),
        lambda: services.sign_rule(draft.pk, draft.digest(), by=person, now=now),
        lambda: services.roll_back_rule("site.live-tea", live_tea.pk, "Why.", by=person, now=now),
    ):
        with pytest.raises(PermissionDenied):
            step()
    assert services.rules.rule_steps(draft, person) == set()


def test_a_draft_is_its_authors_alone(draft, other_clinician, now):
    with pytest.raises(OwnRule):
        services.change_rule(draft.pk, TEA, "Mine now.", by=other_clinician, now=now)
    with pytest.raises(OwnRule):
        services.discard_rule(draft.pk, by=other_clinician, now=now)


def test_what_left_draft_is_never_changed(live, diaz, now):
    with pytest.raises(NoSuchStep):
        services.change_rule(live.pk, TEA, "Again.", by=diaz, now=now)
    with pytest.raises(NoSuchStep):
        services.discard_rule(live.pk, by=diaz, now=now)


@pytest.mark.parametrize(
    "change",
    [{"reason": "Other."}, {"patterns": []}, {"match": []}, {"score": 0.1}, {"why": "Another."}, {"state": "draft"}],
)
def test_the_database_refuses_too(live, draft, change):
    assert RuleVersion.objects.filter(pk=draft.pk).update(**change) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleVersion.objects.filter(pk=live.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleVersion.objects.filter(pk=live.pk).delete()


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.LIVE},
        {"signed_by_id": None},
        {"signed_at": None},
        {"number": 1},
    ],
)
def test_the_database_holds_one_live_version_and_a_whole_signature(live, put_live, diaz, now, change):
    first, second = live, put_live("site.tea", TEA)
    other = RuleVersion.objects.get(pk=first.pk) if change.get("state") else second
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleVersion.objects.filter(pk=other.pk).update(**change)


def test_the_database_refuses_a_signature_of_the_author(draft, diaz, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleVersion.objects.filter(pk=draft.pk).update(signed_by=diaz, signed_at=now)


def test_a_rule_has_one_version_in_shadow(draft, diaz, now):
    services.shadow_rule(draft.pk, by=diaz, now=now)
    second = services.draft_rule("site.tea", TEA, "Better.", by=diaz, now=now)
    services.shadow_rule(second.pk, by=diaz, now=now)
    assert list(RuleVersion.objects.order_by("number").values_list("state", flat=True)) == ["retired", "shadow"]
    services.end_shadow(second.pk, by=diaz, now=now)
    assert read().shadow == ()
    assert revision() == 3


def test_switching_off_has_no_shadow(diaz, now, shipped_content):
    rule_id, content = shipped_content
    off = services.draft_rule(rule_id, content | {"switched_off": True}, "Too loud.", by=diaz, now=now)
    with pytest.raises(NoSuchStep):
        services.shadow_rule(off.pk, by=diaz, now=now)


def test_rolling_back_goes_to_the_version_before_and_then_to_the_shipped_rule(
    put_live, shipped_content, other_clinician, now
):
    rule_id, content = shipped_content
    for severity in ("low", "medium"):
        last = put_live(rule_id, content | {"severity": severity})
    assert live_of(rule_id) == 2
    before = services.roll_back_rule(rule_id, last.pk, "Too many.", by=other_clinician, now=now)
    assert (before.number, live_of(rule_id)) == (1, 1)
    assert services.roll_back_rule(rule_id, before.pk, "Still.", by=other_clinician, now=now) is None
    assert read().rules == tuple(SHIPPED.values())
    assert revision() == 4


def test_a_version_that_was_rolled_back_does_not_come_back_by_itself(put_live, diaz, now):
    _, second = put_live("site.tea", TEA), put_live("site.tea", TEA)
    services.roll_back_rule("site.tea", second.pk, "Bad.", by=diaz, now=now)
    third = put_live("site.tea", TEA)
    assert services.roll_back_rule("site.tea", third.pk, "Bad too.", by=diaz, now=now).number == 1


def test_one_may_roll_back_to_the_shipped_rule_at_once(put_live, shipped_content, diaz, now):
    rule_id, content = shipped_content
    put_live(rule_id, content)
    last = put_live(rule_id, content)
    assert services.roll_back_rule(rule_id, last.pk, "All bad.", shipped=True, by=diaz, now=now) is None
    assert live_of(rule_id) is None


def test_what_was_passed_over_for_the_shipped_rule_does_not_come_back(put_live, shipped_content, diaz, now):
    rule_id, content = shipped_content
    first, second, third, fourth = (now + timedelta(hours=hour) for hour in range(4))
    put_live(rule_id, content, first)
    harmful = put_live(rule_id, content, second)
    services.roll_back_rule(rule_id, harmful.pk, "All bad.", shipped=True, by=diaz, now=third)
    later = put_live(rule_id, content, fourth)
    assert before_it(later) is None
    assert before_it(put_live(rule_id, content, fourth + timedelta(hours=1))) == later


def test_a_version_that_cannot_be_built_does_not_come_back(live_tea, put_live, diaz, now, shipped_content):
    for rule_id, content in (("site.tea", TEA), shipped_content):
        broken(rule_id, live_tea, now, patterns=["..3"])
        harmful = put_live(rule_id, content)
        in_force = read()
        assert services.roll_back_rule(rule_id, harmful.pk, "Bad.", by=diaz, now=now) is None
        after = {rule.id: rule for rule in read(in_force).rules}
        assert after.get(rule_id) == SHIPPED.get(rule_id)


def test_who_saw_another_version_live_rolls_nothing_back(put_live, diaz, now):
    first = put_live("site.tea", TEA)
    put_live("site.tea", TEA)
    with pytest.raises(NoSuchStep):
        services.roll_back_rule("site.tea", first.pk, "Old page.", by=diaz, now=now)


@pytest.mark.parametrize(
    "rule_id", ["tea", "site.", "site.Tea", "site.tea--x", "site." + "a" * 60, "dosing.none", "site.a b"]
)
def test_an_id_that_fits_no_rule_is_refused(rule_id, diaz, now):
    with pytest.raises(Invalid) as refused:
        services.draft_rule(rule_id, TEA, "Why.", by=diaz, now=now)
    assert list(refused.value.fields) == ["rule_id"]


def test_a_rule_that_is_not_right_is_refused_beside_its_fields(diaz, now):
    with pytest.raises(Invalid) as refused:
        services.draft_rule("site.tea", TEA | {"clean": [*TEA["clean"], TEA["match"][0]]}, " ", by=diaz, now=now)
    assert set(refused.value.fields) == {"clean", "why"}
    assert TEA["match"][0] in refused.value.fields["clean"]
    assert not RuleVersion.objects.exists()


def test_each_step_is_in_the_audit_trail_without_the_content(draft, diaz, other_clinician, now):
    replay(draft, diaz, now)
    services.shadow_rule(draft.pk, by=diaz, now=now)
    services.sign_rule(draft.pk, draft.digest(), by=other_clinician, now=now)
    services.roll_back_rule("site.tea", draft.pk, "Too many.", by=diaz, now=now)
    trail = list(AuditEntry.objects.order_by("seq").values_list("action", "actor"))
    acts = ["rule.drafted", "rule.replayed", "rule.shadowed", "rule.signed", "rule.rolled_back"]
    assert trail == list(zip(acts, [diaz.pk, diaz.pk, diaz.pk, other_clinician.pk, diaz.pk], strict=True))
    last = AuditEntry.objects.order_by("-seq").first()
    assert last.data == {"rule": "site.tea", "version": 1, "content": draft.digest(), "to": 0, "why": "Too many."}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["sign", "roll_back", "draft"])
def test_of_two_at_once_one_does_it_and_the_other_is_told(
    step, draft, live_tea, diaz, other_clinician, third_clinician, now
):
    replay(draft, diaz, now)
    before = revision()

    def act(who):
        try:
            if step == "sign":
                services.sign_rule(draft.pk, draft.digest(), by=who, now=now)
            elif step == "roll_back":
                services.roll_back_rule("site.live-tea", live_tea.pk, "Both.", by=who, now=now)
            else:
                return services.draft_rule("site.tea", TEA, "Both.", by=who, now=now).number
        except ModerationError as error:
            return error.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = sorted(map(str, pool.map(act, (other_clinician, third_clinician))))
    assert done == (["2", "3"] if step == "draft" else ["done", "no_such_step"])
    assert revision() == before + (step != "draft")
