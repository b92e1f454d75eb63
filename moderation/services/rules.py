"""The life of a rule: written, tried in shadow, signed by a second clinician, live, rolled back.

Every writer here locks the rule book's row first, so that of two that do something at once the second sees what the
first did. A change of what is in force moves the revision of the book on, which every process looks at
(moderation.in_force).
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from moderation import audit
from moderation.errors import Invalid, NoSuchStep, NotReplayed, OwnRule, RuleChanged, UnusableRule
from moderation.models import RuleBook, RuleVersion
from moderation.models.rule import CONTENT
from moderation.rule_book import OWN, SHIPPED, check_usable
from moderation.rule_words import wrong
from peersupport.accounts.models import User

WRITE, SIGN = "moderation.write_rule", "moderation.sign_rule"
BOOK = 1  # the key of the one row of RuleBook
OWN_ID = re.compile(rf"{re.escape(OWN)}[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_ID = 60
State = RuleVersion.State


@transaction.atomic
def draft_rule(rule_id: str, content: Mapping[str, Any], why: str, *, by: User, now: datetime) -> RuleVersion:
    """A new draft of a shipped rule or of a site's own, which may be new. Raises Invalid, PermissionDenied."""
    _must(by, WRITE)
    _lock()
    if rule_id not in SHIPPED and not (OWN_ID.fullmatch(rule_id) and len(rule_id) <= LONGEST_ID):
        raise Invalid(rule_id=_("Begin with “site.”, then small letters, digits and single hyphens: site.bitter-tea"))
    _check(rule_id, content, why)
    latest = RuleVersion.objects.filter(rule_id=rule_id).aggregate(Max("number"))["number__max"] or 0
    version = RuleVersion.objects.create(
        rule_id=rule_id,
        number=latest + 1,
        why=why.strip(),
        written_by=by,
        written_at=now,
        changed_at=now,
        **_only(content),
    )
    return _noted("drafted", version, by, now)


@transaction.atomic
def change_rule(version_id: int, content: Mapping[str, Any], why: str, *, by: User, now: datetime) -> RuleVersion:
    """Write a draft of one's own anew. Raises NoSuchStep, OwnRule, Invalid, PermissionDenied."""
    version = locked(version_id, by, WRITE, "change")
    _check(version.rule_id, content, why)
    for name, value in _only(content).items():
        setattr(version, name, value)
    version.why, version.changed_at = why.strip(), now
    version.save(update_fields=[*CONTENT, "why", "changed_at"])
    return _noted("changed", version, by, now)


@transaction.atomic
def discard_rule(version_id: int, *, by: User, now: datetime) -> None:
    """Delete a draft of one's own; the audit trail keeps that there was one."""
    version = locked(version_id, by, WRITE, "discard")
    _noted("discarded", version, by, now)
    version.delete()


@transaction.atomic
def keep_replay(version_id: int, figures: Mapping[str, Any], *, by: User, now: datetime) -> RuleVersion:
    """Keep the figures of a replay with the version.

    `figures["digest"]` says of which content they are, `figures["live"]` what was live of the rule then.
    """
    version = locked(version_id, by, WRITE, "replay")
    version.replay = dict(figures)
    version.save(update_fields=["replay"])
    return _noted("replayed", version, by, now)


@transaction.atomic
def shadow_rule(version_id: int, *, by: User, now: datetime) -> RuleVersion:
    """Let a draft count beside the rules in force, in the place of the version of the rule that did, if one did."""
    version = locked(version_id, by, WRITE, "shadow")
    check_usable(version)
    RuleVersion.objects.filter(rule_id=version.rule_id, state=State.SHADOW).update(state=State.RETIRED, retired_at=now)
    version.state, version.shadow_at = State.SHADOW, now
    version.save(update_fields=["state", "shadow_at"])
    _turn_page()
    return _noted("shadowed", version, by, now)


@transaction.atomic
def end_shadow(version_id: int, *, by: User, now: datetime) -> RuleVersion:
    version = locked(version_id, by, WRITE, "end_shadow")
    version.state, version.retired_at = State.RETIRED, now
    version.save(update_fields=["state", "retired_at"])
    _turn_page()
    return _noted("shadow_ended", version, by, now)


@transaction.atomic
def sign_rule(version_id: int, seen: str, *, by: User, now: datetime) -> RuleVersion:
    """Vouch for another clinician's version, which is live from now on, in the place of the one that was.

    `seen` is the digest of what was read. Raises RuleChanged when that is not what it says now, NotReplayed, OwnRule,
    NoSuchStep, UnusableRule, PermissionDenied.
    """
    version = locked(version_id, by, SIGN, "sign")
    if version.digest() != seen:
        raise RuleChanged
    check_usable(version)
    _retire_live(version.rule_id, now)
    version.state, version.signed_by, version.signed_at, version.live_at = State.LIVE, by, now, now
    version.save(update_fields=["state", "signed_by", "signed_at", "live_at"])
    _turn_page()
    return _noted("signed", version, by, now)


