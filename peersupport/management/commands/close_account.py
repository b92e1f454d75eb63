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
    help = "Close an account, at its person's request. It cannot be opened again."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("email", nargs="?", help="the address that the person gave")
        which.add_argument("--id", type=int, help="the number, as the log has it: after an older copy was put back")
        parser.add_argument("--take-back", action="store_true", help="the messages too; else they stay, without a name")

    def handle(self, *, email: str | None, take_back: bool, **options: Any) -> None:
        which = {"email__iexact": email} if email else {"pk": options["id"]}
        user = User.objects.filter(**which).first()
        if user is None:
            raise CommandError("There is no such account.")
        try:
            closing.close(user, takes_back=take_back, by=None, now=timezone.now())
        except closing.CannotClose as refusal:
            raise CommandError(WHY_NOT[refusal.code]) from refusal
        self.stdout.write(f"Closed. It is now closed account #{user.pk}.")
