"""The library's fixed words: topics, kinds, audiences, and the states of a resource."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """The ADCES7 self-care behaviours."""

    HEALTHY_COPING = "healthy_coping", _("Healthy coping")
    HEALTHY_EATING = "healthy_eating", _("Healthy eating")
    BEING_ACTIVE = "being_active", _("Being active")
    TAKING_MEDICATION = "taking_medication", _("Taking medication")
    MONITORING = "monitoring", _("Monitoring")
    REDUCING_RISK = "reducing_risk", _("Reducing risk")
    PROBLEM_SOLVING = "problem_solving", _("Problem solving")


class Kind(models.TextChoices):
    ARTICLE = "article", _("Article")
    LEAFLET = "leaflet", _("Leaflet")
    VIDEO = "video", _("Video")
    TOOL = "tool", _("Tool")
    RECIPE = "recipe", _("Recipe")
    STORY = "story", _("Story")


class Audience(models.TextChoices):
    PATIENT = "patient", _("People with diabetes")
    CARER = "carer", _("Family and carers")
    PROFESSIONAL = "professional", _("Health professionals")
    EVERYONE = "everyone", _("Everyone")


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    VALIDATED = "validated", _("Validated")
    RETIRED = "retired", _("Retired")


class Act(models.TextChoices):
    """What can be done to a resource: each is a service, and leaves a revision."""

    CREATED = "created", _("Written")
    IMPORTED = "imported", _("Imported from a list")
    EDITED = "edited", _("Edited")
    SUBMITTED = "submitted", _("Submitted for review")
    VALIDATED = "validated", _("Validated")
    SENT_BACK = "sent_back", _("Sent back")
    RETIRED = "retired", _("Retired")


def check_topics(value: object) -> None:
    """A list of ADCES7 topics, each at most once. Raises ValidationError."""
    if not isinstance(value, list) or not all(isinstance(topic, str) for topic in value):
        raise ValidationError(_("Topics are a list."))
    if unknown := [topic for topic in value if topic not in Topic.values]:
        raise ValidationError(_("There is no topic “%(topic)s”."), params={"topic": unknown[0]})
    if len(set(value)) < len(value):
        raise ValidationError(_("Each topic may stand once."))


def topic_labels(topics: list[str]) -> list[str]:
    """The topics' names in the reader's language, in the order of ADCES7."""
    return [str(topic.label) for topic in Topic if topic.value in topics]
