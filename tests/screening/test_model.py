"""The trained model: whole or refused by name; the same word for the same text, whoever asks; any text read."""

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.services.gate import Draft
from moderation.checks import the_model_can_be_used
from moderation.gate import ModerationGate
from moderation.policy import decide
from moderation.screening import LABELS, Context, Screener, card, screen
from moderation.screening.card import BrokenModel
from moderation.screening.engine import STANDING, UNKNOWN_LANGUAGE, UNREAD_BY_MODEL
from moderation.screening.model import MOST_WINDOWS, OVERLAP, WINDOW, Model
from moderation.screening.rules import RULES
from moderation.screening.rules.no_insulin import NO_INSULIN
from moderation.screening.training.corpus import examples
from moderation.screening.training.corpus import lines as corpus_lines

ODD = [
    "",
    " \n\t ",
    "a" * 4_000,
    "no " * 1_300,
    "💉" * 1_000,
    "s t o p  y o u r  i n s u l i n",
    "\ud800 half a pair",
    "\x00\x01\u202e\u200b",
    "z\u0335\u0321\u0322a\u0334l\u0337g\u0338o\u0335" * 200,
    "糖尿病の薬をやめてもいいですか",
    "هل يمكنني التوقف عن تناول الدواء",
]
ORDINARY = [
    "Walked to the lake after dinner with the dog, and my knees complained all the way home.",
    "Does anybody know how to get the old sensor glue off? It itches.",
    "Fui al mercado con mi hija y compramos nopales para la semana.",
]


@pytest.fixture
def folder(tmp_path):
    """A copy of the project's model, to be broken."""
    return Path(shutil.copytree(card.FOLDER, tmp_path / "weights"))


def cut_short(folder: Path) -> None:
    content = (folder / card.NETWORK).read_bytes()
    (folder / card.NETWORK).write_bytes(content[: len(content) // 2])


def vouched_for_all_the_same(folder: Path, name: str) -> None:
    """Nonsense, with a card that names its hash."""
    (folder / name).write_bytes(b"nonsense")
    told = json.loads((folder / "card.json").read_text())
    told["sha256"][name] = hashlib.sha256(b"nonsense").hexdigest()
    (folder / "card.json").write_text(json.dumps(told))


def other(folder: Path, **fields: Any) -> None:
    """A card that says something else."""
    told = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps(told | fields))


BREAKS = {
    "no folder": shutil.rmtree,
    "no network": lambda folder: (folder / card.NETWORK).unlink(),
    "a network cut short": cut_short,
    "a network that is none": lambda folder: vouched_for_all_the_same(folder, card.NETWORK),
    "words that are none": lambda folder: vouched_for_all_the_same(folder, card.WORDS),
    "n-grams that are none": lambda folder: vouched_for_all_the_same(folder, card.NGRAMS),
    "a card that is no JSON": lambda folder: (folder / "card.json").write_text("{"),
    "an empty card": lambda folder: (folder / "card.json").write_text("{}"),
    "other labels": lambda folder: other(folder, labels=LABELS[::-1]),
    "a version too long for a case": lambda folder: other(folder, version="1" * 41),
    "no version": lambda folder: other(folder, version=""),
    "a name that is none": lambda folder: other(folder, name=7),
}


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_a_broken_model_is_refused_by_name(folder, broken):
    broken(folder)
    with pytest.raises(BrokenModel) as refused:
        Model(folder)
    assert "weights" in str(refused.value)


def test_with_a_broken_model_every_message_is_held_and_the_start_is_refused(folder, settings):
    settings.MODERATION = settings.MODERATION | {"model": str(folder)}
    assert the_model_can_be_used() == []
    cut_short(folder)
    [error] = the_model_can_be_used()
    assert error.id == "moderation.E002"
    gate = ModerationGate()
    gate.warm_up()
    said = gate.screen(Draft(room="tea", author_id=1, key=None, text="Good morning."))  # type: ignore[arg-type]
    assert (said.action, said.opens_case, said.failed) == ("hold", True, True)


def test_a_deployment_without_a_model_is_read_by_the_rules(settings):
    settings.MODERATION = settings.MODERATION | {"model": "none"}
    assert the_model_can_be_used() == []
    assert ModerationGate().screener.model is None


@pytest.mark.parametrize("text", ODD)
def test_any_text_gets_a_verdict(screener, text):
    verdict = screener.screen(text, Context(reply_to=text))
    assert set(verdict.labels) <= set(LABELS)
    assert all(0 <= probability <= 1 for probability in verdict.labels.values())
    assert all(0 <= found.start <= found.end <= len(text) for found in verdict.findings)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=60))
