"""A card in a room follows the shelf: what is taken off it, put back or written anew is a change of the messages."""

from django.db import transaction
from django.db.models import Q

from chat.models import Message
from chat.services.changing import changing

MOST = 200  # messages, the latest ones: a page further back is read anew whenever somebody opens it


def shelf_moved(resource_id: int, **_kwargs: object) -> None:
    """After the library's own commit and each in a transaction of its own: who posts holds a room and waits for the
    resource, so that nobody may hold the resource and wait for a room."""
    carrying = Message.objects.filter(Q(resource=resource_id) | Q(correction__resource=resource_id))
    latest = carrying.filter(state=Message.State.PUBLISHED).order_by("-pk").values_list("pk", flat=True)[:MOST]
    for message_id in sorted(latest):
        with transaction.atomic(), changing(message_id) as change:
            if change.message.state == Message.State.PUBLISHED:
                change.seen(in_quotes=False)
