"""`manage.py verify_audit`: check that the audit trail is whole; exit status 1 names the first broken entry."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.template.defaultfilters import pluralize

from moderation import audit
from moderation.models import AuditEntry


class Command(BaseCommand):
    help = "Check every entry of the audit trail against its hash and the one before it."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = audit.first_broken()
        if broken is None:
            count = AuditEntry.objects.count()
            self.stdout.write(f"The audit trail holds: {count} entr{pluralize(count, 'y,ies')}.")
            return
        self.stderr.write(f"The audit trail is broken at entry {broken}.")
        sys.exit(1)
