"""The gate for a command that screens."""

from django.core.management.base import CommandError

from moderation.checks import the_model_can_be_used
from moderation.gate import CommandGate


def command_gate() -> CommandGate:
    """Raises CommandError where the deployment's model cannot be used: once, and not for each message."""
    for error in the_model_can_be_used():
        raise CommandError(f"{error.msg} {error.hint}")
    return CommandGate()
