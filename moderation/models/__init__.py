"""Moderation's rows, as data flows: case, flags, report, claim, decision, appeal, audit; cards, rules, samples, …"""

from moderation.models.alert import Alert, LastAlert
from moderation.models.appeal import Appeal
from moderation.models.audit import AuditEntry, AuditHead
from moderation.models.card import OutOfUse, SafetyCard
from moderation.models.care import CareAnswer, CareThread
from moderation.models.case import Case, ClaimEvent, Flag, Queue
from moderation.models.decision import Decision
from moderation.models.duty import DutyHours, DutyTurn, Weekday
from moderation.models.nudge import NudgeTally
from moderation.models.outreach import Outreach
from moderation.models.replay import Replay
from moderation.models.report import Report
from moderation.models.rule import RuleBook, RuleHit, RuleTally, RuleVersion
from moderation.models.sample import Reading, Sample, Sampled, Settlement
from moderation.models.training import TrainingText
from moderation.models.words import Action, CardKind, Category, Reason, Urgency

__all__ = [
    "Action",
    "Alert",
    "Appeal",
    "AuditEntry",
    "AuditHead",
    "CardKind",
    "CareAnswer",
    "CareThread",
    "Case",
    "Category",
    "ClaimEvent",
    "Decision",
    "DutyHours",
    "DutyTurn",
    "Flag",
    "LastAlert",
    "NudgeTally",
    "OutOfUse",
    "Outreach",
    "Queue",
    "Reading",
    "Reason",
    "Replay",
    "Report",
    "RuleBook",
    "RuleHit",
    "RuleTally",
    "RuleVersion",
    "SafetyCard",
    "Sample",
    "Sampled",
    "Settlement",
    "TrainingText",
    "Urgency",
    "Weekday",
]
