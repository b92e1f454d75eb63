"""Where a page's scripts are."""

from django import template
from django.conf import settings
from django.templatetags.static import static

from peersupport import translations as catalogues

register = template.Library()


@register.simple_tag
def script(name: str) -> str:
    """The address of a script of static/js: of what `make scripts` made of it, with DEBUG of itself."""
    return static(f"{'js' if settings.DEBUG else 'built'}/{name}")


@register.simple_tag
def translations() -> str:
    return catalogues.address()
