"""What people read here is in plain words: the sentences of each page, in both languages, at most at school grade 8.

An estimate from the length of words and sentences (education/readability.py); whether a page is understood, only its
readers can tell. What members and the library write has measures of its own.
"""

import ast
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.template.base import Lexer, Token, TokenType
from django.utils import translation
from django.utils.translation.trans_real import DjangoTranslation

from education.readability import MIN_WORDS, grade

ROOT = Path(__file__).parents[2]
PLAIN = 8.0
LONGEST = 30  # words of a sentence
CLINICIANS = {"screening"}  # why a rule flags something is written for them
SHORT = 6  # words; what has fewer is a label, which would make any page look plain
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
QUOTED = re.compile(r"""translate\s+(?:"([^"]+)"|'([^']+)')""")
SAID = re.compile(r"""\bgettext\(\s*"((?:[^"\\]|\\.)+)\"""")
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")


# --- Where the sentences are ------------------------------------------------------------------------------------------
def of_template(text: str) -> Iterator[str]:
    tokens = iter(Lexer(text).tokenize())
    for token in tokens:
        if token.token_type != TokenType.BLOCK:
            continue
        if found := QUOTED.match(token.contents):
            yield found[1] or found[2]
        elif token.contents.startswith("blocktranslate"):
            yield from _block(token, tokens)


def _block(opened: Token, tokens: Iterator[Token]) -> Iterator[str]:
    """The message between the tags as the catalogue has it, and the plural after it."""
    said = ""
    for token in tokens:
        if token.token_type == TokenType.BLOCK:
            yield " ".join(said.split()) if " trimmed" in opened.contents else said
            if token.contents == "endblocktranslate":
                return
            said = ""
        else:
            is_name = token.token_type == TokenType.VAR
            said += f"%({token.contents})s" if is_name else token.contents.replace("%", "%%")


def of_python(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def of_script(text: str) -> Iterator[str]:
    yield from (json.loads(f'"{said}"') for said in SAID.findall(text))


READERS: dict[str, Callable[[str], Iterator[str]]] = {
    ".html": of_template, ".txt": of_template, ".py": of_python, ".js": of_script,
}  # fmt: skip


def by_place(least: int = MIN_WORDS) -> dict[str, list[str]]:
    """The sentences of each file; those of files with few words together, by folder."""
    found: dict[str, list[str]] = defaultdict(list)
    for folder in ("templates", "chat", "education", "moderation", "peersupport", "static/js"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in READERS and not CLINICIANS.intersection(path.parts):
                said = [words for words in READERS[path.suffix](path.read_text()) if len(words.split()) >= SHORT]
                enough = len(" ".join(said).split()) >= least + 20
                found[str((path if enough else path.parent).relative_to(ROOT))] += said
    return found


PLACES = by_place()
SCRIPTS = DjangoTranslation("es", domain="djangojs", localedirs=[str(ROOT / "locale")])


def in_spanish(words: str) -> str:
    with translation.override("es"):
        said = translation.gettext(words)
    return said if said != words else SCRIPTS.gettext(words)


@pytest.mark.parametrize("place", PLACES)
def test_a_page_is_plain(place):
    english = [PLACE.sub("Ana", words) for words in PLACES[place]]
    spanish = [PLACE.sub("Ana", in_spanish(words)) for words in PLACES[place]]
    assert (grade("\n".join(english), "en") or 0.0) <= PLAIN
    assert (grade("\n".join(spanish), "es") or 0.0) <= PLAIN
    sentences = re.split(r"(?<=[.!?…])\s+|\n", "\n".join(english + spanish))
    assert [sentence for sentence in sentences if len(sentence.split()) > LONGEST] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_house_rules_are_plain(language):
    rules = ROOT / f"peersupport/accounts/content/house_rules_{language}.md"
    assert grade(re.sub(r"[*#]", "", rules.read_text()), language) <= PLAIN


CARDS = json.loads((ROOT / "moderation/content/safety_cards.json").read_text())


@pytest.mark.parametrize("card", CARDS, ids=lambda card: f"{card['kind']}-{card['language']}-{card.get('country', '')}")
def test_a_safety_card_is_plain(card):
    assert grade(re.sub(r"[*#]", "", card["body"]), card["language"]) <= PLAIN


def test_what_is_measured_is_what_is_said():
    counted = "{% blocktranslate count n=n %}{{ n }} cat{% plural %}{{ n }} cats{% endblocktranslate %}"
    assert list(of_template('{% translate "One." %}' + counted)) == ["One.", "%(n)s cat", "%(n)s cats"]
    assert list(of_python('x = _("One.")\nngettext("a", "b", 2)')) == ["One.", "a", "b"]
    assert list(of_script('say(gettext("It is \\"so\\"."));')) == ['It is "so".']
    assert in_spanish("Pinned messages") == "Mensajes fijados"
    assert len(PLACES) > 40
