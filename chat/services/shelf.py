"""A card in a room follows the shelf: what is taken off it, put back or written anew is a change of the messages."""

import logging

from django.db import transaction

from chat.models import Message
from chat.services.changing import changing
from peersupport.database import BROKEN

MOST = 200  # messages, the latest ones: a page further back is read anew whenever somebody opens it

log = logging.getLogger(__name__)


def shelf_moved(resource_id: int, **_kwargs: object) -> None:
    """After the library's own commit and each in a transaction of its own: who posts holds a room and waits for the
    resource, so that nobody may hold the resource and wait for a room. One that fails must not keep the others out."""
    for message_id in _carrying(resource_id):
        try:
            _tell_anew(message_id)
        except BROKEN:
            raise
        except Exception:
            log.exception("a message was not told that its card moved")


def _carrying(resource_id: int) -> list[int]:
    """The latest that show the card, under them or in a correction, the oldest first.

    Asked in two: over both tables at once the database walks every message there is.
    """
    seen = Message.objects.filter(state=Message.State.PUBLISHED).order_by("-pk").values_list("pk", flat=True)
    found = {*seen.filter(resource=resource_id)[:MOST], *seen.filter(correction__resource=resource_id)[:MOST]}
    return sorted(found)[-MOST:]


@transaction.atomic
def _tell_anew(message_id: int) -> None:
    with changing(message_id) as change:
        if change.message.state == Message.State.PUBLISHED:
            change.seen(in_quotes=False)
