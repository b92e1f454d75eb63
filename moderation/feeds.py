"""The queue as something to watch over the socket: a number that grows with each change."""

from moderation.access import may_work
from moderation.models import Queue
from peersupport.accounts.models import User


class QueueFeed:
    """Implements chat.delivery.live.Feed."""

    name = "queue"

    def may_watch(self, user: User) -> bool:
        return may_work(user)

    def revision(self) -> int:
        return Queue.objects.values_list("revision", flat=True).first() or 0
