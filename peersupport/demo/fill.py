"""Fills a site with invented people, their talk and a library, through the same services that a real site uses.

Idempotent: people are known by their address, resources by their title, messages by a key made from their name.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import transaction

from chat import services as chat
from chat.models import Membership, Message, Room
from chat.services import mentions, reads
from chat.services.gate import Draft
from chat.text import clean
from education import services as library
from education.models import Resource
from education.vocabulary import State
from moderation.models import Case
from moderation.services import decide, report
from moderation.services.decisions import Judgement
from peersupport.accounts import consent, roles
from peersupport.accounts.models import User
from peersupport.demo import PASSWORD, appeals, care, reactions, room_life, rules, samples
from peersupport.wiring import gate

CONTENT = Path(__file__).parent / "content"
A_WEEK = timedelta(days=7)
# Of ordinary talk that the model flags by mistake: read at once, so that what answers it can quote it.
HARMLESS = {"action": "publish", "reason": "own_experience", "note": "", "minutes_after": 1}
NEW = 3  # messages of each room that nobody has seen yet


@transaction.atomic
def fill(now: datetime, say: Callable[[str], None] = lambda words: None) -> None:
    """Fill the demo; what is there already stays. `say` is told of each step."""
    people = _people(now)
    say(f"{len(people)} people")
    rooms = _rooms(people, now)
    say(f"{len(rooms)} rooms")
    resources = _library(people["librarian"], people["clinician"], now)
    say(f"{len(resources)} resources, marked as demo content")
    call_command("load_cards", approve_as=people["clinician"].email, verbosity=0, stdout=StringIO())
    say(f"{rules.fill(people['clinician2'], now - A_WEEK)} screening rules of the site's own")
    said = _talk(people, resources, now)
    _read_most(rooms)
    say(f"{len(said)} messages")
    say(f"{appeals.fill(said, now)} second look asked for")
    say(f"{reactions.fill(people, said, now)} reactions")
    say(f"{samples.fill(people, said, now)} samples for blind reading")
    room_life.fill(people, said, now)
    say("pins, an edit, slow mode, live hours")
    say(f"{care.fill(people, now)} questions to the care team, and a duty roster")


def _people(now: datetime) -> dict[str, User]:
    people = {}
    for person in _read("people.json"):
        user = User.objects.filter(email=person["email"]).first() or _person(person, now - A_WEEK)
        people[person["key"]] = user
    return people


def _person(person: dict[str, Any], joined: datetime) -> User:
    traits = ("pseudonym", "country", "language", "glucose_unit", "diabetes_type", "treatment")
    user = User(email=person["email"], date_joined=joined, **{trait: person[trait] for trait in traits})
    user.password = _password()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    roles.grant(user, person["role"])
    consent.agree(user, now=joined)
    return user


@cache
def _password() -> str:
    """The one password of the demo, hashed once: hashing is made to be slow."""
    return make_password(PASSWORD)


def _rooms(people: dict[str, User], now: datetime) -> dict[str, Room]:
    rooms = {}
    for room in _read("rooms.json"):
        rooms[room["slug"]], _ = Room.objects.get_or_create(slug=room["slug"], defaults=room)
    for person in _read("people.json"):
        for slug in person["rooms"]:
            place = {"room": rooms[slug], "user": people[person["key"]]}
            Membership.objects.get_or_create(**place, defaults={"joined_at": now - A_WEEK})
    return rooms


def _library(librarian: User, clinician: User, now: datetime) -> dict[str, Resource]:
    """The resources by their name, each taken through review as a real one would be."""
    resources = {}
    for item in _read("library.json"):
        resource = Resource.objects.filter(is_demo=True, title=item["title"]).first()
        if resource is None:
            fields = {name: item[name] for name in library.WRITTEN if item.get(name)}
            resource = library.create(fields, by=librarian, now=now - A_WEEK, is_demo=True)
        if resource.state == State.DRAFT:
            library.submit_for_review(resource.pk, by=librarian, now=now - A_WEEK)
            library.validate(
                resource.pk,
                by=clinician,
                now=now,
                credential="Demo clinician",
                evidence=item["evidence"],
                seen=resource.digest(),
            )
        resources[item["id"]] = resource
    return resources


def _talk(people: dict[str, User], resources: dict[str, Resource], now: datetime) -> dict[int, dict[str, Any]]:
    """Every message at its time, and every decision at its own, so that the record reads as it would have grown.

    Gives the lines by the numbers of their messages.
    """
    lines: dict[int, dict[str, Any]] = {}
    said: dict[str, Message] = {}
    decisions: list[tuple[datetime, dict[str, Any]]] = []
    for line in sorted(_lines("talk.jsonl"), key=lambda line: -line["minutes_ago"]):
        at = now - timedelta(minutes=line["minutes_ago"])
        while decisions and decisions[0][0] <= at:
            _decide(*decisions.pop(0), people, resources, said)
        stored = _post(line, people[line["by"]], resources, said, at)
        said[line["id"]] = stored.message
        lines[stored.message.pk] = line
        if ("outcome" in line or line["expect"] == "published") and not stored.replay:
            decisions.append((min(at + timedelta(minutes=_outcome(line)["minutes_after"]), now), line))
            decisions.sort(key=lambda decision: decision[0])
    for decision in decisions:
        _decide(*decision, people, resources, said)
    return lines


def _read_most(rooms: dict[str, Room]) -> None:
    """Who comes into the demo for the first time finds the last few messages new, not all."""
    marks = []
    for room in rooms.values():
        seen = Message.objects.filter(room=room, position__isnull=False).order_by("-position")
        for position in seen.values_list("position", flat=True)[NEW : NEW + 1]:
            newcomers = room.memberships.filter(read_position=0)
            marks += [
                reads.Mark(user_id, room.pk, position or 0) for user_id in newcomers.values_list("user_id", flat=True)
            ]
    reads.mark(marks)


def _post(
    line: dict[str, Any], author: User, resources: dict[str, Resource], said: dict[str, Message], at: datetime
) -> chat.Stored:
    quoted = said.get(line.get("reply_to", ""))
    draft = Draft(
        room=line["room"],
        author_id=author.pk,
        key=uuid5(NAMESPACE_URL, f"demo:{line['id']}"),
        text=clean(line["text"]),
        feeling=line.get("feeling", ""),
        # Nobody can answer what they could not see.
        reply_to_id=quoted.pk if quoted and quoted.state == Message.State.PUBLISHED else None,
        resource_id=resources[line["resource"]].pk if "resource" in line else None,
        diabetes_type=author.diabetes_type,
        treatment=author.treatment,
        glucose_unit=author.glucose_unit,
        country=author.country,
        language=author.language,
        reply_to_text=quoted.text if quoted else "",
        kind=line.get("kind", ""),
        mentions=mentions.in_text(clean(line["text"]), line["room"], by=author.pk),
    )
    [outcome] = chat.post([(draft, gate.screen(draft))], gate=gate, now=at)
    if not isinstance(outcome, chat.Stored):
        raise RuntimeError(f"the demo's message {line['id']} was refused: {outcome.code}")
    return outcome


def _decide(
    at: datetime,
    line: dict[str, Any],
    people: dict[str, User],
    resources: dict[str, Resource],
    said: dict[str, Message],
) -> None:
    message, outcome = said[line["id"]], _outcome(line)
    message.refresh_from_db()
    case = Case.objects.filter(message=message, closed_at=None).first()
    if case is None and outcome is HARMLESS:
        return
    if case is None:  # nothing flagged it: somebody in the room did
        case = report(message.pk, by=people["guide"], category="other", now=at).case
    judgement = Judgement(
        action=outcome["action"],
        reason=outcome["reason"],
        revision=message.revision,
        note=outcome["note"],
        correction=outcome.get("correction", ""),
        resource_id=resources[outcome["resource"]].pk if "resource" in outcome else None,
    )
    decide(case.pk, judgement, by=people[outcome.get("by", "clinician")], now=at)
    message.refresh_from_db()


def _outcome(line: dict[str, Any]) -> dict[str, Any]:
    return line.get("outcome", HARMLESS)


def _read(name: str) -> list[dict[str, Any]]:
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


def _lines(name: str) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in (CONTENT / name).read_text(encoding="utf-8").splitlines() if line.strip())
