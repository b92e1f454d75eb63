"""The records in the admin: an admin reads them, nobody writes them."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from chat.services import tending
from moderation import audit_words, services
from moderation.models import Action, AuditEntry, ClaimEvent, Decision, SafetyCard
from moderation.models.card import CONTENT as CARD
from moderation.services.cards import shipped
from tests.moderation.conftest import RISKY


@pytest.mark.parametrize("name", ["auditentry", "decision"])
def test_an_admin_reads_the_records_but_can_neither_add_nor_change_nor_delete(case, judge, farah, client_of, name):
    judge(case)
    model = {"auditentry": AuditEntry, "decision": Decision}[name]
    client, base = client_of(farah), f"/admin/moderation/{name}/"
    row = f"{base}{model.objects.get().pk}/"
    assert client.get(base).status_code == client.get(f"{row}change/").status_code == 200
    refused = [
        client.get(f"{base}add/"),
        client.post(f"{row}change/", {"action": "x", "reason": "spam"}),
        client.post(f"{row}delete/", {"post": "yes"}),
    ]
    assert [answer.status_code for answer in refused] == [403, 403, 403]
    assert model.objects.count() == 1


def test_the_words_of_a_message_are_for_those_who_work_the_queue(case, judge, farah, diaz, client_of):
    decided = judge(case, note="I wrote this with care.")
    url = f"/admin/moderation/decision/{decided.pk}/change/"
    clinicians, admins = (client_of(user).get(url).content.decode() for user in (diaz, farah))
    assert all(words in clinicians for words in (RISKY, "I wrote this with care."))
    assert not [words for words in (RISKY, "I wrote this with care.") if words in admins]
    assert "dosing.plain 3" in admins


def test_the_trail_is_told_in_words(case, judge, farah, client_of):
    judge(case)
    entry = AuditEntry.objects.get()
    base = "/admin/moderation/auditentry/"
    for path in (base, f"{base}{entry.pk}/change/", f"{base}?action={entry.action}"):
        page = client_of(farah).get(path).content.decode()
        assert audit_words.action(entry.action) in page
        assert f">{entry.action}<" not in page


def test_whatever_is_written_into_the_trail_has_words():
    """The codes that the sources name, and those that they put together."""
    houses = {code.partition(".")[0] for code in audit_words.ACTIONS}
    sources = [file.read_text() for house in ("chat", "moderation") for file in Path(house).rglob("*.py")]
    named = rf'"((?:{"|".join(houses)})\.[a-z_]+)"'
    codes = {code for text in sources if "audit" in text or "tended" in text for code in re.findall(named, text)}
    codes |= {f"case.{each}" for each in (*Action.values, *ClaimEvent.Kind.values)}
    rules = Path("moderation/services/rules.py").read_text()
    codes |= {f"rule.{act}" for act in re.findall(r'_noted\("([a-z_]+)"', rules)}
    assert len(codes) > 40
    assert codes <= set(audit_words.ACTIONS)


@pytest.mark.parametrize("model", ["case", "room", "user", "message", "ruleversion", "safetycard", "dutyturn", "pause"])
def test_what_it_was_done_to_has_a_name(model):
    assert audit_words.subject(model) != model or model in {"case", "room", "message", "pause"}


def keys_that_the_sources_write() -> set[str]:
    found = set(CARD) | {"to", "why"}  # and of a rule's steps
    for house in ("chat", "moderation"):
        for file in Path(house, "services").glob("*.py"):
            text = file.read_text()
            calls = re.findall(r"(?:audit\.append|_record)\(.*?\)$", text, re.DOTALL | re.MULTILINE)
            calls += re.findall(r"(?:told|data) = \{\".*|told\[.*", text) if "audit.append" in text else []
            found |= {key for call in calls for key in re.findall(r'[{,\[] ?"(\w+)"[:\]]', call)}
    return found


def test_whatever_is_told_of_an_entry_has_a_label():
    keys = keys_that_the_sources_write()
    assert len(keys) > 25
    assert keys - set(audit_words.DETAILS) == set()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", [("Room", "The kitchen table"), ("Pace", "One message every 30 seconds"), ("Found risky", "yes")]),
        ("es", [("Sala", "The kitchen table"), ("Ritmo", "Un mensaje cada 30 segundos"), ("De riesgo", "sí")]),
    ],
)
def test_the_details_are_told_in_the_readers_words(room, language, told):
    with translation.override(language):
        found = audit_words.details({"room": room.slug, "seconds": 30, "flagged": 1, "gone": 7})
    assert found == [*told, ("gone", "7")]


def test_details_are_words_on_the_page_and_nothing_in_them_is_markup(room, guide, farah, amara, client_of, now):
    tending.pause(room.pk, amara, reason="<b>Rest</b> for an hour", by=guide, now=now)
    entry = AuditEntry.objects.get(action="member.paused")
    page = client_of(farah).get(f"/admin/moderation/auditentry/{entry.pk}/change/").content.decode()
    assert "<dt>Reason</dt><dd>&lt;b&gt;Rest&lt;/b&gt; for an hour</dd>" in page
    assert "<dt>Room</dt><dd>The kitchen table</dd>" in page
    assert "&quot;room&quot;" not in page


@pytest.mark.parametrize("column", ["text", "note", "correction", "case__message__text", "by__email"])
def test_nor_are_they_read_letter_by_letter_through_the_list(case, judge, farah, client_of, column):
    judge(case)
    browser, base = client_of(farah), "/admin/moderation/decision/"
    assert browser.get(f"{base}?reason__exact=dosing").status_code == 200
    assert browser.get(f"{base}?{column}__startswith=H").status_code == 400


def test_a_member_gets_nowhere_near_them(case, judge, amara, client_of):
    judge(case)
    assert client_of(amara).get("/admin/moderation/auditentry/").status_code != 200


def test_a_clinician_who_mends_a_card_makes_it_a_draft_and_the_trail_says_so(diaz, client_of, now):
    services.load_cards(shipped()[:1])
    card = services.approve_card((card := SafetyCard.objects.get()).pk, card.digest(), by=diaz, now=now)
    fields = {field: getattr(card, field) for field in ("kind", "country", "language", "body", "sources")}
    url = f"/admin/moderation/safetycard/{card.pk}/change/"
    assert client_of(diaz).post(url, fields | {"title": "Another title", "seen": card.digest()}).status_code == 302
    assert SafetyCard.objects.drafts().get().title == "Another title"
    assert list(AuditEntry.objects.order_by("seq").values_list("action", flat=True)) == [
        "card.approved",
        "card.revised",
    ]
