"""Take what tells who somebody is out of a text in English or Spanish; a person looks through it afterwards. Pure.

It takes out too much rather than too little. Public helplines and offices stay where there is no doubt; screening
spares more of them (moderation.screening.contacts), since it flags what it does not spare.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from moderation.screening.contacts import KINDS, PUBLIC_MAILBOXES, concept_of
from moderation.screening.tokens import Token, tokenise

NAME, CONTACT, ADDRESS, DATE, NUMBER, LINK = "[name]", "[contact]", "[address]", "[date]", "[number]", "[link]"
MARK_OF = {
    "EMAIL": CONTACT,
    "HANDLE": CONTACT,
    "PHONE": CONTACT,
    "DIGITS": CONTACT,
    "URL": LINK,
    "DATE": DATE,
    "SSN": NUMBER,
}
# Where an office has a public mailbox. Not .org, which is anybody's.
PUBLIC_BODIES = (".gov", ".gov.uk", ".nhs.uk", ".edu", ".who.int")
# Three digits are free of charge after a 1 and an area code otherwise; 0800 and the like are nobody's own.
AREA_OR_FREE = re.compile(r"8(?:00|33|44|55|66|77|88)")
LEADING_ONE = re.compile(r"(?<!\d)1[ .(-]{0,2}$")
NEAR = 60  # characters of the sentence on either side of a number that may say what it is
PUBLIC_LINE = re.compile(
    r"\b(?:(?:help|hot|care|life|nurse|crisis|support|call|advice|info|information|customer)[ -]?lines?|toll[ -]?free|"
    r"free[ -]?phone|l[ií]neas? de (?:ayuda|apoyo|atenci[oó]n|crisis|la vida)|"
    r"(?:l[ií]nea|n[uú]mero|tel[eé]fono) gratuit[oa])\b",
    re.I,
)
LONGEST_NAME = 5  # words of a pseudonym
AS_WRITTEN = re.compile(r"[^\s,;:!?\"“”()]+")  # "ben-in-the-hills" is one word
TAKEN_APART = re.compile(r"\w+")  # of "Amara's", "Amara/Ben" and "Amara-says" each part is one
OWNED = re.compile(r"['’]s$", re.I)

BIG = "A-ZÁÉÍÓÚÜÑ"
SMALL = "a-záéíóúüñ"
NAMED = rf"[{BIG}][\w'’-]*"
# What follows "my name is" in small letters and is no name, or ends one.
PLAIN = (
    r"(?:not|the|and|but|im|i|ive|from|with|in|on|at|a|an|so|now|been|have|type|here|newly|just|y|e|pero|tengo|soy|"
    r"de|con|en|vivo|no|un|una|el|la|llevo|estoy|por|desde|hace)"
)
MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|"
    r"noviembre|diciembre)"
)
DAY = r"\d{1,2}(?:st|nd|rd|th|º|\.)?"
YEAR = r"(?:19|20)\d\d"
# "in 10 minutes drive": what is counted is no house number.
COUNTED = (
    r"(?!(?:units?|u|mins?|minutes?|hours?|hrs?|days?|weeks?|months?|miles?|km|years?|yrs?|steps?|people|of|more|grams?|"
    r"g|carbs?|mg|mmol|ml|times|pm|am|blocks?|to|in|on|or|and|for|after|before|from|the|a)\b)"
)
STREET = r"(?:street|avenue|ave|road|lane|boulevard|blvd|crescent|terrace)"
STREET_ONLY_BIG = (
    r"(?:St|Rd|Dr|Drive|Ln|Ct|Court|Close|Way|Place|Pl|Square|Sq|Gardens|Grove|Highway|Hwy|Parkway|Row|Hill)"
)

# In this order; where a pattern has a group, only that is taken out. All repeats are bounded.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (CONTACT, re.compile(r"\b[\w.+%-]{1,64}\s@\s?[\w-]{1,63}(?:\.[\w-]{2,63}){1,3}", re.I)),
    (
        CONTACT,
        re.compile(
            r"\b(?:[\w+-]{1,40}\s(?:dot|punto)\s){0,3}[\w.+-]{1,40}\s(?:\(?at\)?|\[at\]|arroba)\s(?:gmail|yahoo|hotmail|outlook|icloud|proton\w*|aol|live|msn|gmx"
            r"|[\w-]{2,40}(?=\s(?:dot|punto)\s))(?:\s?(?:\.|\(?dot\)?|punto)\s?\w{2,12}){0,2}",
            re.I,
        ),
    ),
    (
        CONTACT,
        re.compile(
            r"\b(?:insta(?:gram)?|snap(?:chat)?|telegram|discord|tiktok|facebook|fb|twitter|skype|ig)\b"
            r"(?:\s(?:is|es|name|handle|user(?:name)?|usuario|account|cuenta|id)){0,3}\s?[:=]?\s?(@?[\w.-]{0,30}[\d_.][\w.-]{0,30})",
            re.I,
        ),
    ),
    (CONTACT, re.compile(r"(?<![\w/])u/[\w-]{3,30}")),
    (
        CONTACT,  # digits after a word for a telephone, however they are grouped
        re.compile(
            r"\b(?:tel|phone|cell|mobile|whats ?app|whatsapp|wasap|wasapp|m[oó]vil|tel[eé]fono|celular|cel|ll[aá]mame|"
            r"call me|text me|ring me|my number|mi n[uú]mero)\b(?:[^\d\n]{0,20})(\+?\d(?:[\s().-]{0,2}\d){6,14})",
            re.I,
        ),
    ),
    (CONTACT, re.compile(r"(?<![\w.])\+\d(?:[\s().-]{0,2}\d){7,14}")),
    (CONTACT, re.compile(r"(?<![\d.,])[6-9]\d{2}[ .-]\d{3}[ .-]\d{3}(?![\d.,]\d|\d)")),
    (CONTACT, re.compile(r"(?<![\d.,])[6-9]\d{2}[ .-]\d{2}[ .-]\d{2}[ .-]\d{2}(?!\d)")),
    (CONTACT, re.compile(r"(?<![\d.,-])\d{3}[-.]\d{4}(?![\d-])")),
    (NUMBER, re.compile(r"\b\d{8}[ -]?[A-Za-z]\b|\b[XYZ][ -]?\d{7}[ -]?[A-Z]\b", re.I)),  # DNI, NIE
    (NUMBER, re.compile(r"\b[A-ZÑ&]{4}\d{6}[A-Z0-9]{3,8}\b")),  # CURP, RFC
    (NUMBER, re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b")),  # National Insurance
    (NUMBER, re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,4})?\b")),  # IBAN
    (
        NUMBER,
        re.compile(
            r"\b(?:mrn|nhs|policy|member(?:ship)?|insurance|passport|account|patient|record|licen[cs]e|medicare|"
            r"medicaid|chart|dni|nie|curp|seguro|p[oó]liza|pasaporte|expediente|afiliad[oa]|historia cl[ií]nica|"
            r"seguridad social)"
            r"(?:\s(?:id|no\.?|n[º°o]\.?|num(?:ber)?|n[uú]m(?:ero)?|card)){0,2}(?:\s(?:is|es))?\s?[:#]?\s?"
            r"((?=[A-Z0-9 /-]{0,12}\d{3})[A-Z0-9][A-Z0-9/-]{3,24}(?:\s\d{2,6}){0,3})",
            re.I,
        ),
    ),
    (NUMBER, re.compile(r"(?<![\w.])\d{4}(?:[ -]?\d{4}){2,3}(?!\d)")),
    (NUMBER, re.compile(r"(?<![\w.])\d{7,}(?!\w)")),
    (DATE, re.compile(rf"\b{YEAR}-\d\d?-\d\d?\b|\b{DAY}[/.-]\d{{1,2}}[/.-](?:19|20)?\d\d\b")),
    (
        DATE,
        re.compile(rf"\b(?:{DAY}\s(?:of\s|de\s)?{MONTHS},?\s(?:de\s|del\s)?{YEAR}|{MONTHS}\s{DAY},?\s{YEAR})\b", re.I),
    ),
    (
        DATE,
        re.compile(
            r"\b(?:born|dob|d\.o\.b\.?|birth(?:day|date)|date of birth|nac[ií]|nacid[oa]|cumplea[nñ]os|"
            r"fecha de nacimiento|cumplo a[nñ]os)(?:\s(?:on|in|is|es|the|el|en|d[ií]a)|:){0,3}\s?"
            rf"({DAY}\s(?:of\s|de\s)?{MONTHS}(?:,?\s(?:de\s|del\s)?{YEAR})?|{MONTHS}\s{DAY}(?:,?\s{YEAR})?|{MONTHS}\s{YEAR}"
            rf"|{YEAR}|{DAY}[/.-]\d{{1,2}})(?!\w)",
            re.I,
        ),
    ),
    (
        ADDRESS,
        re.compile(rf"\b\d{{1,5}}[a-z]?,?\s(?:{COUNTED}[\w'’.-]{{1,25}}\s){{1,3}}{STREET}\b\.?", re.I),
    ),
    (ADDRESS, re.compile(rf"\b\d{{1,5}}[A-Za-z]?,?\s(?:{NAMED}\.?\s){{1,3}}{STREET_ONLY_BIG}\b\.?")),
    (
        ADDRESS,
        re.compile(
            r"(?:\b(?:calle|avenida|avda\.?|av\.|callej[oó]n|traves[ií]a)|\bc/)\s?"
            r"(?:[\w'’.-]{1,25}\s){0,4}?[\w'’.-]{1,25},?\s(?:n[º°o.]{0,2}\s?|n[uú]m(?:ero)?\.?\s?|#\s?)?\d{1,5}[a-z]?\b",
            re.I,
        ),
    ),
    (
        ADDRESS,
        re.compile(
            rf"\b(?i:plaza|paseo|camino|carretera|ronda|colonia|col\.)\s(?:(?:de|del|la|las|los|el)\s){{0,2}}"
            rf"{NAMED}(?:\s(?:(?:de|del|la)\s)?{NAMED}){{0,3}},?\s(?:n[º°o.]{{0,2}}\s?|#\s?)?\d{{1,5}}\b"
        ),
    ),
    (ADDRESS, re.compile(r"\b(?:p\.?\s?o\.?\s?box|apartado(?:\s(?:de correos|postal))?)\s\d{1,7}\b", re.I)),
    (ADDRESS, re.compile(r"\b(?:apt|apartment|flat|suite|piso|apto|depto)\.?\s?#?\d{1,5}[a-z]?\b", re.I)),
    (ADDRESS, re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b")),  # GB
    (ADDRESS, re.compile(r"\b[A-Z]{2}\s\d{5}(?:-\d{4})?\b")),  # US
    (ADDRESS, re.compile(rf"\b(?:c\.?p\.?\s)?\d{{5}},?\s{NAMED}")),  # ES, MX
    (
        NAME,
        re.compile(
            r"\b(?i:(?:my|his|her|their|(?:my )?\w{2,12}['’]s)\s(?:full\s|real\s|first\s|last\s)?name"
            r"(?:['’]s|\sis|\swas)|(?:real|full)\sname(?:\sis|:)|call me|"
            r"me llamo|mi (?:nombre|apellido) (?:completo )?es|ll[aá]m[ae]me|"
            r"ll[aá]menme|se llama(?:ba)?|named|i am|i['’]?m|soy)\s(?i:(?:dr|dra|mr|mrs|ms|miss|sr|sra)\.?\s)?"
            rf"({NAMED}(?:\s(?:(?:de|del|la|van|von|da)\s){{0,2}}{NAMED}){{0,3}})"
        ),
    ),
    (
        NAME,
        re.compile(
            r"\b(?:my (?:full |real |first |last )?name(?:['’]?s| is)|me llamo|mi nombre (?:completo )?es|call me|"
            r"ll[aá]m[ae]me)\s"
            rf"((?!{PLAIN}\b)[{SMALL}'’-]{{2,20}}(?:\s(?!{PLAIN}\b)[{SMALL}'’-]{{2,20}}\b(?=\s*(?:[.,!?;\n]|$|\s(?:and|y|but|pero|from|de)\b)))?)",
            re.I,
        ),
    ),
    (
        NAME,
        re.compile(
            rf"\b(?i:dr|dra|mr|mrs|ms|miss|prof|sr|sra|srta|doctor|doctora|nurse|enfermer[oa]|don|do[nñ]a)\.?\s({NAMED}(?:\s{NAMED})?)"
        ),
    ),
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# "I'm Type 1", "Soy Diabético": words that start with a capital and are no name.
NO_NAMES = _words(
    """
    a also american an at back british canadian de dexcom diabetic diabetica diabetico diabética diabético doing el
    english español española from glad going happy here i in insulin irish just la lada libre mexican mexicana mexicano
    mody new not nueva nuevo off ok okay omnipod on so sorry spanish still sure t1 t1d t2 t2d taking the tipo tired
    type type-1 type-2 very yo
    """
)


def deidentify(text: str, names: Iterable[str] = ()) -> str:
    """The text with marks such as [name] in place of what was taken out. `names` are words to take out as names."""
    for name in sorted(set(names), key=len, reverse=True):
        text = re.sub(rf"(?<!\w)@?{re.escape(name)}(?!\w)", NAME, text, flags=re.I)
    text = _without_contacts(text)
    for mark, pattern in PATTERNS:
        text = pattern.sub(lambda match, mark=mark: _marked(match, mark), text)  # type: ignore[misc]
    return text


def phrases(text: str) -> Collection[str]:
    """Each stretch of up to LONGEST_NAME words or parts of words: what may be somebody's pseudonym."""
    found = set()
    for shape in (AS_WRITTEN, TAKEN_APART):
        words = [match.span() for match in shape.finditer(text)]
        found |= {text[start:end].strip(".'’@-_*") for start, end in _stretches(words)}
    return (found | {OWNED.sub("", phrase) for phrase in found}) - {""}


