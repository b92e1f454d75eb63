"""What others may listen to: an inbox changed, told after the commit."""

from django.dispatch import Signal

# kwargs: user_id: int, revision: int (of the inbox, after the change),
# rights: bool (what the person may do changed: whoever holds a connection for them asks again)
inbox_changed = Signal()
