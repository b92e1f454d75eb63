"""Read numbers: doses, glucose in mg/dL or mmol/L (the unit inferred from the size), ketones, A1c, ages, times."""

from __future__ import annotations

from .measures import as_a1c, with_a1c, with_ratios
from .numerals import joined
from .tokens import Token

NUMBER_WORDS = {
    word: value
    for value, spelled in {
        1: "one uno",
        2: "two couple dos unas",
        3: "three tres",
        4: "four cuatro",
        5: "five cinco",
        6: "six seis",
        7: "seven siete",
        8: "eight ocho",
        9: "nine nueve",
        10: "ten diez",
        11: "eleven",
        12: "twelve doce",
        15: "fifteen quince",
        20: "twenty veinte",
        30: "thirty treinta",
        40: "forty cuarenta",
        50: "fifty",
        0.5: "half media",
    }.items()
    for word in spelled.split()
}
UNITS = {
    unit: concept
    for concept, units in {
        "UNITS": "u you units_of unit units iu ui unidad unidades clicks",
        "MG": "mg mgs mcg miligramos ml",
        "TABLETS": "tablet tablets tab tabs pill pills pastilla pastillas shots",
        "GRAMS": "g grams gramos carbs",
        "MINUTES": "min mins minutes minutos minute",
        "GLUCOSE_UNIT": "mmol mmols",
        "HOURS": "hours hour horas hrs",
        "DAYS": "days day dias weeks months",
        "AGE": "years year anos yrs yo",
        "WEIGHT": "kg kilo kilos pounds lbs lb stone",
        "COUNT": "people steps miles k dollars euros times cm calories vials pens strips boxes points",
        "PERCENT": "percent %",
        "CLOCK": "am pm",
    }.items()
    for unit in units.split()
}

# ADA level 2: below 54 mg/dL (3.0 mmol/L) act at once. High: 300 mg/dL (16.7 mmol/L), well into checking ketones.
LOW_MG, HIGH_MG = 54.0, 300.0
MG_PER_MMOL = 18.0
# A decimal below 34, or a whole number below 20, can only be mmol/L in somebody who is alive and typing.
LARGEST_MMOL, LARGEST_WHOLE_MMOL = 34.0, 20.0
# Meters go up to 33.3 mmol/L (600 mg/dL), laboratories beyond; "120 mmol" is a slip for mg/dL.
LARGEST_METER_MMOL = 60.0
# Blood ketones, mmol/L: from 1.6 on, DKA threatens (Diabetes Care; below 1.6 act and recheck).
HIGH_KETONES = 1.6
# The largest number that a home meter shows in mmol/L; above it, it says HI.
LARGEST_SHOWN_MMOL = 33.3
# No meter for home use reads ketones beyond 8 mmol/L: a number well above stands for a glucose told beside them.
LARGEST_KETONES = 15.0
GLUCOSE_WORDS = ("GLUCOSE", "DIABETES", "SUPPLY")
REACH_BEFORE, REACH_AFTER = 5, 3


def milligrams(value: float, whole: bool) -> float:
    """Glucose in mg/dL, from a number whose unit nobody wrote."""
    mmol = value < LARGEST_WHOLE_MMOL if whole else value < LARGEST_MMOL
    return value * MG_PER_MMOL if mmol else value


def glucose(token: Token, unit: str = "") -> str:
    """GLOW, GHIGH or GMID for a glucose reading, in the ``unit`` that was written (mmol, mg) or the likelier one."""
    written = token.value or 0.0
    if unit.startswith("mmol") and written < LARGEST_METER_MMOL:
        value = written * MG_PER_MMOL
    elif unit.startswith("mg"):
        value = written
    else:
        value = milligrams(written, whole="." not in token.word)
    if value < LOW_MG:
        return "GLOW"
    return "GHIGH" if value >= HIGH_MG else "GMID"


def likely_unit(token: Token, meter: str) -> str:
    """The unit of a number that has none written: the author's ``meter`` ("mg/dL", "mmol/L", ""), if it can show it."""
    return "mmol" if meter == "mmol/L" and (token.value or 0.0) <= LARGEST_SHOWN_MMOL else ""


def valued(token: Token) -> Token:
    """A numeral, or a number word, with its value."""
    if token.kind == "number":
        word = token.word.replace(",", ".")
        return token._replace(value=float(word), concept="NUMBER", word=word)
    if token.kind == "word" and token.word in NUMBER_WORDS and not token.concept:
        return token._replace(value=float(NUMBER_WORDS[token.word]), concept="NUMBER")
    return token


