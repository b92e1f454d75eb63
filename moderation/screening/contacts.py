"""Tell a person's telephone number or address from a public helpline's."""

from __future__ import annotations

from .tokens import Token

FREE_PREFIXES = (
    "800",
    "888",
    "877",
    "866",
    "855",
    "844",
    "833",
    "1800",
    "1888",
    "1877",
    "1866",
    "1855",
    "1844",
    "1833",
    "0800",
    "0808",
    "0300",
    "0345",
)
PUBLIC_DOMAINS = (".gov", ".nhs.uk", ".gov.uk", ".edu", ".org", ".who.int")
PUBLIC_MAILBOXES = ("info", "help", "support", "contact", "enquiries", "admin")
KINDS = frozenset(("url", "email", "handle", "date", "phone", "digits", "ssn", "ratio", "money"))


def read_contacts(tokens: list[Token]) -> list[Token]:
    """Name contacts, dates and sums by what they are."""
    return [token._replace(concept=concept_of(token)) if token.kind in KINDS else token for token in tokens]


def concept_of(token: Token) -> str:
    if token.kind in ("phone", "digits"):
        digits = "".join(letter for letter in token.word if letter.isdigit())
        return "HOTLINE" if digits.startswith(FREE_PREFIXES) else token.kind.upper()
    if token.kind == "email":
        mailbox, _, domain = token.word.partition("@")
        return "OFFICE" if domain.endswith(PUBLIC_DOMAINS) or mailbox in PUBLIC_MAILBOXES else "EMAIL"
    return token.kind.upper()
