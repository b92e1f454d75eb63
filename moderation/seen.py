"""Which words of a message somebody had before them as they opened a form about it: the form says so, signed by us.

Unsigned, anybody could name a revision and read, in their own report, words that were taken back before they came.
"""

from django.core import signing

from chat.models import Message
from peersupport.accounts.models import User

SALT = "moderation.seen"


def slip(user: User, message: Message) -> str:
    """For a message that the user sees now."""
    return signing.dumps([user.pk, message.pk, message.revision], salt=SALT)


def revision_of(given: str, user: User, message_id: int) -> int | None:
    """The message's revision as the user saw it; None for a slip that is none, or another's, or of another message."""
    try:
        reader, read, revision = signing.loads(given, salt=SALT)
    except signing.BadSignature:
        return None
    return revision if (reader, read) == (user.pk, message_id) else None
