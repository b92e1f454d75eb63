"""`manage.py load_cards`: put the safety cards that ship with the product into the database, as drafts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import pluralize
from django.utils import timezone

from chat.access import care_team
from moderation import services
from moderation.errors import LastCard
from moderation.models import SafetyCard
from peersupport.accounts.models import User


class Command(BaseCommand):
    help = "Add the safety cards that ship with the product, as drafts. Cards that are there already are left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        words = "approve every draft, but of cards out of use, in the name of this clinician, who has read each of them"
        parser.add_argument("--approve-as", metavar="EMAIL", help=words)

    def handle(self, *args: Any, approve_as: str | None, **options: Any) -> None:
        clinician = _clinician(approve_as) if approve_as else None
        added = services.load_cards(services.cards.shipped())
        self.stdout.write(f"{added} card{pluralize(added)} added.")
        if clinician:
            self._approve(clinician)

    def _approve(self, clinician: User) -> None:
        # Only a clinician who sees why a card is out of use puts it back.
        drafts = list(SafetyCard.objects.drafts().filter(out_of_use=None).order_by("kind", "country", "language", "pk"))
        approved = 0
        for card in drafts:
            place = f"{card.kind}, {card.country or 'any country'}, {card.language}"
            try:
                services.approve_card(card.pk, card.digest(), by=clinician, now=timezone.now())
            except LastCard as error:
                self.stdout.write(f"Not approved: {place}: {error}")
                continue
            approved += 1
            self.stdout.write(f"Approved: {place}: {card.title}")
        cards = f"{approved} card{pluralize(approved)}"
        self.stdout.write(f"{cards} approved by {clinician}, who answers for their words.")
        if approved and not settings.DEMO:
            self.stdout.write("Nobody was shown them here: have them read in the admin, under Safety cards.")


def _clinician(email: str) -> User:
    """Somebody who answers for what patients read in an emergency: no superuser, nor anybody by a permission alone."""
    found = User.objects.filter(email__iexact=email).first()
    if found is None or not found.has_perm(services.cards.APPROVE) or not care_team([found.pk]):
        raise CommandError(
            f"{email} is not the account of a clinician who may approve cards now: with that role, and the second step "
            "of signing in turned on where the site asks for it."
        )
    return found
