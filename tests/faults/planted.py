"""One way to break each rule: what an evening's history looks like when the server was not perfect."""

from collections.abc import Callable
from dataclasses import replace

from tests.faults.tales import ROOM, Tale, own_state, state

Spoil = Callable[[Tale], None]
FAULTS: list[tuple[str, Spoil]] = []


def breaks(rule: str) -> Callable[[Spoil], Spoil]:
    def registered(spoil: Spoil) -> Spoil:
        FAULTS.append((rule, spoil))
        return spoil

    return registered


# --- storing ----------------------------------------------------------------------------------------------------------
@breaks("lost")
def acknowledged_and_not_stored(tale: Tale) -> None:
    tale.rows.pop(tale.the("accepted", client="cat")["key"])


@breaks("doubled")
def stored_twice_under_one_key(tale: Tale) -> None:
    tale.rows["again"] = replace(tale.row(id=2), id=99, position=tale.take(), revision=tale.revision)


@breaks("doubled")
def stored_twice_under_two_keys(tale: Tale) -> None:
    tale.rows["other"] = replace(tale.row(id=2), id=99, key="other")


@breaks("altered")
def stored_with_other_words(tale: Tale) -> None:
    tale.change(tale.row(id=2), text="other words")


@breaks("altered")
def stored_in_another_room(tale: Tale) -> None:
    tale.change(tale.row(id=2), room="cellar")


@breaks("altered")
def acknowledged_under_another_id(tale: Tale) -> None:
    tale.the("accepted")["id"] = 99


@breaks("altered")
def acknowledged_at_another_position(tale: Tale) -> None:
    tale.the("accepted", position=2)["position"] = 3


@breaks("altered")
def acknowledged_in_a_state_that_it_never_had(tale: Tale) -> None:
    tale.the("accepted", client="cat")["state"] = "held"


@breaks("altered")
def acknowledged_as_published_though_it_was_held(tale: Tale) -> None:
    tale.the("accepted", state="held")["state"] = "published"


@breaks("invented")
def stored_and_never_sent(tale: Tale) -> None:
    tale.rows["invented"] = replace(tale.row(id=2), id=99, key="invented", text="never said")


@breaks("dropped")
def neither_acknowledged_nor_kept(tale: Tale) -> None:
    tale.events.remove(tale.the("accepted", client="cat"))


@breaks("stuck")
def still_in_the_outbox(tale: Tale) -> None:
    tale.the("outbox", client="bob")["keys"].append("unsent")


@breaks("turned_away")
def refused_for_good(tale: Tale) -> None:
    sent = tale.the("sent", client="ann")
    tale.after(sent, "refused", client="ann", line=1, key=sent["key"], room=ROOM, code="not_allowed")


@breaks("turned_away")
def refused_a_reply_to_what_is_there(tale: Tale) -> None:
    sent = tale.the("sent", client="cat")
    sent["reply_to"] = 2
    tale.after(sent, "refused", client="cat", line=3, key=sent["key"], room=ROOM, code="bad_reply")


@breaks("turned_away")
def logged_out(tale: Tale) -> None:
    tale.the("closed")["code"] = 4401


@breaks("turned_away")
def refused_at_the_door(tale: Tale) -> None:
    tale.after(tale.the("closed"), "unopened", client="ann", gate=1, status=403)


# --- counting ---------------------------------------------------------------------------------------------------------
@breaks("reused")
def one_revision_for_two_messages(tale: Tale) -> None:
    shown = tale.the("changes", to=2)["messages"]
    shown.append(state(tale.row(id=1)) | {"revision": 2})


@breaks("skipped")
def a_revision_that_nothing_has(tale: Tale) -> None:
    tale.take()


@breaks("skipped")
def a_counter_behind_its_messages(tale: Tale) -> None:
    tale.revision -= 1


@breaks("moved")
def shown_at_another_position(tale: Tale) -> None:
    tale.the("changes", to=2)["messages"][0]["position"] = 7


