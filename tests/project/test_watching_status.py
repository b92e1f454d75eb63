"""The status page: who may see it, what it shows, in both languages, and that it answers when stores do not."""

from datetime import timedelta
from threading import Event

import pytest
from django.db import DatabaseError

from moderation.models import Case
from peersupport import background
from peersupport.accounts import roles
from peersupport.background import Job
from peersupport.watching import backlog, jobs, opening, status, stores
from peersupport.watching.probes import Probe
from tests.chat.conftest import gate, send  # noqa: F401
from tests.moderation.conftest import HOLD, PUBLISH, say  # noqa: F401
from tests.support.cast import take_role

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/admin/status/"


@pytest.fixture(autouse=True)
def _ask_anew(monkeypatch):
    for module, name in ((stores, "_database"), (backlog, "probe"), (opening, "probe"), (status, "_lately")):
        monkeypatch.setattr(module, name, Probe(getattr(module, name)._ask, keep=0))


def shown(client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_admin_sees_how_the_site_does(client_of, farah):
    html = shown(client_of(farah))
    for word in ("Database", "Redis", "Queue", "Connections", "Screening", "Gaps repaired", "Disk", "Ask again"):
        assert word in html
    assert 'href="/admin/status/"' in html  # to ask again


def test_what_a_site_lacks_may_fail_and_the_other_lights_stand(monkeypatch):
    monkeypatch.setattr(opening, "probe", Probe(lambda: 1 / 0, keep=0))
    found = status.status()
    states = {light.name: light.state.slug for light in found.lights}
    assert (states["Database"], found.opening) == ("well", [])
    assert "Queue" in states


def test_without_the_permission_the_page_is_refused(client_of, farah, diaz, amara, client):
    assert client_of(diaz).get(PAGE).status_code == 403
    assert PAGE not in client_of(diaz).get("/admin/").content.decode()
    for stranger in (client, client_of(amara)):
        assert stranger.get(PAGE).status_code in {302, 403}
    take_role(farah, roles.ADMIN)
    assert client_of(farah).get(PAGE).status_code in {302, 403}


def test_the_page_is_only_read(client_of, farah):
    assert client_of(farah).post(PAGE).status_code == 405


def test_a_case_past_its_time_is_in_the_heading(client_of, farah, say, amara, now):  # noqa: F811
    say(amara, screened=PUBLISH)
    assert "past their time" not in shown(client_of(farah))
    say(amara, screened=HOLD)
    Case.objects.update(due_at=now - timedelta(minutes=1))
    html = shown(client_of(farah))
    assert "Not well:</span> Queue" in html
    assert "Call a clinician to the queue." in html
    assert "In the last hour: 2." in html


def test_the_jobs_that_ran_are_on_it(client_of, farah, monkeypatch):
    stop = Event()
    job = Job("sweep the floor", timedelta(days=1), stop.set)
    monkeypatch.setattr(background, "JOBS", (job,))
    assert "It has not run yet." in shown(client_of(farah))
    background.work(stop, jobs.record, [job])
    html = shown(client_of(farah))
    assert "Background work: sweep the floor" in html
    assert "It last ran on" in html


def test_a_database_that_stops_answering_amid_the_page_is_told_on_it(client_of, farah, monkeypatch):
    def gone():
        raise DatabaseError

    monkeypatch.setattr(stores, "_database", Probe(gone, keep=0))
    html = shown(client_of(farah))
    assert "Nobody can post or read." in html
    assert "In the last hour" not in html
    monkeypatch.setattr(stores, "_database", Probe(stores._ask_database, keep=0))
    monkeypatch.setattr(backlog, "probe", Probe(gone, keep=0))
    html = shown(client_of(farah))
    assert "Nobody can post or read." in html
    assert "It answers within" not in html


def test_the_page_speaks_spanish(client_of, farah):
    farah.language = "es"
    farah.save(update_fields=["language"])
    html = shown(client_of(farah))
    assert "Cómo va el sitio" in html
    assert "Base de datos" in html
    assert "How the site is doing" not in html
