"""The signs of life of a process's connections: what they read, who writes, who is here."""

from chat.delivery.hub import Hub
from chat.delivery.live import Topic
from chat.sockets.bookmarks import Bookmarks
from chat.sockets.presence import Presence
from chat.sockets.typists import Typists
from peersupport.accounts.models import User


class Signs:
    def __init__(self, hub: Hub):
        self.bookmarks, self.typists, self.presence = Bookmarks(hub), Typists(hub), Presence(hub)

    def enter(self, topic: Topic, slug: str, user: User) -> None:
        """A connection of the person listens to the room."""
        self.presence.enter(topic, slug, user)

    def leave(self, topic: Topic, user: User) -> None:
        """A connection no longer does."""
        self.typists.stop(topic, user.pk)
        self.presence.leave(topic, user.pk)

    async def close(self) -> None:
        await self.bookmarks.close()
