"""The summary by mail (a background job): how much is new in whose rooms, and what in the library. Nobody's words."""

import logging
from datetime import datetime
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from chat.sockets.news import new_in_rooms
from education.library import new_on_the_shelf
from peersupport.notices import digests, mail
from peersupport.notices.digests import Due
from peersupport.notices.outcomes import Gone, Later, Lost

log = logging.getLogger(__name__)

AT_ONCE = 500  # mails in one run, over one connection
TITLES = 5  # of the library


def send_due(now: datetime) -> None:
    """To everybody for whom it is due and who has news. Without a mail server all stay due."""
    line = _Line()
    try:
        for found in digests.due(now):
            if line.tried >= AT_ONCE or not _attempt(found, line, now):
                return
    finally:
        line.close()


class _Line:
    """A connection to the mail server, opened for the first mail."""

    def __init__(self) -> None:
        self.tried = 0
        self._open: BaseEmailBackend | None = None

    def send(self, found: Due, news: dict[str, Any]) -> None:
        self._open = self._open or mail.open_line()
        self.tried += 1
        mail.post(found.user, "digest", "notices/mail/digest", news, self._open)

    def close(self) -> None:
        line, self._open = self._open, None
        try:
            if line:
                line.close()
        except Exception as error:  # it is over in any case
            log.warning("the line to the mail server did not end well: %s", type(error).__name__)


def _attempt(found: Due, line: _Line, now: datetime) -> bool:
    """Whether to go on with the next. Whatever goes wrong with one keeps nobody else's.

    Once settled it stays so, even where nobody knows what was sent: nobody gets the same one twice.
    """
    try:
        return _settle(found, line, now)
    except Exception as error:
        log.error("a digest could not be sent: %s", type(error).__name__)
        line.close()
        return True


def _settle(found: Due, line: _Line, now: datetime) -> bool:
    """Whether to go on with the next."""
    digest = digests.settle(found)
    if digest is None or not (news := news_for(found)):
        return True
    try:
        line.send(found, news)
    except Later as later:  # a mailbox that is full or closed keeps nobody else waiting
        digests.put_back(digest)
        return not later.unreachable
    except Gone:
        return True
    except Lost as lost:
        log.warning("a digest could not be sent: %s", lost)
        line.close()  # which may be broken; the next mail opens another
        return True
    digests.was_sent(digest, now)
    return True


def news_for(found: Due) -> dict[str, Any]:
    """What the mail tells; empty when nothing happened."""
    user = found.user
    rooms = [(room, mail.link(room.path)) for room in new_in_rooms(user, found.since, found.upto)]
    shelf = new_on_the_shelf(found.since, found.upto, language=user.language, country=user.country)[:TITLES]
    titles = [(item.title, mail.link(reverse("education:resource", args=[item.pk]))) for item in shelf]
    unread = digests.unread(found)
    if not (rooms or titles or unread):
        return {}
    return {"rooms": rooms, "titles": titles, "unread": unread, "notices": mail.link(reverse("notices:list"))}
