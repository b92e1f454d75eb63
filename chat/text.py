"""What a person typed, made clean and made into safe HTML once, when it is written. Pure: no Django."""

import html
import re
import threading
import unicodedata
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner

TAGS = frozenset({"p", "br", "strong", "em", "a"})
ATTRIBUTES = {"a": ["href", "rel", "target"]}
PROTOCOLS = frozenset({"http", "https"})

SHOWN = 50  # characters of an address beyond its host

ADDRESS = re.compile(r"(https?://[^\s<>\"]{1,2000})")
# A star or underscore opens and closes emphasis only at the edge of a word, so that 2*3*4 and file_name_x stay.
STRONG = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,500})(?<=[^\s*])\*(?![\w*])")
EMPHASIS = re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]{1,500})(?<=[^\s_])_(?![\w_])")

# Characters that turn the reading order around can make a message say to the eye what it does not say to the screening,
# and so can those that nobody sees. The joiners stay, which scripts and emoji are made with.
_BIDI = {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_UNSEEN = {0x00AD, 0x034F, 0x115F, 0x1160, 0x180E, 0x200B, *range(0x2060, 0x2066), 0x3164, 0xFEFF, 0xFFA0}
_UNSEEN |= {*range(0x206A, 0x2070), *range(0xFFF9, 0xFFFC)}
_DROPPED = dict.fromkeys(_BIDI | _UNSEEN)

# More marks on one letter than any language puts there: they reach over the lines of others.
_PILED = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_JOINED = re.compile("([\u200c\u200d])[\u200c\u200d]+")

# Nothing of the above, nor control characters, carriage returns or surrogates: most of what is ever written.
_CLEAN = re.compile(
    "[\n\t -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u061b\u061d-\u115e\u1161-\u180d\u180f-\u1aaf\u1b00-\u1dbf"
    "\u1e00-\u200a\u2010-\u2029\u202f-\u205f\u2070-\u20cf\u2100-\u3163\u3165-\ud7ff\ue000-\ufe1f\ufe30-\ufefe\uff00-\uff9f"
    "\uffa1-\ufff8\ufffc-\U0010ffff]*"
)
# Nor markup, nor what bleach escapes or replaces. Such a text becomes no link either, unless it has one of _LINKS.
_PLAIN = re.compile("[\n\t !-%'-)+-;=?-^`-~\u00a0-\ud7ff\ue000-\U0010ffff]*")
_LINKS = re.compile(r"://|www\.", re.IGNORECASE)


# Stands for a mention while a text is made into HTML: `clean` leaves no such characters in what people write.
_MENTION = re.compile("\u2066([0-9]+)\u2069")
_TAG = re.compile(r"(<[^>]*>)")


class Span(NamedTuple):
    """The part of a text, text[start:end], that names a person, and the person's pseudonym."""

    start: int
    end: int
    user_id: int
    name: str


def clean(raw: str) -> str:
    """The text as it is stored: normalised line ends, no control, unseen or direction-override characters, trimmed.

    Lone surrogates become U+FFFD, so that any string that JSON can carry can be stored.
    """
    kept = raw if _CLEAN.fullmatch(raw) else _cleaned(raw)
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def _cleaned(raw: str) -> str:
    whole = raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    lines = whole.replace("\r\n", "\n").replace("\r", "\n").translate(_DROPPED)
    seen = "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) != "Cc")
    return _JOINED.sub(r"\1", _PILED.sub(r"\1", seen))


def has_words(text: str) -> bool:
    """Whether there is anything to see in the text: not only spaces, format characters and marks."""
    return any(unicodedata.category(c)[0] in "LNPS" for c in text)


def to_html(text: str, mentions: Sequence[Span] = ()) -> str:
    """Safe HTML of a clean text: paragraphs, line breaks, *strong* and _light_ emphasis, links, marked mentions.

    Plain words need no bleach, which would take a hundred times as long to give back the same.
    """
    if mentions:
        return _with_mentions(text, mentions)
    if _PLAIN.fullmatch(text) and not _LINKS.search(text):
        return _paragraphs(text, lambda part: part.replace("\n", "<br>"))
    return _bleached(text)


def _with_mentions(text: str, mentions: Sequence[Span]) -> str:
    """The mentions, which do not overlap, are marked last, and never within a tag: what marks them is ours alone."""
    parts, at = [], 0
    for number, span in enumerate(mentions):
        parts += [text[at : span.start], f"\u2066{number}\u2069"]
        at = span.end
    pieces = _TAG.split(to_html("".join(parts) + text[at:]))
    if sum(len(_MENTION.findall(piece)) for piece in pieces[::2]) != len(mentions):
        return to_html(text)
    pieces[::2] = [_MENTION.sub(lambda found: _marked(mentions[int(found[1])]), piece) for piece in pieces[::2]]
    return "".join(pieces)


def _marked(span: Span) -> str:
    return f'<span class="mention" data-user="{span.user_id}">@{html.escape(span.name)}</span>'


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
    if not (shown := _shown(attrs)):
        return None
    attrs["_text"] = shown
    attrs[(None, "rel")] = "nofollow noopener noreferrer ugc"
    attrs[(None, "target")] = "_blank"
    return attrs


def _shown(attrs: dict) -> str:
    """The address as it is shown, or "" when it is no link: it begins with the host that it leads to, in plain letters.

    What stands before an @ would pass for a host, and so would letters of another alphabet that look like ours.
    """
    try:
        parts = urlsplit(attrs[(None, "href")])
        host = (parts.hostname or "").encode("idna").decode()
    except (UnicodeError, ValueError):
        return ""
    if parts.username is not None or "." not in host:
        return ""
    said = attrs["_text"]
    if not (parts.hostname or "").isascii():
        said = f"{parts.scheme}://{host}{parts.path}"
    return said if len(said) <= SHOWN + len(host) else said[: SHOWN + len(host)] + "…"


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
