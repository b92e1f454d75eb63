"""The audit trail: entries numbered without a gap, each carrying a hash over itself and the entry before."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from moderation.models import AuditEntry, AuditHead
from peersupport.accounts.models import User

HEAD = 1  # the key of the one row of AuditHead


@transaction.atomic
def append(action: str, subject: Any, data: dict[str, Any], *, by: User | None, now: datetime) -> AuditEntry:
    """Add an entry about a model instance, in the caller's transaction.

    `data` holds text and whole numbers only: a database may give other numbers back in another form, and the hash would
    no longer fit. The head's row lock is the last one that a transaction takes (moderation.services).
    """
    AuditHead.objects.bulk_create([AuditHead(pk=HEAD)], ignore_conflicts=True)
    head = AuditHead.objects.select_for_update().get(pk=HEAD)
    entry = AuditEntry(
        seq=head.seq + 1,
        at=now,
        actor=by,
        action=action,
        subject_type=subject._meta.model_name,
        subject_id=subject.pk,
        data=data,
        previous=head.hash,
    )
    entry.hash = digest(entry)
    entry.save(force_insert=True)
    head.seq, head.hash = entry.seq, entry.hash
    head.save()
    return entry


def digest(entry: AuditEntry) -> str:
    """SHA-256, in hex, over the canonical JSON of everything that the entry says and of the hash before it."""
    said = {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "action": entry.action,
        "subject": [entry.subject_type, entry.subject_id],
        "data": entry.data,
        "previous": entry.previous,
    }
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def first_broken() -> int | None:
    """The number of the first entry that is missing or does not fit, or None when the whole trail holds."""
    seq, previous = 0, ""
    for entry in AuditEntry.objects.order_by("seq").iterator(chunk_size=2_000):
        seq += 1
        if entry.seq != seq or entry.previous != previous or entry.hash != digest(entry):
            return seq
        previous = entry.hash
    head = AuditHead.objects.filter(pk=HEAD).first() or AuditHead()
    if head.seq > seq:
        return seq + 1  # the end was cut off
    return None if (head.seq, head.hash) == (seq, previous) else seq
