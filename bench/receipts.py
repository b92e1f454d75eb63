"""Who has heard which message: the load client's book, kept so that a receipt costs one look into a dict.

All receivers of a room get the same frames. So a frame is searched for the marks of its messages once, when the first
receiver has it; after that its first bytes tell which one it is, and only a count goes up.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from bench.talk import MARK

HEAD = 96  # bytes that tell one frame from every other: type, room, revisions, first id


@dataclass(slots=True)
class Sent:
    """A message on its way: when it was sent (seconds), and the frames in which it has come."""

    at: float
    frames: list["Frame"] = field(default_factory=list)
    done: bool = False


@dataclass(slots=True)
class Frame:
    messages: list[Sent]
    count: int = 0  # receivers that have it
    alone: bool = True  # each of its messages came in no other frame


class Receipts:
    """`receivers` hear each message; `on_done` is called when the last of them has."""

    def __init__(self, receivers: int, on_done: Callable[[Sent], None]):
        self.receivers, self.on_done = receivers, on_done
        self.waiting: dict[bytes, Sent] = {}
        self.frames: dict[bytes, Frame] = {}
        self.latencies: list[float] = []  # seconds
        self.unheard = 0  # messages that somebody has not heard yet
        self.frame_bytes = 0  # of the last frame that carried one message

    def sent(self, mark: bytes) -> Sent:
        self.unheard += 1
        message = self.waiting[mark] = Sent(perf_counter())
        return message

    def heard(self, payload: bytes) -> None:
        frame = self.frames.get(payload[:HEAD])
        if frame is None:
            frame = self._first_seen(payload)
        frame.count += 1
        if not frame.alone:
            self._add_up(frame)
        elif frame.count == self.receivers:
            for message in frame.messages:
                self._done(message)

    def forget(self, message: Sent) -> None:
        """It was refused: nobody will hear it."""
        if not message.done:
            message.done = True
            self.unheard -= 1

    def _first_seen(self, payload: bytes) -> Frame:
        marks = MARK.findall(payload)
        frame = Frame([self.waiting[mark] for mark in marks if mark in self.waiting])
        for message in frame.messages:
            message.frames.append(frame)
            if len(message.frames) > 1:
                for other in message.frames:
                    other.alone = False
        if len(marks) == 1:
            self.frame_bytes = len(payload)
        self.frames[payload[:HEAD]] = frame
        return frame

    def _add_up(self, frame: Frame) -> None:
        for message in frame.messages:
            if sum(frame.count for frame in message.frames) >= self.receivers:
                self._done(message)

    def _done(self, message: Sent) -> None:
        if not message.done:
            message.done = True
            self.unheard -= 1
            self.latencies.append(perf_counter() - message.at)
            self.on_done(message)
