"""A person is told something: once, in order, in their language, and the bell counts it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.template import TemplateDoesNotExist

from peersupport.notices import reading, services
from peersupport.notices.models import Inbox
from peersupport.notices.signals import inbox_changed


@pytest.fixture(autouse=True)
def _words(settings, tmp_path):
    """The words of an invented kind."""
    folder = tmp_path / "notices" / "messages"
    folder.mkdir(parents=True)
    (folder / "note.title.txt").write_text("{% load i18n %}{% translate 'Log out' context 'x' %}: {{ about }}\n")
    (folder / "note.body.txt").write_text("About {{ about }}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]


@pytest.fixture
def heard():
    """What `inbox_changed` told: (user id, revision, rights)."""
    told = []

    def listen(user_id, revision, rights, **_):
        told.append((user_id, revision, rights))

    inbox_changed.connect(listen)
    yield told
    inbox_changed.disconnect(listen)


def tell(user, now, about="tea", **data):
    return services.tell(user.pk, "note", {"about": about, **data}, now=now)


def test_revisions_are_dense_across_notices_and_rights(amara, ben, now):
    start = reading.revisions([amara.pk])[amara.pk]
    told = [tell(amara, now).revision, tell(amara, now).revision]
    services.rights_changed(amara.pk)
    told.append(tell(amara, now).revision)
    assert told == [start + 1, start + 2, start + 4]
    assert reading.revisions([amara.pk, ben.pk, 10**6])[10**6] == 0


@pytest.mark.django_db(transaction=True)
def test_many_who_tell_at_once_make_one_inbox_and_lose_no_revision(amara, now):
    Inbox.objects.all().delete()
    start = Barrier(4)

    def tell_thrice(_):
        start.wait()
        try:
            return [tell(amara, now).revision for _ in range(3)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = sorted(revision for revisions in pool.map(tell_thrice, range(4)) for revision in revisions)
    assert told == list(range(1, 13))


def test_it_is_announced_after_the_commit_and_never_before(amara, now, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        notice = tell(amara, now)
        assert heard == []
    assert heard == [(amara.pk, notice.revision, False)]


def test_what_was_rolled_back_was_never_told(amara, now, heard, django_capture_on_commit_callbacks):
    before = reading.revisions([amara.pk])
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        tell(amara, now)
        transaction.set_rollback(True)
    assert heard == []
    assert reading.revisions([amara.pk]) == before
    assert reading.unread(amara) == 0


def missed(user, since, upto):
    span = reading.Span(user.pk, since, upto)
    return reading.news([span])[span]


def test_catching_up_gives_the_frames_after_a_revision_oldest_first(amara, now):
    first = tell(amara, now, "tea")
    tell(amara, now, "bread", url="/rooms/", message={"id": 7, "state": "removed"})
    tell(amara, now, "<soup>")
    (bread, soup), _ = missed(amara, first.revision, 10**9)
    assert (bread["type"], bread["kind"], bread["body"], bread["url"]) == ("notice", "note", "About bread", "/rooms/")
    assert bread["message"] == {"id": 7, "state": "removed"}
    assert bread["at"] == f"{now:%Y-%m-%dT%H:%M:%S}.000Z"
    assert (soup["body"], soup["url"], "message" in soup) == ("About <soup>", "", False)


def test_catching_up_is_bounded_to_the_latest(amara, now):
    told = [tell(amara, now).pk for _ in range(reading.FRAMES + 5)]
    assert [frame["id"] for frame in missed(amara, 0, 10**9)[0]] == told[5:]


def test_catching_up_ends_where_it_was_asked_to(amara, now):
    soup, bread, tea = tell(amara, now), tell(amara, now), tell(amara, now)
    assert [frame["id"] for frame in missed(amara, soup.revision, bread.revision)[0]] == [bread.pk]
    assert [frame["id"] for frame in missed(amara, soup.revision, tea.revision)[0]] == [bread.pk, tea.pk]


def test_news_says_that_rights_changed_however_many_notices_came_beside(amara, now):
    start = tell(amara, now).revision
    services.rights_changed(amara.pk)
    told = [tell(amara, now) for _ in range(2)]
    frames, rights = missed(amara, start, told[-1].revision)
    assert ([frame["id"] for frame in frames], rights) == ([notice.pk for notice in told], True)
    assert missed(amara, start, start) == ([], True), "a change of rights is told early rather than late"
    assert missed(amara, told[0].revision, told[1].revision)[1] is False


def test_a_person_without_an_inbox_has_no_news(amara):
    Inbox.objects.filter(pk=amara.pk).delete()
    assert missed(amara, 0, 10**9) == ([], False)


def test_what_many_missed_is_read_in_two_queries_each_with_their_own(amara, ben, now, django_assert_num_queries):
    own = [tell(user, now) for user in (amara, ben, amara)]
    services.rights_changed(ben.pk)
    ends = [(amara, own[0].revision, own[2].revision), (amara, own[0].revision - 1, own[0].revision), (ben, 0, 10**9)]
    spans = [reading.Span(user.pk, since, upto) for user, since, upto in ends]
    with django_assert_num_queries(2):
        news = reading.news(spans)
    told = [([frame["id"] for frame in news[span][0]], news[span][1]) for span in spans]
    assert told == [([own[2].pk], False), ([own[0].pk], False), ([own[1].pk], True)]
    assert reading.news([]) == {}


def test_a_kind_without_words_is_refused_and_stores_nothing(amara, now):
    with pytest.raises(TemplateDoesNotExist):
        services.tell(amara.pk, "unheard-of", {}, now=now)
    assert reading.unread(amara) == 0


def test_the_page_shows_mine_and_not_anothers(amara, ben, now, client_of):
    tell(amara, now, "<b>tea</b>")
    assert b"About &lt;b&gt;tea&lt;/b&gt;" in client_of(amara).get("/notices/").content
    assert b"About" not in client_of(ben).get("/notices/").content


def test_what_says_the_same_stands_once_with_the_others_and_their_links_below(amara, now, client_of):
    for about, place in (("tea", "/a/"), ("cake", "/b/"), ("tea", "/c/"), ("tea", "/d/")):
        tell(amara, now, about, url=place)
    page = client_of(amara).get("/notices/").content.decode()
    assert (page.count("About tea"), page.count("About cake")) == (1, 1)
    assert page.index("About tea") < page.index("/d/") < page.index("2 more like this") < page.index("/c/")
    assert page.index("/c/") < page.index("/a/") < page.index("About cake") < page.index("/b/")


def test_the_bell_counts_and_reading_empties_it(amara, now, client_of):
    browser = client_of(amara)
    newest = [tell(amara, now), tell(amara, now)][-1].revision
    assert browser.get("/me/").context["notices_unread"] == 2
    browser.post("/notices/read/", {"upto": newest})
    assert browser.get("/me/").context["notices_unread"] == 0


def test_one_told_meanwhile_stays_unread(amara, now, client_of):
    seen = tell(amara, now).revision
    tell(amara, now)
    client_of(amara).post("/notices/read/", {"upto": seen})
    assert reading.unread(amara) == 1


def test_reading_mine_leaves_anothers(amara, ben, now, client_of):
    tell(ben, now)
    client_of(amara).post("/notices/read/", {"upto": 10**9})
    assert reading.unread(ben) == 1


@pytest.mark.parametrize("upto", ["", "-1", "x", "9" * 40])
def test_a_broken_revision_is_refused(amara, client_of, upto):
    assert client_of(amara).post("/notices/read/", {"upto": upto}).status_code == 400


def test_marking_as_read_needs_a_post(amara, client_of):
    assert client_of(amara).get("/notices/read/").status_code == 405
