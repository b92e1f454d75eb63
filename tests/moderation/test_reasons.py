"""A Spanish-speaking clinician reads in Spanish why a message was flagged; what is stored stays as it was."""

import pytest
from django.urls import reverse

from chat.services.gate import Screened
from moderation.models import Case, Flag
from moderation.reasons import in_language, spoken
from moderation.rule_book import SHIPPED, content_of
from moderation.screening import Context, engine, insulin, screen, units
from moderation.screening.assent import SAYS_NO, SAYS_YES
from moderation.screening.rules import RULES
from tests.moderation.conftest import RISKY, TEA

BUILT_IN = sorted(
    {rule.reason for rule in RULES}
    | set(engine.MODEL_REASON.values())
    | {kind.reason for kind in insulin.GRAVER}
    | {engine.UNREAD, units.REASON, SAYS_YES, SAYS_NO}
)
RAISE = SHIPPED["dosing.directive-raise"]


@pytest.mark.parametrize("reason", BUILT_IN)
def test_every_reason_of_the_program_is_told_in_spanish(reason):
    assert in_language(reason, "es") not in ("", reason)
    assert in_language(reason, "en") == reason


def flag(reason: str, source: str = Flag.Source.RULE, rule_id: str = RAISE.id, version: str = "1") -> Flag:
    return Flag(source=source, source_id=rule_id, version=version, label="dosing", reason=reason)


def told(one: Flag, language: str = "es") -> tuple[str, str]:
    [shown] = spoken([one], language)
    return shown.reason, shown.language


@pytest.mark.django_db
def test_the_page_of_a_case_tells_it_in_the_readers_language(say, amara, diaz, client_of):
    said = screen(RISKY)
    say(amara, screened=Screened("hold", 3, True, verdict=said.to_dict()))
    url = reverse("moderation:case", args=[Case.objects.get().pk])
    reason = said.findings[0].reason
    assert f'<span lang="en">{reason}' in client_of(diaz).get(url).content.decode()
    diaz.language = "es"
    diaz.save()
    assert f'<span lang="es">{in_language(reason, "es")}' in client_of(diaz).get(url).content.decode()
    assert list(Flag.objects.values_list("reason", flat=True)) == [found.reason for found in said.findings]


@pytest.mark.django_db
def test_a_bare_yes_is_told_whole():
    [found] = screen("yes, do it", Context(reply_to="should i just double my lantus tonight?")).findings
    shown, language = told(flag(found.reason, rule_id=found.source.removeprefix("rule:")))
    assert (shown, language) == (f"{in_language(SAYS_YES, 'es')} {in_language(RAISE.reason, 'es')}", "es")


@pytest.mark.django_db
def test_a_bare_no_is_told_whole():
    [found] = screen("nah", Context(reply_to="do I really need to take my metformin?")).findings
    shown, language = told(flag(found.reason, rule_id=found.source.removeprefix("rule:")))
    reason = SHIPPED["stop.no-need"].reason
    assert (shown, language) == (f"{in_language(SAYS_NO, 'es')} {in_language(reason, 'es')}", "es")


@pytest.mark.django_db
def test_what_people_wrote_and_what_nobody_translated_stays_as_it_is():
    assert told(flag(RAISE.reason, source=Flag.Source.REPORT)) == (RAISE.reason, "en")
    assert told(flag("A reason of long ago.")) == ("A reason of long ago.", "en")
    assert told(flag("")) == ("", "en")
    assert told(flag(RAISE.reason), "en") == (RAISE.reason, "en")


@pytest.mark.django_db
def test_a_sites_own_words_stand_for_its_own_reason_and_no_other(live):
    own = {"rule_id": "site.tea", "version": live.version}
    assert told(flag(TEA["reason"], **own)) == (TEA["reason_es"], "es")
    graver = insulin.GRAVER[0].reason
    assert told(flag(graver, **own)) == (in_language(graver, "es"), "es")


def test_a_version_of_a_shipped_rule_begins_with_its_reason_in_both_languages():
    content = content_of(RAISE)
    assert (content["reason"], content["reason_es"]) == (RAISE.reason, in_language(RAISE.reason, "es"))
