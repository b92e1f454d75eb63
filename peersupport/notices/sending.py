"""Sends what is due in the outbox (a background job): to devices and by mail, one at a time, each taken away first."""

import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.models import User
from peersupport.notices import devices, mail, outbox, push, words
from peersupport.notices.models import Delivery
from peersupport.notices.outbox import Target
from peersupport.notices.outcomes import Gone, Later, Lost

log = logging.getLogger(__name__)

AT_ONCE = 500  # devices and mailboxes in one run
SECONDS = 10.0  # that a run begins new ones; what is left waits for the next


def send_due(*, now: Callable[[], datetime] = timezone.now) -> None:
    """What is due together for one device, or one mailbox, goes there as one. A host that does not answer is spared."""
    over, begun, silent = push.line(), monotonic(), set[str]()
    for target in outbox.targets(now(), AT_ONCE):
        if monotonic() - begun > SECONDS:
            return
        host = urlsplit(target.endpoint).netloc if target.endpoint else "mail"
        if host in silent:
            continue
        if rows := outbox.take(target, now=now()):
            try:
                _send(target, rows, over, now())
            except Later as later:
                outbox.again(rows, later, now=now())
                if later.unreachable:
                    silent.add(host)
            except Gone:
                devices.forget_gone(target.endpoint)
            except Lost as lost:
                log.warning("a notice could not be sent: %s", lost)
            except Exception as error:  # of one device: the others are sent all the same
                log.error("a notice could not be sent: %s", type(error).__name__)


def _send(target: Target, rows: Sequence[Delivery], over: Any, now: datetime) -> None:
    user = rows[0].notice.inbox.user
    device = rows[0].device
    if device is None:
        mail.send_news(user, len(rows))
        return
    payload = said(user, rows)
    push.send(device, json.dumps(payload).encode(), over)
    devices.was_reached(device, now)


def said(user: User, rows: Sequence[Delivery]) -> dict[str, str]:
    """What the worker (static/js/worker.js) shows. Without words unless the person wants them on the lock screen.

    Never what somebody wrote: neither members nor clinicians.
    """
    with translation.override(user.language):
        general = {"title": _("Peer support"), "lang": user.language, "url": reverse("notices:list")}
        if len(rows) > 1:
            return general | {"body": _how_many(len(rows)), "tag": "news"}
        [row] = rows
        general |= {"body": _("There is something new for you."), "tag": f"notice-{row.notice_id}"}
        if not user.reach.shows_words:
            return general
        data = row.notice.data
        title, _body = words.title_and_body(row.notice.kind, data, user.language)
        return general | {"title": title, "body": data.get("room", ""), "url": data.get("url") or general["url"]}


def _how_many(number: int) -> str:
    told = ngettext("There is %(number)s new notice for you.", "There are %(number)s new notices for you.", number)
    return told % {"number": number}
