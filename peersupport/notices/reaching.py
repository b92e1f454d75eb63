"""The only writers of how people want to be reached.

choose        what the page of notices says, whole
unsubscribe   takes one way of being reached away, for the link in a mail
"""

from datetime import datetime, time
from typing import TypedDict

from django.db import transaction

from peersupport.accounts.models import User
from peersupport.notices.kinds import Group
from peersupport.notices.models import Reach, Rhythm


class Wishes(TypedDict, total=False):
    """What a person may choose; what is left out stays as it was."""

    push: list[str]
    mail: list[str]
    urgent_push: bool
    urgent_mail: bool
    shows_words: bool
    quiet_from: time | None
    quiet_until: time | None
    digest: str
    digest_hour: int


@transaction.atomic
def choose(user: User, wishes: Wishes, *, now: datetime) -> Reach:
    """A digest that is new, or comes at another hour, is first due at its next hour after `now`."""
    Reach.objects.bulk_create([Reach(user=user)], ignore_conflicts=True)
    reach = Reach.objects.select_for_update().get(pk=user.pk)
    before = (reach.digest, reach.digest_hour)
    for name, value in wishes.items():
        setattr(reach, name, value)
    if (reach.digest, reach.digest_hour) != before:
        reach.digest_since = now if reach.digest else None
    reach.save()
    return reach


def unsubscribe(user_id: int, what: str) -> None:
    """`what` is "digest", "urgent" for urgent cases, or "mail" for the mails about other single notices."""
    theirs = Reach.objects.filter(pk=user_id)
    if what == "digest":
        theirs.update(digest=Rhythm.NEVER, digest_since=None)
    elif what == "urgent":
        theirs.update(urgent_mail=False)
    else:
        theirs.update(mail=[])


def reach_of(user: User) -> Reach:
    """What the person chose, or what holds for who never did (not saved)."""
    return Reach.objects.filter(pk=user.pk).first() or Reach(user=user)


def is_wanted(reach: Reach, group: Group, *, in_digest: bool) -> bool:
    """Whether the person wants to hear of the group in some way; `in_digest`: a summary would tell in time."""
    return group in reach.pushed or group in reach.mailed or (in_digest and bool(reach.digest))
