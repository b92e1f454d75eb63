"""How an instant is written in a frame (docs/protocol.md), in this house and in those that build on it."""

from datetime import UTC, datetime


def stamp(at: datetime) -> str:
    """In UTC, to the millisecond: "2026-03-01T18:04:05.250Z"."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
