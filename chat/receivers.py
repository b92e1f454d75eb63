"""What the chat hears from the houses below it."""

from chat.delivery.live import Batch, Topic, announce


def inbox_moved(user_id: int, revision: int, **_kwargs) -> None:
    """Somebody's inbox has a new revision: their sockets read it."""
    announce(Batch(Topic("inbox", user_id), revision, revision, None))
