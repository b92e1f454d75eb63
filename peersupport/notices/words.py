"""The words of a notice: two small templates a kind, in `templates/notices/messages/`."""

from typing import Any

from django.template import Context, loader
from django.utils import translation


def check_kind(kind: str) -> None:
    """Raise TemplateDoesNotExist for a kind that has no words."""
    for part in ("title", "body"):
        loader.get_template(_name(kind, part))


def title_and_body(kind: str, data: dict[str, Any], language: str) -> tuple[str, str]:
    """Plain text in the language given; whoever shows it escapes it."""
    with translation.override(language):
        return _render(kind, "title", data), _render(kind, "body", data)


def _render(kind: str, part: str, data: dict[str, Any]) -> str:
    # The backend's own render() would escape for HTML: these words also go into frames and mails.
    template = loader.get_template(_name(kind, part)).template  # type: ignore[attr-defined]
    return template.render(Context(data, autoescape=False)).strip()


def _name(kind: str, part: str) -> str:
    return f"notices/messages/{kind}.{part}.txt"
