"""What a person chooses who closes their account."""

from django import forms
from django.utils.translation import gettext_lazy as _

KEEP, TAKE_BACK = "keep", "take_back"


class CloseForm(forms.Form):
    messages = forms.ChoiceField(
        label=_("What should become of your messages?"),
        choices=[
            (KEEP, _("They stay, under the name “Closed account”")),
            (TAKE_BACK, _("They are taken back: their words go")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the two.")},
    )

    @property
    def takes_back(self) -> bool:
        return self.cleaned_data["messages"] == TAKE_BACK