@breaks("disordered")
def placed_before_what_was_sent_earlier(tale: Tale) -> None:
    first, second = tale.all("accepted", client="bob")[0], tale.all("accepted", client="bob")[-1]
    tale.change(tale.row(key=first["key"]), position=second["position"])
    tale.change(tale.row(key=second["key"]), position=first["position"])
    first["position"], second["position"] = second["position"], first["position"]


# --- seeing -----------------------------------------------------------------------------------------------------------
@breaks("phantom")
def shown_and_never_committed(tale: Tale) -> None:
    tale.the("changes", to=2)["messages"].append(state(tale.row(id=2)) | {"id": 99, "revision": 2})


@breaks("phantom")
def shown_at_a_revision_that_was_not_committed(tale: Tale) -> None:
    tale.the("changes", to=2)["messages"][0]["revision"] = 70


@breaks("phantom")
def shown_with_other_words(tale: Tale) -> None:
    tale.the("changes", to=2)["messages"][0]["html"] = "<p>other words</p>"


@breaks("phantom")
def shown_as_somebody_elses(tale: Tale) -> None:
    tale.the("changes", to=2)["messages"][0]["author"] = 3


@breaks("leaked")
def shown_while_it_was_held(tale: Tale) -> None:
    tale.events.remove(tale.the("deciding", action="publish"))


@breaks("leaked")
def shown_a_moment_before_it_was_published(tale: Tale) -> None:
    deciding = tale.the("deciding", action="publish")
    deciding["t"] = tale.all("changes", client="ann", to=4)[0]["t"] + 0.001


@breaks("leaked")
def quoted_while_it_was_held(tale: Tale) -> None:
    held = tale.row(state="held")
    reply = tale.all("changes", client="cat")[-1]["messages"][-1]
    reply["reply_to"] = {"id": held.id, "excerpt": held.text}


@breaks("leaked")
def told_to_another_as_their_own(tale: Tale) -> None:
    tale.the("joined", client="cat")["own"].append(own_state(tale.row(state="held")))


@breaks("leaked")
def told_to_another_in_a_notice(tale: Tale) -> None:
    words = f"Your message is in the room: {tale.row(state='held').text}"
    tale.after(tale.all("changes", client="cat")[-1], "notice", client="cat", line=3, words=words, own=None)


@breaks("leaked")
def anothers_own_message_in_a_notice(tale: Tale) -> None:
    own = own_state(tale.row(state="held"))
    tale.after(tale.all("changes", client="cat")[-1], "notice", client="cat", line=3, words="A decision", own=own)


@breaks("undead")
def shown_after_its_tombstone_on_the_same_line(tale: Tale) -> None:
    removed = tale.row(state="removed")
    buried = next(one for one in tale.all("changes", client="bob") if one["to"] == removed.revision)
    words = state(removed) | {"state": "published", "html": removed.html}
    told = {"room": ROOM, "taken": True, "from": buried["to"], "to": buried["to"], "messages": [words]}
    tale.after(buried, "changes", client="bob", line=buried["line"], **told)


@breaks("undead")
def shown_on_a_line_that_was_opened_after_its_tombstone(tale: Tale) -> None:
    removed = tale.row(state="removed")
    words = state(removed) | {"state": "published", "html": removed.html}
    joined = next(one for one in tale.all("joined", client="ann") if one["since"] is not None)
    joined["messages"].append(words)


@breaks("undead")
def quoted_after_its_tombstone(tale: Tale) -> None:
    removed = tale.row(state="removed")
    reply = tale.all("changes", client="cat")[-1]["messages"][-1]
    reply["reply_to"] = {"id": removed.id, "excerpt": removed.text}


@breaks("incomplete")
def changes_without_one_of_them(tale: Tale) -> None:
    frame = tale.all("changes", client="cat")[-1]
    frame["messages"].pop()


@breaks("gap")
def a_frame_that_never_came(tale: Tale) -> None:
    tale.events.remove(tale.all("changes", client="cat")[2])


