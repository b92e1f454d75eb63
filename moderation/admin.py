"""The admin of moderation: safety cards to approve, and the records, which are there to be read only."""

from typing import Any

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from moderation import services
from moderation.models import AuditEntry, Decision, SafetyCard
from moderation.rule_pages import RuleVersionAdmin  # noqa: F401  (registers itself)
from peersupport.accounts.lookups import ShownLookups
from peersupport.accounts.requests import MemberRequest


@admin.register(SafetyCard)
class SafetyCardAdmin(ModelAdmin):
    list_display = ("title", "kind", "country", "language", "is_approved", "approved_by", "approved_at")
    list_filter = ("kind", "country", "language")
    search_fields = ("title", "body")
    readonly_fields = ("approved_by", "approved_at")
    actions = ("approve",)

    @admin.display(boolean=True, description=_("approved"))
    def is_approved(self, card: SafetyCard) -> bool:
        return card.approved_at is not None

    def save_model(self, request: MemberRequest, obj: SafetyCard, form: Any, change: bool) -> None:
        if form.changed_data:
            services.revise_card(obj, by=request.user, now=timezone.now())

    def has_approve_permission(self, request: MemberRequest) -> bool:
        return request.user.has_perm("moderation.approve_safetycard")

    @admin.action(description=_("Approve: I have read these cards and they are right"), permissions=["approve"])
    def approve(self, request: MemberRequest, queryset: Any) -> None:
        for card in queryset:
            services.approve_card(card.pk, by=request.user, now=timezone.now())
        said = ngettext("%(count)d card is approved.", "%(count)d cards are approved.", len(queryset))
        messages.success(request, said % {"count": len(queryset)})


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
    """What was decided, for who may read the records; the words about it only for who works the queue."""

    lookups = ("at", "by", "action", "reason", "case")
    record = ("case", "by", "at", "action", "reason", "resource", "message_revision", "versions")
    words = ("text", "note", "correction")
    list_display = ("at", "by", "action", "reason", "case_number")
    list_filter = ("action", "reason")
    list_select_related = ("by",)
    date_hierarchy = "at"

    def get_fields(self, request: MemberRequest, obj: Any = None) -> tuple[str, ...]:
        return self.record + self.words if request.user.has_perm("moderation.work_queue") else self.record

    @admin.display(description=_("case"), ordering="case")
    def case_number(self, decision: Decision) -> int:
        return decision.case_id


@admin.register(AuditEntry)
class AuditEntryAdmin(RecordAdmin):
    lookups = ("seq", "at", "actor", "action", "subject_type", "subject_id")
    list_display = ("seq", "at", "actor", "action", "subject_type", "subject_id")
    list_filter = ("action",)
    list_select_related = ("actor",)