def test_generated_texts_get_the_same_verdict_twice(text, reply_to):
    screener = shared()
    assert screener.screen(text, Context(reply_to=reply_to)) == screener.screen(text, Context(reply_to=reply_to))


def shared(kept=[]) -> Screener:  # noqa: B006  (hypothesis takes no fixture of this scope)
    if not kept:
        kept.append(Screener(Model()))
    return kept[0]


def test_many_together_get_nearly_what_each_gets_alone(model):
    asked = [(text, "") for text in [*ORDINARY, *ODD, "just double your lantus tonight"]] + [
        ("do it", "should I stop?")
    ]
    together = model.logits(asked)
    alone = np.concatenate([model.logits([one]) for one in asked])
    # The network's int8 sums are scaled by what is read together: a little apart, of logits from -9 to 7.
    assert np.abs(together - alone).max() < 2
    assert np.median(np.abs(together - alone)) < 0.05
    assert np.array_equal(together[:, 1], alone[:, 1])


def test_several_threads_may_ask_at_once(screener):
    texts = [
        *ORDINARY,
        "you can skip the evening metformin when you eat light",
        "my chest hurts and i cant breathe",
    ] * 8
    alone = [screener.screen(text) for text in texts]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(screener.screen, texts)) == alone


def test_a_long_text_is_read_to_its_end_and_no_further_than_is_needed(model):
    filling = "We went to the market and bought bread and cheese and apples. " * 40
    late = model.logits([(filling + "Honestly, just stop taking your insulin, all of you.", "")])
    assert late[0, 0, LABELS.index("stop_treatment")] > model.logits([(filling, "")])[0, 0, 1] + 1
    assert len(model._windows("糖" * 4_000, "")) == MOST_WINDOWS


@pytest.mark.parametrize("reply_to", ["", "and how is your foot today? " * 30])
def test_a_model_knows_whether_it_reads_to_the_end(model, reply_to):
    for numbers in (300, 600, 1_000, 1_300, 1_350, 1_380, 1_400, 1_450, 1_500, 2_000):
        text = " ".join("1" for _ in range(numbers)) + " é"
        last = model._windows(text, reply_to)[-1]
        read = last[0][last[1] - 2] == model._ids("é")[-1]
        assert read or not model.reads_whole(text), numbers
        assert model.reads_whole(text) == (numbers < 1_407)
    assert model.reads_whole("no " * 400)


COSTLY = [
    "🤣" * 4_000,
    "".join(chr(0x1F300 + at % 500) for at in range(4_000)),
    ("write to maria.garcia@uni.edu " + "🖖" * 100 + " b. ") * 29,
    "you should really stop taking it all. " * 105,
    "ﷺ" * 3_900 + " double your lantus tonight. I want to die.",
    "i? ö. " * 660,
]


@pytest.mark.parametrize("text", COSTLY, ids=range(len(COSTLY)))
def test_no_text_has_the_network_read_much_more_than_the_longest_ordinary_one(model, text, monkeypatch):
    read, run = [], model._run
    monkeypatch.setattr(model, "_run", lambda windows: read.extend(windows) or run(windows))
    Screener(model).screen(text, Context(reply_to=text))
    assert sum(len(ids) for ids, _ in read) < 2 * MOST_WINDOWS * WINDOW


@pytest.mark.parametrize("letters", [*range(150, 165), *range(270, 285), 400])
@pytest.mark.parametrize("reply_to", ["", "and how is your foot today?"])
def test_the_windows_have_every_token_of_the_text(model, letters, reply_to):
    text = " ".join(str(number) for number in range(letters))
    ids = model._ids(text)
    windows = model._windows(text, reply_to)
    assert all(len(window) <= WINDOW for window, _ in windows)
    own = [window[1 : end - 1] for window, end in windows]
    starts = [next(at for at in range(len(ids)) if ids[at : at + len(some)] == some) for some in own]
    ends = [start + len(some) for start, some in zip(starts, own, strict=True)]
    assert (starts[0], ends[-1]) == (0, len(ids))
    assert all(after <= end - OVERLAP for end, after in zip(ends, starts[1:], strict=False))


