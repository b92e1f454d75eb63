"""The one door to a resource: gives it, or answers as for one that is not there."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from education.models import Resource
from peersupport.accounts.models import User


def resource_for(user: User | AnonymousUser, pk: int, today: date) -> Resource:
    """The resource, when it is on the shelf on the day `today`, or the user curates the library. Raises Http404."""
    resource = Resource.objects.filter(pk=pk).first()
    if resource is None or not (resource.is_shown(today) or user.has_perm("education.view_resource")):
        raise Http404
    return resource


def taken_down(pk: int) -> Resource | None:
    """A resource that was on the shelf once, whoever asks; what never was is as absent to them as any number."""
    return Resource.objects.filter(pk=pk, validations__isnull=False).first()


def shareable(user: User, resource_id: int, today: date) -> Resource | None:
    """The resource, when the user may put it on a message on the day `today`: what is on the shelf, for anybody who may
    log in. Curators too share only what is validated."""
    if not user.is_active:
        return None
    return Resource.objects.shown(today).filter(pk=resource_id).first()
