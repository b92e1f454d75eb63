"""Each reader sees glucose in the unit of their own meter too, and what was written stays as it was."""

from playwright.sync_api import expect

from tests.e2e.test_own_messages import box, choose
from tests.e2e.test_room import connected, enter, published, send, table  # noqa: F401
from tests.support.axe import faults
from tests.support.fixtures import PHONE
from tests.support.hands import press

METERS = """
from peersupport.accounts.models import User
User.objects.filter(pk={amara}).update(glucose_unit="mg/dL")
User.objects.filter(pk={ben}).update(glucose_unit="mmol/L", language="es")
"""


def test_a_reading_is_shown_in_the_readers_unit_and_written_in_the_writers(
    enter,  # noqa: F811
    one_site,
    table,  # noqa: F811
    window,
):
    one_site.manage("shell", "-v0", given=METERS.format(**table.users))
    amara = enter("amara")
    send(amara, "Woke at *180 mg/dL*, see https://example.org/180mg/dl and was 38")
    ben = window(one_site, table.sessions["ben"], PHONE).new_page()
    ben.goto(f"/rooms/{table.room}/")
    line = published(ben, "Woke at")
    expect(line.locator(".converted")).to_have_count(1)
    expect(line.locator("[data-part=body]")).to_contain_text("180 mg/dL (en tu unidad: 10,0 mmol/L)")
    assert faults(ben) == []

    ben.get_by_role("textbox", name="Tu mensaje").fill("yo tenía glucosa 5,6 mmol/L")
    press(ben.get_by_role("button", name="Enviar"))
    answer = published(amara, "yo tenía")
    expect(answer.locator("[data-part=body]")).to_contain_text("5,6 mmol/L (in your unit: 101 mg/dL)")
    assert faults(amara) == []
    expect(published(ben, "yo tenía").locator(".converted")).to_have_count(0)

    # What is quoted, edited and copied is what was written.
    choose(amara, answer, "Reply")
    expect(amara.locator("[data-part=reply-excerpt]")).to_have_text("yo tenía glucosa 5,6 mmol/L")
    send(amara, "So do I")
    expect(published(ben, "So do I").locator(".quote")).not_to_contain_text("101")
    one_site.manage("shell", "-v0", given=METERS.format(**table.users).replace("mg/dL", "mmol/L"))
    amara.reload()
    connected(amara)
    mine = published(amara, "Woke at")
    expect(mine.locator(".converted")).to_have_text("(in your unit: 10.0 mmol/L)")
    choose(amara, mine, "Edit")
    expect(box(amara)).to_have_value("Woke at *180 mg/dL*, see https://example.org/180mg/dl and was 38")
