"""What holds on every page that somebody is shown, whoever it is: one look at all of the demo, in English."""

import re

import pytest
from django.db import connection
from django.utils import timezone

from tests.support.spanish_demo import PAGES, Demo

STAFF = ("guide", "clinician", "clinician2", "librarian", "admin")
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
NAMED = re.compile(r"(^|[·|] )(Peer support|Apoyo entre iguales)$")  # /offline/es/ is Spanish whoever asks
MONTH = "(Jan|Feb|March?|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
MONTH_FIRST = re.compile(rf"\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b|\b{MONTH}\.? \d{{1,2}}\b")
DAY_FIRST = re.compile(rf"\b\d{{1,2}} {MONTH} \d{{4}}\b")
SAID = re.compile(r"<script.*?</script>|<[^>]*>", re.DOTALL)  # and what is not


@pytest.mark.skipif(connection.vendor == "postgresql", reason="what is shown is the same on each database")
def test_titles_end_with_the_sites_name_days_come_first_and_rules_are_written_as_they_are(db, settings, tmp_path):
    """All in one test: to fill the demo takes longer than all its pages."""
    settings.DEMO, settings.MFA_REQUIRED_FOR_STAFF, settings.EMAIL_FILE_PATH = True, False, tmp_path
    demo = Demo(timezone.now(), "en")
    shown = {visit: demo.answer(visit).content.decode() for visit in PAGES if visit.data is None}
    titles = {str(visit): found[1].strip() for visit, html in shown.items() if (found := TITLE.search(html))}

    assert {visit: title for visit, title in titles.items() if not NAMED.search(title)} == {}
    assert len(titles) > 80

    written = {visit: " ".join(SAID.sub(" | ", html).split()) for visit, html in shown.items() if visit.role in STAFF}
    months_first = {str(visit): found[0] for visit, html in written.items() if (found := MONTH_FIRST.search(html))}
    assert months_first == {}
    assert sum(bool(DAY_FIRST.search(html)) for html in written.values()) > 10
    assert [str(visit) for visit, html in written.items() if re.search(r"\b(Site|Unsafe)\.[a-z]", html)] == []
    assert any("site.expired-strips" in html for html in written.values())
