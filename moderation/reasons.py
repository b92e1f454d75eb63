"""The reasons of findings in the language of whoever reads them. What is stored stays as screening gave it: English."""

from collections.abc import Iterable

from django.utils.translation import gettext, override

from moderation.models import Flag, RuleVersion
from moderation.screening.assent import SAYS_NO, SAYS_YES


def spoken(flags: Iterable[Flag], language: str) -> list[Flag]:
    """The flags, each reason of a rule or the model in the language where it is known in it; not to be saved."""
    every = list(flags)
    language = language.partition("-")[0]
    screened = [flag for flag in every if flag.is_machine and flag.reason]
    own = _own(screened) if language == "es" else {}
    for flag in screened:
        before = next((said for said in (SAYS_YES, SAYS_NO) if flag.reason.startswith(said)), "")
        reason = flag.reason.removeprefix(before).strip()
        said = own.get((*_rule(flag), reason)) or in_language(reason, language)
        if said != reason:
            flag.reason = f"{in_language(before, language)} {said}".strip()
            flag.language = language
    return every


def in_language(reason: str, language: str) -> str:
    """A reason of the program's own; any other stays as it is."""
    with override(language):
        return gettext(reason) if reason else ""


def _own(flags: Iterable[Flag]) -> dict[tuple[str, str, str], str]:
    """In Spanish, what a site's own rules say: by the rule, its version and what that says in English."""
    versions = RuleVersion.objects.filter(rule_id__in={rule_id for rule_id, _version in map(_rule, flags)})
    return {(one.rule_id, one.version, one.reason): one.reason_es for one in versions.exclude(reason_es="")}


def _rule(flag: Flag) -> tuple[str, str]:
    return flag.source_id.partition("+")[0], flag.version
