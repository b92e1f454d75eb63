"""Messages as the gate lets them in, and the cases that they open."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest

from chat import services as chat
from chat.gate import Draft, Screened
from chat.models import Message, Room
from moderation.gate import ModerationGate
from moderation.models import Case
from moderation.services import decide
from moderation.services.decisions import Judgement
from peersupport.accounts.models import User

RISKY = "Honestly just double your lantus tonight, works for me."


def verdict(label: str = "dosing", start: int = 14, end: int = 32) -> dict:
    found = {"label": label, "start": start, "end": end, "source": f"rule:{label}.plain", "version": "3", "score": 0.9}
    finding = found | {"severity": "high", "reason": "Tells somebody else to change a dose."}
    return {"labels": {label: 0.9}, "findings": [finding], "urgency": 3, "version": "rules-1"}


HOLD = Screened("hold", 3, True, verdict=verdict())
PUBLISH = Screened("publish", 0, False)


@pytest.fixture
def say(room: Room, now: datetime) -> Callable[..., Message]:
    """Posts a message of the author into the room, screened as given."""

    def post(author: User, text: str = RISKY, screened: Screened = PUBLISH) -> Message:
        draft = Draft(room=room.slug, author_id=author.pk, key=uuid4(), text=text)
        (stored,) = chat.post([(draft, screened)], gate=ModerationGate(), now=now)
        return stored.message

    return post


@pytest.fixture
def held(say, amara: User) -> Message:
    """A message of Amara's that waits for a clinician."""
    return say(amara, screened=HOLD)


@pytest.fixture
def case(held: Message) -> Case:
    """The open case of the held message."""
    return Case.objects.get(message=held)


@pytest.fixture
def judge(diaz: User, now: datetime) -> Callable[..., object]:
    """Decides a case as Dr Diaz: removes for its dosing, unless told otherwise."""

    def decided(case: Case, action: str = "remove", reason: str = "dosing", by: User = diaz, **rest):
        rest.setdefault("revision", case.message.revision)
        return decide(case.pk, Judgement(action, reason, **rest), by=by, now=now)

    return decided


@pytest.fixture
def other_clinician(db) -> User:
    from tests.support import cast

    return cast.enter("diaz", 1)
