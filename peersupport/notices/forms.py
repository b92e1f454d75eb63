"""The form of how a person wants to be reached."""

from datetime import time
from typing import Any

from django import forms
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _

from peersupport.accounts import zones
from peersupport.notices.kinds import FOR_CLINICIANS, Group
from peersupport.notices.models import Reach, Rhythm
from peersupport.notices.reaching import Wishes

EVENING, MORNING = time(22), time(7)


class ReachForm(forms.Form):
    time_zone = forms.ChoiceField(
        label=_("My time zone"), choices=zones.choices, help_text=_("The hours below are of this zone.")
    )
    push = forms.MultipleChoiceField(
        label=_("Show it on my devices"),
        choices=Group.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only on devices where you turn notices on, further down."),
    )
    shows_words = forms.BooleanField(
        label=_("Show words on the lock screen"),
        required=False,
        help_text=_(
            "Off: a notice says only that there is something new, without a name, a room or any words. On: it says "
            "what happened and in which room, and whoever sees your screen can read it. What people wrote is never in "
            "it."
        ),
    )
    mail = forms.MultipleChoiceField(
        label=_("Write me an e-mail"),
        choices=Group.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It says only that there is something new, without a name, a room or any words."),
    )
    quiet = forms.BooleanField(
        label=_("Quiet hours"),
        required=False,
        help_text=_("Nothing reaches you then. What came in the meantime reaches you in one go when they are over."),
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    digest = forms.ChoiceField(
        label=_("A summary by e-mail"),
        choices=Rhythm.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "How many messages are new in your rooms, your notices, and what is new in the library. It names your "
            "rooms, and holds nothing that people wrote. On days without news there is no e-mail."
        ),
    )
    digest_hour = forms.TypedChoiceField(label=_("The summary comes at"), coerce=int)

    def __init__(self, data: Any = None, *, reach: Reach, zone: str, push_offered: bool, clinician: bool = False):
        first = {name: getattr(reach, name) for name in ("shows_words", "digest", "digest_hour")}
        first |= {"push": reach.pushed, "mail": reach.mailed}
        quiet = {"quiet_from": reach.quiet_from or EVENING, "quiet_until": reach.quiet_until or MORNING}
        kept = first | quiet | {"quiet": reach.quiet_from is not None, "time_zone": zone}
        super().__init__(data, initial=kept)
        hour: forms.TypedChoiceField = self.fields["digest_hour"]  # type: ignore[assignment]
        hour.choices = [(number, time_format(time(number), "TIME_FORMAT")) for number in range(24)]
        self.clinician = clinician
        for name in ("push", "mail"):
            groups: forms.MultipleChoiceField = self.fields[name]  # type: ignore[assignment]
            groups.choices = [(one.value, one.label) for one in Group if clinician or one not in FOR_CLINICIANS]
        if clinician:
            self.fields["quiet"].help_text = _(
                "Nothing reaches you then, but urgent cases while you are on duty. What came in the meantime reaches "
                "you in one go when they are over."
            )
        if not push_offered:
            del self.fields["push"], self.fields["shows_words"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        hours = data.get("quiet_from"), data.get("quiet_until")
        if data.get("quiet") and not self.errors and (None in hours or hours[0] == hours[1]):
            self.add_error("quiet_until", _("Say from when until when; the two must differ."))
        return data

    def wishes(self) -> Wishes:
        """As reaching.choose takes them."""
        data = self.cleaned_data
        names = [name for name in ("shows_words", "digest", "digest_hour") if name in data]
        ways = [name for name in ("push", "mail") if name in data]
        hours = ("quiet_from", "quiet_until")
        return Wishes(
            **{name: data[name] for name in names},  # type: ignore[typeddict-item]
            **{name: [group for group in data[name] if group not in FOR_CLINICIANS] for name in ways},
            **{f"urgent_{name}": Group.URGENT in data[name] for name in ways if self.clinician},
            **{name: data[name] if data["quiet"] else None for name in hours},
        )
