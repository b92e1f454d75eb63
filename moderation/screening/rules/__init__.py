"""All rules, in the order in which the guide lists its labels."""

from .abuse import ABUSE
from .base import Rule
from .dosing import DOSING
from .emergency import EMERGENCY
from .privacy import PRIVACY
from .self_harm import SELF_HARM
from .spam import SPAM
from .stop_treatment import STOP_TREATMENT
from .unproven_remedy import UNPROVEN_REMEDY
from .unsafe_practice import UNSAFE_PRACTICE

RULES: tuple[Rule, ...] = (
    *DOSING,
    *STOP_TREATMENT,
    *UNPROVEN_REMEDY,
    *UNSAFE_PRACTICE,
    *EMERGENCY,
    *SELF_HARM,
    *ABUSE,
    *PRIVACY,
    *SPAM,
)

__all__ = ["RULES", "Rule"]
