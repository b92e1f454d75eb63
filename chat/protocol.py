"""The frames of `peersupport.v1` (docs/protocol.md), one struct each. Pure: no Django."""

from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, field

SUBPROTOCOL = "peersupport.v1"
FRAME_BYTES = 16_384

GOING_AWAY, LOGGED_OUT, TOO_SLOW, TOO_MANY = 1012, 4401, 4408, 4429  # close codes

Slug = Annotated[str, Meta(max_length=60, pattern="^[-a-zA-Z0-9_]+$")]
Revision = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Id = Annotated[int, Meta(ge=1, le=2**63 - 1)]
Nudged = Literal["as_it_was", "rewritten"]


class BadFrame(Exception):
    """A frame that is not one of ours. `code` and `detail` go to the client."""

    def __init__(self, code: str, detail: str):
        super().__init__(detail)
        self.code, self.detail = code, detail


# --- client to server -------------------------------------------------------------------------------------------------
class Join(Struct, tag="join"):
    room: Slug
    since: Revision | None = None


class Leave(Struct, tag="leave"):
    room: Slug


class Post(Struct, tag="post"):
    room: Slug
    key: UUID
    text: str
    feeling: str | None = None
    reply_to: Id | None = None
    resource: Id | None = None
    nudge: Nudged | None = None


class Read(Struct, tag="read"):
    room: Slug
    position: Revision


class Count(Struct, tag="unread"):
    """What is unread in all of one's rooms?"""


class Type(Struct, tag="typing"):
    room: Slug


class Edit(Struct, tag="edit"):
    room: Slug
    id: Id
    text: str
    key: UUID = field(default_factory=uuid4)
    nudge: Nudged | None = None


class Withdraw(Struct, tag="withdraw"):
    room: Slug
    id: Id
    key: UUID = field(default_factory=uuid4)


class React(Struct, tag="react"):
    room: Slug
    id: Id
    reaction: Annotated[str, Meta(max_length=20)]
    on: bool


class Watch(Struct, tag="watch"):
    feed: Annotated[str, Meta(max_length=40)]


class Ping(Struct, tag="ping"):
    n: int | float | None = None


class DraftCheck(Struct):
    """Not a frame: a question over HTTP about words that are not sent yet. `shown`: their writer was asked."""

    text: str = ""
    reply_to: Id | None = None
    shown: bool = False


class _Kind(Struct):
    type: str = "post"


ClientFrame = Join | Leave | Post | Edit | Withdraw | Read | React | Type | Count | Watch | Ping
SentFrame = Post | Edit | Withdraw  # what may come over HTTP as well, and is answered by its key
_decoder = msgspec.json.Decoder(ClientFrame)
_kind_decoder = msgspec.json.Decoder(_Kind)
_sent_decoder = msgspec.json.Decoder(SentFrame)
_post_decoder = msgspec.json.Decoder(Post)
_read_decoder = msgspec.json.Decoder(Read)
_check_decoder = msgspec.json.Decoder(DraftCheck)
_react_decoder = msgspec.json.Decoder(React)


def parse(raw: str | bytes) -> ClientFrame:
    """One frame from the client. Raises BadFrame."""
    return _decode(_decoder, _bounded(raw.encode("utf-8", "replace") if isinstance(raw, str) else raw))


def parse_sent(data: bytes) -> SentFrame:
    """The body of a POST over HTTP: the fields of `post` (with or without `type`), `edit` or `withdraw`.

    Raises BadFrame.
    """
    data = _bounded(data)
    return _decode(_post_decoder if _decode(_kind_decoder, data).type == "post" else _sent_decoder, data)


def parse_read(data: bytes) -> Read:
    """The body of a read position over HTTP: the fields of `read`, with or without `type`. Raises BadFrame."""
    return _decode(_read_decoder, _bounded(data))


def parse_check(data: bytes) -> DraftCheck:
    """Raises BadFrame."""
    return _decode(_check_decoder, _bounded(data))


def parse_react(data: bytes) -> React:
    """The body of a reaction over HTTP: the fields of `react`, with or without `type`. Raises BadFrame."""
    return _decode(_react_decoder, _bounded(data))


def _bounded(data: bytes) -> bytes:
    if len(data) > FRAME_BYTES:
        raise BadFrame("too_large", f"A frame has at most {FRAME_BYTES} bytes.")
    return data


def _decode(decoder: Any, data: bytes) -> Any:
    try:
        return decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadFrame("bad_frame", str(error)[:200]) from error


# --- server to client -------------------------------------------------------------------------------------------------
class Hello(Struct, tag="hello"):
    user: dict
    notices: int
    now: str


class Joined(Struct, tag="joined"):
    room: str
    revision: int
    messages: list[dict] | msgspec.Raw
    own: list[dict]
    more: bool
    reset: bool
    read: int
    settings: dict
    pinned: list[dict] | msgspec.Raw | UnsetType = UNSET


class Changes(Struct, tag="changes", rename={"from_": "from"}):
    room: str
    from_: int
    to: int
    messages: list[dict]
    settings: dict | UnsetType = UNSET
    people: list[dict] | UnsetType = UNSET


class Accepted(Struct, tag="accepted"):
    key: UUID
    room: str
    id: int
    state: str
    replay: bool
    message: dict | UnsetType = UNSET
    own: dict | UnsetType = UNSET
    card: dict | UnsetType = UNSET


class Refused(Struct, tag="refused"):
    key: UUID
    room: str
    code: str
    detail: str
    retry_after: float | UnsetType = UNSET
    until: str | UnsetType = UNSET
    reason: str | UnsetType = UNSET


class Unread(Struct, tag="unread"):
    room: str
    position: int
    count: int


class Typing(Struct, tag="typing"):
    room: str
    people: list[dict]
    more: int


class Here(Struct, tag="presence"):
    room: str
    count: int
    people: list[dict]


class Reacted(Struct, tag="reacted"):
    room: str
    id: int
    reaction: str
    on: bool


class ReactRefused(Struct, tag="react_refused"):
    room: str
    id: int
    reaction: str
    on: bool
    code: str
    detail: str
    retry_after: float | UnsetType = UNSET


class FeedChanged(Struct, tag="feed"):
    feed: str
    revision: int


class Error(Struct, tag="error"):
    code: str
    detail: str
    room: str | UnsetType = UNSET
    retry_after: float | UnsetType = UNSET


class Pong(Struct, tag="pong"):
    n: int | float | UnsetType = UNSET


_encoder = msgspec.json.Encoder()


def encode(frame: Struct | dict | list) -> bytes:
    """A frame, or a part of one, as JSON: encoded once, sent to any number of connections."""
    return _encoder.encode(frame)


def framed(payload: bytes) -> bytes:
    """The payload as one unmasked WebSocket text frame, as a server writes it (RFC 6455, 5.2)."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2) + payload
    return b"\x81\x7f" + size.to_bytes(8) + payload
