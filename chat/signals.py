"""What others may listen to: something was done to a room or a member of it by who tends it."""

from django.dispatch import Signal

# Sent in the transaction that does it, so that who listens can keep a record that commits, or fails, with it.
# kwargs: action: str, subject: a model instance, data: dict of texts and whole numbers, by: User, now: datetime
tended = Signal()
