"""Closing an account: at once what others would know a person by, and every way in; afterwards what takes time.

close    in one transaction, under the locks of the person's rooms and of the account
finish   a background job: the former name goes out of others' words, and messages that are taken back lose theirs
"""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from time import monotonic

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q

from chat.models import Message, word_index
from chat.services import departing
from education.models import Validation
from moderation.models import CareAnswer, Decision, OutOfUse, Outreach, RuleVersion, SafetyCard
from moderation.services import leaving
from peersupport.accounts import roles, services
from peersupport.accounts.models import Closing, User
from peersupport.accounts.signals import helping_changed
from peersupport.notices import services as notices
from peersupport.notices.models import Inbox

TRIES = 10  # of somebody who enters one room after the other while the account is being closed
PAGES = 40  # of messages that change in one run
SECONDS = 5.0  # that a run begins with further closings: the job that tells of urgent cases waits for it

log = logging.getLogger(__name__)


class CannotClose(Exception):
    """The account stays open. `code` says why: "last_admin", or "busy" where a second try will do."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def close(user: User, *, takes_back: bool, by: User | None, now: datetime) -> Closing:
    """Close the account. A second time gives the first closing. Raises CannotClose."""
    Inbox.objects.get_or_create(user=user)  # not in the transaction: who tells of something makes it too
    for _ in range(TRIES):
        with transaction.atomic():
            if found := departing.lock(user.pk):
                return _close(*found, takes_back=takes_back, by=by, now=now)
            transaction.set_rollback(True)
    raise CannotClose("busy")


def may_not(user: User) -> str:
    """Why the account must stay open; "" where it need not."""
    return "last_admin" if _runs(user) and not _runners().exclude(pk=user.pk).exists() else ""


def signed(user: User) -> bool:
    """Whether the person's name stands under records of care. There it says who answers for what: it is kept."""
    rows = (
        Decision.objects.filter(by=user),
        CareAnswer.objects.filter(by=user),
        Outreach.objects.filter(by=user),
        Message.objects.filter(author=user, room__care_for__isnull=False).exclude(room__care_for=user),
        Validation.objects.filter(by=user),
        SafetyCard.objects.filter(approved_by=user),
        OutOfUse.objects.filter(by=user),
        RuleVersion.objects.filter(Q(written_by=user) | Q(signed_by=user)),
    )
    return any(found.exists() for found in rows)


def finish(*, now: datetime) -> None:
    """Go on with what is left of each closing. One that fails keeps the others waiting for nothing."""
    begun = monotonic()
    for closing in Closing.objects.filter(finished_at=None).select_related("user").order_by("?"):
        try:
            _finish(closing, now)
        except Exception as error:
            log.error("a closed account could not be cleared: %s", type(error).__name__)
        if monotonic() - begun > SECONDS:
            return  # the rest in a minute, in another order: none keeps the same ones waiting


def _close(user: User, rooms: list, *, takes_back: bool, by: User | None, now: datetime) -> Closing:
    if closed := Closing.objects.filter(user=user).first():
        return closed
    # Of two admins who go at once, one stays: each waits here for the other.
    list(Group.objects.select_for_update().filter(name=roles.ADMIN))
    if code := may_not(user):
        raise CannotClose(code)
    keeps_name = signed(user)
    helps = user.helps_since is not None
    user.helps_since = None
    departing.depart(user)
    leaving.let_go(user, now=now)
    closing = services.close(user, keeps_name=keeps_name, takes_back=takes_back, by=by, now=now)
    notices.forget(user.pk)
    if not keeps_name:
        departing.rename(user, rooms)
    if helps:
        helping_changed.send(User, user=user, helps=False, now=now)
    leaving.record_closing(closing)
    return closing


def _finish(closing: Closing, now: datetime) -> None:
    user = closing.user
    changed = 0
    if closing.pseudonym:
        changed = _pages(partial(departing.unname, user))
        if changed == PAGES:
            return  # the rest in a minute
        notices.unname(closing.pseudonym, user.pseudonym)
        Closing.objects.filter(pk=closing.pk).update(pseudonym="")
    left: set[int] = set()

    def needed() -> set[int]:
        left.update(leaving.needed(user))  # what is decided in the midst of a run keeps its words to the next one
        return left

    if closing.takes_back:
        took = _pages(partial(departing.take_back, user, needed=needed, now=now))
        if took == PAGES:
            return
        leaving.forget(user, but=left)
        changed += took
    if changed:
        word_index.tidy()
    if not left:
        Closing.objects.filter(pk=closing.pk).update(finished_at=now)


def _pages(step: Callable[[], bool]) -> int:
    """How many pages the step did, until it had none to do; PAGES: it may have more."""
    return next((done for done in range(PAGES) if not step()), PAGES)


def _runs(user: User) -> bool:
    return _runners().filter(pk=user.pk).exists()


def _runners():
    """Who can give roles and see to the site."""
    return User.objects.filter(Q(is_superuser=True) | Q(groups__name=roles.ADMIN), is_active=True)
