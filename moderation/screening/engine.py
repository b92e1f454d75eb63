"""The pipeline: cut a text into named sentences, read them, match the rules, gather a verdict."""

from __future__ import annotations

from .assent import assented
from .matching import findings_in
from .reading import named, names_medicine, read
from .units import unit_in_doubt
from .verdict import Context, Finding, Verdict, verdict_of

ENGINE_VERSION = "rules-4"
NOTHING_KNOWN = Context()
UNREAD = "Broken into so many pieces that its end was not read by the rules: please read it whole."


def screen(text: str, context: Context = NOTHING_KNOWN) -> Verdict:
    """Judge one message. Any string gets a verdict; the same input always gets the same one."""
    replied, _ = named(context.reply_to)
    cut, all_read = named(text, context.glucose_unit)
    message = read(cut, names_medicine(replied))
    findings = findings_in(message) + assented(cut, replied)
    findings += unit_in_doubt(findings, message, text, context.glucose_unit, ENGINE_VERSION)
    if not all_read:
        findings.append(Finding("spam", 0, len(text), "engine:unread", ENGINE_VERSION, 0.6, "medium", UNREAD))
    return verdict_of(findings, ENGINE_VERSION)
