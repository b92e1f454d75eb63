"""What may be a pseudonym: a name that tells nobody who its bearer is, and that nobody takes for another's."""

import re
import unicodedata
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ALLOWED = re.compile(r"[^\W_][\w .'(),-]{1,28}[\w).]")
EMAIL = re.compile(r"@|[([]\s*at\s*[)\]]|\bat\b.+\bdot\b", re.IGNORECASE)
PHONE_DIGITS = 7  # the shortest subscriber numbers in use
BETWEEN_WORDS = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")

# Words that speak for the site or for a profession. Staff get their names from the site, not from the sign-up page.
RESERVED = frozenset([
    "admin", "administrator", "administrador", "administradora", "moderator", "mod", "moderador", "moderadora", "staff",
    "team", "support", "soporte", "official", "oficial", "system", "sistema", "peersupport", "helpdesk", "guide",
    "librarian", "clinician", "clinica", "clinico", "dr", "dra", "doctor", "doctora", "nurse", "enfermera", "enfermero",
    "physician", "medico", "medica", "pharmacist", "farmaceutico", "farmaceutica", "dietitian", "dietista",
    "endocrinologist", "endocrinologo", "endocrinologa", "prof", "professor",
])  # fmt: skip

# What a closed account is called: with a sign that no pseudonym may have (ALLOWED), so that nobody else is.
CLOSED = re.compile(r"Closed account #([0-9]+)")
LIKE_CLOSED = ("closed account", "cuenta cerrada")

# Letters and digits that look like another, Cyrillic and Greek ones among them. From the confusables of Unicode
# Technical Standard 39, for the scripts that this site's languages meet.
LOOKALIKES = {
    "a": "аα", "b": "вβ", "c": "сϲ", "e": "еε", "h": "һн", "j": "ј", "k": "кκ", "l": "1iıіιӏ|", "m": "м", "n": "ηп",
    "o": "0оο", "p": "рρ", "r": "г", "s": "ѕ", "t": "тτ", "u": "υ", "v": "ν", "x": "хχ", "y": "уүγ", "w": "ԝω",
    "d": "ԁ", "q": "ԛ",
}  # fmt: skip
FOLDED = str.maketrans({other: letter for letter, others in LOOKALIKES.items() for other in others})


def tidy(value: str) -> str:
    """The pseudonym as it is kept: one way to write each letter, no invisible characters, single spaces."""
    composed = unicodedata.normalize("NFKC", value)
    return " ".join("".join(letter for letter in composed if unicodedata.category(letter) != "Cf").split())


def key(value: str) -> str:
    """What two pseudonyms share when a reader may take one for the other. Unique in the database."""
    if found := CLOSED.fullmatch(value):
        return f"#{found[1]}"  # as no other is, whatever somebody chose before
    letters = "".join(letter for letter in _without_accents(value).casefold() if letter.isalnum())
    return letters.translate(FOLDED)


def closed(number: int) -> str:
    """What the closed account of this number is called: on the wire and in the database, whatever its readers read."""
    return f"Closed account #{number}"


def called(value: str) -> str:
    """The pseudonym as it is shown: a closed account's in the reader's language."""
    found = CLOSED.fullmatch(value)
    return gettext("Closed account #%(number)s") % {"number": found[1]} if found else value


def hashes(keys: Iterable[str]) -> dict[str, str]:
    """What is kept of names whose bearers are gone, by key: without the site's secret it tells no name."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return {
        salted_hmac("peersupport.accounts.former_name", one, secret=secret, algorithm="sha256").hexdigest(): one
        for one in keys
        for secret in secrets
    }


def check_pseudonym(value: str) -> None:
    """Raise ValidationError for a name that looks like an e-mail address or phone number, or holds odd characters."""
    if EMAIL.search(tidy(value)):
        raise ValidationError(
            _("This looks like an e-mail address. Choose a name that does not tell others who you are."), code="email"
        )
    if sum(letter.isdigit() for letter in value) >= PHONE_DIGITS:
        raise ValidationError(
            _("This looks like a phone number. Choose a name that does not tell others who you are."), code="phone"
        )
    if not ALLOWED.fullmatch(tidy(value)) or not key(value):
        raise ValidationError(
            _("Use 3 to 30 letters, digits, spaces, dots or dashes, starting with a letter or digit."), code="form"
        )


def check_not_real_name(pseudonym: str, *, full_name: str, email: str) -> None:
    """Raise ValidationError when the pseudonym gives the account's full name or e-mail address away."""
    given = key(pseudonym)
    if full_name and given == key(full_name):
        raise ValidationError(_("This is your full name. Choose a name that others cannot know you by."), code="name")
    if given == key(email.partition("@")[0]):
        raise ValidationError(
            _("This is the first part of your e-mail address. Choose a name that others cannot know you by."),
            code="email",
        )


def check_not_reserved(pseudonym: str) -> None:
    """Raise ValidationError for a name that sounds like the site's staff or like a health professional."""
    reserved = {key(word) for word in RESERVED}
    words = {key(word) for word in BETWEEN_WORDS.split(_without_accents(pseudonym))}
    if words & reserved or key(pseudonym) in reserved or key(pseudonym).startswith(tuple(map(key, LIKE_CLOSED))):
        raise ValidationError(
            _(
                "This sounds like a health professional or somebody who works for this site. "
                "Choose a name that people will not mistake for one."
            ),
            code="reserved",
        )


def _without_accents(value: str) -> str:
    parts = unicodedata.normalize("NFKD", tidy(value))
    return "".join(part for part in parts if not unicodedata.combining(part))
