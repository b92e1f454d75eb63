"""What waits for the people who curate the library: the head of the admin's front page."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from education.models import Resource
from education.vocabulary import State


def on_the_desk(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Adds `desk`: (words, how many, address of the list that shows them), for those who may see resources."""
    if not request.user.has_perm("education.view_resource"):
        return context
    today = timezone.localdate()
    month, yesterday = today + timedelta(days=30), today - timedelta(days=1)
    every, shelf = Resource.objects, reverse("admin:education_resource_changelist")
    desk = [
        (_("wait for a review"), every.filter(state=State.IN_REVIEW).count(), f"{shelf}?state__exact=in_review"),
        (_("overdue, off the shelf"), every.due(yesterday).count(), f"{shelf}?due=past"),
        (_("due within 30 days"), every.due(month).count(), f"{shelf}?due=30"),
        (_("drafts"), every.filter(state=State.DRAFT).count(), f"{shelf}?state__exact=draft"),
    ]
    return {**context, "desk": desk}
