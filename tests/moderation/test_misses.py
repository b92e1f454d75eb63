"""What samples tell of screening's misses, against numbers worked out by hand."""

import pytest
from django.urls import reverse

from chat.services.gate import Screened
from moderation import misses, services
from moderation.evaluation import Share
from moderation.misses import Figures
from moderation.models import Case
from moderation.sampling import Agreement, Judged
from moderation.templatetags.figures import drawing, percent
from tests.moderation.conftest import verdict

FINE, RISKY = Judged(((), ())), Judged((("dosing",), ("dosing", "spam")))


def figures(judged, **known) -> Figures:
    return Figures(
        **{"weeks": 1, "population": 1_000, "found": 0, "reported": 0, "undecided": 0, "judged": judged} | known
    )


@pytest.mark.parametrize(
    ("judged", "known", "labels"),
    [
        (Judged(), False, ()),
        (Judged((("dosing",),)), False, ()),
        (Judged(((), ())), True, ()),
        (Judged((("dosing",), ())), False, ()),
        (Judged((("dosing",), ()), settled=()), True, ()),
        (Judged((("dosing",), ()), settled=("spam",)), True, ("spam",)),
        (Judged((("dosing", "spam"), ("spam",))), True, ("spam",)),
        (Judged((("dosing",), ("spam",))), True, ("dosing", "spam")),
    ],
)
def test_what_two_readings_come_to(judged, known, labels):
    assert (judged.is_known, judged.labels) == (known, labels)


def test_kappa_is_cohens():
    """Cohen 1960's way: 20 both, 15 neither, 5 and 10 alone: observed 0.7, expected 0.5, kappa 0.4."""
    agreement = Agreement(20, 15, (5, 10))
    assert (agreement.all, agreement.share) == (50, 0.7)
    assert agreement.kappa == pytest.approx(0.4)
    assert Agreement(0, 0, (0, 0)).share is None
    assert Agreement(0, 9, (0, 0)).kappa is None


def test_pairs_are_counted_by_who_found_what():
    judged = [RISKY, FINE, FINE, Judged((("spam",), ())), Judged(((), ("spam",))), Judged((("spam",),))]
    assert Agreement.of(judged) == Agreement(1, 2, (1, 1))


def test_two_of_eighty_are_one_to_nine_in_a_hundred():
    """Wilson's interval of 2 of 80, by hand: 0.0069 to 0.0866; of 1,000 messages that is 6 to 87."""
    week = figures((RISKY,) * 2 + (FINE,) * 78)
    assert week.rate == Share(2, 80)
    assert [round(bound, 4) for bound in week.rate.interval()] == [0.0069, 0.0866]
    assert week.passed.value == 25
    assert week.a_week == (6, 87)
    assert week.labels == [("Tells somebody what dose to take", 2)]


def test_what_was_read_whole_is_certain():
    week = figures((RISKY,) * 2 + (FINE,) * 8, population=10)
    assert (week.passed.low, week.passed.high, week.a_week) == (2, 2, (2, 2))


def test_unread_and_disputed_ones_are_told_apart_and_count_in_no_rate():
    week = figures((FINE, Judged(), Judged(((),)), Judged((("spam",), ()))))
    assert (week.rate, week.unread, week.disputed) == (Share(0, 1), 2, 1)


def test_recall_is_what_was_flagged_of_all_that_is_risky():
    """60 flagged, 15 found by members, 25 (6.9 to 86.6) unseen: 60/100; 60/161.6 to 60/81.9."""
    recall = figures((RISKY,) * 2 + (FINE,) * 78, found=60, reported=15).recall
    assert recall.value == pytest.approx(0.6)
    assert (round(recall.low, 3), round(recall.high, 3)) == (0.371, 0.733)


def test_before_anything_is_read_nothing_is_said():
    week = figures((Judged(),), found=5)
    assert (week.passed, week.a_week, week.recall) == (None, None, None)


def test_nothing_is_estimated_from_fewer_than_ten():
    few, enough = (figures((FINE,) * count, found=5) for count in (9, 10))
    assert (few.passed, few.a_week, few.recall) == (None, None, None)
    assert None not in (enough.passed, enough.a_week, enough.recall)


# What nobody flagged, as the blind readers find it.
MISSED, FINE_TEXT, DISPUTED, UNREAD = "I stopped my zorbatea", "Lovely quillow", "Try florbines", "Good night, mirvane"


