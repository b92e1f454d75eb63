"""Readers find what is on the shelf, and nothing else."""

import re
from datetime import timedelta
from html import escape, unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from education import library, services
from education.library import Wish
from education.views import PICKED


@pytest.fixture
def today(now):
    return timezone.localdate(now)


@pytest.fixture
def hipo(shelve):
    return shelve(
        title="Hipoglucemia: qué hacer",
        summary="Una bajada de azúcar, paso a paso.",
        language="es",
        country="MX",
        kind="leaflet",
        audience="carer",
        topics=["problem_solving", "monitoring"],
    )


@pytest.mark.parametrize(
    "words", ["hipo", "HIPOGLUCEMIA", "hipoglucémia", "azucar", "azúcar paso", "que hacer", "problem solv", "¿hipo?"]
)
def test_words_find_it_begun_and_without_accents(shown, hipo, today, words):
    assert list(library.find(Wish(words=words), today)) == [hipo]


@pytest.mark.parametrize("words", ["hyper", "hipo supper", "¿?", '"', "hipo AND", "x\x00z", "%", "'; drop table"])
def test_other_words_do_not_find_it_and_break_nothing(shown, hipo, today, words):
    assert hipo not in list(library.find(Wish(words=words), today))


@pytest.mark.parametrize(
    ("wish", "finds_walk", "finds_hipo"),
    [
        (Wish(), True, True),
        (Wish(topic="monitoring"), False, True),
        (Wish(topic="being_active"), True, False),
        (Wish(kind="leaflet"), False, True),
        (Wish(language="en"), True, False),
        (Wish(country="MX"), True, True),
        (Wish(country="US"), True, False),
        (Wish(audience="carer"), False, True),
        (Wish(words="hipo", topic="being_active"), False, False),
        (Wish(words="hipo", language="es", kind="leaflet", country="MX", topic="monitoring"), False, True),
    ],
)
def test_filters_narrow(shown, hipo, today, wish, finds_walk, finds_hipo):
    found = set(library.find(wish, today))
    assert (shown in found, hipo in found) == (finds_walk, finds_hipo)


@pytest.fixture
def walks(shelve):
    """Three that all hold "walk": in English by title and by text, and in Spanish."""
    texts = {"Zest for a walk": "en", "A good day": "en", "Caminar: walk": "es"}
    return [shelve(title=title, language=language).title for title, language in texts.items()]


@pytest.mark.parametrize(
    ("reads", "words", "order"), [("en", "walk", [0, 1, 2]), ("es", "walk", [2, 0, 1]), ("es", "", [2, 1, 0])]
)
def test_the_readers_language_comes_first_then_what_bears_the_words_in_its_title(walks, today, reads, words, order):
    found = [each.title for each in library.find(Wish(words=words), today, reads=reads)]
    assert found == [walks[at] for at in order]


def test_the_page_goes_by_the_reader_and_the_picker_by_the_room(client_of, amara, walks):
    amara.language = "es"
    amara.save()
    client, first = client_of(amara), lambda answer: answer.content.decode().index("Caminar: walk")
    for answer in (client.get(reverse("education:library")), client.get(reverse("education:picker"))):
        assert first(answer) < answer.content.decode().index("A good day")
    english = client.get(reverse("education:picker"), {"language": "en", "q": "walk"})
    assert first(english) > english.content.decode().index("A good day")


@pytest.fixture
def places(shelve):
    """Of which country each of some resources is; "" is any. By title: other, any, own, own in Spanish."""
    of = {"A walk": ("en", "GB"), "B walk": ("en", ""), "C walk": ("en", "MX"), "D walk": ("es", "MX")}
    for title, (language, country) in of.items():
        shelve(title=title, language=language, country=country)


@pytest.mark.parametrize(
    ("words", "country", "wished", "order"),
    [
        ("", "MX", "", "CBAD"),
        ("", "GB", "", "ABCD"),
        ("", "GB", "MX", "CBD"),
        ("", "", "", "BACD"),
        ("", "US", "", "BACD"),
        ("walk", "MX", "", "CBAD"),
        ("walk", "GB", "MX", "CBD"),
    ],
)
def test_in_ones_language_what_is_for_ones_country_comes_first_then_what_is_for_any(
    places, today, words, country, wished, order
):
    found = library.find(Wish(words=words, country=wished), today, reads="en", country=country)
    assert "".join(each.title[0] for each in found) == order


@pytest.mark.parametrize("page", ["library", "picker"])
@pytest.mark.parametrize(("country", "first"), [("GB", "A walk"), ("MX", "C walk")])
def test_the_readers_country_is_the_accounts(client_of, amara, places, page, country, first):
    amara.country = country
    amara.save()
    said = client_of(amara).get(reverse(f"education:{page}")).content.decode()
    assert min(("A walk", "B walk", "C walk"), key=said.index) == first


