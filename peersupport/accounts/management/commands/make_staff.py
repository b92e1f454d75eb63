"""Gives an account a role: how a site gets its first clinician and its first admin."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from peersupport.accounts import guards, roles, services
from peersupport.accounts.models import User


class Command(BaseCommand):
    help = "Give the account with this e-mail address a role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=sorted(roles.GRANTS))
        parser.add_argument("--name", help='the name that others see from now on, such as "Dr Diaz"')

    @transaction.atomic
    def handle(self, email: str, role: str, name: str | None = None, **options: Any) -> None:
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            raise CommandError(f"There is no account with the address {email}. Have the person sign up first.")
        if name:
            self._rename(user, name)
        roles.grant(user, role)
        self.stdout.write(f"{user.pseudonym} now has the role {role}.")
        if settings.MFA_REQUIRED_FOR_STAFF and not guards.mfa_satisfied(user):
            self.stdout.write("They are asked to turn on a second step for signing in before the role opens doors.")

    def _rename(self, user: User, name: str) -> None:
        try:
            services.rename(user, name)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
