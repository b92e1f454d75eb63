"""A member disagrees with a removal: another clinician looks again, once, and the member is told what comes of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from chat.models import Membership, Message
from chat.services import editing
from chat.services.gate import Draft
from moderation import allowed, services
from moderation.errors import Invalid, NoSecondLook, OwnDecision, TooManyAppeals
from moderation.gate import ModerationGate
from moderation.judged import decided
from moderation.models import Appeal, AuditEntry, Case
from moderation.reading import history
from moderation.removals import removal_of, removals_of
from moderation.services.appeals import A_DAY
from moderation.services.decisions import Judgement
from peersupport.notices.models import Notice
from tests.moderation.conftest import HOLD, RISKY

pytestmark = pytest.mark.django_db
WHY = "I told what my own doctor said to me."


@pytest.fixture
def removed(case, judge) -> Message:
    """A message of Amara's that waited, and that Dr Diaz took out."""
    judge(case, note="Please tell it as your own story.")
    return case.message


@pytest.fixture
def ask(removed, amara, now):
    def asked(words: str = WHY, message: Message = removed, at=now, by=amara) -> Appeal:
        return services.appeal(message.pk, by=by, words=words, now=at)

    return asked


@pytest.fixture
def look(other_clinician, now):
    """The second look of another clinician: puts it back unless told otherwise."""

    def looked(appeal: Appeal, action: str = "publish", reason: str = "own_experience", **rest):
        judgement = Judgement(action, reason, revision=appeal.case.message.content_revision, **rest)
        return services.decide(appeal.case_id, judgement, by=other_clinician, now=now)

    return looked


def test_it_opens_a_case_with_the_members_words_and_the_trail_has_it(ask, removed, amara):
    case = ask().case
    flag = case.flags.get()
    assert (case.opened, case.message, case.urgency) == ("appeal", removed, 2)
    assert (flag.source, flag.label, flag.reason) == ("appeal", "dosing", WHY)
    assert AuditEntry.objects.get(action="case.appealed").actor == amara


def test_who_decided_neither_takes_nor_decides_it(ask, diaz, other_clinician, client_of, now):
    case = ask().case
    with pytest.raises(OwnDecision):
        services.claim(case.pk, by=diaz, now=now)
    with pytest.raises(OwnDecision):
        services.decide(case.pk, Judgement("remove", "dosing", None), by=diaz, now=now)
    page = client_of(diaz).get(reverse("moderation:case", args=[case.pk])).content.decode()
    assert "Another clinician takes the second look" in page
    assert 'name="action"' not in page
    assert "You decided about it before" in client_of(diaz).get(reverse("moderation:cases")).content.decode()
    page = client_of(other_clinician).get(reverse("moderation:case", args=[case.pk])).content.decode()
    assert [WHY in page, "Put it back as it is" in page, "Please tell it as your own story." in page] == [True] * 3
    assert services.claim(case.pk, by=other_clinician, now=now).claimed_by == other_clinician


def test_put_back_the_room_sees_it_and_its_author_is_told(ask, look, removed, amara):
    look(ask(), note="It is your own story, thank you.")
    removed.refresh_from_db()
    assert (removed.state, removed.removal_note) == ("published", "")
    notice = Notice.objects.filter(inbox_id=amara.pk).latest("pk")
    assert (notice.kind, notice.data["note"]) == ("appeal_restored", "It is your own story, thank you.")


def test_it_may_stay_out_and_that_is_the_end_of_it(ask, look, removed, amara, client_of):
    look(ask(), "remove", "dosing")
    removed.refresh_from_db()
    assert removed.state == "removed"
    assert Notice.objects.filter(inbox_id=amara.pk).latest("pk").kind == "appeal_kept"
    assert "It stays out" in client_of(amara).get(reverse("moderation:appeals")).content.decode()
    kept = Case.objects.get(opened="appeal").decisions.get()
    assert not allowed.may_appeal(kept, amara, kept.at)


def test_twice_is_once(ask):
    assert ask() == ask("Another reason")
    assert Case.objects.filter(opened="appeal").count() == 1


@pytest.mark.parametrize("words", ["", "  ", "\u200b\u2060", "x" * 1_001])
def test_it_needs_words_and_not_too_many(ask, words):
    with pytest.raises(Invalid):
        ask(words)


def test_after_14_days_it_is_too_late(ask, now, removed, amara, client_of):
    with pytest.raises(NoSecondLook):
        ask(at=now + timedelta(days=14, seconds=1))
    assert ask(at=now + timedelta(days=14))


def test_only_what_was_taken_out_and_is_ones_own(ask, say, amara, ben, client_of):
    spoken = say(amara)
    with pytest.raises(NoSecondLook):
        ask(message=spoken)
    assert client_of(amara).get(reverse("moderation:appeal", args=[spoken.pk])).status_code == 404


