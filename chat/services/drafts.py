"""From a `post` frame to a draft that can be screened: what can be said without the room's lock is said here."""

from typing import Any

from django.conf import settings

from chat import access
from chat.delivery.threads import in_thread
from chat.errors import BadFeeling, Empty, TooLong
from chat.feelings import FEELINGS
from chat.models import Message
from chat.protocol import Edit, Post
from chat.services import mentions
from chat.services.gate import Draft
from chat.text import Span, clean, has_words
from peersupport.accounts.models import User

LONG = 1_000  # characters; to clean more of odd ones takes a millisecond or two, which the loop shall not wait


async def drafted(user: User, post: Post) -> Draft:
    """What `draft_of` gives, made in a thread only where it must read the database or may take long."""
    if post.reply_to is None and len(post.text) <= LONG and "@" not in post.text:
        return draft_of(user, post)
    return await in_thread(draft_of)(user, post)


def draft_of(user: User, post: Post) -> Draft:
    """The draft of what the user sent. Reads the message that it answers and whom it names, if any. Raises Refusal."""
    text = _checked(post.text)
    if post.feeling and post.feeling not in FEELINGS:
        raise BadFeeling
    return Draft(
        room=post.room,
        author_id=user.pk,
        key=post.key,
        text=text,
        feeling=post.feeling or "",
        reply_to_id=post.reply_to,
        resource_id=post.resource,
        reply_to_text=_text_of(post.reply_to, post.room) if post.reply_to else "",
        nudge=post.nudge or "",
        mentions=_named(text, post.room, user),
        **_told_of(user),
    )


def rewritten(user: User, frame: Edit) -> Draft:
    """The draft of new words for a message of the user's own, which is read for what it answers. Raises Refusal."""
    text = _checked(frame.text)
    message = access.own_message(user, frame.room, frame.id)
    return Draft(
        room=frame.room,
        author_id=user.pk,
        key=frame.key,
        text=text,
        reply_to_text=message.reply_to.text if message.reply_to else "",
        nudge=frame.nudge or "",
        mentions=_named(text, frame.room, user),
        **_told_of(user),
    )


def _checked(raw: str) -> str:
    """The text made clean. Raises Empty, TooLong."""
    text = clean(raw)
    if not has_words(text):
        raise Empty
    if len(text) > settings.CHAT["text_length"]:
        raise TooLong
    return text


def _told_of(user: User) -> dict[str, Any]:
    """What the screening may know of the author."""
    return {
        "diabetes_type": user.diabetes_type,
        "treatment": user.treatment,
        "glucose_unit": user.glucose_unit,
        "country": user.country,
        "language": user.language,
    }


def _named(text: str, room: str, user: User) -> tuple[Span, ...]:
    return mentions.in_text(text, room, by=user.pk) if "@" in text else ()


def _text_of(message_id: int, room: str) -> str:
    """The words being answered, for the screening; the lock-holder decides later whether they may be answered."""
    found = Message.objects.filter(pk=message_id, room__slug=room).values_list("text", flat=True)
    return found.first() or ""
