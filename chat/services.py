"""The only writers of the chat. Each takes the rooms' locks first, in order of id, then the rooms' next revisions.

    post      the drafts of any number of people and rooms, screened, in one transaction
    publish   a held or hidden message appears; a correction may go under it
    hide      a published message is out of sight until a clinician decides
    remove    a message is gone, its author told why
    join, enter, answer_request, leave     who is in a room
    ask_care_team, open_care               a member's thread with the care team, and a clinician opening it

What authors do with messages of their own is in chat.editing. Whatever members can see of it is announced after the
commit, never before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from chat import access, join_codes, mentions, reading, standing, turns
from chat.care import CareReader
from chat.changing import announce, changing
from chat.errors import (
    Archived,
    BadReply,
    BadResource,
    KeyReused,
    NoRoom,
    NotAllowed,
    Paused,
    Refusal,
    SlowMode,
)
from chat.gate import Draft, Gate, Screened
from chat.models import Correction, JoinRequest, Membership, Message, Pause, Room
from chat.standing import Standing
from chat.telling import news_of
from chat.text import Span, to_html
from education.models import Resource
from peersupport.accounts.models import User
from peersupport.notices.services import Told, rights_changed, tell, tell_all

ScreenedDraft = tuple[Draft, Screened]


@dataclass(frozen=True)
class Stored:
    """A post that is in the database: now, or (`replay`) since the first time it was sent."""

    message: Message
    card: dict | None
    replay: bool = False


@dataclass(frozen=True)
class CorrectionDraft:
    """What a clinician puts under a message: plain text, and perhaps a resource of the library."""

    text: str
    resource_id: int | None = None


# --- posting ----------------------------------------------------------------------------------------------------------
def post(drafts: Sequence[ScreenedDraft], *, gate: Gate, now: datetime) -> list[Stored | Refusal]:
    """Store what may be stored, in one transaction, and say of each draft, in order, what became of it.

    Screening is part of each draft: nothing is stored unscreened. Raises what the database raises, and has then stored
    nothing.
    """
    for draft, _ in drafts:
        _ = draft.html  # made before the rooms are locked
    with transaction.atomic():
        world = _World(drafts, now)
        outcomes: list[Stored | Refusal] = []
        fresh: list[tuple[Message, Screened]] = []
        naming: list[tuple[Message, Sequence[Span]]] = []
        for (draft, screened), stands in zip(drafts, world.standings, strict=True):
            try:
                if first := world.sent_before(draft):
                    outcomes.append(Stored(first, first.card, replay=True))
                    continue
                message = world.message(draft, screened, stands)
            except Refusal as refusal:
                outcomes.append(refusal)
                continue
            fresh.append((message, screened))
            if draft.mentions:
                naming.append((message, draft.mentions))
            outcomes.append(Stored(message, screened.card))
        standing.insert([message for message, _ in fresh])
        world.save_revisions()
        told = gate.record(fresh, now)
        mentions.record(naming)
        if told := [*told, *news_of([message for message, _ in fresh], now)]:
            tell_all(told, now=now)
        announce(message for message, _ in fresh if message.revision)
    return outcomes


class _World:
    """What a batch of drafts is judged against, read in a fixed number of queries, under the rooms' locks."""

    def __init__(self, drafts: Sequence[ScreenedDraft], now: datetime):
        self.now = now
        plain = [draft for draft, _ in drafts]
        self.rooms = standing.locked_rooms({draft.room for draft in plain})
        self.standings = standing.of(plain, self.rooms, now)
        self.pauses = _in_force([stands.pause for stands in self.standings if stands.pause])
        self.latest = turns.latest_posts({draft.author_id for draft in plain}, self.rooms.values(), now)
        self.sent = _by_key([stands.sent for stands in self.standings if stands.sent])
        self.quoted = _by_id([draft.reply_to_id for draft in plain if draft.reply_to_id])
        self.resources = _on_the_shelf([draft.resource_id for draft in plain if draft.resource_id], now)
        self.touched: dict[str, Room] = {}

    def sent_before(self, draft: Draft) -> Message | None:
        """The message that this key made before, if any. Raises KeyReused when it said something else."""
        first = self.sent.get((draft.author_id, draft.key))
        if first and (first.first_text() != draft.text or first.room.slug != draft.room):
            raise KeyReused
        return first

    def message(self, draft: Draft, screened: Screened, stands: Standing) -> Message:
        """The message to store, its revision taken if it is to be seen. Raises Refusal.

        To the care team nothing is held: those who would read it first are those to whom it goes (docs/decisions/014).
        """
        room = self.rooms.get(draft.room)
        if room is None or not stands.is_member:
            raise NoRoom
        self._check_turn(draft, room, stands)
        message = Message(
            room=room,
            author=stands.author,
            key=draft.key,
            text=draft.text,
            html=draft.html,
            feeling=draft.feeling,
            reply_to=self._quoted(draft, room),
            resource=self._resource(draft),
            kind=draft.kind,
            state=Message.State.HELD if screened.action == "hold" and not room.is_care else Message.State.PUBLISHED,
            caution=screened.action == "caution" and not room.is_care,
            card=screened.card,
            created_at=self.now,
        )
        message._state.fields_cache |= {"correction": None, "pin": None}  # newborn: nobody need ask the database
        message.tally, message.named = [], []
        if message.state == Message.State.PUBLISHED:
            message.position = message.revision = self._next_revision(room)
        self.sent[draft.author_id, draft.key] = message
        if room.slow_seconds:
            self.latest[draft.author_id, room.pk] = self.now
        return message

    def _check_turn(self, draft: Draft, room: Room, stands: Standing) -> None:
        """Raise what keeps the author from posting this in the room now."""
        if stands.author is None or (draft.kind == Message.Kind.PROMPT and not stands.leads):
            raise NotAllowed
        if room.archived_at is not None:
            raise Archived
        if pause := self.pauses.get(stands.pause or 0):
            raise Paused(until=pause.until, reason=pause.reason)
        if not stands.leads and (wait := turns.wait(room, self.latest.get((draft.author_id, room.pk)), self.now)):
            raise SlowMode(retry_after=wait)

    def save_revisions(self) -> None:
        standing.save_revisions(self.touched.values())

    def _quoted(self, draft: Draft, room: Room) -> Message | None:
        if draft.reply_to_id is None:
            return None
        quoted = self.quoted.get(draft.reply_to_id)
        if quoted is None or quoted.room_id != room.pk or quoted.state != Message.State.PUBLISHED:
            raise BadReply
        return quoted

    def _resource(self, draft: Draft) -> Resource | None:
        if draft.resource_id is None:
            return None
        resource = self.resources.get(draft.resource_id)
        if resource is None:
            raise BadResource
        return resource

    def _next_revision(self, room: Room) -> int:
        room.revision += 1
        self.touched[room.slug] = room
        return room.revision


