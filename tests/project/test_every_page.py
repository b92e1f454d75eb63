"""What holds on every page that somebody is shown, whoever it is: one look at all of the demo, in English."""

import re

import pytest
from django.db import connection
from django.utils import timezone

from tests.support.spanish_demo import PAGES, Demo

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
NAMED = re.compile(r"(^|[·|] )(Peer support|Apoyo entre iguales)$")  # /offline/es/ is Spanish whoever asks


@pytest.mark.skipif(connection.vendor == "postgresql", reason="what is shown is the same on each database")
def test_each_pages_title_ends_with_the_sites_name(db, settings, tmp_path):
    settings.DEMO, settings.MFA_REQUIRED_FOR_STAFF, settings.EMAIL_FILE_PATH = True, False, tmp_path
    demo = Demo(timezone.now(), "en")
    shown = {visit: demo.answer(visit).content.decode() for visit in PAGES if visit.data is None}
    titles = {str(visit): found[1].strip() for visit, html in shown.items() if (found := TITLE.search(html))}

    assert {visit: title for visit, title in titles.items() if not NAMED.search(title)} == {}
    assert len(titles) > 80
