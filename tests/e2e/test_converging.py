"""One is away while much happens in the room. Back again, both windows show the same list, and it is the database's."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_room import connected, enter, published, send, table  # noqa: F401
from tests.support.fixtures import PHONE

OPERATIONS = 300
LIFE = """
import json, random
from uuid import uuid4
from django.utils import timezone
from chat import services
from chat.services import editing, reacting
from chat.errors import Refusal
from chat.services.gate import Draft, Screened
from chat.models import Message
from peersupport.accounts.models import User

class Open:
    def record(self, *_): return []
    record_edit = record_withdrawal = record

fine, chance, room, people = Screened("publish", 0, False), random.Random({seed}), "{room}", [{amara}, {ben}]
clinician, gate = User.objects.get(pk={diaz}), Open()

def one(**of):
    found = list(Message.objects.filter(room__slug=room, state="published", **of).order_by("pk"))
    return chance.choice(found) if found else None

def step(number, now):
    kind, message = chance.randrange(10), one()
    if kind < 4 or message is None:
        answered = message.pk if message and chance.random() < 0.3 else None
        draft = Draft(room, chance.choice(people), uuid4(), f"line {{number}}", reply_to_id=answered)
        services.post([(draft, fine)], gate=gate, now=now)
    elif kind < 6:
        changed = Draft(room, message.author_id, uuid4(), f"changed at {{number}}")
        editing.edit(message.pk, changed, fine, gate=gate, now=now)
    elif kind == 6:
        chance.choice([services.hide, services.remove])(message.pk, by=clinician, now=now)
    elif kind == 7:
        editing.withdraw(message.pk, gate=gate, now=now)
    else:
        reactor = next(one for one in people if one != message.author_id)
        wish = reacting.Wish(room, message.pk, chance.choice(["hug", "strength"]), chance.random() < 0.7, reactor)
        [refusal] = reacting.react([wish], now=now)
        assert refusal is None, refusal

for number in range({operations}):
    try:
        step(number, timezone.now())
    except Refusal:
        pass  # an edit too many
rows = Message.objects.filter(room__slug=room, position__isnull=False).order_by("position")
print(json.dumps([[row.pk, row.revision, row.text if row.state == "published" else None] for row in rows]))
"""
SHOWN = """
() => [...document.querySelectorAll(".line[data-revision]")].map((line) => [
  Number(line.dataset.key.slice(1)),
  Number(line.dataset.revision),
  line.matches(".message:not(.own)") ? line.querySelector("[data-part=body]").innerText.trim() : null,
])
"""


def shows(page: Page, rows: list) -> None:
    """The end of the list, as far as the page holds it, is the database's."""
    last = rows[-1]
    page.wait_for_function("(id) => document.querySelector(`.line[data-key=m${id}]`)", arg=last[0])
    expect(page.locator(f".line[data-key=m{last[0]}]")).to_have_attribute("data-revision", str(last[1]))
    page.wait_for_function(
        f"(rows) => JSON.stringify(({SHOWN})().slice(-50)) === JSON.stringify(rows.slice(-50))", arg=rows
    )
    shown = page.evaluate(SHOWN)
    assert shown == rows[-len(shown) :]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_was_away_while_much_happened_holds_the_same_list(seed, enter, one_site, table):  # noqa: F811
    amara, ben = enter("amara", size=PHONE), enter("ben")
    send(ben, "See you later")
    expect(published(amara, "See you later")).to_be_visible()
    amara.context.set_offline(True)
    life = LIFE.format(**table.users, room=table.room, seed=seed, operations=OPERATIONS)
    rows = json.loads(one_site.manage("shell", "-v0", given=life).splitlines()[-1])
    amara.context.set_offline(False)
    connected(amara)
    for page in (amara, ben):
        shows(page, rows)
