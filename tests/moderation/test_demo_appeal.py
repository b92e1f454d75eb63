"""The demo's second look: asked for once, however often the demo is filled, and the other clinician's to take."""

from datetime import timedelta

import pytest

from moderation import allowed
from moderation.models import Appeal
from peersupport.demo import appeals

pytestmark = pytest.mark.django_db
LINE = {"outcome": {"appeal": {"minutes_ago": 20, "words": "I told what my brother-in-law said, not what to do."}}}


def test_it_is_asked_for_once_and_waits_for_another_clinician(case, judge, diaz, other_clinician, now):
    judge(case)
    for later in (0, 3):
        assert appeals.fill({case.message_id: LINE, 999_999: {}}, now + timedelta(hours=later)) == 1
    asked = Appeal.objects.get()
    assert (asked.by, asked.at) == (case.message.author, now - timedelta(minutes=20))
    taken = [bool(allowed.actions(asked.case, clinician, now)) for clinician in (diaz, other_clinician)]
    assert taken == [False, True]
