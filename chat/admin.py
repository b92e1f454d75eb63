"""Rooms in the admin: what they are called, what they are about, and who may join. What is said in them is not here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.widgets import UnfoldAdminSelectWidget

from chat.models import Room
from chat.reading.listing import topic_words
from education.vocabulary import Topic


class RoomForm(forms.ModelForm):
    topic = forms.ChoiceField(
        label=_("topic"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Rooms of one topic stand together in the list of rooms."),
    )

    class Meta:
        model = Room
        fields = ("title", "slug", "description", "topic", "cohort", "language", "joining", "join_code")
        help_texts = {
            "slug": _("It stands in the room’s link and stays as it is once the room is there."),
            "cohort": _(
                "Stands as a tag on the room’s card, such as the season in which a group began. It may be empty."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        """A topic that is none of the library's stays, where a room has it already."""
        super().__init__(*args, **kwargs)
        now = self.instance.topic
        own = [(now, now)] if now and now not in Topic.values else []
        topic = self.fields.get("topic")
        if isinstance(topic, forms.ChoiceField):  # who may only look has no such field
            topic.choices = [("", _("No topic")), *Topic.choices, *own]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("joining") == Room.Joining.CODE and not cleaned.get("join_code"):
            self.add_error("join_code", _("Give the code that people type to join."))
        return cleaned


@admin.register(Room)
class RoomAdmin(ModelAdmin):
    form = RoomForm
    list_display = ("title", "slug", "about", "language", "joining", "members")
    list_filter = (("joining", ChoicesDropdownFilter), ("language", ChoicesDropdownFilter))
    list_filter_submit = True
    search_fields = ("title", "slug", "topic", "description")
    readonly_fields = ("members", "created_at")
    warn_unsaved_form = True
    fieldsets = (
        (None, {"fields": ("title", "slug", "description", ("topic", "cohort", "language"))}),
        (_("Who may join"), {"fields": (("joining", "join_code"), "members")}),
        (_("Dates"), {"fields": ("created_at",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Room]:
        return super().get_queryset(request).filter(care_for=None).annotate(member_count=Count("memberships"))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Room | None = None) -> dict[str, tuple[str, ...]]:
        return {} if obj else {"slug": ("title",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Room | None = None) -> tuple[str, ...]:
        """A room keeps its slug: it is in people's links."""
        return (*self.readonly_fields, "slug") if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Room, form: forms.ModelForm, change: bool) -> None:
        """Only what was changed: the room's counter and its pace may have moved on since the page was read."""
        obj.save(update_fields=form.changed_data if change else None)

    def has_delete_permission(self, request: HttpRequest, obj: Room | None = None) -> bool:
        return False  # what was said in a room is part of the record

    @admin.display(description=_("topic"), ordering="topic")
    def about(self, room: Room) -> str:
        return topic_words(room.topic) or "–"

    @admin.display(description=_("members"), ordering="member_count")
    def members(self, room: Room) -> int:
        return getattr(room, "member_count", 0)
