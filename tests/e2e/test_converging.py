"""One is away while the other does much in the room. Back again, both windows show the same list: the database's."""

import json
import random
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_room import connected, enter, published, send, table  # noqa: F401
from tests.support.fixtures import PHONE, Sites

OPERATIONS = 300
# The page's own socket, which its scripts keep to themselves.
CAUGHT = """
window.WebSocket = class extends WebSocket {
  constructor(...how) {
    super(...how);
    window.caught = this;
  }
};
"""
# Each of a roll's numbers, between 0 and 1, decides one thing; what can be changed next, the answers tell.
LIFE = """
async ({ room, theirs, rolls }) => {
  const mine = [];
  const refused = [];
  const waiting = new Map();
  let met = 0;
  let wished = 0;
  caught.addEventListener("message", ({ data }) => {
    const frame = JSON.parse(data);
    if (/refused|error/.test(frame.type)) refused.push(frame);
    if (/^react/.test(frame.type)) met += 1;
    waiting.get(frame.key)?.(frame);
  });
  const say = (frame) => caught.send(JSON.stringify({ room, ...frame }));
  const ask = (frame) => {
    const key = crypto.randomUUID();
    return new Promise((answered) => {
      waiting.set(key, answered);
      say({ key, ...frame });
    });
  };
  const of = (list, chance) => list[Math.floor(chance * list.length)];
  for (const [number, [kind, which, how, whether]] of rolls.entries()) {
    if (kind < 0.4 || !mine.length) {
      const reply_to = whether < 0.3 ? of([...theirs, ...mine], which) : null;
      mine.push((await ask({ type: "post", text: `line ${number}`, reply_to })).id);
    } else if (kind < 0.6) {
      await ask({ type: "edit", id: of(mine, which), text: `changed at ${number}` });
    } else if (kind < 0.7) {
      await ask({ type: "withdraw", id: mine.splice(Math.floor(which * mine.length), 1)[0] });
    } else {
      wished += 1;
      say({ type: "react", id: of(theirs, which), reaction: how < 0.5 ? "hug" : "strength", on: whether < 0.7 });
    }
  }
  while (met < wished) await new Promise((later) => setTimeout(later, 50));
  return refused;
}
"""
HELD = """
import json
from chat.models import Message
rows = Message.objects.filter(room__slug="{room}", position__isnull=False).order_by("position")
print(json.dumps([[row.pk, row.revision, row.text if row.state == "published" else None] for row in rows]))
"""
SHOWN = """
() => [...document.querySelectorAll(".line[data-revision]")].map((line) => [
  Number(line.dataset.key.slice(1)),
  Number(line.dataset.revision),
  line.matches(".message:not(.own)") ? line.querySelector("[data-part=body]").innerText.trim() : null,
])
"""


@pytest.fixture(scope="module")
def open_site(request, tmp_path_factory):
    """Without the pace at which people may write: one does in seconds here what takes a member ten minutes."""
    with ExitStack() as stack:
        yield Sites(request.getfixturevalue, tmp_path_factory.mktemp("sites"), stack).start(BENCH="1")


@pytest.fixture
def ben(one_site, table, window) -> Page:  # noqa: F811
    page = window(one_site, table.sessions["ben"]).new_page()
    page.add_init_script(CAUGHT)
    page.goto(f"/rooms/{table.room}/")
    connected(page)
    return page


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_was_away_while_much_happened_holds_the_same_list(seed, enter, ben, one_site, table):  # noqa: F811
    amara = enter("amara", size=PHONE)
    for number in range(5):
        send(amara, f"Amara says {number}")
        expect(published(ben, f"Amara says {number}")).to_be_visible()
    theirs = [number for number, _, _ in ben.evaluate(SHOWN)]
    amara.context.set_offline(True)

    chance = random.Random(seed)
    rolls = [[chance.random() for _ in range(4)] for _ in range(OPERATIONS)]
    assert ben.evaluate(LIFE, {"room": table.room, "theirs": theirs, "rolls": rolls}) == []

    assert amara.evaluate(SHOWN) != ben.evaluate(SHOWN)
    amara.context.set_offline(False)
    connected(amara)
    rows = json.loads(one_site.manage("shell", "-v0", given=HELD.format(room=table.room)).splitlines()[-1])
    assert len(rows) > OPERATIONS / 4
    for page in (amara, ben):
        page.wait_for_function(f"(rows) => JSON.stringify(({SHOWN})()) === JSON.stringify(rows)", arg=rows)