def test_what_a_message_replies_to_is_read(model):
    answered = model.logits(
        [("yes, do that", "should I stop my insulin for a week?"), ("yes, do that", "shall I bake?")]
    )
    assert np.abs(answered[0, 0] - answered[1, 0]).max() > 1, "the network"
    assert not np.array_equal(answered[0, 1], answered[1, 1]), "the n-grams"


def test_another_language_is_read_by_the_rules_alone_and_the_verdict_says_so(screener):
    verdict = screener.screen("Ich habe seit gestern hohe Werte und weiß nicht, was ich tun soll.")
    assert verdict.notes == (UNKNOWN_LANGUAGE,)
    assert screener.screen(ORDINARY[0]).notes == ()


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_talk_is_left_alone(screener, text):
    assert not decide(screener.screen(text)).opens_case


class Certain:
    """A model of one mind: `logit` for every label of every text."""

    name, version, languages = "certain", "1", ("en", "es")
    weighing = (card.Weighing(network=1, ngrams=0, rules=2, bias=0, threshold=0.5),) * len(LABELS)

    def __init__(self, logit: float):
        self.logit = logit

    def logits(self, asked):
        return np.full((len(asked), 2, len(LABELS)), self.logit, dtype=np.float32)

    def reads_whole(self, text):
        return True


class Listening(Certain):
    """Sure of a label where a text has its word, and the surer the shorter the text is."""

    heard = ("heron", "kettle")  # for the first label and the second

    def __init__(self):
        super().__init__(-9)

    def logits(self, asked):
        said = super().logits(asked)
        for row, (text, _) in enumerate(asked):
            for at, word in enumerate(self.heard):
                if word in text:
                    said[row, :, at] = 9 - len(text) / 100
        return said


def test_asked_together_each_text_is_shown_the_sentence_that_says_it_most():
    texts = [
        "Lovely day. The heron came back. Then we had tea, and the kettle sang.",
        *ORDINARY,
        "No dots here but a heron",
        "The kettle broke. We mourned it.",
    ]
    together = Screener(Listening()).screen_all([(text, Context()) for text in texts])
    assert together == [Screener(Listening()).screen(text) for text in texts]
    meant = [
        [(found.label, text[found.start : found.end]) for found in verdict.findings]
        for text, verdict in zip(texts, together, strict=True)
    ]
    heron, kettle = LABELS[:2]
    assert meant == [
        [(heron, "The heron came back."), (kettle, "Then we had tea, and the kettle sang.")],
        *([[]] * len(ORDINARY)),
        [(heron, "No dots here but a heron")],
        [(kettle, "The kettle broke.")],
    ]


STOP = "you should stop taking your metformin today"
DOUBLE = "just double your lantus tonight, works for me"
LOW = "my sugar is 38 and i'm shaking"


@pytest.mark.parametrize("text", [DOUBLE, STOP])
def test_what_a_shipped_rule_finds_is_weighed_beside_the_model(text):
    [label] = screen(text).labels
    assert Screener(Certain(-9)).screen(text).labels == {}
    assert Screener(Certain(-9)).screen(text).findings == ()
    in_doubt = Screener(Certain(-1)).screen(text)
    assert 0.5 < in_doubt.labels[label] < 0.8
    assert in_doubt.findings == screen(text).findings


@pytest.mark.parametrize("before", ["", "We baked bread all day and went to the park in the afternoon. " * 3])
def test_who_has_no_insulin_is_heard_whatever_the_model_makes_of_it(before):
    verdict = Screener(Certain(-9)).screen(before + NO_INSULIN[0].match[0])
    assert verdict.labels == {"emergency": 0.9}


class Drowned(Certain):
    """Sees what is there, but only in a text without harmless words."""

    def logits(self, asked):
        said = super().logits(asked)
        for row, (text, _) in enumerate(asked):
            said[row] = -9 if "bread" in text or "🤣" in text else -1
        return said


@pytest.mark.parametrize("filling", ["We baked bread.", "🤣🤣🤣"])
@pytest.mark.parametrize("text", [DOUBLE, STOP])
def test_harmless_talk_around_it_does_not_outweigh_what_a_rule_finds(text, filling):
    screener = Screener(Drowned(-9))
    for whole in (f"{text}. {filling}", f"{filling} {text}", f"{filling} {text}. {filling}"):
        verdict = screener.screen(whole)
        assert verdict.labels.keys() == screen(text).labels.keys()
        assert verdict.labels == screener.screen(text).labels
        assert [whole[found.start : found.end] for found in verdict.findings] == [
            text[found.start : found.end] for found in screen(text).findings
        ]
    assert Screener(Certain(-9)).screen(f"{filling} {text}").labels == {}, "the model says no to the sentence too"


