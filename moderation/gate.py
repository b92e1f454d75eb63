"""The gate between a draft and the room: screening, then policy, then the card that the author sees at once."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from chat.models import Edit, Message
from chat.services.gate import UNREAD, Draft, Screened
from moderation import nudges, services
from moderation.cards import card_for
from moderation.in_force import InForce, once
from moderation.policy import Policy, decide, policy_from, reads_as_advice
from moderation.screening import Context, Screener, Verdict, screen
from peersupport.notices.services import Told

if TYPE_CHECKING:
    from moderation.screening.model import Model

NO_MODEL = "none"  # of the setting: the rules read alone

log = logging.getLogger(__name__)


class ModerationGate:
    """Implements chat.services.gate.Gate. Whatever fails here, the message is held and a person reads it."""

    @cached_property
    def policy(self) -> Policy:
        """The deployment's. A system check refuses one that makes no sense (moderation.checks)."""
        return policy_from(settings.MODERATION["policy"])

    @cached_property
    def in_force(self) -> InForce:
        """With the deployment's model. Raises BrokenModel when that cannot be used: every message is held then."""
        return InForce(model())

    @property
    def screener(self) -> Screener:
        """The model with the rules that are in force now. Raises BrokenModel."""
        return self.in_force.screener()

    def warm_up(self) -> None:
        """Load what the first message would have to wait for. Where that fails, all are held, and the log says why."""
        try:
            self.in_force.warm_up()
        except Exception:
            log.exception("the screening model cannot be used; every message will be held")

    def screen(self, draft: Draft) -> Screened:
        try:
            return self._screened(draft)
        except Exception:
            log.exception("screening failed; the message is held")
            return self.unread(draft)

    def unread(self, draft: Draft) -> Screened:
        """For a person to read, with what the shipped rules alone see: who is in danger need not wait for that person.

        Not a site's own rules: they may be what fails.
        """
        try:
            verdict = screen(draft.text, context_of(draft))
            disposition = decide(verdict, self.policy, draft.text)
            card = card_for(disposition.card, draft.country, draft.language) if disposition.card else None
        except Exception:
            log.exception("the rules alone failed too")
            return UNREAD
        if not verdict.flagged:
            return UNREAD
        urgency = max(UNREAD.urgency, disposition.urgency)
        return replace(UNREAD, urgency=urgency, card=card, verdict=verdict.to_dict())

    def record(self, stored: Sequence[tuple[Message, Screened]], now: datetime) -> list[Told]:
        told = services.care_said(stored, now)
        services.record(stored, now)
        services.record_shadow(stored, now, self.policy)
        services.record_nudges(stored, now)
        return told

    def nudged(self, now: datetime) -> None:
        services.nudged(now)

    def record_edit(self, edit: Edit, screened: Screened, now: datetime) -> None:
        services.record_edit(edit, screened, now)
        services.record_shadow_edit(edit, screened, now, self.policy)
        services.record_nudges([(edit.message, screened)], now)

    def record_withdrawal(self, message: Message, now: datetime) -> None:
        services.record_withdrawal(message)

    def _screened(self, draft: Draft) -> Screened:
        screener = self.screener
        verdict: Verdict = screener.screen(nudges.unframed(without_names(draft, screener)), context_of(draft))
        disposition = decide(verdict, self.policy, draft.text)
        return Screened(
            action=disposition.action,
            urgency=disposition.urgency,
            opens_case=disposition.opens_case,
            card=card_for(disposition.card, draft.country, draft.language) if disposition.card else None,
            verdict=verdict.to_dict(),
            advice=reads_as_advice(disposition),
            nudge=draft.nudge,
        )


class CommandGate(ModerationGate):
    """For a command that only reads: the rules are those of its start, and it does without a site."""

    @cached_property
    def screener(self) -> Screener:
        """Raises BrokenModel."""
        return once(model())


def model() -> "Model | None":
    """The deployment's model, loaded once a process; None where the rules read alone. Raises BrokenModel."""
    folder = settings.MODERATION["model"]
    return None if folder == NO_MODEL else _loaded(str(folder))


@lru_cache(maxsize=1)
def _loaded(folder: str) -> "Model":
    # 0.2 s and 40 MB, which who needs no model does without.
    from moderation.screening.model import Model

    return Model(Path(folder))


def without_names(draft: Draft, screener: Screener) -> str:
    """The draft's text with blanks for the people of the room whom it names, every other word at its place.

    The model takes "@quiet_kettle" for somebody's account on another site, and nine in ten such messages for a breach
    of privacy. Where the rules find something once the names are read as words, they are: a pseudonym may be the very
    word that is risky, alone or with those beside it.
    """
    blank = as_words = draft.text
    for start, end, *_ in draft.mentions:
        blank = blank[:start] + " " * (end - start) + blank[end:]
        as_words = as_words[:start] + " " + as_words[start + 1 :]
    return as_words if draft.mentions and screener.by_rules(as_words, context_of(draft)).flagged else blank


def context_of(draft: Draft) -> Context:
    return Context(
        diabetes_type=draft.diabetes_type,
        treatment=draft.treatment,
        glucose_unit=draft.glucose_unit,
        reply_to=draft.reply_to_text,
    )
