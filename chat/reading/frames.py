"""What a client is told of a message: its full current state, or a tombstone (docs/protocol.md)."""

from collections import defaultdict
from collections.abc import Collection

from django.utils import timezone

from chat.feelings import FEELINGS
from chat.models import Correction, Edit, Message, Room
from chat.reactions import REACTIONS
from education.frames import gone_state, resource_state
from education.models import Resource
from education.text import excerpt
from peersupport.accounts import roles
from peersupport.accounts.models import User
from peersupport.notices.wire import stamp

# The badge beside a name: the first of these that the person has.
BADGES = (
    (roles.CLINICIAN, "clinician"),
    (roles.ADMIN, "admin"),
    (roles.LIBRARIAN, "librarian"),
    (roles.GUIDE, "guide"),
)


def badge(names: Collection[str]) -> str:
    """ "clinician", "admin", "librarian", "guide" or "", for who has the roles of these names."""
    return next((word for role, word in BADGES if role in names), "")


def person(user: User, its_roles: Collection[str] | None = None) -> dict:
    """A person as others see them. Reads the user's groups (prefetch them), unless the roles' names are given."""
    return {"id": user.pk, "name": user.pseudonym, "role": badge(_roles(user) if its_roles is None else its_roles)}


def _roles(user: User) -> set[str]:
    # What was prefetched is taken as it is: `groups` makes a manager at each asking, ten times the cost of the rest.
    read = getattr(user, "_prefetched_objects_cache", {})
    return {group.name for group in (read["groups"] if "groups" in read else user.groups.all())}


def room_settings(room: Room) -> dict:
    """How the room is kept, as all in it are told: seconds between two posts of a member, and whether it is closed."""
    return {"slow": room.slow_seconds, "archived": room.archived_at is not None}


def message_state(message: Message) -> dict:
    """A message as every member of its room sees it. It must have a position: held ones have no such state."""
    state = {
        "id": message.pk,
        "position": message.position,
        "revision": message.revision,
        "state": message.state,
        "at": stamp(message.created_at),
        "author": person(message.author),
    }
    if message.state != Message.State.PUBLISHED:
        return state
    return state | {
        "kind": message.kind,
        "html": message.html,
        "edited": stamp(message.edited_at) if message.edited_at else None,
        "caution": message.caution,
        "feeling": _feeling(message),
        "reply_to": _quote(message.reply_to),
        "resource": _shelf(message.resource),
        "correction": _correction(getattr(message, "correction", None)),
        "pinned": getattr(message, "pin", None) is not None,
        "reactions": _reactions(message),
        "mentions": _mentions(message),
    }


def own_state(message: Message, edit: Edit | None = None) -> dict:
    """What only the author is told of a message: that it waits, why it went, which safety card it brought.

    `edit` is the one to be told of: new words that wait for a clinician, or that one refused.
    """
    return {
        "id": message.pk,
        "key": str(message.key),
        "room": message.room.slug,
        "state": message.state,
        "at": stamp(message.created_at),
        "html": message.html,
        "feeling": _feeling(message),
        "card": message.card,
        "reason": message.removal_note or None,
        "change": _change(edit) if edit else None,
    }


def _change(edit: Edit) -> dict:
    state = "waiting" if edit.state == Edit.State.HELD else "refused"
    at = stamp(edit.created_at)
    return {"id": edit.pk, "state": state, "html": edit.html, "at": at, "reason": edit.note or None}


def _feeling(message: Message) -> dict | None:
    feeling = FEELINGS.get(message.feeling)
    return feeling.as_state() if feeling else None


def _reactions(message: Message) -> list[dict]:
    """By ids, the same for everybody, so that it is encoded once: each reader finds their own."""
    by: dict[str, list[int]] = defaultdict(list)
    counts: dict[str, int] = {}
    for row in message.tally:
        by[row.reaction].append(row.user_id)
        counts[row.reaction] = row.count
    return [{"reaction": slug, "count": counts[slug], "by": by[slug]} for slug in REACTIONS if slug in by]


def _mentions(message: Message) -> list[dict]:
    """Of those whom it ever named, the ones whom its words name now, as they are called now."""
    marked = [row for row in message.named if f'data-user="{row.user_id}"' in message.html]
    return [{"id": row.user_id, "name": row.user.pseudonym} for row in marked]


def _quote(quoted: Message | None) -> dict | None:
    """What a reply shows of the message it answers; nothing of one that is no longer to be seen."""
    if quoted is None:
        return None
    seen = quoted.state == Message.State.PUBLISHED
    excerpt_of = excerpt(quoted.text) if seen else None
    return {"id": quoted.pk, "by": quoted.author_id, "name": quoted.author.pseudonym, "excerpt": excerpt_of}


def _shelf(resource: Resource | None) -> dict | None:
    """The card of a shared resource, or a tombstone once it was retired or is overdue."""
    if resource is None:
        return None
    return resource_state(resource) if resource.is_shown(timezone.localdate()) else gone_state(resource)


def _correction(correction: Correction | None) -> dict | None:
    if correction is None:
        return None
    return {
        "html": correction.html,
        "by": correction.by.pseudonym,
        "at": stamp(correction.at),
        "resource": _shelf(correction.resource),
    }
