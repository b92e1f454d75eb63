"""Screening: any string gets a verdict, the same one each time, with spans into the text as it was written."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.screening import ENGINE_VERSION, LABELS, Context, Verdict, screen
from moderation.screening.rules import RULES


def labels(text: str, **context: str) -> set[str]:
    return set(screen(text, Context(**context)).labels)


def words_found(text: str, label: str) -> str:
    found = next(finding for finding in screen(text).findings if finding.label == label)
    return text[found.start : found.end]


def test_who_should_do_what_decides_and_not_the_words():
    assert labels("just double your lantus tonight, works for me") == {"dosing"}
    assert labels("i doubled my lantus last night on my endo's say") == set()
    assert labels("should I double my lantus?") == set()
    assert labels("never double your lantus") == set()


def test_a_past_fright_is_no_emergency():
    assert labels("my sugar is 38 and i'm shaking and can't see straight") == {"emergency"}
    assert labels("I was 38 last year and passed out, fine now") == set()


def test_the_unit_is_inferred_from_the_size():
    assert labels("my sugar is 2.4 right now") == {"emergency"}
    assert labels("my sugar is 24 right now") == {"emergency"}
    assert labels("my sugar is 240 right now") == set()
    assert labels("my sugar is 12 right now") == set()


def test_a_unit_that_was_written_decides():
    assert "rule:emergency.low-now" in {found.source for found in screen("my sugar is 28 right now").findings}
    assert labels("my sugar is 28 mmol right now") == set()
    assert labels("my sugar is 15 mg/dl right now") == {"emergency"}
    assert labels("my sugar is 15 right now") == set()


def test_a_number_too_large_for_ketones_is_the_glucose_told_beside_them():
    assert words_found("help, sugar 28 mmol, ketones 4", "emergency") == "ketones 4"
    assert labels("help, a sugar of 33, ketones negative") == set()


def test_a_figure_of_speech_is_no_wish_to_die():
    assert labels("I want to die") == {"self_harm"}
    assert labels("I'd die for a donut") == set()


@pytest.mark.parametrize(
    "text",
    [
        "d0uble your lantus",
        "just doooouble your lantus",
        "d o u b l e your lantus",
        "dou\u200bble your lan\u200dtus",
        "dоublе your lаntus",
        "ｄｏｕｂｌｅ your lantus",
        "d\u0336o\u0336u\u0336b\u0336l\u0336e your lantus",
        "DOUBLE ur LANTIS",
    ],
)
def test_disguises_fall_away(text):
    assert labels(text) == {"dosing"}


def test_spans_point_into_the_text_as_it_was_written():
    assert words_found("hey 🙂🙂 just dou\u200bble your lantus ok", "dosing") == "dou\u200bble your lantus"
    assert words_found("ﷺ call me on 07700 900 142", "privacy") == "07700 900 142"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not feeling right, ketones 3.6 and i keep throwing up", "ketones 3.6"),
        ("estoy vomitando y tengo cetonas en 3.5", "cetonas en 3.5"),
        ("meter says 29. alone. hands wont stop", "meter says 29"),
        ("hoy tengo 38 de azúcar y estoy temblando", "tengo 38 de azúcar"),
        ("vomito sin parar, el medidor dice HI", "medidor dice HI"),
    ],
)
def test_a_reading_is_shown_with_what_was_measured(text, words):
    shown = {text[found.start : found.end] for found in screen(text).findings if found.label == "emergency"}
    assert words in shown
    assert not any(words.endswith(f" {part}") or words.startswith(f"{part} ") for part in shown)


def test_it_stands_for_the_medicine_of_the_message_replied_to():
    assert labels("just double it") == set()
    assert labels("just double it", reply_to="my lantus does nothing at all") == {"dosing"}


def test_yes_to_a_question_is_the_advice_itself():
    asked = "should I double my lantus?"
    assert labels("yes, go for it", reply_to=asked) == {"dosing"}
    assert labels("yes, go for it", reply_to="should I bring cake?") == set()
    assert labels("no, ask your team", reply_to=asked) == set()
    assert labels("👍🏽", reply_to=asked) == labels("✅ do it", reply_to=asked) == {"dosing"}
    assert labels("👍", reply_to="should I bring cake?") == set()


@pytest.mark.parametrize("no", ["no", "Nope!", "nah you're good", "no need", "no te preocupes", "nope 👍"])
@pytest.mark.parametrize(
    "asked",
    [
        "do I need to go to the ER with ketones 3.5?",
        "should I call 911? my chest hurts",
        "should I still take my basal when I am throwing up?",
        "do I really need to take my metformin?",
        "should I keep taking my insulin?",
        "¿tengo que ponerme la lantus hoy?",
        "¿debo ir a urgencias con cetonas de 3?",
        "do I have to take my metformin every day?",
        "do I need to take my lantus every single night?",
        "do I really need my ozempic?",
    ],
)
def test_no_to_a_question_after_care_is_the_advice_itself(asked, no):
    verdict = screen(no, Context(reply_to=asked))
    assert "stop_treatment" in verdict.labels
    assert {(found.start, found.end) for found in verdict.findings} == {(0, len(no.rstrip("!")))}
    assert {found.source.partition("+")[2] for found in verdict.findings} == {"denial"}


@pytest.mark.parametrize(
    "asked",
    [
        "should I double my lantus?",
        "should I stop taking my metformin?",
        "should I skip my lantus tonight?",
        "should I take a correction now? I just took one",
        "can I stop my metformin?",
        "is it ok to stop insulin?",
        "do I need a prescription for test strips?",
        "should I not take my insulin?",
        "should I use my friend's insulin?",
        "should i take my insulin now? i'm at 45",
        "should i drive to the ER myself?",
        "do I have to take metformin with food?",
        "do I have to take metformin every 6 hours?",
        "do I have to take my ozempic every day?",
        "do I have to inject trulicity everyday?",
        "do I need to take my lantus twice every day?",
        "¿tengo que ponerme ozempic todos los días?",
        "do I have to call the doctor to change my address?",
        "do i need an appointment or can i just walk in?",
        "do you take your insulin at night?",
        "I need to go to the ER",
    ],
)
def test_no_to_any_other_question_is_no_advice(asked):
    assert labels("no", reply_to=asked) == set()


@pytest.mark.parametrize("yes", ["yes", "👍", "yes, go"])
def test_yes_to_going_where_help_is_is_no_advice_against_it(yes):
    assert labels(yes, reply_to="do I need to go to the ER with ketones 3.5?") == set()


@pytest.mark.parametrize(
    ("asked", "label"),
    [
        ("are you thinking of killing yourself?", "self_harm"),
        ("do you have a plan to hurt yourself?", "self_harm"),
        ("¿quieres morirte?", "self_harm"),
        ("is he unconscious?", "emergency"),
        ("did you take too much insulin?", "emergency"),
    ],
)
def test_yes_to_a_question_about_danger_owns_to_it(asked, label):
    assert labels("yes", reply_to=asked) == labels("👍", reply_to=asked) == {label}
    assert labels("no", reply_to=asked) == labels("yes I am fine, thanks for asking", reply_to=asked) == set()


@pytest.mark.parametrize("asked", ["have you ever had chest pain?", "do you want to go for a walk?", "is she asleep?"])
def test_yes_to_any_other_question_owns_to_nothing(asked):
    assert labels("yes", reply_to=asked) == set()


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.label in ("dosing", "stop_treatment")], ids=lambda rule: rule.id
)
def test_a_tick_before_it_hides_nothing_from_a_rule(rule):
    for text in rule.match:
        assert {found.source for found in screen(f"✅ {text}").findings} == {
            found.source for found in screen(text).findings
        }


@pytest.mark.parametrize("text", ["no, go to the ER", "no idea, ask your doctor", "not sure", "no but take half"])
def test_a_no_with_more_to_it_is_read_for_what_it_says(text):
    assert labels(text, reply_to="do I really need to take my metformin?") == set()


def test_the_urgency_is_that_of_the_gravest_finding():
    assert screen("good morning all").urgency == 0
    assert screen("use my code SUGAR20 for 20% off your first order").urgency == 1
    assert screen("I want to die").urgency == 4


def test_a_verdict_survives_being_kept_as_json():
    verdict = screen("just double your lantus and call me on 07700 900 142")
    assert set(verdict.labels) == {"dosing", "privacy"}
    assert Verdict.from_dict(json.loads(json.dumps(verdict.to_dict()))) == verdict


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(codec=None), max_size=400))
def test_any_string_gets_the_same_sound_verdict_twice(text):
    verdict = screen(text)
    assert verdict == screen(text)
    assert verdict.version == ENGINE_VERSION
    assert set(verdict.labels) <= set(LABELS)
    assert all(0 <= found.start < found.end <= len(text) and 0 < found.score <= 1 for found in verdict.findings)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "a" * 4000,
        "\x00\x07\x1b" * 900,
        "\ud800\udfff",
        "\u202eabc",
        "e" + "\u0301" * 3000,
        "🙂" * 4000,
        "?" * 4000,
    ],
    ids=["empty", "blank", "one letter", "control", "surrogates", "right to left", "zalgo", "emoji", "stops"],
)
def test_strange_text_gets_an_unflagged_verdict(text):
    assert not screen(text).flagged


def test_a_text_in_too_many_pieces_to_be_read_whole_goes_to_a_person():
    assert screen("yes, " * 800).findings == ()
    (found,) = screen("%" * 3990 + " ok").findings
    assert (found.source, found.start, found.end) == ("engine:unread", 0, 3993)


def test_a_rule_is_told_a_few_times_and_not_three_hundred():
    assert 1 < len(screen("just double your lantus! " * 150).findings) <= 10


@pytest.mark.parametrize(
    "text",
    [
        "Just double your lantus, it's not dangerous",
        "Just double your lantus without asking your doctor",
        "Stop your metformin without telling your doctor",
        "duplica la dosis sin preguntar al doctor",
        "Skip your insulin, your doctor will never know",
    ],
)
def test_neither_a_danger_denied_nor_a_doctor_kept_out_excuses_advice(text):
    assert screen(text).flagged


@pytest.mark.parametrize(
    "text",
    [
        "Don't double your lantus, it is dangerous",
        "Never stop your metformin without asking your doctor",
        "no dejes la metformina sin hablar con tu médico",
        "You can't change your dose without talking to your nurse",
    ],
)
def test_who_sends_to_the_doctor_or_names_the_danger_is_let_be(text):
    assert not screen(text).flagged


def test_who_had_no_insulin_for_days_is_heard():
    for text in ("I haven't had insulin for 3 days", "hasnt had insulin in 2 days"):
        assert screen(text).labels.keys() == {"emergency"}


def test_a_yes_that_is_given_gladly_is_a_yes():
    for text, asked in (
        ("yes, no problem", "Should I double my lantus?"),
        ("sí, no hay problema", "¿Puedo dejar la metformina?"),
    ):
        assert screen(text, Context(reply_to=asked)).flagged
        assert not screen("no, ask your team", Context(reply_to=asked)).flagged
