"""What may be a pseudonym: a name that tells nobody who its bearer is."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ALLOWED = re.compile(r"^[\w][\w .'(),-]{1,28}[\w).]$", re.UNICODE)
DIGITS = re.compile(r"\d")


def check_pseudonym(value: str) -> None:
    """Raise ValidationError for a name that looks like an e-mail address or phone number, or holds odd characters."""
    if "@" in value:
        raise ValidationError(
            _("This looks like an e-mail address. Choose a name that does not tell others who you are."), code="email"
        )
    if len(DIGITS.findall(value)) >= 7:
        raise ValidationError(
            _("This looks like a phone number. Choose a name that does not tell others who you are."), code="phone"
        )
    if not ALLOWED.match(value):
        raise ValidationError(
            _("Use 3 to 30 letters, digits, spaces, dots or dashes, starting with a letter or digit."), code="form"
        )


def check_not_real_name(pseudonym: str, *, full_name: str, email: str) -> None:
    """Raise ValidationError when the pseudonym gives the account's full name or e-mail address away."""
    given = _squash(pseudonym)
    if full_name and given == _squash(full_name):
        raise ValidationError(_("This is your full name. Choose a name that others cannot know you by."), code="name")
    if given == _squash(email.partition("@")[0]):
        raise ValidationError(
            _("This is the first part of your e-mail address. Choose a name that others cannot know you by."),
            code="email",
        )


def _squash(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
