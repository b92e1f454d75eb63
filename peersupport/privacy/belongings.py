"""What a person takes along: section by section, each a stream of plain records, so that many messages fit too.

Their own words, choices and dates, and what they were told. Of others: an excerpt of what they answered, while the room
shows it, and what the care team wrote to them, both without a name. No keys, addresses of devices or other secrets.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Model, QuerySet
from django.utils.translation import gettext, gettext_lazy

from chat.feelings import FEELINGS
from chat.models import JoinRequest, Membership, Message, Mute, Pause, Reaction
from chat.reactions import REACTIONS
from chat.services.mentions import unnamed
from education.text import excerpt
from moderation.models import Action, Appeal, Report, TrainingText
from moderation.notes import note_for
from peersupport.accounts import roles
from peersupport.accounts.devices import describe
from peersupport.accounts.models import User
from peersupport.accounts.zones import zone_of
from peersupport.notices import words
from peersupport.notices.models import Device, Digest, Notice, Reach

AT_ONCE = 200  # rows that are read together

Row = TypeVar("Row", bound=Model)
Record = dict[str, Any]  # of text, numbers, dates, and lists of records


@dataclass(frozen=True)
class Section:
    name: str  # in the JSON
    title: Any
    records: Callable[[User], Iterable[Record]]


def account(user: User) -> Iterator[Record]:
    addresses = EmailAddress.objects.filter(user=user).order_by("pk")
    names = roles.names_of([user.pk]).get(user.pk, set())
    yield {
        "pseudonym": user.pseudonym,
        "full_name": user.full_name,
        "email": user.email,
        "email_addresses": [{"email": one.email, "confirmed": one.verified} for one in addresses],
        "roles": [str(roles.WORDS.get(name, name)) for name in sorted(names)],
        "joined": user.date_joined,
        "last_login": user.last_login,
    }


def settings(user: User) -> Iterator[Record]:
    reach = Reach.objects.filter(user=user).first() or Reach(user=user)
    is_clinician = user.groups.filter(name=roles.CLINICIAN).exists()
    yield {
        "country": user.country,
        "language": user.language,
        "time_zone": user.time_zone,
        "glucose_unit": user.glucose_unit,
        "diabetes_type": user.get_diabetes_type_display(),
        "treatment": user.get_treatment_display(),
        "shows_typing": user.shows_typing,
        "shows_presence": user.shows_presence,
        "helps_screening_since": user.helps_since,
        "notices_to_devices": reach.pushed if is_clinician else reach.push,
        "notices_by_mail": reach.mailed if is_clinician else reach.mail,
        "words_on_lock_screen": reach.shows_words,
        "quiet_from": reach.quiet_from and f"{reach.quiet_from:%H:%M}",
        "quiet_until": reach.quiet_until and f"{reach.quiet_until:%H:%M}",
        "summary_by_mail": reach.get_digest_display() if reach.digest else "",
    }


def consents(user: User) -> Iterator[Record]:
    for row in user.consents.order_by("pk"):
        yield {"document": row.get_document_display(), "version": row.version, "at": row.at}


def devices(user: User) -> Iterator[Record]:
    """Where the person is logged in, what gets their notices, and which second steps they use."""
    for session in UserSession.objects.filter(user=user).order_by("pk"):
        device = describe(session.user_agent)
        yield {"what": gettext("Logged in"), "device": device, "address": session.ip, "at": session.created_at}
    for row in Device.objects.filter(user=user).order_by("pk"):
        yield {"what": gettext("Gets notices"), "device": row.name, "at": row.created_at, "last_used": row.last_ok_at}
    for factor in Authenticator.objects.filter(user=user).order_by("pk"):
        what = gettext("Second step: %(kind)s") % {"kind": factor.get_type_display()}
        yield {"what": what, "at": factor.created_at, "last_used": factor.last_used_at}


def rooms(user: User) -> Iterator[Record]:
    for row in _paged(Membership.objects.filter(user=user, room__care_for=None).select_related("room")):
        yield {"room": row.room.title, "joined": row.joined_at, "read_up_to": row.read_position}
    for asked in _paged(JoinRequest.objects.filter(user=user).select_related("room")):
        let_in = asked.admitted if asked.answered_at else None
        yield {"room": asked.room.title, "asked": asked.asked_at, "answered": asked.answered_at, "let_in": let_in}


def pauses(user: User) -> Iterator[Record]:
    for row in _paged(Pause.objects.filter(user=user).select_related("room")):
        until = row.lifted_at or row.until
        yield {"room": row.room.title, "reason": row.reason, "at": row.at, "until": until}


def messages(user: User) -> Iterator[Record]:
    rooms = _rooms(user)
    for message in _paged(_whole(user.messages.filter(room__care_for=None))):
        yield _said(message, user.language, rooms)


def care(user: User) -> Iterator[Record]:
    """The talk with the care team, with what the team wrote to the person, as it stands there."""
    language, rooms = user.language, _rooms(user)
    for message in _paged(_whole(Message.objects.filter(room__care_for=user))):
        if message.author_id == user.pk:
            yield {"by": gettext("You")} | _said(message, language, rooms)
        elif message.state == Message.State.PUBLISHED:
            yield {"by": gettext("The care team")} | _told(message, language, rooms)


def reactions(user: User) -> Iterator[Record]:
    for row in _paged(Reaction.objects.filter(user=user).select_related("message__room")):
        word = _word(REACTIONS, row.reaction, user.language)
        yield {"reaction": word, "room": row.message.room.title, "to_message": row.message_id, "at": row.at}


def mutes(user: User) -> Iterator[Record]:
    """When, and not whom: that is somebody else's name."""
    for row in _paged(Mute.objects.filter(by=user)):
        yield {"at": row.at}


