"""The closed lists that moderation speaks in: what may be wrong, how soon, what is done, and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """What screening and members may find in a message; OTHER is for members only."""

    DOSING = "dosing", _("Tells somebody what dose to take")
    STOP_TREATMENT = "stop_treatment", _("Tells somebody to stop treatment")
    UNPROVEN_REMEDY = "unproven_remedy", _("Claims a cure")
    UNSAFE_PRACTICE = "unsafe_practice", _("Dangerous practice")
    EMERGENCY = "emergency", _("Somebody is in danger now")
    SELF_HARM = "self_harm", _("Self-harm or suicide")
    ABUSE = "abuse", _("Insults or threats")
    PRIVACY = "privacy", _("Private details")
    SPAM = "spam", _("Advertising or a scam")
    OTHER = "other", _("Something else")


class Urgency(models.IntegerChoices):
    LOW = 1, _("Low")
    MEDIUM = 2, _("Medium")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")


class Action(models.TextChoices):
    """What a decision did; moderation/allowed.py has the words for what one would do."""

    PUBLISH = "publish", _("Shown as it was")
    CORRECT = "correct", _("Shown with a correction")
    REMOVE = "remove", _("Removed")
    WARN = "warn", _("Removed, and the author was warned")


class Reason(models.TextChoices):
    """Why a clinician decided so. The same words go to the author."""

    OWN_EXPERIENCE = "own_experience", _("It tells of the writer's own experience")
    SAFE_ADVICE = "safe_advice", _("It is safe, ordinary advice")
    CARE_GIVEN = "care_given", _("The person is being helped")
    REPORT_WITHDRAWN = "report_withdrawn", _("The report was taken back")
    UNCLEAR = "unclear", _("It can be misread")
    DOSING = "dosing", _("It tells others what dose to take")
    STOP_TREATMENT = "stop_treatment", _("It tells others to stop treatment")
    UNPROVEN_REMEDY = "unproven_remedy", _("It claims a cure that is not proven")
    UNSAFE_PRACTICE = "unsafe_practice", _("It describes a dangerous practice")
    SELF_HARM = "self_harm", _("It may hurt people who are struggling")
    ABUSE = "abuse", _("It insults or threatens somebody")
    PRIVACY = "privacy", _("It shows private details")
    SPAM = "spam", _("It advertises or sells something")
    OTHER = "other", _("Another reason, given in the note")


class CardKind(models.TextChoices):
    LOW_GLUCOSE = "low_glucose", _("Low glucose")
    HIGH_GLUCOSE = "high_glucose", _("High glucose and ketones")
    NO_INSULIN = "no_insulin", _("No insulin")
    FOOT = "foot", _("Foot in danger")
    SELF_HARM = "self_harm", _("Self-harm")
    EATING_DISORDER = "eating_disorder", _("Insulin and weight")
    OVERDOSE = "overdose", _("Too much insulin or medicine")
    EMERGENCY = "emergency", _("Emergency")
