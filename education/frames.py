"""A resource as the wire carries it (docs/protocol.md)."""

from django.urls import reverse

from education.models import Resource


def gone_state(resource: Resource) -> dict[str, object]:
    """The `resource` of a message once it is off the shelf: its words may no longer be those that were judged."""
    return {"id": resource.pk, "gone": True}


def resource_state(resource: Resource) -> dict[str, object]:
    """The `resource` of a message: what a shared card shows."""
    return {
        "id": resource.pk,
        "title": resource.title,
        "summary": resource.summary,
        "url": reverse("education:resource", args=[resource.pk]),
        "kind": resource.kind,
        "language": resource.language,
        "demo": resource.is_demo,
    }
