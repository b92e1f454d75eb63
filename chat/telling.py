"""Whom a message that has just appeared in its room is news for, beyond the room."""

from collections.abc import Iterable

from django.urls import reverse

from chat.models import Membership, Message
from chat.muting import silenced
from peersupport.notices.services import Told


def news_of(messages: Iterable[Message]) -> list[Told]:
    """What to tell, with peersupport.notices.services.tell_all, in the transaction in which they were first published.

    Who is quoted learns of the answer: without its words, which may be taken back, and only while in the room. Nobody
    is told of an answer of their own, or of somebody whom they have muted.
    """
    answers = [message for message in messages if _is_answer(message)]
    if not answers:
        return []
    rooms, people = {answer.room_id for answer in answers}, {_quoted(answer).author_id for answer in answers}
    inside = Membership.objects.filter(room__in=rooms, user__in=people, user__is_active=True, room__care_for=None)
    titles = {(room, user): title for room, user, title in inside.values_list("room_id", "user_id", "room__title")}
    unheard = silenced(people, {answer.author_id for answer in answers})
    told = []
    for answer in answers:
        reader = _quoted(answer).author_id
        title = titles.get((answer.room_id, reader))
        if title and (reader, answer.author_id) not in unheard:
            told.append(Told(reader, "message_reply", _data(answer, title)))
    return told


def _is_answer(message: Message) -> bool:
    seen = message.state == Message.State.PUBLISHED
    return seen and message.reply_to is not None and message.reply_to.author_id != message.author_id


def _quoted(answer: Message) -> Message:
    assert answer.reply_to
    return answer.reply_to


def _data(answer: Message, title: str) -> dict[str, str]:
    place = f"{reverse('chat:room', args=[answer.room.slug])}#m{answer.pk}"
    return {"name": answer.author.pseudonym, "room": title, "url": place}
