"""All rules, in the order in which the guide lists its labels."""

from .abuse import ABUSE
from .base import Rule
from .dosing import DOSING
from .dosing_told import DOSING_TOLD
from .emergency import EMERGENCY
from .emergency_signs import EMERGENCY_SIGNS
from .few_words import FEW_WORDS
from .insulin_as_harm import INSULIN_AS_HARM
from .members_told import MEMBERS_TOLD
from .no_insulin import NO_INSULIN
from .privacy import PRIVACY
from .remedy_told import REMEDY_TOLD
from .self_harm import SELF_HARM
from .self_harm_veiled import SELF_HARM_VEILED
from .spam import SPAM
from .stop_told import STOP_TOLD
from .stop_treatment import STOP_TREATMENT
from .unproven_remedy import UNPROVEN_REMEDY
from .unsafe_practice import UNSAFE_PRACTICE
from .unsafe_told import UNSAFE_TOLD

RULES: tuple[Rule, ...] = (
    *DOSING,
    *DOSING_TOLD,
    *STOP_TREATMENT,
    *STOP_TOLD,
    *UNPROVEN_REMEDY,
    *REMEDY_TOLD,
    *UNSAFE_PRACTICE,
    *UNSAFE_TOLD,
    *EMERGENCY,
    *EMERGENCY_SIGNS,
    *FEW_WORDS,
    *NO_INSULIN,
    *SELF_HARM,
    *SELF_HARM_VEILED,
    *INSULIN_AS_HARM,
    *ABUSE,
    *PRIVACY,
    *SPAM,
    *MEMBERS_TOLD,
)

__all__ = ["RULES", "Rule"]
