"""The only writers of people's devices.

register          a browser that its person turned notices on in
forget            one of a person's own
forget_session    the one of a session that ended
forget_all        all of a person whose account is closed
forget_gone       one whose push service knows it no more
was_reached       that it took a notice
"""

import ipaddress
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.db.models import Q

from peersupport.accounts.models import User
from peersupport.notices import keys
from peersupport.notices.models import Device

# Ways into other networks, and what no host of the open internet has: NAT64, 6to4 (and its relays), Teredo and its
# kin, IPv4 in IPv6. Each may lead to an address inside, so that they are judged by none that they carry.
HOSTS_OF_IPV6 = ipaddress.ip_network("2000::/3")
NO_HOSTS = [ipaddress.ip_network(net) for net in ("192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20")]
MOST = 10  # devices of one person; the one that is longest known gives way


class Keys(msgspec.Struct):
    p256dh: str
    auth: str


class Subscription(msgspec.Struct):
    """What PushSubscription.toJSON() gives."""

    endpoint: str
    keys: Keys


class BadSubscription(Exception):
    """Nothing that a push service could have made."""


def parse(raw: bytes) -> Subscription:
    """Raises BadSubscription, also for an address that is not a push service's: not https, or inside some network."""
    try:
        found = msgspec.json.decode(raw, type=Subscription)
        point = keys.decoded(found.keys.p256dh)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        secret = keys.decoded(found.keys.auth)
    except (msgspec.MsgspecError, ValueError) as error:
        raise BadSubscription from error
    if len(point) != 65 or len(secret) != 16 or len(found.endpoint) > 1000 or not _may_be_asked(found.endpoint):
        raise BadSubscription
    return found


@transaction.atomic
def register(user: User, found: Subscription, *, session_key: str, name: str, now: datetime) -> Device:
    """A browser has one address: whoever turned notices on in it last has them.

    All that may go or change is locked at once, in order of id, as who forgets several locks them.
    """
    concerned = Device.objects.filter(Q(endpoint=found.endpoint) | Q(user=user))
    list(concerned.select_for_update().order_by("pk").values_list("pk", flat=True))
    wanted = {"user": user, "p256dh": found.keys.p256dh, "auth": found.keys.auth, "session_key": session_key}
    wanted |= {"name": name[:80], "created_at": now}
    device, is_new = Device.objects.update_or_create(endpoint=found.endpoint, defaults=wanted)
    if not is_new:
        device.deliveries.exclude(notice__inbox_id=user.pk).delete()
    surplus = Device.objects.filter(user=user).order_by("-created_at", "-pk").values_list("pk", flat=True)[MOST:]
    _forget(pk__in=list(surplus))
    return device


def forget(device_id: int, *, by: User) -> bool:
    """Whether there was one of theirs."""
    return _forget(pk=device_id, user=by)


def forget_session(session_key: str) -> None:
    _forget(session_key=session_key)


def forget_all(user_id: int) -> None:
    _forget(user_id=user_id)


def forget_gone(endpoint: str | None) -> None:
    _forget(endpoint=endpoint or "")


@transaction.atomic
def _forget(**which: Any) -> bool:
    """Whether there was one. Locked first: what is on its way to it by then is seen, and goes with it."""
    found = Device.objects.filter(**which).select_for_update().order_by("pk").values_list("pk", flat=True)
    ids = list(found)
    if ids:
        Device.objects.filter(pk__in=ids).delete()
    return bool(ids)


def was_reached(device: Device, now: datetime) -> None:
    Device.objects.filter(pk=device.pk).update(last_ok_at=now)


def is_public(address: str) -> bool:
    """Whether the IP address is on the open internet: none of ours, of a neighbour, or of a cloud's inside."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if found.version == 6 and found not in HOSTS_OF_IPV6:
        return False
    if found.is_multicast or found.is_reserved or any(found in net for net in NO_HOSTS):
        return False
    return found.is_global


def _may_be_asked(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or parts.username or parts.password or port not in (None, 443) or not endpoint.isascii():
        return False
    try:
        return is_public(host)
    except ValueError:
        return "." in host and not host.endswith((".local", ".localhost", ".internal"))
