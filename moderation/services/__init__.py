"""The only writers of moderation. Who acts and when are arguments; each runs in one transaction.

    record          messages that screening flagged, or could not read     → cases with flags (called by the gate)
    report          a member says that a message needs a clinician          → a flag on its open case, or a new case
    withdraw_report the member takes that back                              → dated; the clinician still looks
    claim           a clinician takes a case for some minutes               → a lease; Clash names another holder
    release         gives it back early
    decide          publish, correct, remove or warn, with a reason         → the room, author and reporters learn it
    load_cards, revise_card, approve_card    safety cards: drafts until a clinician approves

What changes an open case bumps the queue's revision and is announced after the commit.

Locks are taken in this order, by every writer here, so that no two wait for each other:
room → case → queue → inboxes in order of user id → audit head. The chat's writer takes rooms first as well.
"""

from moderation.services.cards import approve_card, load_cards, revise_card
from moderation.services.cases import record
from moderation.services.claims import claim, release
from moderation.services.decisions import decide
from moderation.services.reports import report, withdraw_report

__all__ = [
    "approve_card",
    "claim",
    "decide",
    "load_cards",
    "record",
    "release",
    "report",
    "revise_card",
    "withdraw_report",
]
