"""How allauth's flows fit our accounts."""

import base64
import hashlib
import logging

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathFillImage

from peersupport.accounts import services
from peersupport.accounts.models import User

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request: HttpRequest, user: User, form: forms.Form, commit: bool = True) -> User:
        data = form.cleaned_data
        super().save_user(request, user, form, commit=False)
        user.pseudonym = data["pseudonym"]
        user.full_name = data["full_name"]
        user.country = data["country"]
        user.language = data["language"]
        user.glucose_unit = data["glucose_unit"]
        return services.open_account(user, now=timezone.now())


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps encrypted, so that a copy of the database opens no account."""

    def build_totp_svg(self, url: str) -> str:
        """On white, or a page in dark colours would hide the code from the camera."""
        image = qrcode.make(url, image_factory=SvgPathFillImage)
        return image.to_string(encoding="unicode")

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("My key %(number)s") % {"number": number}

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """A secret that no key of the site opens is replaced by one that nobody knows: no code fits it."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.error("A second factor was kept under another SECRET_KEY: put that one into SECRET_KEY_FALLBACKS.")
            return generate_totp_secret()


def _box() -> MultiFernet:
    secrets = [force_bytes(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    digests = [hashlib.sha256(b"peersupport.accounts.mfa" + secret).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def display(user: User) -> str:
    return user.pseudonym
