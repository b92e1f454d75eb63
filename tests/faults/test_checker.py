"""The checker finds each planted fault, and nothing in a history without one."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.faults import planted
from tests.faults.checker import RULES, check
from tests.faults.tales import ROOM, USERS, Tale, evening


def rules_broken(tale: Tale) -> set[str]:
    return {finding.rule for finding in check(tale.events, tale.record)}


def test_an_evening_without_a_fault_passes():
    tale = evening()
    assert len(tale.rows) == 8
    assert check(tale.events, tale.record) == []


@pytest.mark.parametrize(("rule", "spoil"), planted.FAULTS, ids=[spoil.__name__ for _, spoil in planted.FAULTS])
def test_a_planted_fault_is_found(rule, spoil):
    tale = evening()
    spoil(tale)
    assert rule in rules_broken(tale)


def test_every_rule_has_a_planted_fault():
    assert {rule for rule, _ in planted.FAULTS} == {rule.__name__ for rule in RULES}


KINDS = ["write", "risk", "send", "unanswered", "unheard", "cut", "connect", "tell"]
KINDS += ["publish", "remove", "restart"]
STEPS = st.tuples(
    st.sampled_from(KINDS),
    st.sampled_from(sorted(USERS)),
)


@st.composite
def tales(draw) -> Tale:
    """Any run of a perfect server."""
    tale = Tale()
    for step, name in draw(st.lists(STEPS, max_size=60)):
        take(tale, step, name)
    return tale.end()


def take(tale: Tale, step: str, name: str) -> None:
    match step:
        case "write" | "risk":
            tale.write(name, risky=step == "risk")
        case "send":
            tale.send(name)
        case "unanswered":
            tale.send(name, answered=False)
        case "unheard":
            tale.send(name, arrives=False)
        case "publish" | "remove":
            tale.decide(step)
        case "restart":
            tale.restart()
        case _:
            getattr(tale, step)(name)


@given(tales())
def test_no_run_of_a_perfect_server_breaks_a_promise(tale):
    assert check(tale.events, tale.record) == []


@given(tales(), st.data())
def test_losing_any_message_is_found(tale, data):
    assume(tale.rows)
    tale.rows.pop(data.draw(st.sampled_from(sorted(tale.rows))))
    assert "lost" in rules_broken(tale)


@given(tales(), st.data())
def test_storing_any_message_twice_is_found(tale, data):
    assume(tale.rows)
    row = tale.rows[data.draw(st.sampled_from(sorted(tale.rows)))]
    tale.rows["again"] = replace(row, id=1000)
    assert "doubled" in rules_broken(tale)


@given(tales(), st.data())
def test_any_message_that_one_view_lacks_is_found(tale, data):
    view = data.draw(st.sampled_from(tale.all("view")))
    assume(view["shown"])
    view["shown"].pop(data.draw(st.integers(0, len(view["shown"]) - 1)))
    assert rules_broken(tale) == {"differs"}


@given(tales(), st.data())
def test_leaving_any_frame_of_changes_out_is_found(tale, data):
    """Any but the last that its line was told: the view, which is right here, would show that one."""
    frames = [frame for frame in tale.all("changes", line=1) if frame["to"] < tale.clients["ann"].told]
    if frames:
        tale.events.remove(data.draw(st.sampled_from(frames)))
        assert "gap" in rules_broken(tale)


@pytest.mark.parametrize(
    ("name", "excuses", "lines", "found"),
    [
        ("postgres_crash", True, None, False),
        ("stall", True, [3], False),
        ("stall", True, [2], True),
        ("redis_pause", False, None, True),
    ],
    ids=["a database that is away", "a stalled line", "somebody else's stalled line", "Redis"],
)
def test_only_some_faults_excuse_a_long_wait(name, excuses, lines, found):
    tale = evening()
    planted.heard_only_after_a_long_while(tale)
    fault = {"name": name, "since": 0.0, "ended": 50.0, "until": 50.0, "excuses": excuses, "lines": lines}
    tale.events.insert(0, {"t": 0.0, "kind": "fault", **fault})
    assert ("late" in rules_broken(tale)) == found


@pytest.mark.parametrize(
    ("name", "excuses", "lines", "found"),
    [
        ("postgres_crash", True, None, False),
        ("cut", True, [1, 2, 3, 4], False),
        ("cut", True, [], True),
        ("redis_pause", False, None, True),
    ],
    ids=["a database that is away", "the line's own trouble", "somebody else's line", "Redis"],
)
def test_only_some_faults_excuse_a_line_that_is_lost_in_a_restart(name, excuses, lines, found):
    tale = evening()
    planted.a_line_that_was_lost_in_a_restart(tale)
    span = {"since": tale.t - 1, "ended": tale.t, "until": tale.t}
    tale.add("fault", name=name, excuses=excuses, lines=lines, **span)
    assert ("unclean" in rules_broken(tale)) == found


@pytest.mark.parametrize(
    ("seconds", "dropped_after", "fault", "found"),
    [
        (55, None, "redis_pause", True),
        (55, 45.1, "redis_pause", False),
        (15, None, "redis_pause", False),
        (55, None, "pause_web", False),
    ],
    ids=["kept", "let go", "not there for long", "kept by a process that stood still"],
)
def test_only_a_reader_that_was_there_for_long_is_kept_too_long(seconds, dropped_after, fault, found):
    tale = evening()
    since = tale.t - seconds
    tale.add("fault", name=fault, since=since + 1, until=since + 4, excuses=False, lines=None)
    tale.add("slow_reader", client="ann", room=ROOM, since=since, dropped_after=dropped_after, sent=9)
    assert rules_broken(tale) == ({"kept"} if found else set())


def test_a_reply_to_what_was_removed_may_be_refused():
    tale = evening()
    sent, accepted = tale.the("sent", client="cat"), tale.the("accepted", client="cat")
    sent["reply_to"] = tale.row(state="removed").id
    tale.after(sent, "refused", client="cat", line=3, key=sent["key"], room=ROOM, code="bad_reply")
    assert rules_broken(tale) == set()
    tale.events.remove(accepted)
    assert rules_broken(tale) == set()
