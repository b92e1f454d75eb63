"""A person's own data, on a phone: what is kept, a copy to take along, and the end of an account."""

import json
from zipfile import ZipFile

from playwright.sync_api import expect

from tests.support.axe import faults
from tests.support.cast import PASSWORD
from tests.support.fixtures import PHONE


def test_a_member_reads_what_is_kept_and_takes_a_copy_along(one_site, window):
    table = one_site.table()
    page = window(one_site, table.sessions["amara"], PHONE).new_page()
    page.goto("/me/")
    page.get_by_role("link", name="My data: what is kept, and a copy to take along").tap()
    expect(page.get_by_role("heading", name="What is kept, and why")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Get my data").tap()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Go on").tap()
    with ZipFile(coming.value.path()) as archive:
        told = json.loads(archive.read("data.json"))
        assert archive.testzip() is None
    assert told["account"][0]["pseudonym"].startswith("amara_walks")
    assert coming.value.suggested_filename.endswith(".zip")
