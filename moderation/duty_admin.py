"""The duty roster in the admin: who is there on which day of the week, from when to when."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from moderation.models import DutyHours
from peersupport.accounts import roles
from peersupport.accounts.models import User


@admin.register(DutyHours)
class DutyHoursAdmin(ModelAdmin):
    list_display = ("weekday", "starts", "ends", "who")
    list_display_links = ("weekday", "starts")
    list_select_related = ("clinician",)
    fields = ("clinician", "weekday", ("starts", "ends"), "zone")
    readonly_fields = ("zone",)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name == "clinician":
            kwargs["queryset"] = User.objects.filter(groups__name=roles.CLINICIAN, is_active=True).order_by("pseudonym")
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and db_field.name == "clinician":
            field.empty_label = _("the team")
        return field

    @admin.display(description=_("who"), ordering="clinician")
    def who(self, hours: DutyHours) -> str:
        return hours.clinician.called if hours.clinician else str(_("the team"))

    @admin.display(description=_("time zone"))
    def zone(self, hours: DutyHours) -> str:
        return timezone.get_default_timezone_name()
