"""Text of the library: Markdown made into safe HTML or plain words, and words made ready for the search. Pure."""

import threading
import unicodedata

from bleach.sanitizer import Cleaner
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = frozenset(
    {"p", "br", "strong", "em", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "hr", "code", "pre", "a"}
    | {"table", "thead", "tbody", "tr", "th", "td"}
)
ATTRIBUTES = {"a": ["href", "title"], "ol": ["start"]}
PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_HEADING = {f"h{level}": level for level in range(1, 7)}


class _Own(threading.local):
    """A cleaner for each thread: one that two use at once gives to one what it cleans for the other."""

    def __init__(self) -> None:
        self.cleaner = Cleaner(tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True)


_own = _Own()


def to_html(markdown: str) -> str:
    """Safe HTML of the Markdown: raw HTML in it is shown as text, images are left out."""
    tokens = _MARKDOWN.parse(markdown)
    # The page has the one first heading; a text's own begin at the second and leave none out, however they are written.
    headings = [token for token in tokens if token.tag in _HEADING]
    levels = sorted({_HEADING[token.tag] for token in headings})
    for token in headings:
        token.tag = f"h{min(4, 2 + levels.index(_HEADING[token.tag]))}"
    return _own.cleaner.clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def sentences_of(markdown: str) -> str:
    """The words alone, each block (paragraph, list item, heading, cell) on a line: how a reader meets them."""
    lines = []
    for token in _MARKDOWN.parse(markdown):
        if token.type == "inline":
            lines.append("".join(_words(child) for child in token.children or []).strip())
    return "\n".join(line for line in lines if line)


def _words(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return token.content if token.type in {"text", "code_inline"} else ""


def fold(text: str) -> str:
    """Lower case without accents, everything but letters and digits made a space: “Hipoglucémia!” → “hipoglucemia”."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain.casefold()).split())


def excerpt(text: str, length: int = 140) -> str:
    """The first `length` characters on one line, with an ellipsis when there is more."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
