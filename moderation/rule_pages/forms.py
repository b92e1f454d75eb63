"""What a clinician fills in: the rule itself, a text to try it on, and why it is rolled back."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from moderation.models import Category, RuleVersion
from moderation.models.rule import CONTENT
from moderation.rule_words import WAYS, wrong

LONGEST = 4_000  # characters of a message to try


def _area(rows: int) -> Any:
    return UnfoldAdminTextareaWidget(attrs={"rows": rows, "spellcheck": "false"})


class Lines(forms.CharField):
    """A list, an entry a line; empty lines say nothing."""

    def __init__(self, *, rows: int, **kwargs: Any):
        super().__init__(widget=_area(rows), max_length=20_000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line for raw in str(value or "").splitlines() if (line := " ".join(raw.split()))]

    def validate(self, value: Any) -> None:
        """Whether it is needed, and whether it is right, is said by rule_words.wrong."""

    def run_validators(self, value: Any) -> None:
        super().run_validators("\n".join(value))


class RuleForm(forms.Form):
    """A version's content. Its examples are tried at once: a rule that fails one is not kept."""

    rule_id = forms.CharField(
        label=_("Name"),
        max_length=60,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Begins with “site.”: small letters, digits and hyphens. Example: site.bitter-tea"),
    )
    why = forms.CharField(
        label=_("Why this version"),
        max_length=1_000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("For the clinician who signs it, and for whoever reads this in two years."),
    )
    label = forms.ChoiceField(
        label=_("Label"),
        choices=[choice for choice in Category.choices if choice[0] != Category.OTHER],
        widget=UnfoldAdminSelectWidget,
    )
    severity = forms.ChoiceField(
        label=_("Severity"),
        choices=RuleVersion.Severity,
        widget=UnfoldAdminSelectWidget,
        help_text=_("It says how soon a clinician is asked. Somebody in danger is always urgent, whatever you choose."),
    )
    score = forms.FloatField(
        label=_("Score"),
        initial=0.9,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}),
        help_text=_("How sure the rule is, above 0 and up to 1. From 0.5 on most labels are held."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Clinicians read this beside the message: what is said, and why it is dangerous. In English."),
    )
    reason_es = forms.CharField(
        label=_("Reason in Spanish"),
        max_length=300,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2, "lang": "es"}),
        help_text=_("For clinicians who read this site in Spanish. May be empty."),
    )
    scope = forms.ChoiceField(
        label=_("Looks at"),
        choices=RuleVersion.Scope,
        widget=UnfoldAdminSelectWidget,
        help_text=_("One sentence is safer: words far apart seldom belong together."),
    )
    patterns = Lines(
        rows=6,
        label=_("Patterns"),
        help_text=_("One a line; the rule fits where any of them does. Example: DO STOP|SKIP ..3 INSULIN"),
    )
    unless = Lines(
        rows=3,
        label=_("Silent where"),
        required=False,
        help_text=_("Patterns, one a line. Where one of them fits too, the rule is silent."),
    )
    also = Lines(
        rows=2,
        label=_("Only with"),
        required=False,
        help_text=_("Patterns, one a line. One of them must fit somewhere in the message."),
    )
    unless_meant = forms.MultipleChoiceField(
        label=_("Silent when it is meant as"),
        choices=list(WAYS.items()),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    match = Lines(
        rows=4,
        label=_("Must be flagged"),
        help_text=_("At least three messages, one a line. Each is tried when you save."),
    )
    harmless = Lines(
        rows=4,
        label=_("Must be left alone"),
        help_text=_("At least three messages that come close and are harmless. Each is tried when you save."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, rule_id: str, initial: Mapping[str, Any]):
        # A form's own `clean` keeps a field from that name.
        super().__init__(data, initial={**initial, "harmless": initial.get("clean", [])})
        self.label_suffix = ""
        self._rule_id = rule_id
        if rule_id:
            del self.fields["rule_id"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            for name, said in wrong(self._rule_id, self.content()).items():
                for words in said:
                    self.add_error("harmless" if name == "clean" else name, words)
        return cleaned

    def content(self) -> dict[str, Any]:
        """As models.rule.CONTENT."""
        given = {name: self.cleaned_data[name] for name in CONTENT if name in self.cleaned_data}
        return {**given, "clean": self.cleaned_data["harmless"], "switched_off": False}


class WhyForm(forms.Form):
    """A step that needs a reason and nothing else."""

    why = forms.CharField(
        label=_("Why"), max_length=1_000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}), label_suffix=""
    )


class TryForm(forms.Form):
    text = forms.CharField(label=_("A message"), max_length=LONGEST, widget=_area(3), label_suffix="")
    reply_to = forms.CharField(
        label=_("The message that it answers"),
        max_length=LONGEST,
        required=False,
        widget=_area(2),
        label_suffix="",
        help_text=_("May be empty. It says what “it” is, and what a bare “yes” says yes to."),
    )
