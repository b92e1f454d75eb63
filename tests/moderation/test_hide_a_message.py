"""A message that cannot wait: a clinician takes it out of sight at once, and a decision ends that."""

import pytest
from django.urls import reverse

from chat.models import Message
from chat.reading import history
from moderation import services
from moderation.errors import CaseClosed, Clash, NotInSight, OwnMessage
from moderation.models import AuditEntry, Case, Queue
from peersupport.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def reported(say, amara, ben, now) -> Case:
    """The case of a message that everybody sees."""
    return services.report(say(amara).pk, by=ben, category="dosing", now=now).case


@pytest.fixture
def press(client_of):
    """press(user, case, **fields) presses the button, with what was typed of the decision."""
    return lambda user, case, **typed: client_of(user).post(reverse("moderation:hide", args=[case.pk]), typed)


def state(case):
    return Message.objects.get(pk=case.message_id).state


def kinds(user):
    return list(Notice.objects.filter(inbox_id=user.pk).order_by("pk").values_list("kind", flat=True))


def test_the_room_has_a_tombstone_and_the_case_its_clinician_an_entry_and_the_queue_moves_on(reported, diaz, room, now):
    before = Queue.objects.get().revision
    for _pressed_twice in range(2):
        services.hide(reported.pk, by=diaz, now=now)
    [shown] = history.page_before(room, None)[0]
    assert (shown["state"], "html" in shown) == ("hidden", False)
    case = Case.objects.get()
    assert (case.claimed_by, case.closed_at, Queue.objects.get().revision) == (diaz, None, before + 1)
    assert [entry.actor for entry in AuditEntry.objects.filter(action="case.hidden")] == [diaz]


@pytest.mark.parametrize(
    ("action", "after", "told"),
    [
        ("publish", "published", "message_published"),
        ("correct", "published", "message_corrected"),
        ("remove", "removed", "message_removed"),
    ],
)
def test_a_decision_ends_it_and_its_author_is_told(reported, judge, diaz, amara, now, action, after, told):
    services.hide(reported.pk, by=diaz, now=now)
    judge(Case.objects.get(), action, correction="Ask your team first.")
    assert (state(reported), kinds(amara)) == (after, [told])


def test_the_page_keeps_what_was_typed_and_its_decision_holds(reported, press, client_of, diaz, now):
    client = client_of(diaz)
    page = client.get(reverse("moderation:case", args=[reported.pk])).content.decode()
    assert "Hide it until it is decided" in page
    answer = press(diaz, reported, note="half a thought", action="remove", revision="1")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert ["half a thought" in page, "The room does not see the message" in page] == [True, True]
    assert ["Hide it until" in page, "Put it back as it is" in page] == [False, True]
    revision = Message.objects.get().content_revision
    assert f'name="revision" value="{revision}"' in page
    fields = {"action": "remove", "reason": "dosing", "revision": revision, "note": "half a thought"}
    client.post(reverse("moderation:decide", args=[reported.pk]), fields)
    assert state(reported) == Message.State.REMOVED


def test_what_the_room_does_not_see_is_not_hidden(case, press, client_of, diaz, now):
    with pytest.raises(NotInSight):
        services.hide(case.pk, by=diaz, now=now)
    assert "Hide it until" not in client_of(diaz).get(reverse("moderation:case", args=[case.pk])).content.decode()
    assert press(diaz, case).status_code == 409
    assert (state(case), Case.objects.get().claimed_by) == (Message.State.HELD, None)


def test_nor_what_another_clinician_holds_what_was_decided_or_ones_own(
    reported, say, judge, ben, diaz, other_clinician, now
):
    services.claim(reported.pk, by=other_clinician, now=now)
    with pytest.raises(Clash):
        services.hide(reported.pk, by=diaz, now=now)
    judge(reported, "publish", "own_experience", by=other_clinician)
    with pytest.raises(CaseClosed):
        services.hide(reported.pk, by=diaz, now=now)
    own = services.report(say(diaz).pk, by=ben, category="dosing", now=now).case
    with pytest.raises(OwnMessage):
        services.hide(own.pk, by=diaz, now=now)
    assert {state(reported), state(own)} == {Message.State.PUBLISHED}