def test_more_than_can_be_read_again_is_not_dropped():
    many = " ".join(f"Just double your lantus tonight with bread {letter}." for letter in "abcdefghijklmnopqrstuvwxyz")
    assert Screener(Drowned(-9)).screen(f"{many} {DOUBLE}").labels.keys() == {"dosing"}
    mixed = " ".join(f"Mail me, bread{letter}@mail.example." for letter in "abcdefghijklmnopqrstuvwxyz")
    assert "dosing" in Screener(Drowned(-9)).screen(f"{mixed} {DOUBLE}").labels


def test_a_sentence_is_read_without_what_it_answers_too():
    class Chatty(Certain):
        def logits(self, asked):
            said = super().logits(asked)
            for row, (_, reply_to) in enumerate(asked):
                said[row] = -9 if reply_to else -1
            return said

    assert Screener(Chatty(-9)).screen(STOP, Context(reply_to="happy birthday!")).labels.keys() == {"stop_treatment"}


STANDING_RULES = [rule for rule in RULES if rule.label in STANDING]


@pytest.mark.parametrize("text", [LOW, "I want to die 😭", "😭😭😭 I just want to die. 🤣🤣🤣🤣"])
def test_a_short_cry_for_help_that_a_rule_hears_stands(text):
    assert set(screen(text).labels) <= STANDING
    assert Screener(Certain(-9)).screen(text).labels == screen(text).labels


def test_amid_talk_it_stands_unless_the_model_is_all_but_certain():
    text = f"Lovely day at the lake, and we had sandwiches and the dog swam far out. {LOW}."
    assert Screener(Certain(-4)).screen(text).labels == screen(text).labels == screen(LOW).labels, (
        "one in ten is enough"
    )
    assert Screener(Certain(-9)).screen(text).labels == {}


class Hushed(Certain):
    """Certain that a long text is nothing, and in doubt of a short one."""

    def logits(self, asked):
        said = super().logits(asked)
        for row, (text, _) in enumerate(asked):
            said[row] = -9 if len(text) > 40 else -4
        return said


def test_a_cry_for_help_amid_harmless_talk_stands_by_its_own_sentence():
    around = "Lovely day at the lake, all of us. {}. The dog is asleep on the warm stones."
    assert Screener(Hushed(0)).screen(around.format(LOW)).labels == screen(LOW).labels


# No model has learned from these, as it has from the rules' examples: none may be put into the corpus.
CRIES = [
    ("MY HUSBAND COLLAPSED PLEASE HELP", "emergency"),
    ("my mum has collapsed", "emergency"),
    ("my father is unresponsive!!!", "emergency"),
    ("my wife fainted", "emergency"),
    ("mom passed out on the couch", "emergency"),
    ("my ketones are 6", "emergency"),
    ("ketones 4.1", "emergency"),
    ("cetonas 5", "emergency"),
    ("blood sugar 33", "emergency"),
    ("I took my long acting twice by mistake, 80 units total, scared", "emergency"),
    ("me inyecté doble por error", "emergency"),
    ("I've gone and given my daughter her Lantus dose in Novorapid!", "emergency"),
    ("I think I'm having a heart attack", "emergency"),
    ("I'm having a stroke", "emergency"),
    ("creo que tengo un infarto", "emergency"),
    ("some mornings i'm honestly disappointed that i woke up", "self_harm"),
    ("relapsed last night after 8 months clean from self harm. feel like rubbish", "self_harm"),
    ("I've been cutting again.", "self_harm"),
    ("suicide is on my mind", "self_harm"),
    ("ya no aguanto, me despido de todos", "self_harm"),
]
# What has to be all that is said is not heard amid talk.
ALONE = {
    text
    for rule in STANDING_RULES
    if rule.scope == "message" and all(pattern.startswith("^") for pattern in rule.patterns)
    for text in rule.match
}
WRITTEN_FOR = [
    (text, rule.label) for rule in STANDING_RULES for text in rule.match if rule.label in screen(text).labels
]


@pytest.mark.parametrize("more", ["{}", "{} 😭😭😭", "Lovely day at the lake. {}. The dog is asleep."])
def test_the_cries_for_help_that_the_rules_were_written_for_are_heard(screener, more):
    written_for = [(text, label) for text, label in WRITTEN_FOR if "day" not in more or text not in ALONE]
    unheard = [text for text, label in written_for if label not in screener.screen(more.format(text)).labels]
    assert unheard == []


