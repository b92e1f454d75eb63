"""Messages as the gate lets them in, and the cases that they open."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest

from chat import services as chat
from chat.models import Message, Room
from chat.services.gate import Draft, Screened
from moderation import services
from moderation.gate import ModerationGate
from moderation.models import Case, RuleVersion
from moderation.rule_book import SHIPPED, content_of
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

    def post(author: User, text: str = RISKY, screened: Screened = PUBLISH, reply_to: int | None = None) -> Message:
        draft = Draft(room=room.slug, author_id=author.pk, key=uuid4(), text=text, reply_to_id=reply_to)
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


@pytest.fixture
def overturn(other_clinician: User, now: datetime) -> Callable[[Message], object]:
    """Its author asks for a second look at a removal, and another clinician puts it back as own experience."""

    def put_back(message: Message) -> object:
        appeal = services.appeal(message.pk, by=message.author, words="It is my own story.", now=now)
        judgement = Judgement("publish", "own_experience", appeal.case.message.content_revision)
        return decide(appeal.case_id, judgement, by=other_clinician, now=now)

    return put_back


# --- Rules ------------------------------------------------------------------------------------------------------------
TEA = {
    "label": "unproven_remedy",
    "severity": "medium",
    "score": 0.9,
    "reason": "Praises a tea that a patient was harmed by.",
    "reason_es": "Elogia un té que hizo daño a un paciente.",
    "scope": "sentence",
    "patterns": ["DO TAKE|TRY ..3 zorbatea"],
    "unless": [],
    "also": [],
    "unless_meant": ["doubt", "question"],
    "match": ["You should try zorbatea", "drink zorbatea every day", "just take some zorbatea"],
    "clean": ["I tried zorbatea", "should I try zorbatea?", "never drink zorbatea"],
    "switched_off": False,
}
PRAISE = "You should try zorbatea every morning."


def replay(version: RuleVersion, by: User, now: datetime) -> RuleVersion:
    """As though it was replayed, as it is now."""
    version.refresh_from_db()
    nothing = {"texts": 0} | dict.fromkeys(
        (f"{kind}{risky}" for kind in ("new", "gone", "other", "freed") for risky in ("", "_risky")), 0
    )
    sources = dict.fromkeys(("decided", "unflagged", "test"), nothing)
    measured = {"recall": [1, 2], "precision": [1, 2]}
    figures = {"digest": version.digest(), "live": version.live_now(), "at": now.isoformat(), "unread": 0}
    figures |= {"sources": sources, "before": measured, "after": measured}
    return services.keep_replay(version.pk, figures, by=by, now=now)


def broken(rule_id: str, live: RuleVersion, now: datetime, **changes) -> RuleVersion:
    """A live version that this program cannot build."""
    terms = TEA | {"rule_id": rule_id, "number": 9, "why": "x", "written_by": live.written_by, "written_at": now}
    signed = {"changed_at": now, "signed_by": live.signed_by, "signed_at": now, "live_at": now, "state": "live"}
    return RuleVersion.objects.create(**terms | signed | changes)


@pytest.fixture
def third_clinician(db) -> User:
    from tests.support import cast

    return cast.enter("diaz", 2)


@pytest.fixture
def draft(diaz: User, now: datetime) -> RuleVersion:
    """Dr Diaz's draft of a rule of the site's own."""
    return services.draft_rule("site.tea", TEA, "A patient was harmed.", by=diaz, now=now)


@pytest.fixture
def put_live(diaz: User, other_clinician: User, now: datetime) -> Callable[..., RuleVersion]:
    """Writes a version as Dr Diaz, replays it, and has it signed by the other clinician."""

    def put(rule_id: str, content: dict, at: datetime = now) -> RuleVersion:
        version = services.draft_rule(rule_id, content, "A reason.", by=diaz, now=at)
        replay(version, diaz, at)
        return services.sign_rule(version.pk, version.digest(), by=other_clinician, now=at)

    return put


@pytest.fixture
def live(put_live) -> RuleVersion:
    return put_live("site.tea", TEA)


@pytest.fixture
def live_tea(put_live) -> RuleVersion:
    """A live rule beside the draft."""
    return put_live("site.live-tea", TEA)


@pytest.fixture
def shipped_content() -> tuple[str, dict]:
    """The id of a shipped rule, and its content as a form would give it."""
    rule = SHIPPED["unsafe.ignore-ketones"]
    return rule.id, content_of(rule)
