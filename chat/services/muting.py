"""Muting: a member keeps what another one says folded away, for themselves alone. Nobody else is told or can see it.

Clinicians can't be muted, nor what they put under a message: it may be about the reader's own safety.
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from chat.models import Mute
from chat.reading.frames import badge
from peersupport.accounts import roles
from peersupport.accounts.models import User

MOST = 500  # people that one may mute
HEARD = (roles.CLINICIAN, roles.ADMIN)  # whatever they say is heard


class CannotMute(Exception):
    """Raised for oneself, for clinicians and admins, and beyond MOST. Its words are for the person."""

    def __init__(self, detail: object):
        super().__init__(str(detail))
        self.detail = detail


def mute(person: User, *, by: User, now: datetime) -> None:
    """Fold away what the person says, from now on and from before. Muting twice is muting once. Raises CannotMute."""
    if person.pk == by.pk:
        raise CannotMute(_("You can't mute yourself."))
    if badge([group.name for group in person.groups.all()]) in {"clinician", "admin"}:
        raise CannotMute(_("Clinicians can't be muted: what they write may be about your safety."))
    if Mute.objects.filter(by=by).count() >= MOST:
        raise CannotMute(_("You have muted very many people. Unmute some of them first, in your settings."))
    Mute.objects.get_or_create(by=by, person=person, defaults={"at": now})


def unmute(person_id: int, *, by: User) -> bool:
    """Gives whether the person had been muted."""
    return bool(Mute.objects.filter(by=by, person_id=person_id).delete()[0])


def muted_by(user: User) -> QuerySet[User]:
    """Whom the user does not want to read unasked; without those who became clinicians since."""
    people = User.objects.filter(pk__in=Mute.objects.filter(by=user).values("person"))
    return people.exclude(groups__name__in=HEARD).order_by("pseudonym")


def silenced(readers: Collection[int], authors: Collection[int]) -> set[tuple[int, int]]:
    """Of these people, by id, the pairs (reader, author) in which no notice of the author is to reach the reader.

    Whoever tells members of each other's messages asks here first.
    """
    rows = Mute.objects.filter(by__in=readers, person__in=authors).exclude(person__groups__name__in=HEARD)
    return set(rows.values_list("by", "person"))