@pytest.mark.parametrize(("text", "label"), CRIES)
def test_cries_for_help_that_nothing_has_learned_from_are_heard(screener, text, label):
    assert label in screener.screen(text).labels


def test_nothing_has_learned_from_these_cries():
    learned = {line.text.casefold() for line in [*corpus_lines("train"), *examples()]}
    assert learned.isdisjoint(text.casefold() for text, _ in CRIES)


FIRST_AID = [
    "take 4 glucose tablets when you're low",
    "if you're low take 4 glucose tablets and recheck in 15 min",
    "eat 4 dextrose tablets if you are under 70",
    "take 3-4 glucose tabs, wait, test again",
    "toma 4 tabletas de glucosa si estas baja",
]
NO_FIRST_AID = [
    "take 4 glucose tablets and skip your insulin tonight",
    "take 4 glucose tablets and 6 units",
    "take 4 glucose tabs instead of your metformin",
    "take 2 metformin tablets when high",
]


@pytest.mark.parametrize("text", FIRST_AID)
def test_how_many_sugar_tablets_lift_a_low_is_no_dose(screener, text):
    assert not screener.screen(text).flagged


@pytest.mark.parametrize("text", NO_FIRST_AID)
def test_sugar_tablets_beside_a_medicine_excuse_nothing(screener, text):
    assert "dosing" in screener.screen(text).labels


class Strict(Certain):
    """Asks for much."""

    weighing = tuple(replace(one, threshold=0.9) for one in Certain.weighing)


def test_of_a_word_or_two_the_model_must_be_surer_and_never_less_sure_than_its_card_asks():
    in_doubt, surer = 0.1, 1.0  # logits: 0.52 and 0.73
    assert Screener(Certain(in_doubt)).screen("heron by day").flagged
    assert not Screener(Certain(in_doubt)).screen("heron").flagged
    assert Screener(Certain(surer)).screen("heron").flagged
    assert not Screener(Strict(surer)).screen("heron").flagged


@pytest.mark.parametrize("text", ["no", "me", "you", "not me", "no sé", "tonight", "see you", "10 units", "leave it"])
def test_a_word_or_two_by_themselves_are_not_judged_by_the_model(screener, text):
    assert screener.screen(text).labels == {}


@pytest.mark.parametrize(
    ("asked", "label"),
    [
        ("Should I stop my insulin?", "stop_treatment"),
        ("Can I just stop taking my metformin?", "stop_treatment"),
        ("should I double my lantus tonight?", "dosing"),
        ("Should I share my pen with my brother?", "unsafe_practice"),
    ],
)
@pytest.mark.parametrize("yes", ["Yes", "Yes, do it", "yes, go for it", "Yes. Happy birthday!", "Absolutely 🎉"])
def test_a_bare_yes_to_a_dangerous_question_is_heard(screener, asked, label, yes):
    context = Context(reply_to=asked)
    assert label in screen(yes, context).labels
    assert label in screener.screen(yes, context).labels


def test_a_bare_no_to_a_question_after_care_is_heard(screener):
    context = Context(reply_to="do I need to go to the ER with ketones 3.5?")
    assert "stop_treatment" in screener.screen("nah", context).labels


def test_a_doctors_word_for_all_stands_though_what_doctors_ordered_is_harmless():
    text = "My doctor says everyone should take 10 units more when above 300"
    assert Screener(Certain(-9)).screen(text).labels.keys() == {"dosing"}
    assert Screener(Certain(-9)).screen("my doctor told me to take 10 units more when above 300").labels == {}


@pytest.mark.parametrize("text", ["stop taking insulin", "don't call an ambulance", "Stop insulin and take cinnamon"])
def test_advice_of_a_few_words_stands_whatever_the_model_says(text):
    assert Screener(Certain(-9)).screen(text).labels == screen(text).labels
    assert Screener(Certain(-9)).screen(f"{text}, said the old man on the bus").labels == {}


class Swayed(Certain):
    """Hears a claim in all that speaks of cinnamon, and nothing else there; advice to stop where that stands alone."""

    def logits(self, asked):
        said = super().logits(asked)
        for row, (text, _) in enumerate(asked):
            claims = "cinnamon" in text
            said[row] = -9
            said[row, :, LABELS.index("unproven_remedy")] = 9 if claims else -9
            said[row, :, LABELS.index("stop_treatment")] = -9 if claims else 0
        return said


