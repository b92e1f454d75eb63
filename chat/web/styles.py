"""The styles that the room's page carries itself: on a phone's line, to ask for them is what it would show nothing for.

The content security policy names them by their hash (docs/decisions/021-the-room-carries-its-styles.md).
"""

import base64
import hashlib
from collections.abc import Callable
from typing import TypeVar, cast

from csp.decorators import csp_update
from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils.safestring import mark_safe

from peersupport.storage import without_comments

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
FILES = ("tokens", "base", "components", "library", "room", "room-life")  # the later has the last word


def bare(css: str) -> str:
    """Without comments, indents and empty lines."""
    lines = (line.strip() for line in without_comments(css).splitlines())
    return "\n".join(line for line in lines if line)


_styles = "\n".join(bare((settings.BASE_DIR / f"static/css/{name}.css").read_text("utf-8")) for name in FILES)

ELEMENT = mark_safe(f"<style>{_styles}</style>")  # noqa: S308  (our own files)
SOURCE = f"'sha256-{base64.b64encode(hashlib.sha256(_styles.encode()).digest()).decode()}'"


def allowed(view: View) -> View:
    """The view's page may carry them."""
    return cast(View, csp_update({"style-src": [SOURCE]})(view))
