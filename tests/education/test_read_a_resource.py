"""The page of one resource: who sees it, who vouches for it, and that its text does no harm."""

import re
from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from education import access, services
from education.frames import resource_state
from education.models import Resource
from education.text import excerpt, to_html
from tests.support.threads import twins

TOKEN = re.compile(rb"[A-Za-z0-9]{64}")  # against cross-site requests: another one each time


def page(client, resource):
    return client.get(reverse("education:resource", args=[resource.pk]))


def test_it_says_who_vouches_for_it_when_and_on_what(client, shown, diaz):
    text = page(client, shown).content.decode()
    assert "Dr Diaz, Endocrinologist" in text
    assert "ADA Standards of Care 2025" in text
    assert f'datetime="{shown.next_review:%Y-%m-%d}"' in text
    assert diaz.email not in text


def test_an_address_elsewhere_is_said_to_be_elsewhere(client, shelve):
    linked = shelve(url="https://www.example.org/walk?a=1&b=2", publisher="Walkers")
    text = page(client, linked).content.decode()
    assert 'href="https://www.example.org/walk?a=1&amp;b=2" rel="noopener noreferrer external"' in text
    assert "This opens another site: www.example.org" in text


def test_demo_content_is_marked(client, shelve):
    assert b"Demo content: not approved for patients" in page(client, shelve(is_demo=True)).content
    assert b"Demo content" not in page(client, shelve()).content


@pytest.mark.parametrize(
    ("markdown", "stays", "goes"),
    [
        ("<script>alert(1)</script> Walk.", "Walk.", "<script>alert"),
        ("[Walk](javascript:alert(1))", "Walk", 'href="javascript'),
        ('<img src=x onerror="alert(1)"> Walk.', "Walk.", "<img src"),
        ("![Walk](https://example.org/spy.png)", "Walk a lot.", "spy.png"),
        ("**Walk** <b onclick=x()>more</b>", "<strong>Walk</strong>", "<b onclick"),
        ("# Walk\n\n1. Shoes\n2. Door", "<h2>Walk</h2>", "<h1>Walk"),
        ("### Walk\n\n#### Shoes", "<h2>Walk</h2>\n<h3>Shoes</h3>", "<h4>"),
        ("# Walk\n\n### Shoes", "<h2>Walk</h2>\n<h3>Shoes</h3>", "<h4>"),
        ("|a|b|\n|-|-|\n|1|2|", "<td>2</td>", "|a|"),
    ],
)
def test_the_text_becomes_safe_html(client, shelve, markdown, stays, goes):
    text = page(client, shelve(body=markdown + "\n\nWalk a lot.")).content.decode()
    assert stays in text
    assert goes not in text


def test_titles_and_evidence_are_text(client, shelve):
    title = "<b>Walk</b> & run"
    text = page(client, shelve(title=title)).content.decode()
    assert escape(title) in text
    assert title not in text


def test_members_do_not_see_what_is_not_on_the_shelf(client_of, amara, erin, draft, shown):
    assert page(client_of(amara), shown).status_code == 200
    assert page(client_of(amara), draft).status_code == 404
    assert b"Members do not see this page" in page(client_of(erin), draft).content


def test_an_absent_one_gets_the_same_answer(client, draft):
    answers = []
    for pk in (draft.pk, draft.pk + 1_000):
        url = reverse("education:resource", args=[pk])
        answer = client.get(url)
        answers.append((answer.status_code, TOKEN.sub(b"", answer.content).replace(url.encode(), b"")))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_one_that_was_on_the_shelf_once_says_that_it_was_taken_off(client_of, amara, erin, shown, draft, now):
    services.retire(shown.pk, by=erin, now=now, reason="Out of date.")
    gone, never = page(client_of(amara), shown), page(client_of(amara), draft)
    assert (gone.status_code, never.status_code) == (404, 404)
    assert b"taken off the shelf" in gone.content
    assert b"taken off the shelf" not in never.content
    assert shown.title.encode() not in gone.content


def test_an_expired_one_is_closed_to_members_and_not_shareable(shown, amara, erin, now):
    last = shown.next_review
    assert access.resource_for(amara, shown.pk, last) == access.shareable(amara, shown.pk, last) == shown
    after = last + timedelta(days=1)
    with pytest.raises(Http404):
        access.resource_for(amara, shown.pk, after)
    assert access.resource_for(erin, shown.pk, after) == shown
    assert access.shareable(erin, shown.pk, after) is None


def test_an_account_that_is_closed_shares_nothing(shown, amara, now):
    today = timezone.localdate(now)
    assert access.shareable(amara, shown.pk, today) == shown
    amara.is_active = False
    assert access.shareable(amara, shown.pk, today) is None


def test_while_edited_the_old_validation_is_not_shown(client_of, erin, shown, now):
    assert b"Endocrinologist" in page(client_of(erin), shown).content
    services.save_edit(shown.pk, {"body": "Run."}, by=erin, now=now)
    assert b"Endocrinologist" not in page(client_of(erin), shown).content


def test_a_shared_card_carries_what_the_protocol_says(shelve):
    shown = Resource.objects.get(pk=shelve(is_demo=True).pk)
    assert resource_state(shown) == {
        "id": shown.pk,
        "title": "A walk after supper",
        "summary": "Why a short walk helps, and how to begin.",
        "url": f"/library/{shown.pk}/",
        "kind": "article",
        "language": shown.language,
        "demo": True,
    }


def test_texts_made_at_once_keep_their_own_words():
    made = twins(to_html, "About **feet** here. " * 20, "About *eyes* there. " * 20)
    assert [len(each) for each in made] == [1, 1]
    assert "feet" in min(made[0])
    assert "feet" not in min(made[1])


def test_an_excerpt_is_one_line_of_bounded_length():
    assert excerpt("a\nb") == "a b"
    assert len(excerpt("word " * 100)) <= 140