def with_units(tokens: list[Token]) -> list[Token]:
    """Join a number to the unit after it; a half or a couple may have an article between."""
    done: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        after = tokens[at + 1 : at + 4] if token.concept == "NUMBER" else []
        if not after:
            done.append(token)
            at += 1
            continue
        skip = (
            1
            if after[0].word in ("a", "of", "more", "extra", "mas", "another")
            and token.kind == "word"
            and len(after) > 1
            else 0
        )
        unit = UNITS.get(after[skip].word, "")
        if unit == "UNITS" and after[skip].word == "units_of" and skip and after[0].word not in ("a", "of"):
            unit = ""  # "two extra units of it" are no dose but a change of one
        if unit == "UNITS" and after[skip].word == "you" and after[skip].end - after[skip].start != 1:
            unit = ""
        if (unit == "CLOCK" and (token.value or 0) > 12) or (token.word == "one" and unit == "DAYS"):
            unit = ""
        if not unit:
            done.append(token)
            at += 1
            continue
        used = 2 + skip
        end = after[skip]
        if unit == "MG" and len(after) > skip + 2 and after[skip + 1].word == "/" and after[skip + 2].word == "dl":
            unit, end, used = "GLUCOSE_UNIT", after[skip + 2], used + 2
        elif unit == "MG" and len(after) > skip + 1 and after[skip + 1].word == "dl":
            unit, end, used = "GLUCOSE_UNIT", after[skip + 1], used + 1
        if unit == "GLUCOSE_UNIT" and [part.word for part in after[skip + 1 : skip + 3]] == ["/", "mol"]:
            done.append(as_a1c(token)._replace(end=after[skip + 2].end))
            at += used + 2
            continue
        concept = glucose(token, after[skip].word) if unit == "GLUCOSE_UNIT" else unit
        done.append(token._replace(concept=concept, end=end.end))
        at += used
    return done


def read_quantities(tokens: list[Token], meter: str = "") -> list[Token]:
    """Name the numbers of a sentence by what they measure."""
    tokens = with_units([valued(token) for token in joined(tokens)])
    done = list(tokens)
    for at, token in enumerate(tokens):
        if token.concept not in ("NUMBER", "GLOW", "GMID", "GHIGH") or token.kind != "number":
            continue
        if at and tokens[at - 1].end == token.start and tokens[at - 1].kind == "word":
            continue
        before = tokens[max(0, at - REACH_BEFORE) : at]
        after = tokens[at + 1 : at + 1 + REACH_AFTER]
        near = {part.concept for part in before + after}
        if tells_ketones(tokens, at) and (token.value or 0) <= LARGEST_KETONES:
            done[at] = token._replace(concept="KHIGH" if (token.value or 0) >= HIGH_KETONES else "KLOW")
        elif token.concept != "NUMBER":
            continue
        elif near.intersection(GLUCOSE_WORDS) and not is_age(before, after):
            done[at] = token._replace(concept=glucose(token, likely_unit(token, meter)))
        elif not is_age(before, after):
            done[at] = token._replace(concept=bare(token, likely_unit(token, meter)))
    return with_ratios(with_a1c(done))


def tells_ketones(tokens: list[Token], at: int) -> bool:
    """Whether the number at ``at`` belongs to a word for ketones near it; each such word has one number of its own."""
    for place in range(max(0, at - 4), min(len(tokens), at + 1 + REACH_AFTER)):
        if tokens[place].concept != "KETONES":
            continue
        rival = tokens[place + 1 : at] if place < at else tokens[place + 1 : place + 1 + REACH_AFTER]
        if not any(token.kind == "number" for token in rival):
            return True
    return False


def is_age(before: list[Token], after: list[Token]) -> bool:
    """Whether the number is somebody's age, a count or a year rather than a reading."""
    words = [part.word for part in after[:2]]
    return (
        any(part.word in ("age", "aged", "age_of", "room", "type", "a1c", "hba1c") for part in before[-2:])
        or words[:2] == ["and", "was"]
        or words[:1] in (["each"], ["apiece"], ["copay"], ["bucks"])
        or (words[:1] in (["a"], ["per"], ["por"]) and words[1:] in (["box"], ["pack"], ["month"], ["mes"], ["caja"]))
        or (words[:1] in (["hours"], ["times"], ["/"], ["%"], ["and"]) and "diagnosed" in words)
    )


def bare(token: Token, unit: str = "") -> str:
    """A number without a unit or a word about sugar: low, high or just a number."""
    value = token.value or 0.0
    if "." in token.word:
        return "LOWDECIMAL" if 1.0 <= value < 3.0 else "NUMBER"
    if 20 <= value < LOW_MG and not unit:
        return "LOWNUMBER"
    return "HIGHNUMBER" if HIGH_MG <= value <= 900 else "NUMBER"