def _stretches(words: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for first in range(len(words)):
        for last in range(first, min(first + LONGEST_NAME, len(words))):
            yield words[first][0], words[last][1]


def _without_contacts(text: str) -> str:
    """Without what screening reads as contacts, look-alike letters and all."""
    tokens, _ = tokenise(text, frozenset())
    for token in reversed(tokens):
        mark = MARK_OF.get(_contact(token, text)) if token.kind in KINDS else None
        if mark:
            text = text[: token.start] + mark + text[token.end :]
    return text


def _contact(token: Token, text: str) -> str:
    """What screening takes it for; but an office or a helpline is a person's where it may be."""
    concept = concept_of(token)
    if concept == "OFFICE":
        mailbox, _, domain = token.word.partition("@")
        return concept if mailbox in PUBLIC_MAILBOXES and f".{domain}".endswith(PUBLIC_BODIES) else "EMAIL"
    if concept == "HOTLINE" and AREA_OR_FREE.match(re.sub(r"\D", "", token.word)):
        before, after = text[max(0, token.start - NEAR) : token.start], text[token.end : token.end + NEAR]
        said = re.split(r"[.!?\n]", before)[-1] + " " + re.split(r"[.!?\n]", after)[0]
        return concept if LEADING_ONE.search(before) or PUBLIC_LINE.search(said) else "PHONE"
    return concept


def _marked(match: re.Match[str], mark: str) -> str:
    """The match with the mark in place of its group, or of all of it."""
    group = 1 if match.re.groups else 0
    taken = match[group]
    if mark == NAME and taken.split()[0].lower().rstrip(".,") in NO_NAMES:
        return match[0]
    before, after = match[0][: match.start(group) - match.start()], match[0][match.end(group) - match.start() :]
    return before + mark + after
