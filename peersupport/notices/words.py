"""The words of a notice: two small templates a kind, in `templates/notices/messages/`."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.template import Context, loader
from django.utils import timezone, translation

MOMENTS = ("starts", "until")  # what of a notice's data is one, as in notices.wire


def check_kind(kind: str) -> None:
    """Raise TemplateDoesNotExist for a kind that has no words."""
    for part in ("title", "body"):
        loader.get_template(_name(kind, part))


def title_and_body(kind: str, data: dict[str, Any], language: str, zone: ZoneInfo | None = None) -> tuple[str, str]:
    """Plain text in the language given, times in the zone, or the site's; whoever shows it escapes it."""
    moments = {name: datetime.fromisoformat(data[name]) for name in MOMENTS if name in data}
    data = data | moments
    with translation.override(language), timezone.override(zone):
        return _render(kind, "title", data), _render(kind, "body", data)


def _render(kind: str, part: str, data: dict[str, Any]) -> str:
    # The backend's own render() would escape for HTML: these words also go into frames and mails.
    template = loader.get_template(_name(kind, part)).template  # type: ignore[attr-defined]
    return template.render(Context(data, autoescape=False)).strip()


def _name(kind: str, part: str) -> str:
    return f"notices/messages/{kind}.{part}.txt"
