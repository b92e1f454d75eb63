"""The chat's rows: rooms, who is in them, the messages, and what belongs to each."""

from chat.models.attention import Mention, Reaction, ReactionQuerySet
from chat.models.care import CareReader
from chat.models.edits import Edit, EditQuerySet, FormerText
from chat.models.live_hours import LiveHour
from chat.models.mute import Mute
from chat.models.pauses import Pause
from chat.models.pin import Pin
from chat.models.renaming import Renaming
from chat.models.room_events import RoomEvent
from chat.models.rooms import Correction, JoinRequest, Membership, Message, ReadPositionField, Room, RoomQuerySet

__all__ = [
    "CareReader",
    "Correction",
    "Edit",
    "EditQuerySet",
    "FormerText",
    "JoinRequest",
    "LiveHour",
    "Membership",
    "Mention",
    "Message",
    "Mute",
    "Pause",
    "Pin",
    "Reaction",
    "ReactionQuerySet",
    "ReadPositionField",
    "Renaming",
    "Room",
    "RoomEvent",
    "RoomQuerySet",
]
