"""The named cast: the people whom the tests are told about, and the room that three of them are in."""

import time
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from chat.models import Membership, Room
from peersupport.accounts import consent, roles
from peersupport.accounts.models import User

PASSWORD = "a quiet heron by the water"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
IN_THE_ROOM = ("amara", "ben", "diaz")


@dataclass(frozen=True)
class Part:
    pseudonym: str
    role: str
    country: str = "US"
    unit: str = "mg/dL"
    diabetes_type: str = ""
    treatment: str = ""


CAST = {
    "amara": Part("amara_walks", roles.MEMBER, "US", "mg/dL", "type_2", "both"),
    "ben": Part("ben-in-the-hills", roles.MEMBER, "GB", "mmol/L", "type_1", "pump"),
    "chen": Part("chen_elsewhere", roles.MEMBER, "US", "mg/dL", "type_2", "tablets"),
    "diaz": Part("Dr Diaz", roles.CLINICIAN),
    "erin": Part("Erin of the library", roles.LIBRARIAN, "GB", "mmol/L"),
    "farah": Part("Farah at the desk", roles.ADMIN),
    "guide": Part("Old Heron", roles.GUIDE, "GB", "mmol/L", "type_1", "insulin"),
}


def enter(name: str, double: int = 0) -> User:
    """Make one of the cast, verified, with the role and, where the role asks for it, MFA on.

    A `double` above 0 is another person with the same part, who has no password.
    """
    part = CAST[name]
    suffix = f" {double}" if double else ""
    user = User.objects.create_user(
        f"{name}{suffix.replace(' ', '-')}@example.org",
        None if double else PASSWORD,
        pseudonym=part.pseudonym + suffix,
        country=part.country,
        glucose_unit=part.unit,
        diabetes_type=part.diabetes_type,
        treatment=part.treatment,
    )
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    ensure_roles()
    roles.grant(user, part.role)
    consent.agree(user, now=timezone.now())
    if part.role in roles.STAFF:
        TOTP.activate(user, TOTP_SECRET)
    return user


def take_role(user: User, role: str) -> None:
    """Take the role away, as the admin does."""
    user.groups.remove(Group.objects.get(name=role))
    roles.refresh_staff(user)


def ensure_roles() -> None:
    """The roles, made again where a test that emptied the tables took them away."""
    granted = Group.objects.filter(name__in=roles.GRANTS, permissions__isnull=False).distinct().count()
    if granted < len(roles.GRANTS):
        roles.sync()


def open_room(*people: User, now: datetime, slug: str = "kitchen-table") -> Room:
    room = Room.objects.create(slug=slug, title="The kitchen table", description="Talk about food and days.")
    Membership.objects.bulk_create([Membership(room=room, user=user, joined_at=now) for user in people])
    return room


def client_of(user: User) -> Client:
    """A browser in which the user has just signed in, with the second factor where there is one."""
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    methods: list[dict[str, object]] = [{"method": "password", "at": time.time(), "email": user.email}]
    second = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if second:
        methods.append({"method": "mfa", "at": time.time(), "id": second.pk, "type": "totp"})
    session = client.session
    session["account_authentication_methods"] = methods
    session.save()
    return client
