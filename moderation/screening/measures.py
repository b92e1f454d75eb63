"""Read what is neither glucose nor dose: an A1c, in percent or mmol/mol, and ratios of carbs (or glucose) to a unit."""

from __future__ import annotations

import re

from .function_words import words
from .tokens import Token

# Words that may stand between "A1c" and its number, and between two numbers of it ("from 11 down to 5.6").
A1C_WORDS = words("a1c hba1c ha1c glicosilada glicada glucosilada glycated a1c_test")
LINKS = words(
    """
    is was of at to from went down up came come back in now a an the result test around about under over below above
    between and still just only has have been dropped fell rose got hit de del es era esta estaba fue en a al bajo subio
    paso ahora todavia : - =
    """
)
# The master equation between the two scales (IFCC and NGSP, Hoelzel et al. 2004, Clin Chem 50:166):
# percent = 0.0915 x (mmol/mol) + 2.15. No A1c of the living is below 3 % or above 20 %; 20 mmol/mol is 4 %.
PERCENT_PER_IFCC, PERCENT_AT_ZERO = 0.0915, 2.15
LEAST_A1C, LEAST_IFCC, MOST_IFCC = 3.0, 20.0, 195.0
HIGH_A1C = 8.0  # from here on no guideline's goal: ``HIGHA1C``
# What a number may have been taken for before its "A1c" was seen.
READABLE = words("NUMBER LOWNUMBER HIGHNUMBER LOWDECIMAL GLOW GMID GHIGH PERCENT")
LOW_OR_HIGH = words("GLOW GHIGH LOWNUMBER HIGHNUMBER")
RATIO_WORDS = words("ratio ratios carb_ratio correction_factor icr isf factor")
DOSE_WORDS = words("bolus dose dosis insulin insulina correction pump carb carbs")
TO = words("to a per por every")
# "1 to 2" is a range more often than a ratio; nobody who needs a unit for less than 3 g can be told by it from one.
LEAST_GRAMS = 3.0
NUMBERS = words("NUMBER LOWDECIMAL LOWNUMBER GRAMS")
# "call me at 1:30": a time of day, where the sentence speaks of no dose. "Put it at 1:30" sets a ratio.
TIME_OF_DAY = re.compile(r"1:[0-5]\d")
BEFORE_TIME = words("at by until till before after for la las")
AFTER_TIME = words("am pm bus train slot class appointment session")
WHAT_IS_SET = words("it them yours mine that")
DOSES = words("INSULIN UNITS DOSE")  # concepts
LEAST_RATIO = 2.0


def percent(value: float) -> float | None:
    """An A1c in percent (NGSP), from a number in percent or mmol/mol, told by its size; None where it can be none."""
    if LEAST_A1C <= value < LEAST_IFCC:
        return value
    return PERCENT_PER_IFCC * value + PERCENT_AT_ZERO if LEAST_IFCC <= value <= MOST_IFCC else None


def with_a1c(tokens: list[Token]) -> list[Token]:
    """Name numbers that follow "A1c", or stand right before it, ``A1C`` or ``HIGHA1C``, with the value in percent."""
    done = list(tokens)
    for at, token in enumerate(tokens):
        if token.word not in A1C_WORDS:
            continue
        scale = None
        for after in range(at + 1, len(tokens)):
            if tokens[after].word in LINKS:
                continue
            # A change of scale is a change of subject: "my A1c was 7 and now 45" ends with a low glucose.
            if _percent(tokens[after]) is None or scale not in (None, _in_percent(tokens[after])):
                break
            scale = _in_percent(tokens[after])
            done[after] = as_a1c(tokens[after])
        before = tokens[at - 1] if at else None
        # "a 6.8% a1c"; not "sugar 41 a1c next week", where the number was read as a glucose or a low.
        if before and scale is None and before.concept not in LOW_OR_HIGH and _in_percent(before):
            done[at - 1] = as_a1c(before)
    return done


def _percent(token: Token) -> float | None:
    """In percent, what the token may be as an A1c. A change in percent ("dropped 20 %") is none in mmol/mol."""
    if token.value is None or token.concept not in READABLE:
        return None
    return None if token.concept == "PERCENT" and not _in_percent(token) else percent(token.value)


def _in_percent(token: Token) -> bool:
    return (token.value or 0) < LEAST_IFCC


def as_a1c(token: Token) -> Token:
    """The number, its ``value`` in percent; as it was where it can be no A1c."""
    value = _percent(token)
    return token if value is None else token._replace(concept="HIGHA1C" if value >= HIGH_A1C else "A1C", value=value)


def with_ratios(tokens: list[Token]) -> list[Token]:
    """``1:8``, and "one to eight" where the sentence speaks of a ratio or a dose, as ``RATIO``; ``value`` is the 8.

    It is grams of carbohydrate, or a fall in glucose, to one unit of insulin.
    """
    if not any(token.kind == "ratio" or _value(token) == 1 for token in tokens):
        return tokens
    beside = {token.word for token in tokens}
    # A slash makes a fraction of a dose as well ("1/4 of it"), so there only a word for ratios tells.
    of_ratio, of_dose = not beside.isdisjoint(RATIO_WORDS), not beside.isdisjoint(DOSE_WORDS)
    links = TO | {"/"} if of_ratio else TO if of_dose else frozenset[str]()
    done: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        told = tokens[at + 2] if at + 2 < len(tokens) and tokens[at + 1].word in links else None
        if told and _value(token) == 1 and told.concept in NUMBERS and (told.value or 0) >= LEAST_GRAMS:
            done.append(told._replace(word=f"1:{told.value:g}", kind="ratio", concept="RATIO", start=token.start))
            at += 3
            continue
        if token.kind == "ratio":
            token = _ratio(tokens, at, of_ratio or of_dose)
        done.append(token)
        at += 1
    return done


def _ratio(tokens: list[Token], at: int, of_dose: bool) -> Token:
    """With its value; a time of day, or one to one, is none where the sentence speaks of no dose."""
    token = tokens[at]
    value = float(token.word.split(":")[1])
    if not (of_dose or any(part.concept in DOSES for part in tokens)) and (_is_time(tokens, at) or value < LEAST_RATIO):
        return token._replace(kind="number", concept="CLOCK")
    return token._replace(value=value)


def _is_time(tokens: list[Token], at: int) -> bool:
    if not TIME_OF_DAY.fullmatch(tokens[at].word):
        return False
    before, after = ([part.word for part in some] for some in (tokens[max(0, at - 2) : at], tokens[at + 1 : at + 2]))
    told = not BEFORE_TIME.isdisjoint(before[-1:]) and WHAT_IS_SET.isdisjoint(before + after)
    return told or not AFTER_TIME.isdisjoint(after)


def _value(token: Token) -> float | None:
    return token.value if token.concept == "NUMBER" else None
