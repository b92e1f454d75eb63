"""The tables of notices: inboxes, how people want to be reached, their devices, and what is on its way to them."""

from peersupport.notices.models.device import Device
from peersupport.notices.models.digest import Digest
from peersupport.notices.models.inbox import Inbox, Notice
from peersupport.notices.models.outbox import Delivery
from peersupport.notices.models.reach import Reach, Rhythm

__all__ = ["Delivery", "Device", "Digest", "Inbox", "Notice", "Reach", "Rhythm"]
