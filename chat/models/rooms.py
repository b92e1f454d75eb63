"""Rooms, who is in them, and the messages: the record from which everything announced can be rebuilt."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from chat.join_codes import squashed
from chat.models.attention import Mention, Reaction

RESERVED = frozenset(["ask", "enter"])  # pages that stand beside the rooms (chat.urls)


class RoomQuerySet(models.QuerySet["Room"]):
    def for_many(self):
        """Without the members' own threads with the care team: those are listed to nobody."""
        return self.filter(care_for=None)


class Room(models.Model):
    """A place to talk. `revision` counts its changes; it is taken under the row's lock (chat.services).

    With `care_for` it is that member's own thread with the care team: theirs and the clinicians' alone (chat.access).
    """

    class Joining(models.TextChoices):
        OPEN = "open", _("Open to every member")
        REQUEST = "request", _("By request")
        CODE = "code", _("With a join code")

    class Pace(models.IntegerChoices):
        """Seconds between two posts of one member."""

        FREE = 0, _("As fast as people like")
        CALM = 30, _("One message every 30 seconds")
        SLOW = 120, _("One message every 2 minutes")
        SLOWEST = 600, _("One message every 10 minutes")

    slug = models.SlugField(_("name in the address"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=80)
    description = models.CharField(_("description"), max_length=300, blank=True)
    topic = models.CharField(_("topic"), max_length=40, blank=True)
    cohort = models.CharField(_("cohort"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    joining = models.CharField(_("who may join"), max_length=8, choices=Joining, default=Joining.OPEN)
    join_code = models.CharField(_("join code"), max_length=20, blank=True)
    slow_seconds = models.PositiveSmallIntegerField(_("slow mode"), choices=Pace, default=Pace.FREE, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    revision = models.BigIntegerField(default=0, editable=False)
    settings_revision = models.BigIntegerField(
        default=0, editable=False, help_text="Revision of the latest change of pace or archive."
    )
    names_revision = models.BigIntegerField(
        default=0, editable=False, help_text="Revision of the latest change of somebody's name."
    )
    care_for = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, editable=False, related_name="care_room"
    )
    created_at = models.DateTimeField(_("open since"), auto_now_add=True)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["title"]
        permissions = [
            ("guide_room", "Can guide a room"),
            ("tend_room", "Can archive a room, lift a pause and guide the rooms one is in"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(joining="code") | ~Q(join_code=""), name="room_code_is_set"),
            models.UniqueConstraint(squashed("join_code"), condition=~Q(join_code=""), name="room_code_once"),
            models.CheckConstraint(condition=Q(slow_seconds__in=[0, 30, 120, 600]), name="room_slow_is_a_pace"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self._state.adding and self.slug in RESERVED:
            raise ValidationError({"slug": _("A page of the site has this address. Choose another name.")})

    @property
    def is_care(self) -> bool:
        return self.care_for_id is not None


class ReadPositionField(models.BigIntegerField):
    """Begins at the room's end, whoever makes the row: what was said before somebody came is no news to them."""

    def pre_save(self, model_instance: models.Model, add: bool) -> int:
        if add and getattr(model_instance, self.attname) is None:
            setattr(model_instance, self.attname, model_instance.room.revision)  # type: ignore[attr-defined]
        return getattr(model_instance, self.attname)


class Membership(models.Model):
    """That a person is in a room, and how far they have read. Leaving deletes the row."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField()
    read_position = ReadPositionField(
        editable=False, help_text="The last message seen; only chat.services.reads moves it."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.room_id}"


class JoinRequest(models.Model):
    """That a person asked to be let into a room, and who answered how."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="join_requests")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    admitted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room", "user"], condition=Q(answered_at__isnull=True), name="join_request_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} asks for {self.room_id}"


class Message(models.Model):
    """One message. Members see `html`; `position` orders the display, `revision` tells of the latest change."""

    class State(models.TextChoices):
        HELD = "held", _("Held")
        PUBLISHED = "published", _("Published")
        HIDDEN = "hidden", _("Hidden")
        REMOVED = "removed", _("Removed")
        WITHDRAWN = "withdrawn", _("Withdrawn")  # by its author

    class Kind(models.TextChoices):
        TALK = "", _("Talk")
        PROMPT = "prompt", _("Prompt of the week")

    room = models.ForeignKey(Room, models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages")
    key = models.UUIDField(help_text="Made by the client; makes a send idempotent.")
    text = models.TextField()
    html = models.TextField(help_text="Safe HTML, made from the text once, when written.")
    feeling = models.CharField(max_length=20, blank=True)
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replies")
    resource = models.ForeignKey("education.Resource", models.PROTECT, null=True, blank=True, related_name="shares")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TALK, blank=True)
    state = models.CharField(max_length=10, choices=State)
    caution = models.BooleanField(default=False)
    card = models.JSONField(null=True, blank=True, help_text="The safety card that its author was shown, whole.")
    removal_note = models.TextField(blank=True, help_text="Why it was removed, in words for its author.")
    position = models.BigIntegerField(null=True, blank=True, help_text="Revision at which it first appeared.")
    revision = models.BigIntegerField(null=True, blank=True, help_text="Revision of its latest change; null unseen.")
    reaction_revision = models.BigIntegerField(null=True, blank=True, help_text="Revision of its latest reactions.")
    before_reactions = models.BigIntegerField(null=True, blank=True, help_text="Its revision before these reactions.")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True, help_text="When its words took the place of others.")

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        permissions = [("post_message", "Can post a message"), ("pin_message", "Can pin a message")]
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], name="message_sent_once"),
            models.UniqueConstraint(fields=["room", "position"], name="message_position_once"),
            models.UniqueConstraint(fields=["room", "revision"], name="message_revision_once"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(position__isnull=False), name="published_has_position"
            ),
            models.CheckConstraint(condition=~Q(state="held") | Q(position__isnull=True), name="held_was_never_seen"),
        ]
        indexes = [
            models.Index(fields=["author", "room", "state"], name="message_by_author"),
            models.Index(fields=["room", "created_at", "id"], name="message_by_time"),
            models.Index(fields=["author", "room"], condition=Q(card__isnull=False), name="message_with_card"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    def first_text(self) -> str:
        """The words that it was posted with, whatever it says now. Reads the database only if it was edited."""
        former = self.former_texts.first() if self.edited_at else None
        return former.text if former else self.text

    def text_at(self, revision: int) -> str:
        """The words that it showed at this revision of its own, whatever it says now."""
        former = self.former_texts.filter(revision__gte=revision).first()
        return former.text if former else self.text

    @cached_property
    def tally(self) -> list[Reaction]:
        """Its latest reactions, with their counts. To read them for many at once: chat.reading.history.full."""
        return list(self.reactions.latest_of_each())

    @cached_property
    def named(self) -> list[Mention]:
        """Whom it mentions. To read them for many at once: chat.reading.history.full."""
        return list(self.mentions.select_related("user").order_by("pk"))

    @property
    def content_revision(self) -> int | None:
        """The revision of its latest change, reactions aside: what a clinician has read stands as long as this does."""
        return self.before_reactions if self.revision == self.reaction_revision else self.revision


class Correction(models.Model):
    """What a clinician put under a message instead of, or before, removing it."""

    message = models.OneToOneField(Message, models.CASCADE, related_name="correction")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(max_length=2_000)
    html = models.TextField()
    resource = models.ForeignKey("education.Resource", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"correction of {self.message_id}"


from chat.models.live_hours import LiveHour  # noqa: E402, F401  (a model of its own module, as the next)
from chat.models.pauses import Pause  # noqa: E402, F401