@pytest.fixture
def read(say, amara, ben, diaz, other_clinician, now):
    """A week: two flagged (one rightly), one reported, one waiting; four in the sample, one missed, one disputed."""
    right, wrong, _waiting = (
        say(amara, f"flagged {count}", Screened("publish", 2, True, verdict=verdict())) for count in range(3)
    )
    reported = say(amara, "reported")
    services.report(reported.pk, by=ben, category="spam", now=now)
    for message, action, reason in (
        (right, "remove", "dosing"),
        (wrong, "publish", "safe_advice"),
        (reported, "remove", "spam"),
    ):
        case = Case.objects.get(message=message)
        services.decide(case.pk, services.decisions.Judgement(action, reason, message.revision), by=diaz, now=now)
    for text in (MISSED, FINE_TEXT, DISPUTED, UNREAD):
        say(ben, text)
    sample = services.draw(now=now)
    for sampled in sample.messages.exclude(text=UNREAD):
        first = ["dosing"] if sampled.text in {MISSED, DISPUTED} else []
        services.read(sampled.pk, first, by=diaz, now=now)
        services.read(sampled.pk, ["dosing"] if sampled.text == MISSED else [], by=other_clinician, now=now)
    return sample


def test_the_rows_give_the_figures(read, now, monkeypatch):
    monkeypatch.setattr(misses, "ENOUGH", 2)
    [week] = misses.weeks(now)
    assert week.figures == misses.together([week])
    assert (week.figures.rate, week.figures.population) == (Share(1, 2), 4)
    assert (week.figures.found, week.figures.reported, week.figures.undecided) == (1, 1, 1)
    assert (week.figures.unread, week.figures.disputed) == (1, 1)
    assert week.figures.agreement == Agreement(1, 1, (1, 0))
    assert week.figures.recall.value == pytest.approx(1 / 4)  # 1 of 1 flagged, 1 reported, 2 unseen


def test_a_message_reported_after_it_was_drawn_is_counted_among_the_unseen_alone(read, amara, now):
    from datetime import timedelta

    message = read.messages.get(text=FINE_TEXT).message
    services.report(message.pk, by=amara, category="spam", now=now + timedelta(minutes=1))
    [week] = misses.weeks(now + timedelta(minutes=1))
    assert (week.figures.reported, week.figures.undecided) == (1, 1)


def test_a_second_look_has_the_last_word(read, overturn, now):
    flagged = Case.objects.get(message__text="flagged 0").message
    overturn(flagged)
    [week] = misses.weeks(now)
    assert (week.figures.found, week.figures.reported, week.figures.undecided) == (0, 1, 1)


def test_what_clinicians_wrote_counts_no_more_than_it_is_drawn_from(read, say, diaz, now):
    before = misses.weeks(now)[0].figures
    say(diaz, "waits", Screened("publish", 2, True, verdict=verdict()))
    assert misses.weeks(now)[0].figures == before


def test_as_many_queries_for_more_readings(read, diaz, client_of, django_assert_max_num_queries, now):
    with django_assert_max_num_queries(8):
        misses.weeks(now)


def test_the_page_gives_no_estimate_of_too_few(read, diaz, client_of):
    page = client_of(diaz).get(reverse("moderation:misses")).content.decode()
    assert "1 risky among 2 messages" in page
    assert page.count("Too few are read yet for an estimate.") == 2  # of all weeks, and of this one
    assert "too few read yet</span>" in page
    assert not any(words in page for words in ("50.0%", "pass unseen.", "25.0%"))


def test_the_page_says_it_in_plain_words_to_clinicians_and_admins(read, diaz, farah, client_of, monkeypatch):
    monkeypatch.setattr(misses, "ENOUGH", 2)
    for reader in (diaz, farah):
        page = client_of(reader).get(reverse("moderation:misses")).content.decode()
        assert "1 risky among 2 messages" in page
        assert (
            "So about 1 to 3 risky messages a week pass unseen." in page
        )  # one of the two that are left cannot be told
        assert "50.0%" in page
        assert not any(word in page for word in ("zorbatea", "quillow", "florbines", "mirvane", "flagged 0", "ben-in"))


@pytest.mark.parametrize("who", ["amara", "erin", "guide"])
def test_for_everybody_else_there_are_no_results(client_of, request, farah, who):
    url = reverse("moderation:misses")
    assert client_of(request.getfixturevalue(who)).get(url).status_code == 404
    assert client_of(farah).get(url).status_code == 200


def test_a_share_is_told_to_a_tenth_of_a_percent():
    told = {0.0312: "3.1%", 0.0317: "3.2%", 0.0: "0.0%", None: "–", float("nan"): "–"}
    assert [percent(share) for share in told] == list(told.values())


def test_the_drawing_leaves_out_what_has_just_begun():
    from types import SimpleNamespace

    begun, read = (SimpleNamespace(figures=figures((FINE,) * count)) for count in (3, 40))
    drawn = drawing([begun, read])
    assert [mark.week for mark in drawn["marks"]] == [read]
    assert (drawn["marks"][0].y, drawn["marks"][0].low) == (120, 120)
    assert drawn["marks"][0].high == 0