def reports(user: User) -> Iterator[Record]:
    found = Report.objects.filter(by=user).select_related("message__room", "case").prefetch_related("case__decisions")
    for row in _paged(found):
        decision = next(iter(row.case.decisions.all()), None)
        yield {
            "room": row.message.room.title,
            "about_message": row.message_id,
            "what_is_wrong": row.get_category_display(),
            "words": row.words,
            "at": row.at,
            "taken_back": row.withdrawn_at,
            "outcome": str(Action(decision.action).label) if decision else "",
        }


def appeals(user: User) -> Iterator[Record]:
    related = ("decision", "case__message__room")
    for row in _paged(Appeal.objects.filter(by=user).select_related(*related).prefetch_related("case__decisions")):
        outcome = next(iter(row.case.decisions.all()), None)
        yield {
            "room": row.case.message.room.title,
            "about_message": row.case.message_id,
            "why_removed": row.decision.note or note_for(row.decision.reason, user.language),
            "words": row.words,
            "at": row.at,
            "outcome": str(Action(outcome.action).label) if outcome else "",
            "why": (outcome.note or note_for(outcome.reason, user.language)) if outcome else "",
        }


def training(user: User) -> Iterator[Record]:
    for row in _paged(TrainingText.objects.filter(message__author=user).exclude(text="")):
        yield {
            "message": row.message_id,
            "text": row.text,
            "at": row.gathered_at,
            "approved": row.approved,
            "handed_on": row.exported_at,
        }


def notices(user: User) -> Iterator[Record]:
    somebody, clinician = gettext("Somebody"), gettext("A clinician")
    for row in _paged(Notice.objects.filter(inbox=user.pk)):
        data = row.data | {"name": somebody, "by": clinician}
        title, body = words.title_and_body(row.kind, data, user.language, zone_of(user))
        yield {"title": title, "body": body, "at": row.created_at, "read": row.read_at}
    for digest in _paged(Digest.objects.filter(user=user, sent_at__isnull=False)):
        yield {"title": gettext("Summary by e-mail"), "at": digest.sent_at}


SECTIONS = (
    Section("account", gettext_lazy("Account"), account),
    Section("settings", gettext_lazy("Settings"), settings),
    Section("consents", gettext_lazy("What you agreed to"), consents),
    Section("devices", gettext_lazy("Devices and log-ins"), devices),
    Section("rooms", gettext_lazy("Rooms, and how far you have read"), rooms),
    Section("messages", gettext_lazy("Messages"), messages),
    Section("care", gettext_lazy("Your talk with the care team"), care),
    Section("reactions", gettext_lazy("Reactions"), reactions),
    Section("reports", gettext_lazy("Reports"), reports),
    Section("appeals", gettext_lazy("Second looks that you asked for"), appeals),
    Section("pauses", gettext_lazy("Pauses"), pauses),
    Section("mutes", gettext_lazy("When you muted somebody"), mutes),
    Section("training", gettext_lazy("Texts that help screening"), training),
    Section("notices", gettext_lazy("Notices"), notices),
)


def _whole(found: QuerySet[Message]) -> QuerySet[Message]:
    related = found.select_related("room", "reply_to", "resource", "correction")
    return related.prefetch_related("edits", "former_texts")


def _rooms(user: User) -> set[int]:
    """Those that are there for the person: of others they are told nothing that anybody says there now."""
    return set(Membership.objects.filter(user=user).values_list("room", flat=True))


def _said(message: Message, language: str, rooms: Collection[int]) -> Record:
    """A message of the person's own, as they may see it: not what screening or a clinician noted for others."""
    return _told(message, language, rooms) | {
        "id": message.pk,
        "state": message.get_state_display(),
        "why_removed": message.removal_note,
        "advice_shown": (message.card or {}).get("title", ""),
        "edited": message.edited_at,
        "before": [
            {"text": unnamed(row.text), "since": row.since, "until": row.until} for row in message.former_texts.all()
        ],
        "changes": [
            {"text": edit.text, "at": edit.created_at, "state": edit.get_state_display(), "why_not": edit.note}
            for edit in message.edits.all()
        ],
    }


def _told(message: Message, language: str, rooms: Collection[int]) -> Record:
    quoted, correction = message.reply_to, getattr(message, "correction", None)
    shown = quoted and quoted.state == Message.State.PUBLISHED and message.room_id in rooms
    return {
        "room": message.room.title,
        "at": message.created_at,
        "text": message.text,
        "feeling": _word(FEELINGS, message.feeling, language),
        "in_answer_to": excerpt(quoted.text) if quoted and shown else "",
        "resource": message.resource.title if message.resource else "",
        "correction": correction.text if correction else "",
    }


def _word(known: Mapping[str, Any], slug: str, language: str) -> str:
    """A reaction's or a feeling's, in the person's language."""
    return known[slug].as_state()["word"].get(language, known[slug].en) if slug in known else slug


def _paged(found: "QuerySet[Row]") -> Iterator[Row]:
    """All of them in order of their keys, AT_ONCE at a time: no cursor stays open while a slow line takes them."""
    last, found = 0, found.order_by("pk")
    while rows := list(found.filter(pk__gt=last)[:AT_ONCE]):
        yield from rows
        last = rows[-1].pk
