"""The clinicians' pages: what waits, the most urgent first, and one case with all that is needed to judge it."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import override_settings
from django.urls import reverse

from chat import services as chat
from chat.services import editing
from chat.services.gate import UNREAD, Draft, Screened
from moderation import services
from moderation.feeds import QueueFeed
from moderation.gate import ModerationGate
from moderation.highlight import Span, runs
from moderation.models import Case, Flag
from moderation.reading import next_waiting, noticed, others_open, waiting
from moderation.screening.engine import UNKNOWN_LANGUAGE, UNREAD_BY_MODEL
from tests.moderation.conftest import HOLD, verdict

pytestmark = pytest.mark.django_db


def text_of(client, name, *args) -> str:
    return client.get(reverse(f"moderation:{name}", args=args)).content.decode()


def test_the_most_urgent_case_comes_first_then_the_one_due_first(say, amara, now):
    calm = say(amara, screened=Screened("hold", 2, True, verdict=verdict()))
    urgent = say(amara, screened=Screened("publish", 4, True, verdict=verdict("emergency")))
    late = say(amara, screened=Screened("hold", 2, True, verdict=verdict()))
    Case.objects.filter(message=late).update(due_at=now - timedelta(minutes=1))
    assert [case.message for case in Case.objects.waiting()] == [urgent, late, calm]


def test_a_row_tells_what_a_clinician_needs_to_choose(case, amara, diaz, client_of):
    page = text_of(client_of(diaz), "queue")
    for word in ("High", "Tells somebody what dose to take", "double your lantus", amara.pseudonym, "Type 2", "due in"):
        assert word in page
    assert "Meter shows mg/dL" in page


def test_a_row_shows_what_a_few_words_answer(say, amara, ben, diaz, client_of, now):
    asked = say(ben, "Do you think I need an ambulance?")
    say(amara, "no", HOLD, reply_to=asked.pk)
    say(amara, screened=HOLD, reply_to=asked.pk)  # says enough by itself
    assert text_of(client_of(diaz), "queue").count(asked.text) == 1
    editing.withdraw(asked.pk, gate=ModerationGate(), now=now)
    assert asked.text not in text_of(client_of(diaz), "queue")


def test_a_row_shows_words_once_and_no_part_of_longer_ones():
    found = ["stop the metformin", "metformin", "eat cinnamon", "stop the metformin", ""]
    assert noticed([Flag(words=words) for words in found]) == ["stop the metformin", "eat cinnamon"]


def test_a_language_that_only_the_rules_have_read_is_told(say, amara, diaz, client_of):
    for notes in ([], [UNKNOWN_LANGUAGE]):
        say(amara, screened=Screened("hold", 2, True, verdict=verdict() | {"notes": notes}))
    pages = [text_of(client_of(diaz), "case", case.pk) for case in Case.objects.order_by("pk")]
    assert ["in a language that screening reads badly" in page for page in pages] == [False, True]


def test_an_end_that_the_model_did_not_weigh_is_told(say, amara, diaz, client_of):
    for notes in ([], [UNREAD_BY_MODEL]):
        say(amara, screened=Screened("hold", 2, True, verdict=verdict() | {"notes": notes}))
    pages = [text_of(client_of(diaz), "case", case.pk) for case in Case.objects.order_by("pk")]
    assert ["Please read it whole" in page for page in pages] == [False, True]


def test_the_fragment_is_the_list_alone(case, diaz, client_of):
    fragment = text_of(client_of(diaz), "cases")
    assert "double your lantus" in fragment
    assert "<html" not in fragment


def test_a_page_whose_reader_is_logged_out_loads_itself_anew(case, client):
    answer = client.get(reverse("moderation:cases"))
    assert answer.headers["HX-Refresh"] == "true"
    assert not answer.content


def test_the_list_says_who_has_a_case(case, diaz, other_clinician, client_of, now):
    services.claim(case.pk, by=other_clinician, now=now)
    page = text_of(client_of(diaz), "queue")
    assert f"{other_clinician.pseudonym} has it" in page
    assert reverse("moderation:claim", args=[case.pk]) not in page


def test_the_list_takes_as_many_queries_for_nine_cases_as_for_one(
    say, amara, diaz, client_of, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(diaz)
    say(amara, screened=HOLD)
    text_of(client, "cases")
    with CaptureQueriesContext(connection) as one:
        text_of(client, "cases")
    for _ in range(8):
        say(amara, screened=HOLD)
    with django_assert_num_queries(len(one)):
        assert text_of(client, "cases").count("data-case=") == 9


def test_the_case_page_marks_the_words_and_names_the_rule(case, diaz, client_of):
    page = text_of(client_of(diaz), "case", case.pk)
    marked = '<span class="found-line-1" title="Tells somebody what dose to take">double your lantus</span>'
    assert f"<mark>{marked}</mark>" in page
    for word in ("dosing.plain", "version 3", "Tells somebody else to change a dose."):
        assert word in page


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("rule:dosing.plain", "rule dosing.plain (version 3)"),
        ("rule:dosing.amount-urged+assent", "rule dosing.amount-urged (version 3), by a yes"),
        ("rule:dosing.amount-urged+agrees", "rule dosing.amount-urged (version 3), by a yes"),
        ("rule:stop.no-need+denial", "rule stop.no-need (version 3), by a no"),
        ("rule:emergency.low+insulin", "rule emergency.low (version 3), as its author takes insulin"),
        ("rule:site.tea", "rule site.tea (version 3)"),
        ("model:minilm", "the trained model (version 3)"),
        ("engine:unread", "the program itself (version 3)"),
    ],
)
def test_the_case_page_says_in_words_who_found_it(source, said, say, amara, diaz, client_of):
    spoken = verdict()
    spoken["findings"][0]["source"] = source
    case = Case.objects.get(message=say(amara, screened=Screened("hold", 3, True, verdict=spoken)))
    page = text_of(client_of(diaz), "case", case.pk)
    [hint] = re.findall(r'<span class="hint">([^\n]*version 3.*)\n?\s*</span>', page)
    assert re.sub(r"<[^>]*>", "", hint) == said


def test_the_case_page_links_to_the_page_of_the_rule_that_there_is(say, amara, diaz, client_of):
    client = client_of(diaz)
    for name, is_linked in (("dosing.amount-urged", True), ("site.tea", True), ("dosing.gone", False)):
        spoken = verdict()
        spoken["findings"][0]["source"] = f"rule:{name}+assent"
        case = Case.objects.get(message=say(amara, screened=Screened("hold", 3, True, verdict=spoken)))
        link = f'<a href="{reverse("admin:moderation_ruleversion_rule", args=[name])}">{name}</a>'
        assert (link in text_of(client, "case", case.pk)) == is_linked


def test_the_case_page_shows_the_talk_around_and_the_author(say, amara, ben, diaz, client_of):
    say(ben, "I was high all night.")
    message = say(amara, screened=HOLD)
    say(ben, "Thanks for listening.")
    page = text_of(client_of(diaz), "case", Case.objects.get(message=message).pk)
    for word in ("I was high all night.", "Thanks for listening.", "Insulin and tablets", "mg/dL", "United States"):
        assert word in page
    assert "Below: 1 message that came after it" in page


def test_what_its_author_took_back_is_read_only_where_a_clinician_was_asked_to_look_at_it(
    say, amara, ben, diaz, client_of, now
):
    plain, asked = say(ben, "My sister knows nothing."), say(ben, "Skip all your pills.", HOLD)
    message = say(amara, screened=HOLD, reply_to=plain.pk)
    case = Case.objects.get(message=message).pk
    words, gone = ("My sister knows nothing.", "Skip all your pills."), "Its author took this message back."
    page = text_of(client_of(diaz), "case", case)
    assert [page.count(one) for one in (*words, gone)] == [2, 1, 0]
    for one in (plain, asked):
        editing.withdraw(one.pk, gate=ModerationGate(), now=now)
    page = text_of(client_of(diaz), "case", case)
    assert [page.count(one) for one in (*words, gone)] == [0, 1, 2]
    assert ben.pseudonym in page


def test_the_case_page_counts_past_decisions(case, say, amara, diaz, judge, client_of):
    judge(Case.objects.get(message=say(amara, screened=HOLD)), "warn")
    assert "Removed, and the author was warned: 1" in text_of(client_of(diaz), "case", case.pk)


def test_a_case_that_screening_could_not_read_says_so(say, amara, diaz, client_of):
    case = Case.objects.get(message=say(amara, screened=UNREAD))
    assert "could not read this message, so nothing is marked" in text_of(client_of(diaz), "case", case.pk)


def test_where_it_saw_something_by_its_rules_the_case_says_so(say, amara, diaz, client_of):
    case = Case.objects.get(message=say(amara, screened=replace(UNREAD, verdict=verdict())))
    page = text_of(client_of(diaz), "case", case.pk)
    assert "What the rules alone saw is marked" in page
    assert "<mark" in page


def test_a_clinician_sees_no_form_while_another_has_the_case(case, diaz, other_clinician, client_of, now):
    decide = reverse("moderation:decide", args=[case.pk])
    assert decide in text_of(client_of(diaz), "case", case.pk)
    services.claim(case.pk, by=other_clinician, now=now)
    page = text_of(client_of(diaz), "case", case.pk)
    assert decide not in page
    assert f"<strong>{other_clinician.pseudonym}</strong> is working on this case" in page


def test_the_open_case_page_asks_for_its_banner_alone(case, diaz, other_clinician, client_of, judge, now):
    client, url = client_of(diaz), reverse("moderation:case", args=[case.pk])
    services.claim(case.pk, by=other_clinician, now=now)
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert f"<strong>{other_clinician.pseudonym}</strong> is working on this case" in part
    assert "<html" not in part
    judge(case, by=other_clinician)
    assert "has been decided" in client.get(url, headers={"HX-Request": "true"}).content.decode()


def test_a_form_that_comes_back_keeps_the_claim(case, diaz, client_of, now):
    services.claim(case.pk, by=diaz, now=now)
    answer = client_of(diaz).post(reverse("moderation:decide", args=[case.pk]), {"action": "remove"})
    assert answer.status_code in {400, 422}
    assert "You have this case." in answer.content.decode()


@pytest.mark.parametrize("who", ["amara", "erin", "farah", "guide"])
def test_for_everybody_else_there_is_no_queue(case, diaz, client_of, request, who):
    urls = [reverse("moderation:queue"), reverse("moderation:cases"), reverse("moderation:case", args=[case.pk])]
    other, clinician = client_of(request.getfixturevalue(who)), client_of(diaz)
    assert [other.get(url).status_code for url in urls] == [404, 404, 404]
    assert [clinician.get(url).status_code for url in urls] == [200, 200, 200]


def test_a_case_that_is_not_there_is_404(case, diaz, client_of):
    assert client_of(diaz).get(reverse("moderation:case", args=[case.pk + 1])).status_code == 404


def test_the_next_case_is_one_that_the_clinician_can_take(case, say, amara, diaz, other_clinician, now):
    assert next_waiting(diaz, now) == case
    services.claim(case.pk, by=other_clinician, now=now)
    assert next_waiting(diaz, now) is None
    assert next_waiting(diaz, now + timedelta(minutes=10)) == case


def test_the_feed_is_for_clinicians_and_grows(case, amara, diaz, judge):
    feed = QueueFeed()
    assert [feed.may_watch(diaz), feed.may_watch(amara)] == [True, False]
    before = feed.revision()
    judge(case)
    assert feed.revision() == before + 1


def test_the_feed_asks_for_the_second_factor(diaz):
    assert QueueFeed().may_watch(diaz)
    diaz.authenticator_set.all().delete()
    assert not QueueFeed().may_watch(diaz)
    with override_settings(MFA_REQUIRED_FOR_STAFF=False):
        assert QueueFeed().may_watch(diaz)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], [("abcdef", ())]),
        ([Span(1, 3, "x")], [("a", ()), ("bc", ("x",)), ("def", ())]),
        ([Span(0, 4, "x"), Span(2, 6, "y")], [("ab", ("x",)), ("cd", ("x", "y")), ("ef", ("y",))]),
        ([Span(4, 99, "x"), Span(3, 3, "y")], [("abcd", ()), ("ef", ("x",))]),
        ([Span(0, 3, "x"), Span(2, 4, "x"), Span(4, 5, "x")], [("abcde", ("x",)), ("f", ())]),
    ],
)
def test_runs_cut_the_text_where_the_labels_change(spans, expected):
    assert [tuple(run) for run in runs("abcdef", spans)] == expected


def test_what_two_labels_mark_bears_a_line_of_each_and_the_list_says_whose_it_is(case, diaz, client_of):
    case.flags.all().delete()
    for label, start, end in (("dosing", 0, 8), ("self_harm", 5, 12)):
        Flag.objects.create(case=case, label=label, source="rule", start=start, end=end, words=case.text[start:end])
    page = client_of(diaz).get(reverse("moderation:case", args=[case.pk])).content.decode()
    first, second = "Tells somebody what dose to take", "Self-harm or suicide"
    line = lambda number, *labels: f'<span class="found-line-{number}" title="{", ".join(labels)}">'  # noqa: E731
    text, both = case.text, (first, second)
    judged = f"{line(1, first)}{text[:5]}</span>{line(1, *both)}{line(2, *both)}{text[5:8]}</span></span>"
    assert f"<mark>{judged}{line(2, second)}{text[8:12]}</span></mark>{text[12:]}" in page
    shown = page[page.index('class="flags"') :]
    assert f'<span class="found-line-1">{text[:8]}</span>' in shown
    assert f'<span class="found-line-2">{text[5:12]}</span>' in shown


def test_a_members_open_cases_lead_to_each_other(case, say, amara, ben, diaz, client_of, judge):
    second, bens = (Case.objects.get(message=say(user, "Skip your metformin.", HOLD)) for user in (amara, ben))
    third = Case.objects.get(message=say(amara, "Stop your insulin.", HOLD))
    page = text_of(client_of(diaz), "case", case.pk)
    assert "2 more open cases of this member" in page
    for one, is_there in ((second, True), (third, True), (bens, False), (case, False)):
        assert (f'<a href="{reverse("moderation:case", args=[one.pk])}" lang' in page) is is_there
    assert "more open case" not in text_of(client_of(diaz), "case", bens.pk)
    assert text_of(client_of(diaz), "queue").count("2 more open cases of this member") == 3
    judge(third)
    assert text_of(client_of(diaz), "queue").count("1 more open case of this member") == 2


def test_who_runs_the_site_learns_nothing_of_cases_that_are_for_the_care_team(case, amara, farah, diaz, client_of, now):
    thread = chat.ask_care_team(by=amara, now=now)
    draft = Draft(room=thread.slug, author_id=amara.pk, key=uuid4(), text="Just double it.")
    chat.post([(draft, HOLD)], gate=ModerationGate(), now=now)
    assert [others_open(case, user) != [] for user in (diaz, farah)] == [True, False]
    assert [waiting(user).get(pk=case.pk).others for user in (diaz, farah)] == [1, 0]
