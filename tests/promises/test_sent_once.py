"""One key of one author is one message, also when it is sent twice in the same instant."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from chat import services
from chat.errors import KeyReused
from chat.models import Membership, Message, Room
from chat.services import Stored
from tests.chat.gates import WordGate


def at_once(now, *drafts):
    """Post each draft in a thread of its own; what became of each."""
    start, gate = Barrier(len(drafts)), WordGate()

    def post(draft):
        start.wait()
        try:
            return services.post([(draft, gate.screen(draft))], gate=gate, now=now)[0]
        except IntegrityError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(drafts)) as pool:
        return list(pool.map(post, drafts))


@pytest.mark.django_db(transaction=True)
def test_a_key_sent_twice_at_once_is_one_message_announced_once(draft, announced, now):
    outcomes = at_once(now, draft, draft)
    assert sorted(outcome.replay for outcome in outcomes) == [False, True]
    assert outcomes[0].message == outcomes[1].message == Message.objects.get()
    assert len(announced) == 1


@pytest.mark.django_db(transaction=True)
def test_a_key_sent_to_two_rooms_at_once_is_one_message(draft, amara, now):
    other = Room.objects.create(slug="elsewhere", title="Elsewhere")
    Membership.objects.create(room=other, user=amara, joined_at=now)
    outcomes = at_once(now, draft, replace(draft, room=other.slug))
    assert [isinstance(outcome, Stored) for outcome in outcomes].count(True) == 1
    assert [isinstance(outcome, KeyReused | IntegrityError) for outcome in outcomes].count(True) == 1
    assert Message.objects.count() == 1


def test_the_database_itself_refuses_a_second_message_under_a_key(send, amara):
    double = send(amara, "hello").message
    double.pk, double.position, double.revision = None, 99, 99
    with pytest.raises(IntegrityError), transaction.atomic():
        double.save(force_insert=True)
    double.key = "00000000-0000-4000-8000-000000000001"
    double.save(force_insert=True)
    assert Message.objects.count() == 2
