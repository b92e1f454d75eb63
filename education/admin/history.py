"""What happened to a resource, to be read and not written."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from unfold.admin import TabularInline

from education.models import Resource, ResourceRevision, Validation
from education.text import excerpt
from education.vocabulary import topic_labels


class ReadOnlyInline(TabularInline):
    extra = 0
    tab = True
    hide_title = True
    can_delete = False
    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("education.view_resource")


class ValidationInline(ReadOnlyInline):
    model = Validation
    fields = readonly_fields = ("at", "by", "credential", "evidence", "next_review", "same_text")
    verbose_name_plural = _("Validations")

    @admin.display(description=_("of this text"), boolean=True)
    def same_text(self, validation: Validation) -> bool:
        return validation.judged == validation.resource.judged()


class RevisionInline(ReadOnlyInline):
    model = ResourceRevision
    fields = readonly_fields = ("at", "act", "who", "note", "changed")
    verbose_name_plural = _("History")

    @admin.display(description=_("who"))
    def who(self, revision: ResourceRevision) -> str:
        return str(revision.by or _("the site"))

    @admin.display(description=_("changed"))
    def changed(self, revision: ResourceRevision) -> SafeString:
        """Each field with its words before and after, shortened."""
        rows = [
            (label_for_field(name, Resource), _in_words(name, before), _in_words(name, after))
            for name, (before, after) in revision.changes.items()
        ]
        return format_html("<ul>{}</ul>", format_html_join("", "<li><strong>{}</strong>: {} → {}</li>", rows))


def _in_words(name: str, value: Any) -> str:
    """What a field held, its codes as a reader meets them, shortened."""
    if not value:
        return "–"
    if name == "topics":
        return ", ".join(topic_labels(value))
    if name == "country":
        return str(countries.name(value) or value)
    return excerpt(str(dict(getattr(Resource._meta.get_field(name), "flatchoices", ())).get(value, value)))