def test_a_stranger_and_another_member_find_no_such_page(removed, amara, ben, chen, client_of):
    address = reverse("moderation:appeal", args=[removed.pk])
    assert client_of(amara).get(address).status_code == 200
    for other in (ben, chen):
        assert client_of(other).get(address).status_code == 404
        assert client_of(other).post(address, {"words": WHY}).status_code == 404


def test_who_left_the_room_may_ask_all_the_same_and_is_led_to_no_page_that_is_closed(
    removed, look, amara, ben, client_of, room
):
    client, address = client_of(amara), reverse("moderation:appeal", args=[removed.pk])
    there = reverse("chat:room", args=[room.slug])
    assert f'href="{there}"' in client.get(address).content.decode()
    Membership.objects.filter(user=amara).delete()
    assert address in client.get(reverse("moderation:appeals")).content.decode()
    page = client.get(address).content.decode()
    assert 'name="words"' in page
    assert f'href="{there}"' not in page
    assert client.post(address, {"words": WHY}).status_code == 302
    assert f'href="{there}"' not in client.get(address).content.decode()
    assert client_of(ben).get(address).status_code == 404
    look(Appeal.objects.get(), "remove", "dosing")
    kept = Notice.objects.filter(inbox_id=amara.pk).latest("pk")
    assert (kept.kind, kept.data["url"]) == ("appeal_kept", reverse("moderation:appeals"))


def test_who_left_the_room_is_told_of_what_was_taken_out_and_put_back(case, judge, overturn, amara):
    Membership.objects.filter(user=amara).delete()
    judge(case)
    overturn(case.message)
    told = Notice.objects.filter(inbox_id=amara.pk).order_by("pk").values_list("kind", "data__url")
    assert list(told) == [("message_removed", reverse("moderation:appeals")), ("appeal_restored", "")]


def test_the_page_says_why_takes_the_words_and_tells_that_it_waits(removed, amara, client_of):
    client, address = client_of(amara), reverse("moderation:appeal", args=[removed.pk])
    assert "Please tell it as your own story." in client.get(address).content.decode()
    assert client.post(address, {"words": " "}).status_code == 400
    page = client.post(address, {"words": WHY}, follow=True).content.decode()
    assert "Waits for a second look" in page
    assert WHY in page
    assert 'name="words"' not in client.get(address).content.decode()


def test_a_member_asks_only_so_often_a_day(say, judge, amara, now):
    for number in range(A_DAY + 1):
        message = say(amara, f"{number} double your lantus", screened=HOLD)
        judge(Case.objects.get(message=message))
        if number < A_DAY:
            services.appeal(message.pk, by=amara, words=WHY, now=now)
    with pytest.raises(TooManyAppeals):
        services.appeal(message.pk, by=amara, words=WHY, now=now)
    assert services.appeal(message.pk, by=amara, words=WHY, now=now + timedelta(days=1, seconds=1))


@pytest.mark.parametrize(
    ("action", "reason", "risky"), [("publish", "own_experience", False), ("remove", "dosing", True)]
)
def test_what_was_looked_at_twice_teaches_a_rule_once_as_it_was_decided_last(ask, look, action, reason, risky):
    appeal = ask()
    assert [text.risky for text in decided()] == [True]
    look(appeal, action, reason)
    assert [text.risky for text in decided()] == [risky]


def test_new_words_that_went_with_the_message_are_no_second_removal(
    say, judge, amara, ben, other_clinician, third_clinician, now
):
    message = say(amara, "I walk.")
    draft = Draft(room=message.room.slug, author_id=amara.pk, key=uuid4(), text=RISKY)
    editing.edit(message.pk, draft, HOLD, gate=ModerationGate(), now=now)
    reported = services.report(message.pk, by=ben, category="other", now=now).case
    first = judge(reported)
    appeal = services.appeal(message.pk, by=amara, words=WHY, now=now)
    assert appeal.decision == first
    of_words = Case.objects.exclude(edit=None).get()
    revision = of_words.message.content_revision
    services.decide(of_words.pk, Judgement("remove", "dosing", revision), by=third_clinician, now=now)
    assert services.appeal(message.pk, by=amara, words=WHY, now=now) == appeal
    assert removal_of(message) == first
    assert [one.decision for one in removals_of(amara, now)] == [first]


def test_who_is_quoted_in_what_was_never_seen_hears_of_it_once_it_is_put_back(say, judge, look, amara, ben, now):
    answer = say(amara, screened=HOLD, reply_to=say(ben, "How do you do it?").pk)
    judge(Case.objects.get(message=answer))
    told = Notice.objects.filter(inbox_id=ben.pk, kind="message_reply")
    assert not told.exists()
    look(services.appeal(answer.pk, by=amara, words=WHY, now=now))
    assert told.count() == 1


def test_an_authors_record_counts_what_a_second_look_decided(ask, look, amara):
    appeal = ask()
    assert history(amara).decided == [("Removed", 1)]
    look(appeal)
    assert history(amara).decided == [("Shown as it was", 1)]
