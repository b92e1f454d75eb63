"""How the chat's tests send a message without a socket."""

import time
from uuid import uuid4

import pytest

from chat import limits, services
from chat.errors import Refusal
from chat.services import editing
from chat.services.gate import Draft
from tests.chat.gates import WordGate


@pytest.fixture
def gate() -> WordGate:
    return WordGate()


@pytest.fixture
def no_refill(monkeypatch):
    """However slow the machine, no bucket gets a token back while the test runs."""
    now = time.monotonic()
    for buckets in vars(limits).values():
        if isinstance(buckets, limits.Buckets):
            monkeypatch.setattr(buckets, "clock", lambda: now)


@pytest.fixture
def send(room, gate, now):
    """send(user, text, **fields of the draft) gives what became of it."""

    def sent(user, text, **fields):
        fields = {"room": room.slug, "key": uuid4()} | fields
        draft = Draft(author_id=user.pk, text=text, **fields)
        [outcome] = services.post([(draft, gate.screen(draft))], gate=gate, now=now)
        return outcome

    return sent


@pytest.fixture
def change(room, gate, now):
    """change(message, text, **more) has its author change it; gives what became of that."""

    def changed(message, text, by=None, key=None, at=None, **fields):
        draft = Draft(room=room.slug, author_id=(by or message.author).pk, key=key or uuid4(), text=text, **fields)
        try:
            return editing.edit(message.pk, draft, gate.screen(draft), gate=gate, now=at or now)
        except Refusal as refusal:
            return refusal

    return changed


@pytest.fixture
def draft_of(room):
    """draft_of(user, text) is what the user is about to say in the room."""
    return lambda user, text: Draft(room=room.slug, author_id=user.pk, key=uuid4(), text=text)
