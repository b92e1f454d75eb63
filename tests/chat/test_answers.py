"""Who is quoted is told that somebody answered: when others can see it, without its words, and nobody else."""

import pytest
from django.urls import reverse

from chat import services
from chat.models import Membership, Message
from chat.services import muting
from moderation.models import Action, Case, Reason
from moderation.services import decide
from moderation.services.decisions import Judgement
from peersupport.notices.models import Notice
from peersupport.notices.reading import frame


@pytest.fixture
def first(send, amara) -> Message:
    return send(amara, "what do you eat before a walk?").message


def told(user) -> list[str]:
    return list(Notice.objects.filter(inbox_id=user.pk, kind="message_reply").values_list("data__name", flat=True))


def test_an_answer_is_told_to_who_is_quoted_and_leads_there(send, amara, ben, room, first):
    answer = send(ben, "a banana, thirty grams", reply_to_id=first.pk).message
    [notice] = Notice.objects.filter(inbox_id=amara.pk)
    said = frame(notice)
    assert said["title"] == "ben-in-the-hills answered your message"
    assert said["body"] == "You can read the answer in “The kitchen table”."
    assert said["url"] == reverse("chat:room", args=[room.slug], query={"at": answer.pk})
    assert "banana" not in str(notice.data)


def test_a_message_that_quotes_nobody_and_an_answer_to_oneself_tell_nobody(send, amara, ben, first):
    send(ben, "good morning")
    send(amara, "I mean before a long one", reply_to_id=first.pk)
    assert told(amara) == told(ben) == []


def test_an_answer_that_waits_is_told_once_a_clinician_has_let_it_in(send, amara, ben, diaz, first, now):
    held = send(ben, "hold your insulin", reply_to_id=first.pk).message
    assert told(amara) == []
    case = Case.objects.create(
        message=held, room=held.room, opened="screened", urgency=3, opened_at=now, due_at=now, text=held.text
    )
    decide(case.pk, Judgement(Action.PUBLISH, Reason.SAFE_ADVICE, None), by=diaz, now=now)
    assert told(amara) == [ben.pseudonym]
    assert Notice.objects.filter(inbox_id=ben.pk, kind="message_published").exists()


def test_an_answer_that_is_let_in_again_is_not_told_again(send, amara, ben, diaz, first, now):
    answer = send(ben, "a banana", reply_to_id=first.pk).message
    services.hide(answer.pk, by=diaz, now=now)
    answer.refresh_from_db()
    case = Case.objects.create(
        message=answer, room=answer.room, opened="reported", urgency=1, opened_at=now, due_at=now, text=answer.text
    )
    decide(case.pk, Judgement(Action.PUBLISH, Reason.SAFE_ADVICE, answer.revision), by=diaz, now=now)
    assert told(amara) == [ben.pseudonym]


def test_who_left_the_room_or_the_site_hears_nothing_of_it(send, amara, ben, diaz, room, first):
    Membership.objects.filter(room=room, user=amara).delete()
    send(ben, "a banana", reply_to_id=first.pk)
    theirs = send(diaz, "any questions?").message
    diaz.is_active = False
    diaz.save()
    send(ben, "none", reply_to_id=theirs.pk)
    assert told(amara) == told(diaz) == []


def test_an_answer_of_somebody_who_is_muted_is_not_told_and_a_clinicians_is(send, amara, ben, diaz, first, now):
    muting.mute(ben, by=amara, now=now)
    send(ben, "a banana", reply_to_id=first.pk)
    send(diaz, "your care team knows", reply_to_id=first.pk)
    assert told(amara) == [diaz.pseudonym]


def test_an_answer_that_is_sent_again_is_told_once(send, amara, ben, first):
    from uuid import uuid4

    key = uuid4()
    for _ in range(2):
        send(ben, "a banana", reply_to_id=first.pk, key=key)
    assert told(amara) == [ben.pseudonym]


def test_what_could_not_be_stored_is_not_told(send, amara, ben, gate, first, monkeypatch):
    def fails(*_):
        raise RuntimeError

    monkeypatch.setattr(gate, "record", fails)
    with pytest.raises(RuntimeError):
        send(ben, "a banana", reply_to_id=first.pk)
    assert told(amara) == []
