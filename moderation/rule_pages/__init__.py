"""The pages on which clinicians write, try, replay, sign and watch screening rules."""

from moderation.rule_pages.admin import RuleVersionAdmin

__all__ = ["RuleVersionAdmin"]