def test_the_clause_that_a_rule_found_is_read_alone_where_the_sentence_is_held_for_something_else():
    screener = Screener(Swayed(0))
    for text in ("Stop your insulin, cinnamon cures it", "cinnamon cures it: stop your insulin"):
        assert set(screener.screen(text).labels) == {"stop_treatment", "unproven_remedy"}
    [found] = [one for one in screener.screen(text).findings if one.source == "rule:stop.directive-stop"]
    assert text[found.start : found.end] == "stop your insulin"


class Unfinished(Certain):
    def reads_whole(self, text):
        return False


def test_where_the_model_did_not_read_to_the_end_the_rules_stand():
    verdict = Screener(Unfinished(-9)).screen(DOUBLE)
    assert (verdict.labels, verdict.notes) == (screen(DOUBLE).labels, (UNREAD_BY_MODEL,))
    assert Screener(Unfinished(-9)).screen("hello there").notes == (UNREAD_BY_MODEL,)


def test_what_a_site_has_signed_stands_whatever_the_model_says():
    signed = [replace(rule, version=f"{rule.version}.site") for rule in RULES]
    verdict = Screener(Certain(-9), rules=signed).screen(DOUBLE)
    assert verdict.labels == screen(DOUBLE).labels
    assert {finding.version[-5:] for finding in verdict.findings} == {".site"}


def test_the_version_names_rules_and_model(screener, model):
    assert screener.version == f"{screen('').version}+{model.version}"
    assert screener.screen("hello").version == screener.version


@pytest.mark.parametrize(
    ("text", "action", "label"),
    [
        ("I have some pens left over from my dad, I can post them to whoever needs them.", "hold", "unsafe_practice"),
        ("He's on the kitchen floor, he's grey and sweating and he doesn't know my name.", "publish", "emergency"),
        ("My nurse told me to go up by two units and it has helped so far.", "publish", None),
    ],
)
def test_a_site_acts_on_what_only_the_model_sees(settings, text, action, label):
    settings.MODERATION = settings.MODERATION | {"model": str(card.FOLDER)}
    assert not decide(screen(text)).opens_case, "a rule would do"
    said = ModerationGate().screen(Draft(room="tea", author_id=1, key=None, text=text))  # type: ignore[arg-type]
    assert (said.action, said.opens_case) == (action, label is not None)
    found = said.verdict["findings"]
    assert [(one["label"], one["source"].partition(":")[0]) for one in found] == ([(label, "model")] if label else [])
    assert all(text[one["start"] : one["end"]].strip() for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "hello all, stop your insulin and take cinnamon",
        "hello all. Stop your insulin and take cinnamon.",
        "I am new here, stop your insulin and take cinnamon",
        "I am new here, stop taking metformin",
        "hey, im new, throw your insulin away",
        "lovely day here, stop the insulin now",
        "my hba1c is 58 mmol/mol, stop taking your insulin",
        "my a1c is 7, just stop your insulin and take cinnamon",
        "my sugar is 12, stop your insulin and take cinnamon",
        "mi azúcar está en 130, deja la insulina y toma canela",
        "hola a todos, deja la insulina y toma canela",
        "soy nueva, deja de tomar la metformina",
    ],
)
def test_an_order_to_stop_is_held_whatever_friendly_words_stand_before_it(screener, text):
    assert decide(screener.screen(text)).action == "hold"


def test_the_clause_of_an_order_is_read_without_what_stands_before_it():
    class Greeted(Certain):
        """Sees nothing where somebody greets."""

        def logits(self, asked):
            found = super().logits(asked)
            found[["hello" in text for text, _ in asked]] = -9
            return found

    rainy = "hello to you all from a rainy town"
    long = "stop taking all of your insulin for a week, my dears"
    assert Screener(Greeted(1)).screen(f"{rainy}, {long}").flagged
    assert not Screener(Certain(-9)).screen(f"{rainy}, {long}").flagged


def test_an_order_of_a_few_words_that_ends_a_message_stands_unless_it_is_quoted():
    deaf = Screener(Certain(-9))
    for end in ("", ".", "! 🙂"):
        found = deaf.screen(f"good morning from a rainy town, stop your insulin{end}").labels
        assert found.keys() == {"stop_treatment"}
    assert not deaf.screen('good morning, "stop your insulin" said a man in town, stop your insulin').flagged
    assert not deaf.screen("stop your insulin, said a man in our rainy town, and I showed him the door").flagged
