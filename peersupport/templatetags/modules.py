"""What a page's scripts need, said in the page itself, so that a browser asks for all of it at once."""

import re
from functools import cache
from pathlib import PurePosixPath

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from peersupport import translations as catalogues

register = template.Library()
IMPORT = re.compile(r"""^(?:import|export)\b[^;"']*["'](\.{1,2}/[^"']+)["']""", re.MULTILINE)


@register.simple_tag
def modulepreload(*names: str) -> SafeString:
    """Links to the modules and to all that they import, however deep: on a phone's line each step is a round trip.

    One that was not collected yet, by a server that is newer than its static files, is left to the browser to find.
    """
    wanted = dict.fromkeys(name for first in names for name in graph(first))
    found = ((address,) for name in wanted if (address := _address(name)))
    return format_html_join("\n", '<link rel="modulepreload" href="{}">', found)


@register.simple_tag
def translations() -> str:
    return catalogues.address()


@cache
def graph(name: str) -> tuple[str, ...]:
    """The module and what it imports, from its own file under static/: nearest first."""
    found, at = [name], 0
    while at < len(found):
        script = (settings.BASE_DIR / "static" / found[at]).read_text(encoding="utf-8")
        found += [other for path in IMPORT.findall(script) if (other := _resolved(found[at], path)) not in found]
        at += 1
    return tuple(found)


def _address(name: str) -> str | None:
    try:
        return static(name)
    except ValueError:  # the manifest of what was collected does not know it
        return None


def _resolved(name: str, path: str) -> str:
    parts = [*PurePosixPath(name).parent.parts]
    for part in PurePosixPath(path).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)
