"""The forms of sign-up, log-in and a person's own settings."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from peersupport.accounts import again, pseudonyms, services, units
from peersupport.accounts.again import Again
from peersupport.accounts.models import GlucoseUnit, User

PASSWORD_HINT = _("At least 10 characters. A few words in a row are easy to keep in mind.")
TAKEN = _("Somebody already has this name, or one that looks like it. Please choose another.")


class CountryField(forms.ChoiceField):
    """The countries by name, in the reader's language. Gives two letters, ISO 3166-1."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("label", _("Country"))
        widget = forms.Select(attrs={"autocomplete": "country", "data-mmol": " ".join(sorted(units.MMOLL))})
        super().__init__(choices=self._choices, widget=widget, **kwargs)

    @staticmethod
    def _choices() -> list[tuple[str, Any]]:
        return [("", _("Choose your country")), *countries]


def _speak_plainly(form: forms.Form, **labels: Any) -> None:
    """Our words for its fields, and no second name for a field, such as the library writes into it."""
    for name, label in labels.items():
        form.fields[name].label = label
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


def _ask_for_a_new_password(form: forms.Form, **labels: Any) -> None:
    _speak_plainly(form, password1=_("New password"), password2=_("New password once more"), **labels)
    form.fields["password1"].help_text = PASSWORD_HINT


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _speak_plainly(self, email=_("E-mail address"))


class AddEmailForm(allauth_forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _speak_plainly(self, email=_("E-mail address"))


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _ask_for_a_new_password(self)


class SetPasswordForm(allauth_forms.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _ask_for_a_new_password(self)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _ask_for_a_new_password(self, oldpassword=_("The password you have now"))


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _speak_plainly(self, login=_("E-mail address"))
        self.fields["remember"].label = _("Keep me logged in on this device")
        self.fields["remember"].help_text = _("Leave this off on a phone or computer that others use too.")


class SignupForm(allauth_forms.SignupForm):
    """What we ask before a person may write. The fields that are private say so."""

    pseudonym = forms.CharField(
        label=_("Your pseudonym"),
        max_length=30,
        help_text=_("The only name that others see. Pick one that does not give you away. You cannot change it later."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "autocapitalize": "off", "spellcheck": "false"}),
    )
    full_name = forms.CharField(
        label=_("Full name (you may leave this empty)"),
        max_length=120,
        required=False,
        help_text=_("So that your pseudonym does not give it away. No page shows it to others, staff included."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    country = CountryField(help_text=_("So that we can show you the right help numbers in an emergency."))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    glucose_unit = forms.ChoiceField(
        label=_("Your meter shows"),
        choices=GlucoseUnit.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("If you choose none, it is what most meters in your country show."),
    )
    agreed = forms.BooleanField(
        label=_("I have read the house rules and agree to them."),
        error_messages={"required": _("Please read the house rules. You can join once you agree to them.")},
    )

    field_order = (
        "email", "password1", "pseudonym", "full_name", "country", "language", "glucose_unit", "agreed",
    )  # fmt: skip

    def __init__(self, *args: Any, again: Again | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.again = again
        _speak_plainly(self, email=_("E-mail address"))
        self.fields["email"].help_text = _("Private. Others never see it.")
        self.fields["password1"].help_text = PASSWORD_HINT
        self.fields["agreed"].help_text = format_html(
            '<a href="{}" target="_blank">{}</a>', reverse("house_rules"), _("Read the house rules (in a new tab)")
        )
        self.initial.setdefault("language", (get_language() or "en").split("-")[0])

    def clean_email(self) -> str:
        email = super().clean_email()
        if self.again and email == self.again.given["email"]:
            raise forms.ValidationError(_("We have written to this address already. Give another one."), code="same")
        return email

    def clean_pseudonym(self) -> str:
        pseudonym = pseudonyms.tidy(self.cleaned_data["pseudonym"])
        pseudonyms.check_pseudonym(pseudonym)
        pseudonyms.check_not_reserved(pseudonym)
        own = self.again.user if self.again else None
        if services.is_taken(pseudonym, but_by=own.pk if own else None):
            raise forms.ValidationError(TAKEN, code="taken")
        return pseudonym

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "pseudonym" in data:
            try:
                pseudonyms.check_not_real_name(
                    data["pseudonym"], full_name=data.get("full_name", ""), email=data.get("email", "")
                )
            except forms.ValidationError as refusal:
                self.add_error("pseudonym", refusal)
        if not data.get("glucose_unit"):
            data["glucose_unit"] = units.unit_for(data.get("country", ""))
        return data

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """The account with its role and its consent, or none of them."""
        try:
            with transaction.atomic():
                if self.again and self.again.user:
                    services.forget(self.again.user.pk)
                tried = super().try_save(request)
        except IntegrityError:
            # Two people chose the same pseudonym at the same moment, and this one came second.
            self.add_error("pseudonym", forms.ValidationError(TAKEN, code="taken"))
            return None, render(request, "account/signup.html", {"form": self})
        again.keep(request, self.cleaned_data)
        return tried


class AddKeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
        self.fields["passwordless"].label = _("Let me log in with this key alone, without my password")
        self.fields["passwordless"].help_text = _("Your device will ask for your finger, your face or a PIN.")


class EditKeyForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")


class SettingsForm(forms.ModelForm):
    country = CountryField(required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    helps = forms.BooleanField(
        label=_("My messages may help to improve screening, without my name"),
        required=False,
        help_text=_(
            "Screening looks for risky advice before others see a message. It learns from what it got wrong. If you "
            "say yes, messages that it got wrong may be used for this, also those that you have written before. Names, "
            "places and numbers are taken out, and a clinician checks each text. You can say no again at any time: "
            "your texts are then deleted here. A text that has been handed on already, without your name, "
            "cannot be called back."
        ),
    )

    class Meta:
        model = User
        fields = (
            "country", "language", "glucose_unit", "diabetes_type", "treatment", "shows_typing", "shows_presence",
        )  # fmt: skip
        labels = {
            "glucose_unit": _("Your meter shows"),
            "treatment": _("Treatment"),
            "shows_typing": _("Show when I am writing, and show me when others are"),
            "shows_presence": _("Show my pseudonym to others while I am in a room"),
        }
        widgets = {"glucose_unit": forms.RadioSelect}
        help_texts = {
            "glucose_unit": _(
                "Readings that others wrote in the other unit are shown in yours too, where it is sure what they mean."
            ),
            "diabetes_type": _(
                "Clinicians see this beside your messages, so that they can tell what is risky for you."
            ),
            "treatment": _("Clinicians see this too. Other members see neither."),
            "shows_typing": _("What you write is never shown before you send it."),
            "shows_presence": _("If you leave this off, you are only counted."),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["helps"] = self.instance.helps_since is not None
