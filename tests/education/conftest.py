"""Resources for the library's tests, made the way people make them: written by Erin, validated by Dr Diaz."""

from collections.abc import Callable

import pytest

from education import services
from education.models import Resource

FIELDS = {
    "title": "A walk after supper",
    "summary": "Why a short walk helps, and how to begin.",
    "body": "Walk for ten minutes. Bring a friend.",
    "topics": ["being_active"],
}


@pytest.fixture
def draft(erin, now) -> Resource:
    return services.create(FIELDS, by=erin, now=now)


@pytest.fixture
def shelve(erin, diaz, now) -> Callable[..., Resource]:
    """Puts a resource on the shelf: shelve(title=..., topics=...)."""

    def shelve(*, is_demo: bool = False, **fields) -> Resource:
        resource = services.create({**FIELDS, **fields}, by=erin, now=now, is_demo=is_demo)
        services.submit_for_review(resource.pk, by=erin, now=now)
        validate(resource, by=diaz, now=now)
        resource.refresh_from_db()
        return resource

    return shelve


@pytest.fixture
def shown(shelve) -> Resource:
    return shelve()


def validate(resource: Resource, *, by, now, **changes):
    vouching = {
        "credential": "Endocrinologist",
        "evidence": "ADA Standards of Care 2025, section 5",
        "seen": Resource.objects.get(pk=resource.pk).digest(),
    }
    return services.validate(resource.pk, by=by, now=now, **{**vouching, **changes})
