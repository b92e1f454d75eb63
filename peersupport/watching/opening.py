"""What has to be there before the first member comes, each with its light: asked of the database, judged here."""

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connections
from django.db.models import Q
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from chat.access import care_team
from chat.models import Room
from moderation.models import CardKind, DutyHours, SafetyCard
from moderation.services.cards import APPROVE
from peersupport.accounts import guards, roles
from peersupport.accounts.models import User
from peersupport.watching.lights import Light, State
from peersupport.watching.probes import Probe

ENOUGH = 2  # clinicians: one who signs what the other wrote, looks a second time, and is there when the other is not
NAMED = 5  # people named in a sentence at most


@dataclass(frozen=True)
class Found:
    """Counts of safety cards: `needed` are those that members of this site's countries and languages may be shown."""

    cards: int
    drafts: int  # but those out of use, which the next counts
    out: int
    needed_drafts: int
    missing_kinds: int
    approvers: Sequence[str]  # pseudonyms, as the next two
    clinicians: Sequence[str]
    without_second: Sequence[str]
    guarded: int
    rooms: int
    duty: bool
    confirmed: bool


def lights(found: Found) -> list[Light]:
    return [
        cards(found),
        second_factor(found),
        rooms(found.rooms),
        clinicians(len(found.clinicians)),
        duty(found.duty),
        mail(found.confirmed),
        push(bool(settings.PUSH_PRIVATE_KEY)),
    ]


def cards(found: Found) -> Light:
    name, approved = _("Safety cards"), found.cards - found.drafts - found.out
    sentence = _("Approved: %(approved)s of %(all)s.") % {"approved": approved, "all": found.cards}
    out = _("Have those out of use mended and approved under Safety cards, or put back.")
    if found.out:
        sentence += " " + _("Out of use: %(count)s.") % {"count": found.out}
    if not found.cards or found.missing_kinds:
        return Light(name, State.BAD, sentence, out if found.out else _("Cards are missing. Run: manage.py load_cards"))
    if not found.drafts:
        return Light(name, State.LOOK, sentence, out) if found.out else Light(name, State.WELL, sentence)
    if found.needed_drafts:
        sentence += " " + _("Of those that members here may need, %(count)s are drafts: nobody is shown them.") % {
            "count": found.needed_drafts
        }
    return Light(name, State.BAD if found.needed_drafts else State.LOOK, sentence, _who_approves(found.approvers))


def _who_approves(names: Sequence[str]) -> str:
    if not names:
        return _("Nobody here can approve them. Make a clinician: manage.py make_staff EMAIL clinician")
    return _("Have them read and approved under Safety cards. Who can: %(names)s.") % {"names": _named(names)}


def second_factor(found: Found) -> Light:
    name = _("Second step of signing in")
    if not settings.MFA_REQUIRED_FOR_STAFF:
        return Light(name, State.NONE, _("The demo does not ask for it."))
    if found.without_second:
        sentence = _("Not turned on by: %(names)s.") % {"names": _named(found.without_second)}
        return Light(name, State.LOOK, sentence, _("Until they do, their role opens no doors. Ask them to log in."))
    return Light(name, State.WELL, _("All %(count)s who need it have it on.") % {"count": found.guarded})


def rooms(count: int) -> Light:
    name = _("Rooms")
    if not count:
        return Light(name, State.BAD, _("There is none: members find nobody to talk to."), _("Add one under Rooms."))
    return Light(name, State.WELL, _("Open rooms: %(count)s.") % {"count": count})


def clinicians(count: int) -> Light:
    name, sentence = _("Clinicians"), _("Able to work: %(count)s.") % {"count": count}
    if count >= ENOUGH:
        return Light(name, State.WELL, sentence)
    advice = _("Two are needed: rules, second looks and blind reading ask for another person.")
    return Light(name, State.LOOK if count else State.BAD, sentence, advice)


def duty(entered: bool) -> Light:
    name = _("Duty hours")
    if entered:
        return Light(name, State.WELL, _("They are entered."))
    advice = _("Enter them under Duty hours: members then read whether a clinician is on duty.")
    return Light(name, State.LOOK, _("None are entered."), advice)


def mail(confirmed: bool) -> Light:
    name = _("Mail")
    if confirmed:
        return Light(name, State.WELL, _("Somebody has followed the link in a mail from here."))
    advice = _("Run manage.py sendtestemail with your own address, then sign up with it.")
    return Light(name, State.LOOK, _("Nobody has followed a link in a mail from here yet."), advice)


def push(has_key: bool) -> Light:
    name = _("Notices to devices")
    if has_key:
        return Light(name, State.WELL, _("There is a key for them."))
    return Light(name, State.NONE, _("They are not offered. To offer them: manage.py make_push_keys"))


def _named(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    shown = list(names[:NAMED])
    return get_text_list([*shown, _("%(count)s more") % {"count": more}] if more > 0 else shown, _("and"))


def _ask() -> Found:
    try:
        return _look()
    finally:
        connections.close_all()


def _look() -> Found:
    people = User.objects.filter(is_active=True)
    countries = {"", *people.exclude(country="").order_by().values_list("country", flat=True).distinct()}
    here = SafetyCard.objects.filter(country__in=countries, language__in=dict(settings.LANGUAGES))
    usable = SafetyCard.objects.filter(out_of_use=None)
    general = usable.filter(country="", language=settings.LANGUAGE_CODE).values("kind").distinct().count()
    team = care_team(people.filter(groups__name=roles.CLINICIAN).values_list("pk", flat=True))
    working = list(people.filter(pk__in=team).order_by("pseudonym"))
    must = Q(is_superuser=True) | Q(groups__name__in=roles.GUARDED)
    guarded = list(people.filter(must).distinct().order_by("pseudonym"))
    return Found(
        cards=SafetyCard.objects.count(),
        drafts=usable.drafts().count(),
        out=SafetyCard.objects.exclude(out_of_use=None).count(),
        needed_drafts=here.filter(approved_at=None).count(),
        missing_kinds=len(CardKind.values) - general,
        approvers=[user.pseudonym for user in working if user.has_perm(APPROVE)],
        clinicians=[user.pseudonym for user in working],
        without_second=[user.pseudonym for user in guarded if not guards.mfa_satisfied(user)],
        guarded=len(guarded),
        rooms=Room.objects.for_many().filter(archived_at=None).count(),
        duty=DutyHours.objects.exists(),
        confirmed=EmailAddress.objects.filter(verified=True).exists(),
    )


probe = Probe(_ask, keep=5.0)
