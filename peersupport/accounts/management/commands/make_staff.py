"""Gives an account a role: how a site gets its first clinician and its first admin."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from peersupport.accounts import guards, roles
from peersupport.accounts.models import User


class Command(BaseCommand):
    help = "Give the account with this e-mail address a role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=sorted(roles.GRANTS))

    def handle(self, email: str, role: str, **options: Any) -> None:
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            raise CommandError(f"There is no account with the address {email}. Have the person sign up first.")
        roles.grant(user, role)
        self.stdout.write(f"{user.pseudonym} now has the role {role}.")
        if settings.MFA_REQUIRED_FOR_STAFF and not guards.mfa_satisfied(user):
            self.stdout.write("They are asked to turn on a second step for signing in before the role opens doors.")
