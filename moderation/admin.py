"""The admin of moderation: the records, which are there to be read only; cards and rules have pages of their own."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.filters import AllValuesFieldListFilter
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from chat.access import care_team
from moderation import audit_words
from moderation.card_pages import SafetyCardAdmin  # noqa: F401  (registers itself)
from moderation.duty_admin import DutyHoursAdmin  # noqa: F401  (registers itself)
from moderation.models import AuditEntry, Decision
from moderation.rule_pages import RuleVersionAdmin  # noqa: F401  (registers itself)
from peersupport.accounts.lookups import ShownLookups
from peersupport.accounts.requests import MemberRequest


class RecordAdmin(ShownLookups, ModelAdmin):
    """Rows that are written once: seen here, never changed."""

    def has_add_permission(self, request: MemberRequest) -> bool:
        return False

    def has_change_permission(self, request: MemberRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: MemberRequest, obj: Any = None) -> bool:
        return False


@admin.register(Decision)
class DecisionAdmin(RecordAdmin):
    """What was decided, for who may read the records; the words about it only for who works the queue.

    Words from a thread with the care team are for clinicians alone.
    """

    lookups = ("at", "by", "action", "reason", "case")
    record = ("case_number", "by", "at", "action", "reason", "shared", "revision", "versions")
    words = ("text", "note", "correction")
    list_display = ("at", "by", "action", "reason", "case_number")
    list_filter = ("action", "reason")
    list_select_related = ("by",)
    date_hierarchy = "at"

    def get_fields(self, request: MemberRequest, obj: Any = None) -> tuple[str, ...]:
        if not request.user.has_perm("moderation.work_queue"):
            return self.record
        is_care = obj is not None and obj.case.room.is_care
        return self.record if is_care and not care_team([request.user.pk]) else self.record + self.words

    @admin.display(description=_("case"), ordering="case")
    def case_number(self, decision: Decision) -> int:
        return decision.case_id

    @admin.display(description=_("resource"))
    def shared(self, decision: Decision) -> Any:
        return decision.resource

    @admin.display(description=_("revision of the message"))
    def revision(self, decision: Decision) -> int | None:
        return decision.message_revision


class ActionFilter(AllValuesFieldListFilter):
    """By what was done, in words."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": audit_words.action(str(choice["display"]))}


@admin.register(AuditEntry)
class AuditEntryAdmin(RecordAdmin):
    lookups = ("seq", "at", "actor", "action", "subject_type", "subject_id")
    fields = ("seq", "at", "actor", "done", "to_what", "subject_id", "details")
    list_display = ("seq", "at", "actor", "done", "to_what", "subject_id")
    list_filter = (("action", ActionFilter),)
    list_select_related = ("actor",)

    @admin.display(description=_("action"), ordering="action")
    def done(self, entry: AuditEntry) -> str:
        return audit_words.action(entry.action)

    @admin.display(description=_("of what"), ordering="subject_type")
    def to_what(self, entry: AuditEntry) -> str:
        return audit_words.subject(entry.subject_type)

    @admin.display(description=_("details"))
    def details(self, entry: AuditEntry) -> str:
        rows = format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", audit_words.details(entry.data))
        return format_html('<dl class="details">{}</dl>', rows) if rows else "–"
