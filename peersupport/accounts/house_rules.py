"""The text of the house rules, as HTML; which version holds stands in `consent`."""

from functools import lru_cache
from pathlib import Path

import bleach
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

CONTENT = Path(__file__).parent / "content"
TAGS = {"h1", "h2", "h3", "p", "ul", "ol", "li", "strong", "em", "a", "br", "blockquote"}


@lru_cache
def html(language: str) -> SafeString:
    """The rules in `language` ("en", "es-mx", ...); in English where there is no translation."""
    file = CONTENT / f"house_rules_{language.split('-')[0]}.md"
    if not file.exists():
        file = CONTENT / "house_rules_en.md"
    text = MarkdownIt().render(file.read_text(encoding="utf-8"))
    return mark_safe(bleach.clean(text, tags=TAGS, attributes={"a": ["href"]}))  # noqa: S308  (cleaned just now)
