"""The only writers of moderation. Who acts and when are arguments; each runs in one transaction.

    record          messages that screening flagged, or could not read     → cases with flags (called by the gate)
    record_edit     new words for a message, screened likewise              → a case of their own while they wait
    record_withdrawal   an author took a message back                       → whoever watches the queue sees it
    report          a member says that a message needs a clinician          → a flag on its open case, or a new case
    hand_over       a guide does, with words for the clinician              → the same, a step more urgent
    withdraw_report the member takes that back                              → dated; the clinician still looks
    appeal          an author disagrees with a removal                      → a case for another clinician
    claim           a clinician takes a case for some minutes               → a lease; Clash names another holder
    release         gives it back early
    hide            takes its message out of the room's sight               → until the case is decided
    decide          publish, correct, remove or warn, with a reason         → the room, author and reporters learn it
    draw            a week's sample of what nobody flagged                  → its texts, as they were, to be read
    read            a clinician reads one of them blind                     → a reading, or a settlement; a case at once
    gather, approve, leave_out, export    texts for the next training (services.training)
    draft_rule, change_rule, discard_rule, keep_replay, shadow_rule, end_shadow, sign_rule, roll_back_rule
                    a rule's life (services.rules): draft, shadow, live by a second clinician's signature, retired
    care_said       a word to or of the care team in a thread               → its clock runs or stops (by the gate)
    begin_replay, carry_on, end_replay, give_up_replay    what a version would change, in the background: one at a time
    open_care, take_care, release_care, no_answer_needed    a clinician's steps in such a thread (services.care)
    let_go, record_closing, forget    an account is closed (services.leaving)
    write_to_author     the thread of a case's author, for a clinician to write first
    go_on_duty, go_off_duty    a clinician's turn of duty, besides the roster
    alert           urgent cases that nobody has                            → who is on duty is told, with a number
    record_shadow, record_shadow_edit    what rules in shadow fit           → hits, nothing else (called by the gate)
    forget_hits     old hits                                                → their numbers
    pin, unpin      a message at the top of its room
    load_cards, revise_card, approve_card, take_out_of_use, put_back
                    safety cards: drafts until a clinician approves; out of use at once
    nudged, record_nudges    how many were asked to tell a draft as their own story, and what came of it (by the gate)

What changes an open case bumps the queue's revision and is announced after the commit.

Locks are taken in this order, by every writer here, so that no two wait for each other:
room → sampled message → person → care thread → case → last alert → queue → who opened a thread → tally → inboxes in
order of user id → devices in order of id → rule book → audit head. The chat's writer takes rooms first as well. The
inboxes are taken all at once: whoever has something to tell hands it on (peersupport.notices.services.Told) to who
began the transaction.
"""

from moderation.services.alerts import alert
from moderation.services.appeals import appeal
from moderation.services.cards import approve_card, load_cards, put_back, revise_card, take_out_of_use
from moderation.services.care import (
    care_said,
    no_answer_needed,
    open_care,
    release_care,
    take_care,
    write_to_author,
)
from moderation.services.cases import record, record_edit, record_withdrawal
from moderation.services.claims import claim, release
from moderation.services.decisions import decide
from moderation.services.duty import go_off_duty, go_on_duty
from moderation.services.hiding import hide
from moderation.services.nudges import nudged, record_nudges
from moderation.services.pins import pin, unpin
from moderation.services.replays import begin_replay, carry_on, end_replay, give_up_replay
from moderation.services.reports import hand_over, report, withdraw_report
from moderation.services.rules import (
    change_rule,
    discard_rule,
    draft_rule,
    end_shadow,
    keep_replay,
    roll_back_rule,
    shadow_rule,
    sign_rule,
)
from moderation.services.samples import draw, read
from moderation.services.shadow import forget_hits, record_shadow, record_shadow_edit

__all__ = [
    "alert",
    "appeal",
    "approve_card",
    "begin_replay",
    "care_said",
    "carry_on",
    "change_rule",
    "claim",
    "decide",
    "discard_rule",
    "draft_rule",
    "draw",
    "end_replay",
    "end_shadow",
    "forget_hits",
    "give_up_replay",
    "go_off_duty",
    "go_on_duty",
    "hand_over",
    "hide",
    "keep_replay",
    "load_cards",
    "no_answer_needed",
    "nudged",
    "open_care",
    "pin",
    "put_back",
    "read",
    "record",
    "record_edit",
    "record_nudges",
    "record_shadow",
    "record_shadow_edit",
    "record_withdrawal",
    "release",
    "release_care",
    "report",
    "revise_card",
    "roll_back_rule",
    "shadow_rule",
    "sign_rule",
    "take_care",
    "take_out_of_use",
    "unpin",
    "withdraw_report",
    "write_to_author",
]
