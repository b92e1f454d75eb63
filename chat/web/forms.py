"""What who leads a room fills in. The services check it; these forms read it and keep what was typed."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models import Room
from chat.services.tending import WORDS, HourPlan

YEAR = timedelta(days=366)


class PlainForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class PromptForm(PlainForm):
    """`key` makes a send that is repeated the same message."""

    text = forms.CharField(
        label=_("This week's prompt"),
        strip=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("A question or a small thing to try. It is checked like any message, and stands out in the room."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class PaceForm(PlainForm):
    pace = forms.TypedChoiceField(
        label=_("Slow mode"), choices=Room.Pace, coerce=lambda value: Room.Pace(int(value)), widget=forms.RadioSelect
    )


class PauseForm(PlainForm):
    reason = forms.CharField(
        label=_("Why"),
        max_length=WORDS,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The member reads these words. Say what happened and what you wish for, without blame."),
    )


class LiveHourForm(PlainForm):
    """Times are those of the current zone, that of who plans it, which the page names."""

    title = forms.CharField(label=_("What is it about?"), max_length=120)
    host = forms.CharField(label=_("Who hosts it?"), max_length=80, help_text=_("“Dr Diaz”, or “a diabetes nurse”."))
    starts_at = forms.DateTimeField(label=_("When?"), widget=forms.DateTimeInput({"type": "datetime-local"}))
    minutes = forms.TypedChoiceField(
        label=_("How many minutes?"), coerce=int, initial=60, choices=[(n, n) for n in (30, 45, 60, 90, 120)]
    )
    weekly_until = forms.DateField(
        label=_("Every week until"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("Leave it empty for a single hour."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts, until, now = given.get("starts_at"), given.get("weekly_until"), timezone.now()
        if starts and not now < starts < now + YEAR:
            self.add_error("starts_at", _("Choose a time within the next year."))
        elif starts and until and not starts.date() <= until <= (starts + YEAR).date():
            self.add_error("weekly_until", _("Choose a day after the first time, within a year of it."))
        return given

    def plan(self) -> HourPlan:
        return HourPlan(zone=timezone.get_current_timezone_name(), **self.cleaned_data)