@breaks("gap")
def a_gap_that_nobody_asked_about(tale: Tale) -> None:
    last = tale.all("changes", client="cat")[-1]
    ahead = {"room": ROOM, "taken": False, "from": last["to"] + 2, "to": last["to"] + 2, "messages": []}
    tale.after(last, "changes", client="cat", line=last["line"], **ahead)


@breaks("backwards")
def told_twice(tale: Tale) -> None:
    frame = tale.all("changes", client="cat")[1]
    tale.after(frame, **{name: value for name, value in frame.items() if name != "t"})


@breaks("backwards")
def brought_back_to_before_what_was_known(tale: Tale) -> None:
    joined = next(one for one in tale.all("joined", client="ann") if one["since"] is not None)
    joined |= {"reset": True, "revision": 1}


@breaks("older")
def an_older_state_after_a_newer_one(tale: Tale) -> None:
    frame = tale.all("changes", client="cat")[-1]
    frame["messages"].append(state(tale.row(state="removed")) | {"revision": 1})


# --- lines ------------------------------------------------------------------------------------------------------------
@breaks("garbled")
def a_torn_frame(tale: Tale) -> None:
    last = tale.all("changes", client="cat")[-1]
    tale.after(last, "garbled", client="cat", line=3, why="JSONDecodeError('Expecting value')")


@breaks("unclean")
def a_process_that_failed_when_it_was_asked_to_end(tale: Tale) -> None:
    tale.restart(gate=2, code=1)


@breaks("unclean")
def a_process_that_did_not_end(tale: Tale) -> None:
    tale.restart(gate=2, code=None)


@breaks("unclean")
def a_line_that_was_lost_in_a_restart(tale: Tale) -> None:
    tale.restart(gate=1)
    tale.all("closed")[-1]["code"] = 1006


@breaks("unclean")
def a_line_that_was_left_open_in_a_restart(tale: Tale) -> None:
    tale.restart(gate=1)
    tale.events.remove(tale.all("closed")[-1])


@breaks("kept")
def a_reader_that_answered_no_ping(tale: Tale) -> None:
    tale.add("slow_reader", client="ann", room=ROOM, since=tale.t - 55, dropped_after=None, sent=9)


@breaks("kept")
def a_reader_that_read_nothing_of_a_busy_room(tale: Tale) -> None:
    last = tale.all("changes", client="cat")[-1]
    last["messages"][0]["html"] = "word " * 1_300_000
    tale.add("slow_reader", client="ann", room=ROOM, since=tale.t - 5, dropped_after=None, sent=9)
    tale.events[-1]["since"] = last["t"] - 1
    tale.events[-1]["t"] = last["t"] + 5


@breaks("absent")
def a_client_that_could_not_come_back(tale: Tale) -> None:
    tale.add("absent", client="ann", phase="came back")


# --- ending -----------------------------------------------------------------------------------------------------------
@breaks("differs")
def a_view_without_one(tale: Tale) -> None:
    tale.the("view", client="cat")["shown"].pop(0)


@breaks("differs")
def a_view_with_one_too_many(tale: Tale) -> None:
    removed = tale.row(state="removed")
    tale.the("view", client="cat")["shown"].insert(0, [removed.id, removed.position, removed.revision, removed.html])


@breaks("differs")
def a_view_in_another_order(tale: Tale) -> None:
    tale.the("view", client="cat")["shown"].reverse()


@breaks("differs")
def a_stale_view(tale: Tale) -> None:
    tale.the("view", client="cat")["shown"][0][2] -= 1


@breaks("differs")
def a_view_with_a_double(tale: Tale) -> None:
    shown = tale.the("view", client="cat")["shown"]
    shown.append(shown[-1])


@breaks("late")
def heard_only_after_a_long_while(tale: Tale) -> None:
    """Everything that happens from Cat's last frame on happens a minute later."""
    last = tale.all("changes", client="cat")[-1]
    for event in tale.events[tale.events.index(last) :]:
        event["t"] += 60
