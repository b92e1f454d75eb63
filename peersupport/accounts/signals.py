"""What others may listen to: a person let their messages help screening, or took that back; told in its transaction."""

from django.dispatch import Signal

# kwargs: user: User, helps: bool, now: datetime
helping_changed = Signal()
