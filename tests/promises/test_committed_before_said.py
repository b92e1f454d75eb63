"""Nothing is acknowledged or announced before it is committed, and one bad message does not cost the others."""

from dataclasses import replace
from uuid import uuid4

import pytest

from chat.models import Membership, Message
from tests.chat.gates import BrokenGate, WordGate

pytestmark = pytest.mark.django_db(transaction=True)


class FailsToCommit(WordGate):
    """Adds a row whose foreign key leads nowhere, which the database looks at when it commits, and not before."""

    def record(self, stored, now):
        Membership.objects.create(room_id=10**6, user_id=stored[0][0].author_id, joined_at=now)
        return []


class Choosy(BrokenGate):
    """Breaks on messages that open a case, and on no other."""

    def record(self, stored, now):
        if any(screened.opens_case for _, screened in stored):
            super().record(stored, now)
        return []


def test_what_could_not_be_committed_is_neither_accepted_nor_announced(written, draft, announced):
    assert written(FailsToCommit(), draft).code == "try_again"
    assert (announced, Message.objects.count()) == ([], 0)
    assert written(WordGate(), draft).state == "published"
    assert (len(announced), Message.objects.count()) == (1, 1)


def test_one_message_that_cannot_be_stored_does_not_refuse_those_beside_it(written, draft, announced):
    beside = [replace(draft, key=uuid4(), text=text) for text in ("hold this", "good night")]
    first, bad, last = written(Choosy(), draft, *beside)
    assert (first.state, bad.code, last.state) == ("published", "try_again", "published")
    assert [batch.last for batch in announced] == [1, 2]
