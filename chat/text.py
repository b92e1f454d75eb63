"""What a person typed, made clean and made into safe HTML once, when it is written. Pure: no Django."""

import html
import re
import threading
import unicodedata
from collections.abc import Callable
from functools import partial

from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner

TAGS = frozenset({"p", "br", "strong", "em", "a"})
ATTRIBUTES = {"a": ["href", "rel", "target"]}
PROTOCOLS = frozenset({"http", "https"})

ADDRESS = re.compile(r"(https?://[^\s<>\"]{1,2000})")
# A star or underscore opens and closes emphasis only at the edge of a word, so that 2*3*4 and file_name_x stay.
STRONG = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,500})(?<=[^\s*])\*(?![\w*])")
EMPHASIS = re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]{1,500})(?<=[^\s_])_(?![\w_])")

# Characters that turn the reading order around can make a message say to the eye what it does not say to the screening.
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])


# Nothing of the above, nor control characters, carriage returns or surrogates: most of what is ever written.
_CLEAN = re.compile("[\n\t -~\u00a0-\u200d\u2010-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\U0010ffff]*")
# Nor markup, nor what bleach escapes or replaces. Such a text becomes no link either, unless it has one of _LINKS.
_PLAIN = re.compile("[\n\t !-%'-)+-;=?-^`-~\u00a0-\ud7ff\ue000-\U0010ffff]*")
_LINKS = re.compile(r"://|www\.", re.IGNORECASE)


def clean(raw: str) -> str:
    """The text as it is stored: normalised line ends, no control or direction-override characters, trimmed.

    Lone surrogates become U+FFFD, so that any string that JSON can carry can be stored.
    """
    kept = raw if _CLEAN.fullmatch(raw) else _cleaned(raw)
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def _cleaned(raw: str) -> str:
    whole = raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    lines = whole.replace("\r\n", "\n").replace("\r", "\n").translate(_BIDI)
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) != "Cc")


def has_words(text: str) -> bool:
    """Whether there is anything to see in the text: not only spaces, format characters and marks."""
    return any(unicodedata.category(c)[0] in "LNPS" for c in text)


def to_html(text: str) -> str:
    """Safe HTML of a clean text: paragraphs, line breaks, *strong* and _light_ emphasis, links.

    Plain words need no bleach, which would take a hundred times as long to give back the same.
    """
    if _PLAIN.fullmatch(text) and not _LINKS.search(text):
        return _paragraphs(text, lambda part: part.replace("\n", "<br>"))
    return _bleached(text)


def _bleached(text: str) -> str:
    return _cleaner().clean(_paragraphs(text, _inline))


def _paragraphs(text: str, inline: Callable[[str], str]) -> str:
    return "".join(f"<p>{inline(part)}</p>" for part in text.split("\n\n") if part.strip())


def _inline(part: str) -> str:
    pieces = ADDRESS.split(part)
    # Every second piece is an address: emphasis in it is none.
    marked = (html.escape(piece, quote=False) if at % 2 else _emphasis(piece) for at, piece in enumerate(pieces))
    return "".join(marked).replace("\n", "<br>")


def _emphasis(piece: str) -> str:
    strong = STRONG.sub(r"<strong>\1</strong>", html.escape(piece, quote=False))
    return EMPHASIS.sub(r"<em>\1</em>", strong)


def _safe_link(attrs: dict, new: bool = False) -> dict | None:
    """Link only what the writer meant as an address, and lead nobody's name or page with it."""
    if new and not attrs["_text"].lower().startswith(("http://", "https://", "www.")):
        return None
    attrs[(None, "rel")] = "nofollow noopener noreferrer ugc"
    attrs[(None, "target")] = "_blank"
    return attrs


_own = threading.local()


def _cleaner() -> Cleaner:
    """This thread's own: a Cleaner keeps what it parses in itself, and would mix two threads' texts."""
    if not hasattr(_own, "cleaner"):
        _own.cleaner = Cleaner(
            tags=TAGS,
            attributes=ATTRIBUTES,
            protocols=PROTOCOLS,
            filters=[partial(LinkifyFilter, callbacks=[_safe_link])],
        )
    return _own.cleaner
