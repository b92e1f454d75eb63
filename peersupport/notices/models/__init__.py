"""The tables of notices."""

from peersupport.notices.models.inbox import Inbox, Notice

__all__ = ["Inbox", "Notice"]
