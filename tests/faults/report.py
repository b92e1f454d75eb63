"""What a person reads of a run: the timeline while it runs, then counts and the verdict."""

import json
from collections import Counter
from pathlib import Path

from tests.faults.checker import Finding
from tests.faults.checker.ending import waits
from tests.faults.checker.story import Story
from tests.faults.history import Event, Record

SHOWN = 3  # findings of one rule that are printed with their events


def say(t: float, words: str) -> None:
    print(f"{t:7.1f} s  {words}", flush=True)


def stored(folder: Path) -> Record:
    return Record.of(json.loads((folder / "record.json").read_text()))


def keep(folder: Path, record: Record) -> None:
    (folder / "record.json").write_text(record.as_json())


def tell(events: list[Event], record: Record, findings: list[Finding], folder: Path) -> None:
    print(f"\n{_counts(events, record)}")
    for name, number in Counter(finding.rule for finding in findings).items():
        print(f"\nBROKEN  {name}: {number}")
        for finding in [finding for finding in findings if finding.rule == name][:SHOWN]:
            print(f"  {finding.says}")
            for event in finding.events:
                print(f"    {_short(event)}")
    verdict = f"{len(findings)} broken promises" if findings else "every promise was kept"
    print(f"\nverdict: {verdict} (history.jsonl and record.json in {folder})", flush=True)


def _counts(events: list[Event], record: Record) -> str:
    kinds = Counter(event["kind"] for event in events)
    posted = {event["key"] for event in events if event["kind"] == "wrote"}
    accepted = [event for event in events if event["kind"] == "accepted"]
    replays = sum(event["replay"] for event in accepted)
    states = Counter(row.state for row in record.rows)
    clients = kinds["member"]
    codes = Counter(int(event["code"]) for event in events if event["kind"] == "closed")
    waited = [seconds for _, _, seconds in waits(Story(events, record))]
    silence, who = _longest_silence(events)
    return "\n".join(
        f"{name:<22}{value}"
        for name, value in (
            ("posts written", len(posted)),
            ("posts sent", f"{kinds['sent']} ({kinds['sent'] - len(posted)} again)"),
            ("acknowledged", f"{len({event['key'] for event in accepted})} ({replays} replays)"),
            ("asked to wait", kinds["refused"] + kinds["error"]),
            ("stored", f"{len(record.rows)}: {', '.join(f'{number} {state}' for state, number in states.items())}"),
            ("decisions", kinds["decided"]),
            ("reconnects", f"{kinds['opened'] - clients} (closed with {dict(codes.most_common())})"),
            ("failed connects", kinds["unopened"]),
            ("frames of changes", kinds["changes"]),
            ("gaps met by clients", sum(not event["taken"] for event in events if event["kind"] == "changes")),
            ("started anew", sum(event["reset"] for event in events if event["kind"] == "joined")),
            ("longest silence", f"{silence:.1f} s ({who})"),
            ("waits judged", f"{len(waited)}, the longest {max(waited, default=0.0):.2f} s"),
        )
    )


def _longest_silence(events: list[Event]) -> tuple[float, str]:
    """The longest time in which a client heard nothing of a room while somebody was talking in it."""
    last: dict[tuple[str, str], float] = {}
    longest = (0.0, "nobody")
    ends = max((event["t"] for event in events if event["kind"] == "wrote"), default=0.0)
    for event in events:
        if event["kind"] in {"joined", "changes"} and event["t"] <= ends:
            place = (event["client"], event["room"])
            longest = max(longest, (event["t"] - last.get(place, event["t"]), f"{place[0]} in {place[1]}"))
            last[place] = event["t"]
    return longest


def _short(event: Event) -> str:
    words = json.dumps(event, ensure_ascii=False)
    return words if len(words) <= 400 else f"{words[:400]} …"