# Most batches have nothing to look for here, and a query that can find nothing still costs as much to build.
def _by_key(ids: list[int]) -> dict[tuple[int, UUID], Message]:
    found = reading.full(Message.objects.filter(pk__in=ids)) if ids else ()
    return {(message.author_id, message.key): message for message in found}


def _by_id(ids: list[int]) -> dict[int, Message]:
    return Message.objects.filter(pk__in=ids).select_related("author").in_bulk() if ids else {}


def _in_force(ids: list[int]) -> dict[int, Pause]:
    return Pause.objects.in_bulk(ids) if ids else {}


def _on_the_shelf(ids: list[int], now: datetime) -> dict[int, Resource]:
    return Resource.objects.filter(pk__in=ids).shown(timezone.localdate(now)).in_bulk() if ids else {}


# --- carrying a decision out ------------------------------------------------------------------------------------------
def publish(message_id: int, *, by: User, now: datetime, correction: CorrectionDraft | None = None) -> Message:
    """Let the message be seen, with the correction under it.

    To be called in the caller's transaction, which tells of it (chat.telling) once it has its other locks.
    """
    with changing(message_id) as change:
        message = change.message
        if message.state == Message.State.WITHDRAWN:  # what its author took back does not come again
            return message
        message.state = Message.State.PUBLISHED
        message.removal_note = ""
        message.caution = False  # a clinician has looked
        if correction:
            correct(message, correction, by=by, now=now)
        change.seen()
    return message


def correct(message: Message, correction: CorrectionDraft, *, by: User, now: datetime) -> None:
    """Put the correction under the message, in place of one before. For who is changing the message."""
    message.correction, _ = Correction.objects.update_or_create(
        message=message,
        defaults={
            "by": by,
            "text": correction.text,
            "html": to_html(correction.text),
            "resource_id": correction.resource_id,
            "at": now,
        },
    )


