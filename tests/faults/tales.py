"""Made-up runs: a perfect server and clients that keep to the protocol, whose history a test can then spoil."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from tests.faults.history import Event, Record, Row

ROOM = "hall"
GATE = 1  # that all come through
USERS = {"ann": 1, "bob": 2, "cat": 3}


@dataclass
class Client:
    name: str
    line: int | None = None
    held: int | None = None  # up to date as of this revision
    told: int = 0  # what the line has been told up to
    outbox: list[str] = field(default_factory=list)


class Tale:
    """One room, three members; each step adds its events, a second and more apart."""

    def __init__(self) -> None:
        self.t = 0.0
        self.events: list[Event] = []
        self.rows: dict[str, Row] = {}  # by key
        self.revision = 0
        self.texts: dict[str, tuple[str, bool]] = {}  # key: tag, risky
        self.lines = 0
        self.clients = {name: Client(name) for name in USERS}
        for name, user in USERS.items():
            self.add("member", client=name, user=user, rooms=[ROOM])
        for name in USERS:
            self.connect(name)

    def add(self, kind: str, **fields: Any) -> Event:
        self.t += 0.01
        event = {"t": round(self.t, 2), "kind": kind, **fields}
        self.events.append(event)
        return event

    # --- lines --------------------------------------------------------------------------------------------------------
    def connect(self, name: str) -> None:
        client = self.clients[name]
        if client.line is not None:
            return
        self.lines += 1
        client.line, since = self.lines, client.held
        self.add("opened", client=name, line=client.line, gate=GATE, port=client.line)
        self.add("join", client=name, line=client.line, room=ROOM, since=since)
        page = [] if since is not None else [state(row) for row in self.in_order() if row.position]
        client.told = self.revision if since is None else since
        client.held = client.told
        own = [own_state(row) for row in self.rows.values() if row.author == USERS[name] and row.state == "held"]
        told = {"revision": client.told, "since": since, "reset": False, "messages": page, "own": own}
        self.add("joined", client=name, line=client.line, room=ROOM, **told)
        self.tell(name)

    def cut(self, name: str) -> None:
        client = self.clients[name]
        if client.line is not None:
            self.add("closed", client=name, line=client.line, code=1006)
            client.line = None

    def restart(self, gate: int = GATE, code: int | None = -15) -> None:
        """SIGTERM to the process behind the gate: what is open to it is closed with 1012."""
        since = round(self.t, 2) + 0.001
        for client in self.clients.values():
            if client.line is not None and gate == GATE:
                self.add("closed", client=client.name, line=client.line, code=1012)
                client.line = None
        self.add("ended", port=gate, gate=gate, since=since, code=code)

    def tell(self, name: str) -> None:
        """All that the line has not been told yet, in one frame."""
        client = self.clients[name]
        if client.line is None or client.told == self.revision:
            return
        changed = [row for row in self.rows.values() if row.revision and row.revision > client.told]
        changed.sort(key=lambda row: row.revision or 0)
        span = {"from": client.told + 1, "to": self.revision}
        told = {"room": ROOM, "taken": True, "messages": [state(row) for row in changed], **span}
        self.add("changes", client=name, line=client.line, **told)
        client.told = client.held = self.revision

    def tell_all(self) -> None:
        for name in self.clients:
            self.tell(name)

    # --- posts --------------------------------------------------------------------------------------------------------
    def write(self, name: str, *, risky: bool = False) -> str:
        number = len(self.texts) + 1
        key = str(UUID(int=number))
        self.texts[key] = (f"zq{number}", risky)
        self.clients[name].outbox.append(key)
        self.add("wrote", client=name, key=key, room=ROOM)
        return key

    def send(self, name: str, *, answered: bool = True, arrives: bool = True) -> None:
        """The oldest in the outbox; it may not arrive, or be stored and its answer be lost."""
        client = self.clients[name]
        if client.line is None or not client.outbox:
            return
        key = client.outbox[0]
        tag, risky = self.texts[key]
        told = {"key": key, "room": ROOM}
        self.add("sent", client=name, line=client.line, text=f"text {tag}", tag=tag, risky=risky, reply_to=None, **told)
        if not arrives:
            return
        replay = key in self.rows
        if not replay:
            self.store(name, key)
        if answered:
            row = self.rows[key]
            place = {"position": row.position, "revision": row.revision}
            place["own"] = None if row.position else own_state(row)
            self.add(
                "accepted", client=name, line=client.line, id=row.id, state=row.state, replay=replay, **told, **place
            )
            client.outbox.remove(key)

    def store(self, name: str, key: str) -> None:
        tag, risky = self.texts[key]
        at = None if risky else self.take()
        words = {"text": f"text {tag}", "html": f"<p>text {tag}</p>", "state": "held" if risky else "published"}
        self.rows[key] = Row(len(self.rows) + 1, ROOM, USERS[name], key, position=at, revision=at, **words)

    def take(self) -> int:
        self.revision += 1
        return self.revision

    def decide(self, action: str) -> None:
        """Of the oldest message that the action is for: publish what is held, remove what is published."""
        state_before = {"publish": "held", "remove": "published"}[action]
        open_cases = [
            key for key, row in self.rows.items() if row.state == state_before and row.position == row.revision
        ]
        if not open_cases:
            return
        row = self.rows[open_cases[0]]
        self.add("deciding", tag=self.texts[row.key][0], action=action)
        at = self.take()
        after = "published" if action == "publish" else "removed"
        self.rows[row.key] = replace(row, state=after, position=row.position or at, revision=at)
        self.add("decided", tag=self.texts[row.key][0], action=action, status=302)

    # --- the end ------------------------------------------------------------------------------------------------------
    def end(self) -> "Tale":
        """Everybody is connected, outboxes drain, views are taken."""
        for name, client in self.clients.items():
            self.connect(name)
            while client.outbox:
                self.send(name)
        self.tell_all()
        for name, client in self.clients.items():
            shown = [
                [row.id, row.position, row.revision, row.html] for row in self.in_order() if row.state == "published"
            ]
            self.add("view", phase="settled", client=name, room=ROOM, floor=0, shown=shown)
            self.add("outbox", client=name, keys=list(client.outbox))
        self.t += 100
        self.add("over")
        return self

    def in_order(self) -> list[Row]:
        return sorted((row for row in self.rows.values() if row.position), key=lambda row: row.position or 0)

    @property
    def record(self) -> Record:
        return Record(tuple(self.rows.values()), {ROOM: self.revision})

    # --- for who spoils it --------------------------------------------------------------------------------------------
    def the(self, kind: str, **fields: Any) -> Event:
        """The first event of the kind with the fields."""
        return next(one for one in self.events if one["kind"] == kind and fields.items() <= one.items())

    def all(self, kind: str, **fields: Any) -> list[Event]:
        return [one for one in self.events if one["kind"] == kind and fields.items() <= one.items()]

    def row(self, **fields: Any) -> Row:
        """The first row with the fields."""
        return next(
            row for row in self.rows.values() if all(getattr(row, name) == value for name, value in fields.items())
        )

    def change(self, row: Row, **fields: Any) -> None:
        self.rows[row.key] = replace(row, **fields)

    def after(self, before: Event, kind: str, **fields: Any) -> Event:
        """Put an event right behind another."""
        event = {"t": before["t"] + 0.001, "kind": kind, **fields}
        self.events.insert(self.events.index(before) + 1, event)
        return event


def state(row: Row) -> dict[str, Any]:
    """What members are told of a row."""
    seen = {"id": row.id, "position": row.position, "revision": row.revision, "state": row.state, "author": row.author}
    return seen | {"html": row.html if row.state == "published" else None, "reply_to": None}


def own_state(row: Row) -> dict[str, Any]:
    """What its author alone is told of a row."""
    return {"id": row.id, "state": row.state, "html": row.html}


def evening() -> Tale:
    """A run with a bit of everything: lost answers, a cut line, one held, one published late, one removed."""
    tale = Tale()
    for name in ("ann", "bob", "ann"):
        tale.write(name)
        tale.send(name)
        tale.tell_all()
    tale.write("bob", risky=True)
    tale.send("bob")
    tale.decide("publish")
    tale.tell_all()
    tale.decide("remove")
    tale.tell_all()
    tale.write("ann")
    tale.send("ann", answered=False)
    tale.cut("ann")
    tale.write("cat")
    tale.send("cat")
    tale.tell_all()
    tale.connect("ann")
    tale.send("ann")
    tale.write("ann", risky=True)
    tale.send("ann")
    tale.write("bob")
    tale.send("bob")
    tale.tell_all()
    return tale.end()
