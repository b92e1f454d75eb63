"""Closes an account at its person's request, as they can do it themselves under "My data"."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from peersupport.accounts.models import User
from peersupport.privacy import closing

WHY_NOT = {
    "last_admin": "This is the last admin: make somebody else an admin first (make_staff).",
    "busy": "The person is entering rooms at this moment. Try again.",
}


class Command(BaseCommand):
    help = "Close the account with this e-mail address, at its person's request. It cannot be opened again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--take-back", action="store_true", help="the messages too; else they stay, without a name")

    def handle(self, *, email: str, take_back: bool, **_: Any) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError("There is no account with this e-mail address.")
        try:
            closing.close(user, takes_back=take_back, by=None, now=timezone.now())
        except closing.CannotClose as refusal:
            raise CommandError(WHY_NOT[refusal.code]) from refusal
        self.stdout.write(f"Closed. It is now closed account #{user.pk}.")
