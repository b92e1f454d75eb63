"""Sends what is due in the outbox (a background job): to devices and by mail, one at a time, each taken away first."""

import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.models import User
from peersupport.notices import devices, mail, outbox, push, words
from peersupport.notices.kinds import Group, group_of
from peersupport.notices.models import Delivery
from peersupport.notices.outbox import Target
from peersupport.notices.outcomes import Gone, Later, Lost

log = logging.getLogger(__name__)

AT_ONCE = 500  # devices or mailboxes in one look at the outbox
SECONDS = 10.0  # that each way of a run begins new ones; what is left waits for the next
SLOW = 5.0  # seconds: a host that took as long is asked no more in this run


def send_due(*, now: Callable[[], datetime] = timezone.now) -> None:
    """What is due together for one device, or one mailbox, goes there as one.

    Each way has a turn of its own: however much waits for a mail server that is away, devices are told.
    """
    over = push.line()
    for way in outbox.Way:
        _take_turn(way, over, now)


def _take_turn(way: outbox.Way, over: Any, now: Callable[[], datetime]) -> None:
    """A host that does not answer, or slowly, is spared for the rest of the turn, and hides no other behind it."""
    begun, silent, tried = monotonic(), set[str](), set[Target]()
    while fresh := [target for target in outbox.targets(now(), way, AT_ONCE, besides=silent) if target not in tried]:
        for target in fresh:
            if monotonic() - begun > SECONDS:
                return
            tried.add(target)
            if target.host not in silent and not _attempt(target, over, now):
                silent.add(target.host)


def _attempt(target: Target, over: Any, now: Callable[[], datetime]) -> bool:
    """Whether its host may be asked again. Whatever goes wrong with one keeps nobody else's."""
    begun = monotonic()
    try:
        rows = outbox.take(target, now=now())
    except Exception as error:  # the rows still stand
        log.error("a notice could not be taken from the outbox: %s", type(error).__name__)
        outbox.put_off(target, now=now())  # if that fails too, it is the database: the run ends
        return True
    try:
        if rows:
            _send(target, rows, over, now())
    except Later as later:
        _again(rows, later, now())
        return not later.unreachable
    except Gone:
        devices.forget_gone(target.endpoint)
    except Lost as lost:
        log.warning("a notice could not be sent: %s", lost)
    except Exception as error:
        log.error("a notice could not be sent: %s", type(error).__name__)
    return monotonic() - begun < SLOW


def _again(rows: Sequence[Delivery], later: Later, now: datetime) -> None:
    try:
        outbox.again(rows, later, now=now)
    except Exception as error:
        log.error("a notice could not be put back into the outbox: %s", type(error).__name__)


def _send(target: Target, rows: Sequence[Delivery], over: Any, now: datetime) -> None:
    user = rows[0].notice.inbox.user
    device = rows[0].device
    if device is None:
        if _is_urgent(rows):
            mail.send_urgent(user, rows[-1].notice.data)
        else:
            mail.send_news(user, len(rows))
        return
    payload = said(user, rows)
    push.send(device, json.dumps(payload).encode(), over, urgent=_is_urgent(rows), keep=_keep(rows, now))
    devices.was_reached(device, now)


def said(user: User, rows: Sequence[Delivery]) -> dict[str, str]:
    """What the worker (static/js/worker.js) shows. Without words unless the person wants them on the lock screen.

    Never what somebody wrote: neither members nor clinicians. An urgent case says that it is one, for it names nobody;
    the latest tells how many there are.
    """
    with translation.override(user.language):
        general = {"title": _("Peer support"), "lang": user.language, "url": reverse("notices:list")}
        if _is_urgent(rows):
            notice = rows[-1].notice
            title, body = words.title_and_body(notice.kind, notice.data, user.language)
            return general | {"title": title, "body": body, "tag": f"notice-{notice.pk}", "url": notice.data["url"]}
        if len(rows) > 1:
            return general | {"body": _how_many(len(rows)), "tag": "news"}
        [row] = rows
        general |= {"body": _("There is something new for you."), "tag": f"notice-{row.notice_id}"}
        if not user.reach.shows_words:
            return general
        data = row.notice.data
        title, _body = words.title_and_body(row.notice.kind, data, user.language)
        return general | {"title": title, "body": data.get("room", ""), "url": data.get("url") or general["url"]}


def _keep(rows: Sequence[Delivery], now: datetime) -> int:
    """Seconds for which it is of use."""
    over = [row.notice.over for row in rows]
    return min(push.KEEP, max(int((end - now).total_seconds()) if end else push.KEEP for end in over))


def _is_urgent(rows: Sequence[Delivery]) -> bool:
    """What is urgent is taken from the outbox by itself."""
    return group_of(rows[0].notice.kind) is Group.URGENT


def _how_many(number: int) -> str:
    told = ngettext("There is %(number)s new notice for you.", "There are %(number)s new notices for you.", number)
    return told % {"number": number}
