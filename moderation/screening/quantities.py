"""Read numbers: doses, glucose in mg/dL or mmol/L (the unit inferred from the size), ketones, ages, money, times."""

from __future__ import annotations

from dataclasses import replace

from .tokens import Token

NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "half": 0.5, "couple": 2, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
    "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "doce": 12, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40, "uno": 1,
    "unas": 2, "media": 0.5,
}  # fmt: skip
UNITS = {
    "u": "UNITS", "you": "UNITS", "unit": "UNITS", "units": "UNITS", "iu": "UNITS", "ui": "UNITS", "unidad": "UNITS", "unidades": "UNITS",
    "clicks": "UNITS", "mg": "MG", "mgs": "MG", "mcg": "MG", "miligramos": "MG", "ml": "MG", "tablet": "TABLETS", "tablets": "TABLETS",
    "tab": "TABLETS", "tabs": "TABLETS", "pill": "TABLETS", "pills": "TABLETS", "pastilla": "TABLETS", "pastillas": "TABLETS", "shots": "TABLETS",
    "g": "GRAMS", "grams": "GRAMS", "gramos": "GRAMS", "carbs": "GRAMS", "min": "MINUTES", "mins": "MINUTES", "minutes": "MINUTES",
    "minutos": "MINUTES", "mmol": "GLUCOSE_UNIT", "mmols": "GLUCOSE_UNIT", "hours": "HOURS", "hour": "HOURS", "horas": "HOURS", "hrs": "HOURS",
    "days": "DAYS", "day": "DAYS", "dias": "DAYS", "weeks": "DAYS", "months": "DAYS", "years": "AGE", "year": "AGE", "anos": "AGE", "yrs": "AGE",
    "yo": "AGE", "kg": "WEIGHT", "kilo": "WEIGHT", "kilos": "WEIGHT", "pounds": "WEIGHT", "lbs": "WEIGHT", "people": "COUNT", "steps": "COUNT",
    "percent": "PERCENT", "%": "PERCENT", "miles": "COUNT", "k": "COUNT", "am": "CLOCK", "pm": "CLOCK", "dollars": "COUNT", "euros": "COUNT",
    "times": "COUNT", "cm": "COUNT", "lb": "WEIGHT", "stone": "WEIGHT", "minute": "MINUTES", "calories": "COUNT",
    "vials": "COUNT", "pens": "COUNT", "strips": "COUNT", "boxes": "COUNT", "points": "COUNT",
}  # fmt: skip

# ADA level 2: below 54 mg/dL (3.0 mmol/L) immediate action. High: 300 mg/dL (16.7 mmol/L), where teaching says to check ketones.
LOW_MG, HIGH_MG = 54.0, 300.0
MG_PER_MMOL = 18.0
# A decimal below 34, or a whole number below 20, can only be mmol/L in somebody who is alive and typing.
LARGEST_MMOL, LARGEST_WHOLE_MMOL = 34.0, 20.0
# Blood ketones, mmol/L: from 1.6 on, DKA threatens (Diabetes Care; below 1.6 act and recheck).
HIGH_KETONES = 1.6
GLUCOSE_WORDS = ("GLUCOSE", "DIABETES", "SUPPLY")
REACH_BEFORE, REACH_AFTER = 5, 3


def milligrams(value: float, whole: bool) -> float:
    """Glucose in mg/dL, from a number whose unit nobody wrote."""
    mmol = value < LARGEST_WHOLE_MMOL if whole else value < LARGEST_MMOL
    return value * MG_PER_MMOL if mmol else value


def glucose(token: Token) -> str:
    """GLOW, GHIGH or GMID for a glucose reading."""
    value = milligrams(token.value or 0.0, whole="." not in token.word)
    if value < LOW_MG:
        return "GLOW"
    return "GHIGH" if value >= HIGH_MG else "GMID"


def valued(token: Token) -> Token:
    """A numeral, or a number word, with its value."""
    if token.kind == "number":
        return replace(
            token, value=float(token.word.replace(",", ".")), concept="NUMBER", word=token.word.replace(",", ".")
        )
    if token.kind == "word" and token.word in NUMBER_WORDS and not token.concept:
        return replace(token, value=float(NUMBER_WORDS[token.word]), concept="NUMBER")
    return token


def with_units(tokens: list[Token]) -> list[Token]:
    """Join a number to the unit after it; a half or a couple may have an article between."""
    done: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        after = tokens[at + 1 : at + 4]
        if token.concept != "NUMBER" or not after:
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
        concept = glucose(token) if unit == "GLUCOSE_UNIT" else unit
        done.append(replace(token, concept=concept, end=end.end))
        at += used
    return done


def read_quantities(tokens: list[Token]) -> list[Token]:
    """Name the numbers of a sentence by what they measure."""
    tokens = with_units([valued(token) for token in tokens])
    done = list(tokens)
    for at, token in enumerate(tokens):
        if token.concept not in ("NUMBER", "GLOW", "GMID", "GHIGH") or token.kind != "number":
            continue
        if at and tokens[at - 1].end == token.start and tokens[at - 1].kind == "word":
            continue
        before = tokens[max(0, at - REACH_BEFORE) : at]
        after = tokens[at + 1 : at + 1 + REACH_AFTER]
        near = {part.concept for part in before + after}
        if "KETONES" in {part.concept for part in before[-4:] + after}:
            done[at] = replace(token, concept="KHIGH" if (token.value or 0) >= HIGH_KETONES else "KLOW")
        elif token.concept != "NUMBER":
            continue
        elif near.intersection(GLUCOSE_WORDS) and not is_age(before, after):
            done[at] = replace(token, concept=glucose(token))
        elif not is_age(before, after):
            done[at] = replace(token, concept=bare(token))
    return done


def is_age(before: list[Token], after: list[Token]) -> bool:
    """Whether the number is somebody's age, a count or a year rather than a reading."""
    words = [part.word for part in after[:2]]
    return (
        any(part.word in ("age", "aged", "age_of", "room", "type", "a1c", "hba1c") for part in before[-2:])
        or words[:2] == ["and", "was"]
        or (words[:1] in (["hours"], ["times"], ["/"], ["%"], ["and"]) and "diagnosed" in words)
    )


def bare(token: Token) -> str:
    """A number without a unit or a word about sugar: low, high or just a number."""
    value = token.value or 0.0
    if "." in token.word:
        return "LOWDECIMAL" if 1.0 <= value < 3.0 else "NUMBER"
    if 20 <= value < LOW_MG:
        return "LOWNUMBER"
    return "HIGHNUMBER" if HIGH_MG <= value <= 900 else "NUMBER"
