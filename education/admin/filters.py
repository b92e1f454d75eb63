"""By what a librarian narrows the list."""

from datetime import timedelta

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from education.models import ResourceQuerySet
from education.vocabulary import Topic


class TopicFilter(DropdownFilter):
    title = _("topic")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        return [(topic.value, str(topic.label)) for topic in Topic]

    def queryset(self, request: HttpRequest, queryset: ResourceQuerySet) -> ResourceQuerySet:
        return queryset.about(self.value()) if self.value() in Topic.values else queryset


class DueFilter(DropdownFilter):
    """Validated resources whose time runs out: members lose sight of them after the day of their next review."""

    title = _("next review")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        words = {"past": _("Overdue: off the shelf"), "30": _("Within 30 days"), "90": _("Within 90 days")}
        return [(value, str(label)) for value, label in words.items()]

    def queryset(self, request: HttpRequest, queryset: ResourceQuerySet) -> ResourceQuerySet:
        today = timezone.localdate()
        days = {"past": -1, "30": 30, "90": 90}.get(self.value() or "")
        return queryset if days is None else queryset.due(today + timedelta(days=days))
