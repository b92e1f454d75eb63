"""The site's own key for web push (VAPID, RFC 8292): push services know by it that a notice comes from this site."""

import base64
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings


def offered() -> bool:
    """Whether this site sends notices to devices at all."""
    return bool(settings.PUSH_PRIVATE_KEY)


def make() -> str:
    """A new private key, as PUSH_PRIVATE_KEY takes it."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return encoded(number.to_bytes(32, "big"))


def public() -> str:
    """What a browser is told, so that it takes notices from this site alone."""
    return _public(settings.PUSH_PRIVATE_KEY)


@cache
def _public(private: str) -> str:
    key = ec.derive_private_key(int.from_bytes(decoded(private), "big"), ec.SECP256R1())
    return encoded(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Raises ValueError for what is no base64url."""
    return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
