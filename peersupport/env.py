"""Typed readers of environment variables; nonsense stops the start with a sentence that says what to set."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """The variable's text. Raises ImproperlyConfigured when it is unset and there is no default."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"Set {name}: it has no default (docs/settings.md says what it is for).")
    return default


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ImproperlyConfigured(f"Set {name} to 1 or 0; it is {value!r}.")


def whole(name: str, default: int, least: int = 0, most: int = 2**31) -> int:
    """A whole number from least to most, both included."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"Set {name} to a whole number; it is {value!r}.") from None
    if not least <= number <= most:
        raise ImproperlyConfigured(f"Set {name} to a whole number from {least} to {most}; it is {number}.")
    return number


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, blanks dropped."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def urls(name: str, schemes: set[str]) -> list[str]:
    """A comma-separated list of addresses, each with one of the schemes and a host."""
    found = words(name)
    for address in found:
        parts = urlsplit(address)
        if parts.scheme not in schemes or not parts.hostname:
            wanted = " or ".join(f"{scheme}://" for scheme in sorted(schemes))
            raise ImproperlyConfigured(f"Set {name} to an address that starts with {wanted} and names a host.")
    return found