@transaction.atomic
def roll_back_rule(
    rule_id: str, version_id: int, why: str, *, shipped: bool = False, by: User, now: datetime
) -> RuleVersion | None:
    """Take the live version out of force: the one before it is live again, or else the shipped rule, if there is one.

    One clinician may: what comes back was signed before. `version_id` is the version that was seen to be live;
    `shipped` goes back to the shipped rule at once. Gives what is live then. Raises NoSuchStep, Invalid.
    """
    _must(by, SIGN)
    _lock()
    live = RuleVersion.objects.select_for_update(of=("self",)).filter(rule_id=rule_id, state=State.LIVE).first()
    if live is None or live.pk != version_id:
        raise NoSuchStep
    if not why.strip():
        raise Invalid(why=_("Say why."))
    before = None if shipped else comes_back(live)
    live.state, live.retired_at, live.rolled_back_at = State.RETIRED, now, now
    live.save(update_fields=["state", "retired_at", "rolled_back_at"])
    if before:
        before.state, before.live_at, before.retired_at = State.LIVE, now, None
        before.save(update_fields=["state", "live_at", "retired_at"])
    _turn_page()
    _noted("rolled_back", live, by, now, to=before.number if before else 0, why=why.strip())
    return before


def before_it(live: RuleVersion) -> RuleVersion | None:
    """The version that this one took the place of, unless that was itself rolled back; None where it took none's.

    Not just the latest former one: after a roll-back to the shipped rule that may be the one that did harm.
    """
    former = RuleVersion.objects.filter(rule_id=live.rule_id, state=State.RETIRED, rolled_back_at=None)
    return former.filter(retired_at=live.signed_at).exclude(live_at=None).order_by("-number").first()


def comes_back(live: RuleVersion) -> RuleVersion | None:
    """The version that is live again when this one is rolled back; None where the shipped rule is, or none.

    One that cannot be built does not come back: screening would go on with the very version that does harm
    (rule_book.read).
    """
    before = before_it(live)
    try:
        if before:
            check_usable(before)
    except UnusableRule:
        return None
    return before


# --- Who may do what --------------------------------------------------------------------------------------------------
STATES = {
    "change": (State.DRAFT,),
    "discard": (State.DRAFT,),
    "replay": (State.DRAFT, State.SHADOW),
    "shadow": (State.DRAFT,),
    "end_shadow": (State.SHADOW,),
    "sign": (State.DRAFT, State.SHADOW),
    "roll_back": (State.LIVE,),
}
OWNERS = ("change", "discard")
SIGNERS = ("sign", "roll_back")


def rule_steps(version: RuleVersion, by: User) -> set[str]:
    """What the user may do with the version now: for the buttons, and (refusal) for what they post."""
    may = {step for step in STATES if by.has_perm(SIGN if step in SIGNERS else WRITE)}
    return {step for step in may if not refusal(version, step, by)}


def refusal(version: RuleVersion, step: str, by: User) -> NoSuchStep | OwnRule | NotReplayed | None:
    """Why the step does not fit the version, roles apart."""
    if version.state not in STATES[step] or (step == "shadow" and version.switched_off):
        return NoSuchStep()
    is_own = version.written_by_id == by.pk
    if step in OWNERS and not is_own:
        return OwnRule(_("Only its author changes a draft. Write a version of your own."))
    if step == "sign" and is_own:
        return OwnRule(_("You wrote this version. Another clinician signs it."))
    if step == "sign" and (not version.is_replayed() or version.is_overtaken()):
        return NotReplayed()
    return None


def _must(by: User, permission: str) -> None:
    if not by.has_perm(permission):
        raise PermissionDenied


def locked(version_id: int, by: User, permission: str, step: str) -> RuleVersion:
    _must(by, permission)
    _lock()
    version = RuleVersion.objects.select_for_update(of=("self",)).filter(pk=version_id).first()
    if version is None:  # a draft that its author discarded meanwhile
        raise NoSuchStep
    if refused := refusal(version, step, by):
        raise refused
    return version


def _lock() -> RuleBook:
    RuleBook.objects.bulk_create([RuleBook(pk=BOOK)], ignore_conflicts=True)
    return RuleBook.objects.select_for_update().get(pk=BOOK)


def _turn_page() -> None:
    """The book's row is locked."""
    book = RuleBook.objects.get(pk=BOOK)
    book.revision += 1
    book.save(update_fields=["revision"])


def _retire_live(rule_id: str, now: datetime) -> None:
    RuleVersion.objects.filter(rule_id=rule_id, state=State.LIVE).update(state=State.RETIRED, retired_at=now)


def _only(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content as the row keeps it: lists, not tuples or sets."""
    listed = (list, tuple, set, frozenset)
    return {name: list(value) if isinstance(value := content[name], listed) else value for name in CONTENT}


def _check(rule_id: str, content: Mapping[str, Any], why: str) -> None:
    """A version that only silences a rule need not be a good one."""
    faults = {} if content["switched_off"] else wrong(rule_id, content)
    if content["switched_off"] and rule_id not in SHIPPED:
        faults["switched_off"] = [_("A rule of your own is rolled back, not switched off.")]
    if not why.strip():
        faults["why"] = [_("Say why.")]
    if faults:
        raise Invalid(**{name: "\n".join(said) for name, said in faults.items()})


def _noted(act: str, version: RuleVersion, by: User, now: datetime, **more: str | int) -> RuleVersion:
    data = {"rule": version.rule_id, "version": version.number, "content": version.digest()}
    audit.append(f"rule.{act}", version, data | more, by=by, now=now)
    return version