def test_what_is_not_on_the_shelf_is_not_found(shown, draft, erin, today, now):
    services.save_edit(draft.pk, {"title": "A walk before breakfast"}, by=erin, now=now)
    assert list(library.find(Wish(words="walk"), today)) == [shown]
    services.retire(shown.pk, by=erin, now=now, reason="Out of date.")
    assert list(library.find(Wish(words="walk"), today)) == []


def test_it_is_shown_until_the_day_of_its_next_review_and_not_after(shown, today):
    last = shown.next_review
    for wish in (Wish(), Wish(words="walk")):
        assert list(library.find(wish, last)) == [shown]
        assert list(library.find(wish, last + timedelta(days=1))) == []


def test_the_index_follows_the_text(shown, erin, diaz, now, today):
    services.save_edit(shown.pk, {"topics": ["healthy_eating"]}, by=erin, now=now)
    assert list(library.find(Wish(words="eating"), today)) == [shown]
    assert list(library.find(Wish(words="active"), today)) == []


def test_the_page_is_open_to_everybody_and_counts(client, shelve):
    for number in range(26):
        shelve(title=f"Leaflet {number:02}")
    page = client.get(reverse("education:library"), {"q": "leaflet", "language": "en"}).content.decode()
    assert "26 resources" in page
    assert page.count("<article") == 24
    onward = unescape(re.search(r'href="([^"]*)">Next<', page)[1])
    assert onward.partition("?")[2] == "q=leaflet&language=en&page=2#count"
    second = client.get(onward).content.decode()
    assert second.count("<article") == 2
    assert "26 resources" in second


def test_a_resource_leads_back_to_its_card_in_the_list_as_it_was_left(client, shown):
    listed = f"{reverse('education:library')}?q=walk&page=2"
    page, way = reverse("education:resource", args=[shown.pk]), lambda answer: answer.context["back"]
    assert f'id="resource-{shown.pk}"' in client.get(listed).content.decode()
    left = client.get(page, headers={"Referer": f"http://testserver{listed}"})
    assert way(left) == f"{listed}#resource-{shown.pk}"
    assert f'href="{escape(way(left))}"' in left.content.decode()
    for elsewhere in (
        "",
        "http://testserver/rooms/",
        f"https://elsewhere.example{listed}",
        "http://testserver/library/7/",
        "http://[",
        "http://a\u2100b/library/",
    ):
        assert way(client.get(page, headers={"Referer": elsewhere})) == reverse("education:library")


def test_a_card_says_how_easy_it_is_and_where_it_holds(client, shelve):
    shelve(country="MX", body="Walk for ten minutes. Bring a friend. " * 30)
    page = client.get(reverse("education:library")).content.decode()
    assert re.search(r"<span>Mexico</span>\s*<span>School grade \d+</span>", page)


def test_an_empty_answer_helps(client, shown):
    page = client.get(reverse("education:library"), {"q": "unicorn"})
    assert b"Nothing fits" in page.content
    assert b"A walk after supper" not in page.content


def test_nonsense_in_a_filter_asks_for_nothing(client, shown):
    page = client.get(reverse("education:library"), {"topic": "cooking", "page": "x", "q": "walk", "kind": "'"})
    assert page.status_code == 200
    assert b"A walk after supper" in page.content


def test_htmx_gets_the_results_alone(client, shown):
    whole = client.get(reverse("education:library"))
    part = client.get(reverse("education:library"), headers={"HX-Request": "true"})
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert b"A walk after supper" in part.content
    assert "HX-Request" in part.headers["Vary"]


def test_the_picker_offers_what_may_be_shared(client_of, amara, shown, draft):
    part = client_of(amara).get(reverse("education:picker"), {"q": "walk"})
    assert f'data-resource-id="{shown.pk}" data-title="A walk after supper"'.encode() in part.content
    assert f'data-resource-id="{draft.pk}"'.encode() not in part.content
    assert b"Nothing in the library" in client_of(amara).get(reverse("education:picker"), {"q": "unicorn"}).content


def test_the_picker_says_when_it_may_hold_others_back(client_of, amara, shelve):
    pick, told = lambda: client_of(amara).get(reverse("education:picker")).content.decode(), "to find others"
    for number in range(PICKED - 1):
        shelve(title=f"Walk {number}")
    assert told not in pick()
    for number in range(2):
        shelve(title=f"Another walk {number}")
    assert pick().count("data-resource-id") == PICKED
    assert f"These are the first {PICKED} of {PICKED + 1}." in pick()
    assert told in pick()


def test_the_library_is_read_only(client):
    assert client.post(reverse("education:library")).status_code == 405
