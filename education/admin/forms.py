"""The forms at the librarian's desk: the resource itself, and one for each step of its life."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from education import errors, services
from education.models import Resource, Validation
from education.vocabulary import Act, Topic
from peersupport.accounts.models import User


class ResourceForm(forms.ModelForm):
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        choices=Topic.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("The ADCES7 self-care behaviours."),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=lambda: [("", _("Any country")), *countries],
        widget=UnfoldAdminSelectWidget,
        help_text=_("Only when it holds for one country: its numbers, its brands, its services."),
    )
    url = forms.URLField(
        label=_("Address"), max_length=500, required=False, assume_scheme="https", widget=UnfoldAdminTextInputWidget
    )
    seen = forms.CharField(label="", required=False, widget=forms.HiddenInput)

    class Meta:
        model = Resource
        fields = services.WRITTEN
        widgets = {
            "summary": UnfoldAdminTextareaWidget(attrs={"rows": 4}),
            "body": UnfoldAdminTextareaWidget(attrs={"rows": 18}),
            "evidence": UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen"].initial = self.instance.digest()

    def clean(self) -> dict[str, Any]:
        """Two at one text: the second sees that, keeps what was typed, and decides."""
        cleaned = super().clean() or {}
        current = Resource.objects.filter(pk=self.instance.pk).first()
        if current and cleaned.get("seen") not in ("", current.digest()):
            self.add_error(None, _("Somebody changed this text while you wrote. Open it in a second tab and compare."))
        return cleaned

    def written(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name in services.WRITTEN}


class StepForm(forms.Form):
    """One step: what it asks for, and the service that takes it."""

    act: Act

    def __init__(self, data: Any, *, resource: Resource):
        self.resource = resource
        super().__init__(data)

    def take(self, *, by: User, now: datetime) -> bool:
        """Take the step. False, with the words in the form, when the library refused."""
        try:
            self.step(by=by, now=now)
        except errors.LibraryError as error:
            self.add_error(None, str(error.detail))
            return False
        return True

    def step(self, *, by: User, now: datetime) -> None:
        raise NotImplementedError


class SubmitForm(StepForm):
    act = Act.SUBMITTED

    def step(self, *, by: User, now: datetime) -> None:
        services.submit_for_review(self.resource.pk, by=by, now=now)


class ValidateForm(StepForm):
    act = Act.VALIDATED

    credential = forms.CharField(
        label=_("Your credential"),
        max_length=120,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("As members will read it beside your pseudonym: “Diabetes nurse”, “Endocrinologist”."),
    )
    evidence = forms.CharField(
        label=_("Checked against"),
        max_length=2_000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=_("The guideline or study, with its year. Members read this."),
    )
    next_review = forms.DateField(
        label=_("Next review"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": " ".join(INPUT_CLASSES)}),
        help_text=_("At most three years from now. After this day members do not see it until it is validated again."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, resource: Resource):
        super().__init__(data, resource=resource)
        former = Validation.objects.filter(resource=resource).first()
        self.fields["evidence"].initial = former.evidence if former else resource.evidence
        self.fields["next_review"].initial = timezone.localdate() + services.REVIEW_AFTER
        self.fields["seen"].initial = resource.digest()

    def step(self, *, by: User, now: datetime) -> None:
        services.validate(self.resource.pk, by=by, now=now, **self.cleaned_data)


class ReasonForm(StepForm):
    reason = forms.CharField(label=_("Why"), max_length=1_000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}))


class SendBackForm(ReasonForm):
    act = Act.SENT_BACK

    def step(self, *, by: User, now: datetime) -> None:
        services.send_back(self.resource.pk, by=by, now=now, reason=self.cleaned_data["reason"])


class RetireForm(ReasonForm):
    act = Act.RETIRED

    def step(self, *, by: User, now: datetime) -> None:
        services.retire(self.resource.pk, by=by, now=now, reason=self.cleaned_data["reason"])
