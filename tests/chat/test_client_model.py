"""Whatever happens, in whatever order it is heard: what the browser's model holds is what the server's rows say.

The model is the room's own (static/js/chat/timeline.js), run by node; hypothesis makes up the room's life and what the
line does to the frames.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, Phase, given, settings, target
from hypothesis import strategies as st

from chat import services
from chat.errors import Refusal
from chat.models import Message, Room
from chat.protocol import Withdraw
from chat.reading import history
from chat.reading.frames import message_state
from chat.services import CorrectionDraft, editing, reacting
from chat.services.answers import answer, edited, withdrawn
from chat.services.gate import Draft

ROOT = Path(__file__).resolve().parents[2]
NODE = shutil.which("node")
WORDS = ("good morning", "hold this", "caution with that", "card please")  # as the gate of these tests reads them


class Browser:
    """One client: the model, and what the line has brought it so far."""

    def __init__(self, process: subprocess.Popen, user, room):
        self.process, self.user, self.room = process, user, room
        self.online = True
        self.ask("new", user.pk, self._joined(None))
        self.heard = self.shown()["revision"]  # up to where the server has told this connection

    def ask(self, *words):
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def shown(self) -> dict:
        return self.ask("show")

    def come_back(self) -> None:
        """A new connection: join from where the model stands, then the changes that follow."""
        self.online = True
        since = self.shown()["revision"]
        joined = self._joined(since)
        self.ask("joined", joined)
        self.heard = joined["revision"]
        for frame in self.news():
            self.ask("changes", frame)

    def news(self) -> Iterator[dict]:
        """The frames that the hub has for this connection."""
        upto = history.revisions({self.room.pk})[self.room.pk]
        while changes := history.changes(self.room.pk, self.heard, upto):
            self.heard = changes.to
            yield msgspec.to_builtins(changes, str_keys=True)

    def _joined(self, since: int | None) -> dict:
        return msgspec.to_builtins(history.joined(self.user, self.room, since))


@pytest.fixture(scope="module")
def node() -> Iterator[subprocess.Popen]:
    if NODE is None and os.environ.get("CI") != "true":
        pytest.skip("node is not installed")
    assert NODE, "CI needs node for the client's tests"
    with subprocess.Popen(
        [NODE, str(ROOT / "tests/js/model.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.stdin.close()


PLACE = st.integers(0, 11)  # which of the messages
POST = st.tuples(st.just("post"), st.integers(0, 1), st.sampled_from(WORDS), st.none() | PLACE)
LINE = ["hear", "lose", "hear", "hear twice", "hear late", "lose", "hear", "cut", "come back", "reload"]
STEP = st.one_of(
    POST,
    POST,
    st.tuples(st.just("again"), PLACE),
    st.tuples(st.just("react"), PLACE, st.sampled_from(["hug", "strength"]), st.booleans()),
    st.tuples(st.sampled_from(["publish", "correct", "hide", "remove", "withdraw"]), PLACE),
    st.tuples(st.just("edit"), PLACE, st.sampled_from(WORDS)),
    st.tuples(st.sampled_from(LINE)),
)


@pytest.mark.django_db
@settings(
    max_examples=int(os.environ.get("EXAMPLES", "50")),
    phases=[Phase.generate],  # to find the shortest of what fails takes minutes, and the steps are readable as they are
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=15, max_size=40))
def test_the_clients_model_equals_the_servers_rows(steps, node, amara, ben, diaz, room, gate, now, settings):
    settings.CHAT = settings.CHAT | {"catch_up": 12, "page": 6}
    with transaction.atomic():
        life = Life(Browser(node, amara, room), (amara, ben), diaz, room, gate, now)
        for step in steps:
            life.take(*step)
        life.settle()
        transaction.set_rollback(True)


class Life:
    """A room's life, as one of its members hears of it."""

    def __init__(self, browser: Browser, people, clinician, room, gate, now):
        self.browser, self.people, self.clinician = browser, people, clinician
        self.room, self.gate, self.now = room, gate, now
        self.drafts: list[Draft] = []
        self.late: list[dict] = []
        self.changes = 0

    def take(self, what: str, *rest) -> None:
        match what:
            case "post":
                self._post(*rest)
            case "again" if self.drafts:
                self._send(self.drafts[rest[0] % len(self.drafts)])
            case "publish" | "correct" | "hide" | "remove":
                self._decide(what, rest[0])
            case "edit" | "withdraw":
                self._change(*rest)
            case "react":
                self._react(*rest)
            case "cut":
                self.browser.online = False
            case "come back":
                self.browser.come_back()
            case "reload":
                self.browser = Browser(self.browser.process, self.browser.user, self.room)
                self.late = []
            case _:
                self._line(what)

    def settle(self) -> None:
        """The line is well again: compare."""
        self.browser.come_back()
        for frame in self.late:  # long overdue, from a connection that is gone
            self.browser.ask("changes", frame)
        shown = self.browser.shown()
        assert shown["revision"] == Room.objects.get(pk=self.room.pk).revision
        held = {id: tuple(rest) for id, *rest in shown["entries"] if rest[0]}
        found = history.full(Message.objects.filter(room=self.room, position__isnull=False))
        rows = {message.pk: message for message in found}
        oldest = min((rows[id].position for id in held), default=0)
        expected = [message for message in rows.values() if message.position >= oldest]
        expected.sort(key=lambda message: message.position)
        assert [id for id, revision, *_ in shown["entries"] if revision] == [message.pk for message in expected]
        for message in expected:
            state = message_state(message)
            seen = (state.get("html"), state.get("reactions"))
            assert held[message.pk] == (message.revision, message.state, *seen)
        unseen = {id for id, revision, *_ in shown["entries"] if not revision}
        # What was removed is told to its author also where it lies further back than the page held.
        told = Q(position=None) | Q(state=Message.State.REMOVED, position__lt=oldest)
        mine = Message.objects.filter(told, room=self.room, author=self.browser.user)
        mine = mine.exclude(state=Message.State.WITHDRAWN)
        assert unseen == {message.pk for message in mine}
        target(float(len(rows)))

    # --- what people do -----------------------------------------------------------------------------------------------
    def _post(self, who: int, text: str, reply_to: int | None) -> None:
        number = len(self.drafts)
        quoted = self._one(reply_to) if reply_to is not None else None
        self._send(
            Draft(
                self.room.slug,
                self.people[who].pk,
                UUID(int=number + 1),
                f"{text} {number}",
                reply_to_id=quoted.pk if quoted and quoted.state == Message.State.PUBLISHED else None,
            )
        )

    def _send(self, draft: Draft) -> None:
        """Sent, perhaps once more; the answer reaches its author's browser if that is online."""
        if draft not in self.drafts:
            self.drafts.append(draft)
        [outcome] = services.post([(draft, self.gate.screen(draft))], gate=self.gate, now=self.now)
        if isinstance(outcome, Refusal) or draft.author_id != self.browser.user.pk or not self.browser.online:
            return
        self.browser.ask("accepted", msgspec.to_builtins(answer(draft, outcome)))

    def _decide(self, what: str, place: int) -> None:
        message = self._one(place)
        if message is None:
            return
        by = {"by": self.clinician, "now": self.now}
        match what:
            case "publish":
                services.publish(message.pk, **by)
            case "correct":
                services.publish(message.pk, correction=CorrectionDraft("Ask your care team.", None), **by)
            case "hide":
                services.hide(message.pk, **by)
            case "remove":
                services.remove(message.pk, **by)

    def _change(self, place: int, text: str | None = None) -> None:
        """The author gives a message other words, or takes it back; the answer reaches them if they are online."""
        message = self._one(place)
        if message is None:
            return
        self.changes += 1
        key = UUID(int=1_000 + self.changes)
        about = {"gate": self.gate, "now": self.now}
        try:
            if text is None:
                frame = Withdraw(self.room.slug, message.pk, key)
                said = withdrawn(frame, editing.withdraw(message.pk, **about))
            else:
                draft = Draft(self.room.slug, message.author_id, key, f"{text} {key.int}")
                said = edited(draft, editing.edit(message.pk, draft, self.gate.screen(draft), **about))
        except Refusal:
            return
        if message.author_id == self.browser.user.pk and self.browser.online:
            self.browser.ask("accepted", msgspec.to_builtins(said))

    def _react(self, place: int, reaction: str, on: bool) -> None:
        message = self._one(place)
        if message is None:
            return
        other = next(person for person in self.people if person.pk != message.author_id)
        reacting.react([reacting.Wish(self.room.slug, message.pk, reaction, on, other.pk)], now=self.now)

    def _one(self, place: int) -> Message | None:
        messages = list(Message.objects.filter(room=self.room).order_by("pk"))
        return messages[place % len(messages)] if messages else None

    # --- what the line does -------------------------------------------------------------------------------------------
    def _line(self, what: str) -> None:
        if not self.browser.online:
            return
        frames = list(self.browser.news())
        if what == "lose":
            return
        if what == "hear late":
            self.late += frames
            return
        for frame in frames * (2 if what == "hear twice" else 1) + self.late:
            if self.browser.ask("changes", frame):  # a gap: as the room does, ask
                self.browser.come_back()
        self.late = []
