"""The only writers of the chat. Each takes the rooms' locks first, in order of id, then the rooms' next revisions.

    post      the drafts of any number of people and rooms, screened, in one transaction
    publish   a held or hidden message appears; a correction may go under it
    hide      a published message is out of sight until a clinician decides
    remove    a message is gone, its author told why
    join, enter, answer_request, leave     who is in a room
    ask_care_team, open_care               a member's thread with the care team, and a clinician opening it

What authors do with messages of their own is in chat.services.editing. Whatever members can see of it is announced
after the commit, never before.
"""

from chat.services.care import ask_care_team, open_care
from chat.services.decisions import CorrectionDraft, correct, hide, publish, remove
from chat.services.membership import answer_request, enter, join, leave
from chat.services.posting import ScreenedDraft, Stored, post

__all__ = [
    "CorrectionDraft",
    "ScreenedDraft",
    "Stored",
    "answer_request",
    "ask_care_team",
    "correct",
    "enter",
    "hide",
    "join",
    "leave",
    "open_care",
    "post",
    "publish",
    "remove",
]
