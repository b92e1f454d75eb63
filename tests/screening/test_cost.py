"""What screening costs: no text of full length may starve the others, however it is built."""

import time

import pytest

from moderation.screening import Context, screen

ORDINARY = (
    "Morning all, slept badly again and woke up at 190, so I walked the dog for an hour before breakfast. "
    "My nurse says my basal is fine. Any tips for the dawn phenomenon that do not need a new gadget or pills? "
)
FULL_LENGTH = 4000
# Times the cost of an ordinary text, whose words are mostly remembered from one to the next. A thousand sentences of a
# word each come to 6 to 11 by the machine; what grows with the square of the text comes to hundreds.
MUCH = 20


def cpu_seconds(text: str, reply_to: str = "", times: int = 3, treatment: str = "") -> float:
    """Processor time of the quickest of a few runs."""

    def once() -> float:
        started = time.process_time()
        screen(text, Context(reply_to=reply_to, treatment=treatment))
        return time.process_time() - started

    return min(once() for _ in range(times))


@pytest.fixture(scope="module")
def ordinary():
    """The cost of an ordinary text of full length, in this run and on this machine."""
    return cpu_seconds((ORDINARY * 20)[:FULL_LENGTH], times=7)


@pytest.mark.parametrize(
    "unit",
    [
        "i. ", "a.b.", "i\n", "i? ", "my. ", "me! ", "( ", "(12) ", ",", "a,", "%", "x ", "1 ", "a1", "123 456 ", "a@",
        "a-", "don't ", "not ", "just ", "if you ", "want to ", "o ", "no need to ", "take 4 units ", "my sugar is 38 ",
        "ketones 3. ", "help me. ", "skip ins. ", "double your lantus. ", "i want to die. ", "all of my insulin ",
        "metfromin ", "a" * 4000, "lantus" * 700, "u" * 4000, "\u200b", "a\u200b", "a\u0336\u0301", "🙂", "🙂 a ", "ﷺ",
        "si andas alta súbele 4 unidades a la lenta. ", "no me pongo la insulina, y tengo 38 de azúcar; ",
        "take 4 unidades, mi azúcar is 38. ",
    ],
)  # fmt: skip
def test_no_text_of_full_length_costs_much_more_than_an_ordinary_one(unit, ordinary):
    text = (unit * FULL_LENGTH)[:FULL_LENGTH]
    assert cpu_seconds(text) < MUCH * ordinary


@pytest.mark.parametrize("unit", ["sugar 240 vomit. ", "i? 62 bg falling ", "a.b.", "i. ", ","])
def test_nor_does_what_is_matched_twice_for_who_takes_insulin(unit, ordinary):
    text = ("bg 240 vomiting, " + unit * FULL_LENGTH)[:FULL_LENGTH]
    assert cpu_seconds(text, treatment="pump") < MUCH * ordinary


def test_nor_does_a_reply_to_one(ordinary):
    assert cpu_seconds("yes", reply_to="i?\n" * 1300) < MUCH * ordinary


@pytest.mark.parametrize("unit", ["a", "@", "1-", "u ", "take take your ", "if you take ", "lantus ", "want to die, "])
def test_time_stays_proportional_to_the_text(unit):
    short, long = (unit * (size // len(unit)) for size in (2000, 8000))
    assert cpu_seconds(long) < 12 * cpu_seconds(short, times=5) + 0.05


def test_a_message_of_forty_words_takes_a_few_milliseconds():
    screen(ORDINARY)
    assert cpu_seconds(ORDINARY, times=40) < 0.005
