"""Rooms in the admin: what they are called, what they are about, and who may join. What is said in them is not here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from chat.models import Room


class RoomForm(forms.ModelForm):
    class Meta:
        model = Room
        fields = ("title", "slug", "description", "topic", "cohort", "language", "joining", "join_code")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("joining") == Room.Joining.CODE and not cleaned.get("join_code"):
            self.add_error("join_code", _("Give the code that people type to join."))
        return cleaned


@admin.register(Room)
class RoomAdmin(ModelAdmin):
    form = RoomForm
    list_display = ("title", "slug", "topic", "language", "joining", "members")
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

    @admin.display(description=_("members"), ordering="member_count")
    def members(self, room: Room) -> int:
        return getattr(room, "member_count", 0)
