"""Numbers written out in several words, joined to one: "thirty eight", "two point eight", "doscientos cincuenta".

One word by itself stays a word: "one of these days" counts nothing.
"""

from __future__ import annotations

from .tokens import Token


def _values(spelled: str, first: int, step: int) -> dict[str, int]:
    return {word: first + step * place for place, words in enumerate(spelled.split()) for word in words.split("/")}


DIGITS = _values("zero/cero/oh one/un/una/uno two/dos three/tres four/cuatro five/cinco six/seis seven/siete", 0, 1)
DIGITS |= _values("eight/ocho nine/nueve", 8, 1)
TEENS = _values("ten/diez eleven/once twelve/doce thirteen/trece fourteen/catorce fifteen/quince", 10, 1)
TEENS |= _values("sixteen/dieciseis seventeen/diecisiete eighteen/dieciocho nineteen/diecinueve", 16, 1)
TENS = _values("twenty/veinte thirty/treinta forty/cuarenta fifty/cincuenta sixty/sesenta seventy/setenta", 20, 10)
TENS |= _values("eighty/ochenta ninety/noventa", 80, 10)
TWENTIES = _values("uno dos tres cuatro cinco seis siete ocho nueve", 21, 1)
TWENTIES = {f"veinti{word}": value for word, value in TWENTIES.items()}
HUNDREDS = _values("cien/ciento doscientos/doscientas trescientos/trescientas cuatrocientos/cuatrocientas", 100, 100)
HUNDREDS |= _values("quinientos/quinientas seiscientos/seiscientas", 500, 100)
POINT = frozenset(("point", "punto", "coma"))


def joined(tokens: list[Token]) -> list[Token]:
    """The tokens, each number of several words as one numeral at the place of them all."""
    if not any(token.word in TENS or token.word in TWENTIES or token.word in JOINS for token in tokens):
        return tokens
    done: list[Token] = []
    at = 0
    while at < len(tokens):
        value, used = _number(tokens, at)
        if used:
            first, last = tokens[at], tokens[at + used - 1]
            done.append(Token(f"{value:g}", "number", first.start, last.end))
        else:
            done.append(tokens[at])
        at += used or 1
    return done


JOINS = POINT | HUNDREDS.keys() | {"hundred"}


def _number(tokens: list[Token], at: int) -> tuple[float, int]:
    """What is written out from ``at`` on, and in how many tokens; (0, 0) for less than two words, or no number."""
    words = [token.word if token.kind == "word" or token.word == "-" else "" for token in tokens[at : at + 8]]
    if words and words[0] in TWENTIES and not (len(words) > 1 and words[1] in POINT):
        return TWENTIES[words[0]], 1
    value, used = _hundreds(words)
    if used + 1 < len(words) and used and words[used] in POINT and words[used + 1] in DIGITS:
        return value + DIGITS[words[used + 1]] / 10, used + 2
    return (value, used) if used > 1 else (0, 0)


def _hundreds(words: list[str]) -> tuple[int, int]:
    if words[0] in HUNDREDS:
        value, used = HUNDREDS[words[0]], 1
    elif len(words) > 1 and words[1] == "hundred" and (words[0] in DIGITS or words[0] == "a"):
        value, used = 100 * DIGITS.get(words[0], 1), 2
    else:
        return _tens(words)
    link = 1 if words[used : used + 1] in (["and"], ["y"]) else 0
    rest, more = _tens(words[used + link :])
    return (value + rest, used + link + more) if more else (value, used)


def _tens(words: list[str]) -> tuple[int, int]:
    """Up to 99: (value, words used)."""
    first = words[0] if words else ""
    if first in TENS:
        link = 1 if words[1:2] in (["-"], ["y"]) else 0
        unit = DIGITS.get(words[1 + link], 0) if len(words) > 1 + link else 0
        return (TENS[first] + unit, 2 + link) if unit else (TENS[first], 1)
    for known in (DIGITS, TEENS, TWENTIES):
        if first in known:
            return known[first], 1
    return 0, 0
