"""Reasons are told in English. `_` marks one for the translators of whoever shows it; nothing is translated here."""


def _(reason: str) -> str:
    return reason
