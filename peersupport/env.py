"""Typed readers of environment variables; nonsense stops the start with a sentence that says what to set."""

import ipaddress
import json
import os
import re
from collections.abc import Sequence
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def text(name: str, default: str | None = None) -> str:
    """The variable's text. Raises ImproperlyConfigured when it is unset and there is no default."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"Set {name}: it has no default (docs/settings.md says what it is for).")
    return default


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    word = value.lower()
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
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def table(name: str) -> dict[str, Any]:
    """A JSON object; empty when the variable is unset."""
    value = text(name, "{}")
    try:
        found = json.loads(value)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ImproperlyConfigured(f"Set {name} to a JSON object in braces; it is {value!r}.")
    return found


def urls(name: str, schemes: set[str]) -> list[str]:
    """A comma-separated list of addresses, each with one of the schemes and a host."""
    found = words(name)
    if not all(_is_url(address, schemes) for address in found):
        wanted = " or ".join(f"{scheme}://" for scheme in sorted(schemes))
        raise ImproperlyConfigured(f"Set {name} to an address that starts with {wanted} and names a host.")
    return found


def page(name: str, default: str) -> str:
    """The address of a page on another site, over HTTPS."""
    value = text(name, default)
    if not _is_url(value, {"https"}):
        raise ImproperlyConfigured(f"Set {name} to the address of a page, starting with https://; it is {value!r}.")
    return value


def _is_url(address: str, schemes: set[str]) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def choice(name: str, default: str, allowed: Sequence[str]) -> str:
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"Set {name} to one of {', '.join(allowed)}; it is {value!r}.")
    return value


def zone(name: str, default: str) -> str:
    """A time zone by its name, such as Europe/Vienna."""
    value = text(name, default)
    try:
        return ZoneInfo(value).key
    except (ValueError, KeyError, OSError):
        raise ImproperlyConfigured(f"Set {name} to a time zone such as Europe/Vienna; it is {value!r}.") from None


def secret(name: str, default: str | None) -> str:
    """Something nobody can guess: the value itself is never repeated in the error."""
    return _unguessable(name, text(name, default))


def secrets(name: str) -> list[str]:
    """A comma-separated list of them."""
    return [_unguessable(name, value) for value in words(name)]


def _unguessable(name: str, value: str) -> str:
    if len(value) < 50 or len(set(value)) < 10:
        raise ImproperlyConfigured(f"Set {name} to at least 50 random characters, for example: openssl rand -hex 32")
    return value


def key(name: str, file: Path) -> str:
    """A private key for web push, 32 bytes in base64url: of the variable, else of the file, else none."""
    value = text(name, "") or (file.read_text().strip() if file.exists() else "")
    if value and not re.fullmatch(r"[A-Za-z0-9_-]{43}", value):
        raise ImproperlyConfigured(f"Set {name} to a key that manage.py make_push_keys --print has made.")
    return value


def site(name: str, default: str) -> str:
    """The address at which people reach the site, without a path."""
    value = text(name, default).rstrip("/")
    if not _is_url(value, {"http", "https"}) or urlsplit(value).path:
        raise ImproperlyConfigured(f"Set {name} to the address of the site: https://peers.example.org")
    return value


def folder(name: str, default: Path) -> Path:
    """A folder, made when it is not there."""
    path = Path(text(name, str(default)))
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"Set {name} to a folder that can be written: {error}.") from None
    return path


def existing(name: str, default: Path, otherwise: str) -> str:
    """A folder that is there, or the word `otherwise`."""
    value = text(name, str(default))
    if value != otherwise and not Path(value).is_dir():
        raise ImproperlyConfigured(f"Set {name} to a folder that is there, or to {otherwise}; {value!r} is neither.")
    return value


def hosts(name: str, default: str = "") -> list[str]:
    """A comma-separated list of one host name or more, without scheme or path."""
    found = words(name, default)
    if not found or not all(re.fullmatch(r"\.?[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]|\*", host) for host in found):
        raise ImproperlyConfigured(f"Set {name} to the host names that this site answers to, comma-separated.")
    return found


def listening(name: str, default: str) -> str:
    """An IP address of this machine, to listen on."""
    value = text(name, default)
    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        raise ImproperlyConfigured(f"Set {name} to an IP address of this machine; it is {value!r}.") from None


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach what listens on the IP address."""
    return ipaddress.ip_address(address).is_loopback


def mailbox(name: str, default: str | None) -> str:
    """An e-mail address, with or without a name: Peers <noreply@example.org>."""
    value = text(name, default)
    local, _, domain = parseaddr(value)[1].rpartition("@")
    if not local or not domain:
        raise ImproperlyConfigured(f"Set {name} to an e-mail address; it is {value!r}.")
    return value


def database(name: str, default: str) -> dict[str, Any]:
    """Django's settings of a PostgreSQL or SQLite database; the address may hold a password and is never repeated."""
    try:
        found = dict(dj_database_url.parse(text(name, default)))
    except ValueError:
        found = {}
    if found.get("ENGINE") not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
        raise ImproperlyConfigured(f"Set {name} to a postgres:// or sqlite:/// address.")
    return found


def hand_down(name: str, value: str | None) -> None:
    """Set a variable for the processes that are started from here on; None takes it away."""
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def handed_down(name: str) -> str | None:
    """What the process that started this one has set for it: nothing that a person sets."""
    return os.environ.get(name)
