"""What reaches people elsewhere than on a page speaks Spanish too, and no template or script has words of its own."""

import re
from pathlib import Path
from types import SimpleNamespace

import allauth
import pytest
from django.core import mail as outgoing
from django.template.base import Lexer, TokenType
from django.template.loader import render_to_string
from django.utils import translation

from moderation.models.words import Reason
from peersupport.notices import mail, sending, words
from peersupport.notices.models import Delivery, Notice, Reach
from tests.support.untranslated import in_page, in_text, marked, wide

ROOT = Path(__file__).parents[2]
OURS, THEIRS = ROOT / "templates", Path(allauth.__file__).parent / "templates"
SCRIPTS = ROOT / "static/js"
KINDS = sorted({path.name.split(".")[0] for path in (OURS / "notices/messages").iterdir()})
TOLD = {name: wide(name) for name in ("room", "name", "by", "note", "title", "host")}
AT = dict.fromkeys(("starts", "until"), "2026-12-03T19:04:00.000Z")
ADDRESS = "https://x.example/"
# Of ways in that this site does not offer, and what others are made from.
NOT_SENT = re.compile(
    r"login_code|phone|_code_|/base_|email_confirm_|confirmation_signup|password_reset_[ms]|password_set"
)
ABOUT_ACCOUNTS = sorted(
    {
        str(path.relative_to(folder))
        for folder in (OURS, THEIRS)
        for app in ("account", "mfa", "usersessions")
        for path in folder.glob(f"{app}/*/*.txt")
        if path.parent.name in {"email", "messages"} and not NOT_SENT.search(str(path))
    }
)


@pytest.fixture
def amara(amara, monkeypatch):
    amara.language = "es"
    marked(monkeypatch)
    amara.pseudonym = wide(amara.pseudonym)
    return amara


@pytest.mark.parametrize("kind", KINDS)
def test_a_notice(amara, kind):
    for reason in Reason.values if kind == "message_removed" else ["dosing"]:
        data = TOLD | AT | {"reason": wide("why") if kind == "paused" else reason, "action": "remove"}
        data |= {"count": 4, "late": 2} if kind == "case_urgent" else {}
        assert [line for said in words.title_and_body(kind, data, "es") for line in in_text(said)] == []


@pytest.mark.parametrize(("number", "shows_words"), [(1, True), (1, False), (2, True)])
def test_a_device(amara, number, shows_words):
    amara.reach = Reach(user=amara, shows_words=shows_words)
    rows = [Delivery(notice=Notice(pk=1, kind="mentioned", data=TOLD))] * number
    payload = sending.said(amara, rows)
    assert [line for key in ("title", "body") for line in in_text(payload[key])] == []


@pytest.mark.parametrize("number", [1, 2])
def test_a_mail_of_ours(amara, number):
    rooms = [(SimpleNamespace(title=wide("Room"), many=many, number=number), ADDRESS) for many in (False, True)]
    news = {"rooms": rooms, "titles": [(wide("Title"), ADDRESS)], "unread": number, "notices": ADDRESS}
    mail.send_news(amara, number)
    mail.post(amara, "digest", "notices/mail/digest", news, mail.open_line())
    assert len(outgoing.outbox) == 2
    for message in outgoing.outbox:
        assert in_text(message.subject) + in_text(message.body) == []
        assert [line for page, _ in message.alternatives for line in in_page(page)] == []


@pytest.mark.parametrize("template", ABOUT_ACCOUNTS)
def test_a_mail_or_a_word_about_an_account(amara, template):
    names = ("ip", "user_agent", "timestamp", "from_email", "to_email", "email", "deleted_email")
    context = {name: wide(name) for name in names}
    context |= dict.fromkeys(("activate_url", "password_reset_url", "signup_url"), ADDRESS)
    context |= {"user": amara, "current_site": SimpleNamespace(domain=ADDRESS, name=wide("site"))}
    with translation.override("es"):
        assert in_text(render_to_string(template, context)) == []


# --- The sources ------------------------------------------------------------------------------------------------------
def literals(template: Path) -> str:
    """A template's own text, without what its tags give."""
    kept, until = [], ""
    for token in Lexer(template.read_text()).tokenize():
        tag, *names = token.contents.split() if token.token_type == TokenType.BLOCK else [""]
        if until:
            until = "" if tag == until else until
        elif tag in {"blocktranslate", "comment"} or (names and names[0].endswith("_class")):
            until = f"end{tag}"
        elif token.token_type == TokenType.TEXT:
            kept.append(token.contents)
    return "".join(kept)


def templates(suffix: str) -> list[str]:
    found = (str(path.relative_to(OURS)) for path in OURS.rglob(f"*{suffix}"))
    return sorted(name for name in found if name != "500.html")  # which asks nothing of the site, and speaks both


@pytest.mark.parametrize("template", [*templates(".html"), *templates(".txt")])
def test_a_template_has_no_words_of_its_own(template):
    said = literals(OURS / template)
    assert (in_page(said) if template.endswith(".html") else in_text(said)) == []


# A comment; the words of a translation; any other string.
STRING = re.compile(
    r"""//[^\n]*|/\*.*?\*/|(\bn?gettext\(\s*|(?<=["'`]),\s*)?"""
    r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)""",
    re.DOTALL,
)
SENTENCE = re.compile(r"[A-Za-z’']{2,} [a-z]{2,}|^[A-Z][a-z]+[.!…]?$")
KEYS = {"Enter", "Escape", "Shift", "Notification"}


def bare_words(script: str) -> list[str]:
    strings = [found[2][1:-1] for found in STRING.finditer(script) if found[2] and not found[1]]
    plain = [re.sub(r"\$\{[^}]*\}", "", string) for string in strings]
    return [string for string in plain if SENTENCE.search(string) and string not in KEYS]


@pytest.mark.parametrize("script", sorted(SCRIPTS.rglob("*.js")), ids=lambda path: str(path.relative_to(SCRIPTS)))
def test_a_script_has_no_words_of_its_own(script):
    assert bare_words(script.read_text()) == []


def test_words_that_a_script_has_of_its_own_are_found():
    assert bare_words(
        'say("Try again"); // do it now\ntell(gettext("All is well")); const a = `Sent ${b} days ago`'
    ) == [
        "Try again",
        "Sent  days ago",
    ]