def hide(message_id: int, *, by: User, now: datetime) -> Message:
    """Take a published message out of sight until somebody decides. To be called in the caller's transaction."""
    with changing(message_id) as change:
        if change.message.state == Message.State.PUBLISHED:
            change.message.state = Message.State.HIDDEN
            change.seen()
    return change.message


def remove(message_id: int, *, by: User, now: datetime, reason: str = "") -> Message:
    """Remove the message; `reason` is what its author reads. To be called in the caller's transaction."""
    with changing(message_id) as change:
        message = change.message
        if message.state == Message.State.WITHDRAWN:  # it is gone already, and its tombstone says how
            return message
        change.drop_waiting(now)
        message.removal_note = reason
        was_seen = message.position is not None
        message.state = Message.State.REMOVED
        if was_seen:
            change.seen()
    return change.message


# --- who is in a room -------------------------------------------------------------------------------------------------
@transaction.atomic
def join(room: Room, *, by: User, now: datetime) -> bool:
    """Enter an open room, or ask to be let into one by request: its team hears. Gives whether the person is in now."""
    if room.joining == Room.Joining.OPEN:
        Membership.objects.get_or_create(room=room, user=by, defaults={"joined_at": now})
        return True
    if Membership.objects.filter(room=room, user=by).exists():
        return True
    asked = {"room": room, "user": by, "answered_at": None}
    _, is_new = JoinRequest.objects.get_or_create(**asked, defaults={"asked_at": now})
    if is_new:
        place = {"room": room.title, "url": reverse("chat:requests", args=[room.slug])}
        data = place | {"name": by.pseudonym}
        tell_all([Told(user_id, "join_request", data) for user_id in access.team_of(room)], now=now)
    return False


def enter(code: str, *, by: User, now: datetime) -> Room | None:
    """Enter the room that the join code opens, however it was typed; None when it opens none."""
    typed = join_codes.squash(code)
    coded = Room.objects.alias(squashed=join_codes.squashed("join_code"))
    room = coded.filter(joining=Room.Joining.CODE, squashed=typed, archived_at=None).first() if typed else None
    if room:
        Membership.objects.get_or_create(room=room, user=by, defaults={"joined_at": now})
    return room


@transaction.atomic
def answer_request(request: JoinRequest, *, admit: bool, by: User, now: datetime) -> None:
    """Let the person who asked into the room, or not; either way they are told. The first answer stands."""
    room, waiting = request.room, JoinRequest.objects.filter(pk=request.pk, answered_at=None)
    if not waiting.update(answered_at=now, answered_by=by, admitted=admit):
        return
    if admit:
        Membership.objects.get_or_create(room=room, user_id=request.user_id, defaults={"joined_at": now})
    place = {"room": room.title, "url": reverse("chat:room", args=[room.slug]) if admit else reverse("chat:rooms")}
    tell(request.user_id, "room_admitted" if admit else "room_declined", place, now=now)


@transaction.atomic
def leave(room: Room, *, by: User) -> None:
    """End the membership; the person's sockets stop hearing the room."""
    Membership.objects.filter(room=room, user=by).delete()
    rights_changed(by.pk)


# --- the thread with the care team ------------------------------------------------------------------------------------
CARE_SLUG_BYTES = 18  # of chance: an address that nobody guesses, even though guessing it opens nothing


def ask_care_team(*, by: User, now: datetime) -> Room:
    """The member's thread with the care team: the one they have, or a new one. The caller asked whether they may."""
    with translation.override(by.language):
        title = gettext("Ask a clinician")
    fresh = {"slug": f"care-{token_urlsafe(CARE_SLUG_BYTES)}", "title": title, "language": by.language}
    with transaction.atomic():
        room, _ = Room.objects.get_or_create(care_for=by, defaults=fresh)
        Membership.objects.get_or_create(room=room, user=by, defaults={"joined_at": now})
    return room


def open_care(room: Room, *, by: User, now: datetime) -> bool:
    """Let a clinician into the thread (the caller asked access.care_thread). Gives whether it is the first time."""
    _, is_new = CareReader.objects.get_or_create(room=room, user=by, defaults={"opened_at": now})
    return is_new
