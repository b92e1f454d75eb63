"""The admin: who comes in, what each may do there, and what the page allows the browser."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from education import services
from education.models import Resource
from education.vocabulary import Act, State
from tests.education.conftest import FIELDS

LIST = reverse("admin:education_resource_changelist")


def change_url(resource):
    return reverse("admin:education_resource_change", args=[resource.pk])


def step_url(resource, act):
    return reverse(f"admin:education_resource_{act}", args=[resource.pk])


def form_of(resource, **changes):
    """What the form of the resource sends, with inlines that hold nothing to change."""
    fields = {name: getattr(resource, name) for name in services.WRITTEN}
    management = {
        f"{prefix}-{name}_FORMS": "0" for prefix in ("validations", "revisions") for name in ("TOTAL", "INITIAL")
    }
    return {**fields, **management, "seen": resource.digest() if resource.pk else "", **changes}


def test_visitors_are_sent_to_the_sites_own_log_in(client):
    answer = client.get(LIST, follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


@pytest.mark.parametrize("url", [reverse("admin:index"), LIST, reverse("admin:chat_room_changelist")])
def test_members_do_not_come_in(client_of, amara, farah, url):
    assert client_of(amara).get(url, follow=True).status_code == 403
    assert client_of(farah).get(url).status_code == 200


@pytest.mark.parametrize("name", ["index", "education_resource_changelist", "education_resource_add"])
def test_the_librarians_pages_load(client_of, erin, draft, name):
    assert client_of(erin).get(reverse(f"admin:{name}")).status_code == 200


def test_the_front_page_counts_what_waits(client_of, erin, draft, now):
    services.submit_for_review(draft.pk, by=erin, now=now)
    page = client_of(erin).get(reverse("admin:index"))
    assert [count for _, count, _ in page.context["desk"]] == [1, 0, 0, 0]
    for _, _, url in page.context["desk"]:
        assert client_of(erin).get(url).status_code == 200


def test_the_policy_allows_what_the_admin_needs_and_no_more(client_of, erin, draft, client):
    policy = client_of(erin).get(change_url(draft)).headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["script-src"] == "'self' 'unsafe-eval'"
    assert directives["style-src"] == "'self'"
    assert directives["style-src-attr"] == "'unsafe-inline'"
    assert "unsafe" not in client.get(reverse("education:library")).headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["index", "education_resource_changelist", "education_resource_add"])
def test_no_page_of_it_holds_an_inline_script_or_style(client_of, erin, draft, name):
    html = client_of(erin).get(reverse(f"admin:{name}")).content
    assert b"<script src" in html
    assert b"<script>" not in html
    assert b"<style" not in html


def test_the_librarian_writes_and_edits(client_of, erin):
    client = client_of(erin)
    client.post(reverse("admin:education_resource_add"), form_of(Resource(), **FIELDS))
    resource = Resource.objects.get()
    assert (resource.title, resource.state, resource.topics) == (FIELDS["title"], State.DRAFT, FIELDS["topics"])
    client.post(change_url(resource), form_of(resource, title="A stroll"))
    acts = resource.revisions.values_list("act", "by")
    assert list(acts) == [(Act.EDITED, erin.pk), (Act.CREATED, erin.pk)]


def test_a_save_that_takes_it_off_the_shelf_says_so_and_no_other_does(client_of, erin, shown):
    client = client_of(erin)
    page = client.post(change_url(shown), form_of(shown, publisher="The ADA"), follow=True).content.decode()
    assert "is off the shelf" not in page
    shown.refresh_from_db()
    page = client.post(change_url(shown), form_of(shown, title="Run after supper"), follow=True).content.decode()
    assert "“Run after supper” is off the shelf" in page


def test_what_is_wrong_comes_back_with_what_was_typed(client_of, erin, draft):
    page = client_of(erin).post(change_url(draft), form_of(draft, title="Kept words", body="", url=""))
    assert page.status_code == 200
    assert b"Give a body, an address, or both." in page.content
    assert b"Kept words" in page.content


def test_the_second_of_two_writers_is_told(client_of, erin, draft, now):
    form = form_of(draft, title="Mine")
    services.save_edit(draft.pk, {"title": "Theirs"}, by=erin, now=now)
    page = client_of(erin).post(change_url(draft), form)
    assert b"Somebody changed this text while you wrote" in page.content
    assert Resource.objects.get().title == "Theirs"


def test_from_draft_to_shelf_by_two_people(client_of, erin, diaz, draft):
    client_of(erin).post(step_url(draft, Act.SUBMITTED))
    page = client_of(diaz).get(step_url(draft, Act.VALIDATED))
    offered = {field.name: field.value() for field in page.context["form"]}
    vouching = {**offered, "credential": "Nurse", "evidence": "ADA 2025"}
    client_of(diaz).post(step_url(draft, Act.VALIDATED), vouching)
    draft.refresh_from_db()
    assert draft.state == State.VALIDATED
    assert draft.validations.get().by == diaz


def test_the_page_of_a_step_shows_the_text_and_keeps_what_was_typed(client_of, erin, diaz, draft, now):
    services.submit_for_review(draft.pk, by=erin, now=now)
    form = {"credential": "Nurse of the feet", "evidence": "ADA", "next_review": "2001-01-01", "seen": draft.digest()}
    page = client_of(diaz).post(step_url(draft, Act.VALIDATED), form)
    assert b"at most three years ahead" in page.content
    assert b"Nurse of the feet" in page.content
    assert b"Walk for ten minutes" in page.content


@pytest.mark.parametrize("act", [Act.SUBMITTED, Act.VALIDATED, Act.SENT_BACK, Act.RETIRED])
def test_a_member_reaches_no_step(client_of, amara, draft, act):
    assert client_of(amara).post(step_url(draft, act), {"reason": "x"}, follow=True).status_code == 403


def test_a_librarian_gets_403_for_validating_and_no_button(client_of, erin, diaz, draft, now):
    services.submit_for_review(draft.pk, by=erin, now=now)
    assert client_of(erin).post(step_url(draft, Act.VALIDATED), {}).status_code == 403
    button = step_url(draft, Act.VALIDATED).encode()
    assert button not in client_of(erin).get(change_url(draft)).content
    assert button in client_of(diaz).get(change_url(draft)).content


def test_a_step_that_no_longer_fits_is_said_in_words(client_of, erin, draft, now):
    services.submit_for_review(draft.pk, by=erin, now=now)
    page = client_of(erin).post(step_url(draft, Act.SUBMITTED), follow=True)
    assert "does not fit" in page.content.decode()


def test_a_step_of_an_absent_resource_is_404(client_of, erin, draft):
    draft.pk += 1_000
    for url in (step_url(draft, Act.RETIRED), "/admin/education/resource/abc/retire/"):
        assert client_of(erin).get(url).status_code == 404
    assert client_of(erin).get("/admin/education/resource/abc/delete/").status_code == 404


def test_deleting_a_draft_works_and_a_validated_one_is_refused_in_words(client_of, erin, draft, shown):
    client = client_of(erin)
    for resource in (draft, shown):
        page = client.post(reverse("admin:education_resource_delete", args=[resource.pk]), {"post": "yes"}, follow=True)
    assert list(Resource.objects.all()) == [shown]
    assert "Retire it instead" in page.content.decode()


def test_a_clinician_cannot_delete(client_of, diaz, draft):
    url = reverse("admin:education_resource_delete", args=[draft.pk])
    assert client_of(diaz).post(url, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [("topic=being_active", 2), ("topic=monitoring", 0), ("state__exact=validated", 1), ("due=past", 0), ("q=walk", 2)],
)
def test_the_list_narrows(client_of, erin, draft, shown, query, found):
    assert client_of(erin).get(f"{LIST}?{query}").context["cl"].result_count == found


def test_the_list_shows_what_is_due(client_of, erin, diaz, shelve, now):
    soon = shelve(title="Soon")
    Resource.objects.filter(pk=soon.pk).update(next_review=now.date())
    shelve(title="Later")
    assert list(client_of(erin).get(f"{LIST}?due=30").context["cl"].queryset) == [soon]


def test_the_history_names_who_and_what(client_of, erin, shown, now):
    services.save_edit(shown.pk, {"title": "A stroll <b>now</b>"}, by=erin, now=now)
    html = client_of(erin).get(change_url(shown)).content.decode()
    assert "Erin of the library" in html
    assert "A walk after supper → A stroll &lt;b&gt;now&lt;/b&gt;" in html


def test_the_history_tells_codes_in_words(client_of, erin, shown, now):
    services.save_edit(shown.pk, {"topics": ["monitoring"], "country": "ES", "kind": "video"}, by=erin, now=now)
    html = client_of(erin).get(change_url(shown)).content.decode()
    assert "Being active → Monitoring" in html
    assert "– → Spain" in html
    assert "Article → Video" in html


def test_who_may_not_change_a_resource_reads_it_as_members_do(client_of, erin, shelve, now):
    retired = shelve(body="# Walk\n\nFor **ten** minutes.", topics=["monitoring"], country="ES")
    before = client_of(erin).get(change_url(retired)).content.decode()
    assert "For **ten** minutes." in before
    services.retire(retired.pk, by=erin, now=now, reason="Old")
    page = client_of(erin).get(change_url(retired)).content.decode()
    assert '<div class="step-text" lang="en"><h2>Walk</h2>\n<p>For <strong>ten</strong> minutes.</p>' in page
    assert all(words in page for words in ("Monitoring", "Spain", "Retired"))
    assert "**ten**" not in page
    assert "[&quot;" not in page


def test_the_export_gives_rows_and_defuses_formulas(client_of, erin, now):
    services.create({**FIELDS, "title": "=1+1"}, by=erin, now=now)
    url = reverse("admin:education_resource_export")
    answer = client_of(erin).post(url, {"format": "0", "resource": "0"})
    (row,) = csv.DictReader(StringIO(answer.content.decode()))
    assert row["title"] == "1+1"
    assert row["body"] == FIELDS["body"]


def test_the_admin_makes_a_room_and_the_librarian_does_not(client_of, farah, erin):
    url = reverse("admin:chat_room_add")
    form = {"title": "Morning", "slug": "morning", "language": "en", "joining": "code", "join_code": ""}
    assert "join_code" in client_of(farah).post(url, form).context["adminform"].form.errors
    assert client_of(farah).post(url, {**form, "join_code": "sunrise"}).status_code == 302
    assert "Morning" in client_of(farah).get(reverse("admin:chat_room_changelist")).content.decode()
    assert client_of(erin).post(url, form).status_code == 403
