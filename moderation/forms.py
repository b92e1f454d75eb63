"""What a clinician and a reporter fill in. The services check it; these forms read it and keep what was typed."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.models import Case, Category, Reason
from moderation.notes import note_for
from moderation.screening import LABELS
from moderation.services.decisions import Judgement

FINE = (Reason.OWN_EXPERIENCE, Reason.SAFE_ADVICE, Reason.CARE_GIVEN, Reason.UNCLEAR)
HARMFUL = tuple(reason for reason in Reason if reason not in {*FINE, Reason.REPORT_WITHDRAWN})


class ReasonSelect(forms.Select):
    """Each option carries the note that it suggests to the author, in the author's language."""

    language = "en"

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if note := note_for(str(value), self.language):
            option["attrs"]["data-note"] = note
        return option


class DecisionForm(forms.Form):
    """Nothing is required here: services.decide says what is missing, for this page and for every other caller."""

    action = forms.CharField(required=False)
    reason = forms.ChoiceField(
        label=_("Reason"),
        required=False,
        widget=ReasonSelect,
        choices=[
            ("", _("Choose a reason")),
            (_("The message may stay"), [(reason.value, reason.label) for reason in FINE]),
            (_("The message does harm"), [(reason.value, reason.label) for reason in HARMFUL]),
        ],
    )
    note = forms.CharField(
        label=_("Note to the author"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("The author reads this. Left empty, we write what fits the reason."),
    )
    correction = forms.CharField(
        label=_("Correction"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Everybody reads this, under the message."),
    )
    resource = forms.IntegerField(required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        reason.widget.language = case.message.author.language
        if case.taken_back():
            taken_back = Reason.REPORT_WITHDRAWN
            reason.choices = [*cast(list, reason.choices), (taken_back.value, taken_back.label)]

    def judgement(self) -> Judgement:
        """What was filled in; a number or reason that was none counts as left out."""
        self.full_clean()
        given = self.cleaned_data
        return Judgement(
            action=given.get("action", ""),
            reason=given.get("reason", ""),
            revision=given.get("revision"),
            note=given.get("note", ""),
            correction=given.get("correction", ""),
            resource_id=given.get("resource"),
        )

    def rebind(self, revision: int | None) -> None:
        """Judge what the page shows now: a bound form would show the revision that was posted again."""
        if self.is_bound:
            self.data = dict(self.data.items()) | {"revision": "" if revision is None else str(revision)}

    @property
    def resource_id(self) -> int | None:
        """The resource that was picked, if this is a form that came back."""
        picked = str(self.data.get("resource", ""))
        return int(picked) if picked.isdecimal() and len(picked) <= 18 else None

    @property
    def chosen(self) -> str:
        return str(self.data.get("action", ""))

    def says(self, fields: dict[str, str]) -> None:
        """Show what the service found wrong beside each field."""
        for field, words in fields.items():
            self.add_error(field, words)


class ReadingForm(forms.Form):
    """What a clinician finds in a sampled message: kinds of risk, or that there is none."""

    labels = forms.MultipleChoiceField(
        label=_("What do you find?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(label, Category(label).label) for label in LABELS],
    )
    nothing = forms.BooleanField(label=_("Nothing risky here"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("labels")) == given.get("nothing", False) and not self.errors:
            self.add_error(
                "labels",
                _("You ticked a risk and “Nothing risky here”. Untick what does not hold.")
                if given.get("labels")
                else _("Tick what you find, or “Nothing risky here”."),
            )
        return given


class TrainingTextForm(forms.Form):
    """Both texts without what tells who somebody is; services.training.approve says what is wrong with them."""

    text = forms.CharField(
        label=_("The text without names"), required=False, strip=False, widget=forms.Textarea({"rows": 6})
    )
    reply_to = forms.CharField(
        label=_("What it answers, without names"), required=False, strip=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def given(self) -> dict[str, str]:
        """What was filled in, as the service takes it."""
        self.full_clean()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class ReportForm(forms.Form):
    category = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=Category, widget=forms.RadioSelect, required=True
    )
    words = forms.CharField(
        label=_("Do you want to say more?"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("You don't have to. Only our clinicians read it."),
    )


class AppealForm(forms.Form):
    words = forms.CharField(
        label=_("Why do you disagree?"),
        max_length=1_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Only our clinicians read it."),
    )


class HandOverForm(ReportForm):
    """A guide's: the clinician needs to know why."""

    words = forms.CharField(
        label=_("What should the clinician know?"),
        max_length=1_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Only our clinicians read it."),
    )
