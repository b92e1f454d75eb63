"""What clinicians and reporters read: the queue, one case with all around it, one's own reports."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet, Subquery

from chat.models import Message
from chat.services.mentions import same_words
from moderation.access import visible
from moderation.highlight import Run, Span, runs
from moderation.models import Action, Case, Category, Decision, Flag, Report, Urgency
from peersupport.accounts.models import User

LISTED = 100  # cases on the page; a queue longer than that needs people, not pages
AROUND = 10  # messages before and after
LINES = 4  # ways to draw a line; two labels of five in one message may look alike
FEW = 5  # words; who answers in no more has not said what it is about
HAS_CASE = Exists(Case.objects.filter(message=OuterRef("pk")))


def waiting(user: User) -> QuerySet[Case]:
    """The open cases, the most urgent first, with what a row of the queue shows, in a fixed number of queries.

    Each with `others`: how many more of its author the user sees there.
    """
    same = visible(user).filter(closed_at=None, message__author=OuterRef("message__author")).order_by()
    number = Subquery(same.values("message__author").annotate(number=Count("pk")).values("number"))
    cases = visible(user).waiting()
    cases = cases.select_related("message__author", "message__reply_to", "room", "claimed_by", "appeal__decision")
    return cases.annotate(others=number - 1).prefetch_related(Prefetch("flags", Flag.objects.all()), "reports")


@dataclass(frozen=True)
class Backlog:
    """What waits of one urgency. `oldest` is when the oldest was opened, None when nothing waits."""

    urgency: int
    waiting: int
    overdue: int
    oldest: datetime | None


def backlog(now: datetime) -> list[Backlog]:
    """What waits, an entry for each urgency, in one query."""
    counts = {"waiting": Count("pk"), "overdue": Count("pk", Q(due_at__lte=now)), "oldest": Min("opened_at")}
    found = Case.objects.filter(closed_at=None).values("urgency").annotate(**counts)
    rows: dict[int, dict[str, Any]] = {row["urgency"]: dict(row) for row in found}
    nothing = {"waiting": 0, "overdue": 0, "oldest": None}
    return [Backlog(**{"urgency": urgency.value} | nothing | rows.get(urgency.value, {})) for urgency in Urgency]


@dataclass(frozen=True)
class Row:
    """A case as the queue lists it at one moment. `is_own_decision`: a second look at what the reader decided.

    `question` is what a few words answer; empty where they answer nothing that stands, or say enough by themselves.
    """

    case: Case
    question: str
    holder: User | None
    labels: list[str]
    words: list[str]
    overdue: bool
    taken_back: bool
    is_own_decision: bool


def row(case: Case, user: User, now: datetime) -> Row:
    flags = list(case.flags.all())
    return Row(
        case=case,
        question=_question(case),
        holder=case.holder(now),
        labels=labels(flags),
        words=noticed(flags)[:3],
        overdue=case.due_at <= now,
        taken_back=case.taken_back(),
        is_own_decision=case.was_decided_by(user),
    )


def _question(case: Case) -> str:
    answered = case.message.reply_to
    if answered is None or answered.state == Message.State.WITHDRAWN or len(case.text.split()) > FEW:
        return ""
    return answered.text


def noticed(flags: list[Flag]) -> list[str]:
    """The words that the flags point at, each once, and none that is a part of another."""
    every = list(dict.fromkeys(flag.words for flag in flags if flag.words))
    return [words for words in every if not any(words != other and words in other for other in every)]


def labels(flags: list[Flag]) -> list[str]:
    """The categories of the flags in words, each once."""
    return [str(Category(label).label) for label in dict.fromkeys(flag.label for flag in flags)]


def next_waiting(user: User, now: datetime) -> Case | None:
    """The most urgent case that the user could take."""
    others = visible(user).waiting().exclude(message__author=user).exclude(appeal__decision__by=user)
    return others.claimable(user, now).first()


def marked(case: Case) -> list[Run]:
    """The case's text with what fired marked; the labels in words."""
    spans = (
        Span(flag.start, flag.end, str(Category(flag.label).label))
        for flag in case.flags.all()
        if flag.start is not None and flag.end is not None
    )
    return runs(case.text, spans)


def lines(case: Case) -> dict[str, int]:
    """With which of the lines of queue.css each label, in words, is drawn under what it marks."""
    marking = dict.fromkeys(str(Category(flag.label).label) for flag in case.flags.all() if flag.start is not None)
    return {label: 1 + number % LINES for number, label in enumerate(marking)}


def says_otherwise(case: Case) -> bool:
    """Whether the author gave the message other words since; not where they are gone, or where only somebody whom they
    mention has closed the account."""
    now = case.message.text
    return case.edit is None and bool(now) and not same_words(now, case.text)


def withdrawn(case: Case) -> set[str]:
    """The reports in the case that were taken back, as their flags name them."""
    return {str(report.pk) for report in case.reports.exclude(withdrawn_at=None)}


def talk_around(message: Message) -> tuple[list[Message], list[Message]]:
    """What was said in the room before and after, oldest first; a clinician sees held and removed ones too.

    Each with `has_case`: what its author took back is read only by who was asked to look at it, which the author was
    told (templates/chat/_withdraw.html).
    """
    room = Message.objects.filter(room_id=message.room_id).select_related("author").annotate(has_case=HAS_CASE)
    before = room.filter(pk__lt=message.pk).order_by("-pk")[:AROUND]
    return list(reversed(before)), list(room.filter(pk__gt=message.pk).order_by("pk")[:AROUND])


def quoted(message: Message) -> Message | None:
    """What the message replies to, as in `talk_around`."""
    if message.reply_to_id is None:
        return None
    return Message.objects.select_related("author").annotate(has_case=HAS_CASE).get(pk=message.reply_to_id)


@dataclass(frozen=True)
class History:
    """What the site knows of an author's messages: how many there are, and how past cases ended.

    Of a decision that was looked at again only what the second look decided.
    """

    messages: int
    decided: list[tuple[str, int]]


def history(author: User) -> History:
    final = Decision.objects.final().filter(case__message__author=author)
    ended = Counter(final.values_list("action", flat=True))
    return History(
        messages=Message.objects.filter(author=author).count(),
        decided=[(str(action.label), ended[action]) for action in Action if ended[action]],
    )


def others_open(case: Case, user: User) -> list[Case]:
    """What else of the author waits, as far as the user may see it, the most urgent first."""
    same = visible(user).waiting().filter(message__author=case.message.author_id).exclude(pk=case.pk)
    return list(same.select_related("room")[:LISTED])


def past_decisions(case: Case) -> QuerySet[Decision]:
    """What was decided about the same message before, and in this case."""
    return Decision.objects.filter(case__message_id=case.message_id).select_related("by", "case", "resource")


def reports_of(user: User) -> QuerySet[Report]:
    """The user's own reports, the latest first, each with the decision on its case."""
    return Report.objects.filter(by=user).select_related("message__room", "case").prefetch_related("case__decisions")
