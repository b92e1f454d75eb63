"""`manage.py load_cards`: put the safety cards that ship with the product into the database, as drafts."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from moderation import services
from moderation.models import SafetyCard
from peersupport.accounts.models import User

CONTENT = Path(__file__).resolve().parents[2] / "content" / "safety_cards.json"


class Command(BaseCommand):
    help = "Add the safety cards that ship with the product, as drafts. Cards that are there already are left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--approve-as", metavar="EMAIL", help="approve every draft in the name of this clinician")

    def handle(self, *args: Any, approve_as: str | None, **options: Any) -> None:
        added = services.load_cards(json.loads(CONTENT.read_text(encoding="utf-8")))
        self.stdout.write(f"{added} cards added.")
        if approve_as:
            self._approve(approve_as)

    def _approve(self, email: str) -> None:
        clinician = User.objects.filter(email=email).first()
        if clinician is None or not clinician.has_perm(services.cards.APPROVE):
            raise CommandError(f"{email} is not the account of somebody who may approve cards.")
        drafts = list(SafetyCard.objects.filter(approved_at=None))
        for card in drafts:
            services.approve_card(card.pk, card.digest(), by=clinician, now=timezone.now())
        self.stdout.write(f"{len(drafts)} cards approved by {clinician}.")
