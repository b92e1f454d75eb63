"""The demo in one language, Spanish unless it is said; who asks it for what: each page, and much that is no page."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from chat.models import Message, Room
from chat.services import muting
from docs.screenshots import unlinked
from docs.screenshots.pages import ROOM, SHOTS
from education.models import Resource
from moderation import services
from moderation.models import Case, Replay, RuleVersion, SafetyCard, Sampled, TrainingText
from peersupport.accounts.models import User
from peersupport.demo import PASSWORD
from peersupport.demo.fill import fill
from tests.support import cast
from tests.support.untranslated import wide

HTMX = {"HTTP_HX_REQUEST": "true"}
GUIDE = ROOM.replace("/rooms/", "/guide/")
RULES = "/admin/moderation/ruleversion/"


@dataclass(frozen=True)
class Visit:
    """Who asks for what: `data` is posted, a `part` is asked for as htmx does. {names} are Demo.numbers.

    `#` in the path is found on the page `via`, as in docs/screenshots/pages.py.
    """

    role: str
    path: str
    data: dict[str, str] | None = None
    part: bool = False
    via: str = ""

    def __str__(self) -> str:
        how = " posts" if self.data is not None else " asks for a part of" if self.part else ""
        return f"{self.role}{how} {self.path} {self.data or ''}".strip()


def get(role: str, *paths: str, part: bool = False) -> list[Visit]:
    return [Visit(role, path, part=part) for path in paths]


def post(role: str, path: str, **data: str) -> Visit:
    return Visit(role, path, data)


# Beside the pages of docs/screenshots: parts of pages, answers to forms that say too little, stations on a way.
BESIDE = [
    *get(
        "visitor",
        "/accounts/confirm-email/",
        "/accounts/confirm-email/broken-key/",
        "/accounts/password/reset/key/1-broken/",
    ),
    *get("visitor", "/offline/es/", "/accounts/unsubscribe/broken/", "/library/?q=zzzz"),
    post("visitor", "/accounts/unsubscribe/{key}/"),
    post("visitor", "/accounts/login/"),
    post("visitor", "/accounts/login/", login="nobody@example.org", password="wrong"),
    post("visitor", "/accounts/signup/"),
    post("visitor", "/accounts/signup/", email="x", pseudonym="me@home", password1="1234"),
    post("visitor", "/accounts/password/reset/", email="x"),
    *get("patient", "/rules/agree/", "/duty/", "/duty/?care"),
    *get("patient", f"{ROOM}live/", f"{ROOM}search/", f"{ROOM}search/?q=zzzz", f"{ROOM}search/?q=walk&part"),
    *get("patient", "/rooms/food-and-cooking/live/", "/library/pick/", "/library/pick/?q=zzzz", "/library/?topic=zzzz"),
    *get("patient", "/rooms/", "/library/", part=True),
    post("patient", "/report/{theirs}/"),
    post("patient", "/me/", country="zz"),
    *get("admin", "/me/close/"),
    *get("clinician", "/me/close/"),
    *get("guide", "/me/close/"),
    post("patient", "/me/notices/", quiet_from="99:99"),
    post("patient", "/accounts/password/change/"),
    post("patient", "/accounts/email/", action_add="1", email="x"),
    post("patient", "/accounts/2fa/totp/activate/", code="1"),
    post("patient", "/accounts/reauthenticate/", password="wrong"),
    *get("author", "/appeals/", "/appeals/{removed}/", "/notices/", "/rooms/archived/"),
    post("author", "/appeals/{removed}/"),
    *get("guide", "/guide/archived/", "/rooms/archived/"),
    post("guide", f"{GUIDE}prompt/"),
    post("guide", f"{GUIDE}pace/", pace="7"),
    post("guide", f"{GUIDE}hours/"),
    post("guide", f"{GUIDE}hours/", title="x", host="x", starts="2020-01-01T10:00", minutes="1"),
    post("guide", f"{GUIDE}pause/{{theirs}}/"),
    post("guide", "/hand-over/{theirs}/"),
    *get("clinician", "/queue/cases/", "/queue/{mine}/", "/queue/{taken}/", "/queue/{waiting}/", "/queue/{closed}/"),
    *get("clinician", "/queue/{appealed}/", "/queue/care/list/", "/queue/care/{thread}/state/"),
    *get("clinician", "/queue/care/{thread}/close/", "/rooms/{asking}/", f"{ROOM}requests/"),
    *get("clinician", "/queue/{mine}/", "/queue/{taken}/", "/queue/{waiting}/", "/queue/{closed}/", part=True),
    post("clinician", "/queue/{waiting}/hide/"),
    post("clinician", "/queue/{mine}/decide/"),
    post("clinician", "/queue/{taken}/decide/", action="remove", reason="dosing"),
    post("clinician", "/queue/{taken}/claim/"),
    post("clinician", "/queue/care/{thread}/close/"),
    post("clinician", "/queue/reading/{sampled}/"),
    post("clinician", "/queue/training/{text}/", text=""),
    *get("clinician2", "/queue/", "/queue/{appealed}/"),
    *get("clinician", f"{RULES}add/", f"{RULES}rule/{{rule}}/", f"{RULES}rule/{{shipped}}/"),
    *get("clinician", f"{RULES}rule/{{shipped}}/write/", f"{RULES}rule/{{shipped}}/switch-off/"),
    *get("clinician2", f"{RULES}{{draft}}/change/", f"{RULES}{{draft}}/edit/", f"{RULES}{{draft}}/try/"),
    *get("clinician2", f"{RULES}{{draft}}/replay/", f"{RULES}{{draft}}/shadow/", f"{RULES}{{draft}}/discard/"),
    *get("clinician2", f"{RULES}{{shadow}}/change/", f"{RULES}{{shadow}}/end_shadow/", f"{RULES}{{shadow}}/replay/"),
    *get("clinician2", f"{RULES}{{draft}}/replay/", part=True),
    post("clinician", f"{RULES}add/"),
    post("clinician", f"{RULES}add/", rule_id=wide("BAD"), patterns=wide("such"), match="x", unless=wide("NO")),
    post("clinician2", f"{RULES}{{draft}}/try/", text=wide("You can use test strips that are expired")),
    *get(
        "clinician",
        "/admin/moderation/safetycard/approve/?card={card}",
        "/admin/moderation/safetycard/{card}/take-out/",
    ),
    *get("clinician", "/admin/moderation/safetycard/{card}/put-back/"),
    *get("librarian", "/library/{unread}/", "/admin/education/resource/add/"),
    *get("librarian", "/admin/education/resource/{unread}/change/"),
    post("librarian", "/admin/education/resource/add/"),
    *get("librarian", "/admin/education/resource/?q=zzzz", "/admin/education/resource/?state__exact=draft&due=past"),
    *get("librarian", "/admin/education/resource/{unread}/history/", "/admin/education/resource/{unread}/delete/"),
    *get("librarian", "/admin/education/resource/{unread}/retire", "/admin/education/resource/export/"),
    *get("clinician", "/admin/moderation/safetycard/?q=zzzz", "/admin/moderation/safetycard/{card}/history/"),
    *get("admin", "/admin/education/", "/admin/accounts/user/?q=zzzz", "/admin/moderation/decision/?at__year=1999"),
]
PAGES = [
    *(
        Visit(shot.role, shot.path, via=shot.via)
        for shot in {(shot.role, shot.path): shot for shot in SHOTS if not shot.error}.values()
    ),
    *BESIDE,
]


class Demo:
    """A filled demo in which some more has happened than what it tells by itself."""

    def __init__(self, now: datetime, language: str = "es"):
        fill(now)
        unlinked.secured()
        User.objects.update(language=language)
        Room.objects.update(language=language)
        Resource.objects.update(language=language)
        self._now, self._language = now, language
        self._clients: dict[str, Client] = {}
        for role in ("clinician", "clinician2", "librarian", "admin"):
            TOTP.activate(self.user(role), cast.TOTP_SECRET)
        self.numbers = self._happened()

    def user(self, role: str) -> User:
        """The "author" is who wrote a message that was removed."""
        return self._removed().author if role == "author" else User.objects.get(email=f"{role}@demo.example")

    def answer(self, visit: Visit) -> Any:
        client = self.client(visit.role)
        path = self._link(client, visit).format(**self.numbers)
        if visit.data is not None:
            return client.post(path, visit.data)
        return client.get(path, follow=True, **(HTMX if visit.part else {}))

    def client(self, role: str) -> Client:
        if role not in self._clients:
            self._clients[role] = Client(headers={"Accept-Language": self._language})
            if role != "visitor":
                self._clients[role].cookies = cast.client_of(self.user(role)).cookies
                self._clients[role].post("/accounts/reauthenticate/", {"password": PASSWORD})
        return self._clients[role]

    def _link(self, client: Client, visit: Visit) -> str:
        """The first link of the shape that is asked for; those of a room are made in the browser."""
        if "#" not in visit.path:
            return visit.path
        shape = re.escape(visit.path).replace(r"\#", "[0-9]+")
        found = re.search(f'href="({shape})"', client.get(visit.via).content.decode())
        return found[1] if found else visit.path.replace("#", "{theirs}")

    def _removed(self) -> Message:
        return Message.objects.filter(state=Message.State.REMOVED).select_related("author").latest("pk")

    def _happened(self) -> dict[str, object]:
        now, clinician, patient = self._now, self.user("clinician"), self.user("patient")
        removed = self._removed()
        appealed = services.appeal(removed.pk, by=removed.author, words=wide("It was my own story"), now=now)
        talk = Message.objects.filter(room__slug=ROOM.split("/")[2], kind="", state=Message.State.PUBLISHED)
        theirs = talk.filter(author__groups__name="member").exclude(author=patient).latest("pk")
        services.report(theirs.pk, by=patient, category="other", now=now)
        muting.mute(theirs.author, by=patient, now=now)
        mine, taken, waiting = Case.objects.filter(closed_at=None, opened=Case.Opened.SCREENED, room__care_for=None)[:3]
        services.claim(mine.pk, by=clinician, now=now)
        services.claim(taken.pk, by=self.user("clinician2"), now=now)
        archived = Room.objects.create(slug="archived", title="Archived", archived_at=now)
        for role in ("author", "guide"):
            archived.memberships.create(user=self.user(role), joined_at=now)
        thread = Room.objects.get(care_for__email="maple@demo.example")
        unread = Resource.objects.latest("pk")
        Resource.objects.filter(pk=unread.pk).update(state="draft")
        draft, shadow = (RuleVersion.objects.get(state=state) for state in ("draft", "shadow"))
        Replay.objects.create(version=shadow, begun_at=now, beat_at=now, done=30, total=120)
        Replay.objects.create(version=draft, begun_at=now, beat_at=now, ended_at=now)
        return {
            **unlinked.keys(),
            "removed": removed.pk,
            "appealed": appealed.case_id,
            "theirs": theirs.pk,
            "mine": mine.pk,
            "taken": taken.pk,
            "waiting": waiting.pk,
            "closed": Case.objects.exclude(closed_at=None).latest("pk").pk,
            "thread": thread.pk,
            "asking": thread.slug,
            "sampled": Sampled.objects.filter(readings=None).earliest("pk").pk,
            "text": TrainingText.objects.waiting().first().pk,
            "draft": draft.pk,
            "rule": draft.rule_id,
            "shadow": shadow.pk,
            "shipped": "unsafe.ignore-ketones",
            "card": SafetyCard.objects.earliest("pk").pk,
            "unread": unread.pk,
        }
