"""What no page of the demo leads to: keys that stand in mails, and somebody who logs in with a second step."""

import json
from collections.abc import Iterable

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from peersupport.accounts import consent
from peersupport.accounts.models import User
from peersupport.notices.mail import way_out


def tell(templates: Iterable[str]) -> None:
    """Print it as visits.Unlinked, for a process that has no database of its own."""
    request = RequestFactory().get("/", SERVER_NAME="127.0.0.1")
    request.user = AnonymousUser()
    errors = {name: render_to_string(name, request=request) for name in templates}
    codes = RecoveryCodes.activate(secured()).get_unused_codes()
    print(json.dumps({"keys": keys(), "errors": errors, "codes": codes}))


def keys() -> dict[str, str]:
    """To the end of such mails and to a new password, both the patient's; and to an address that is not confirmed."""
    patient = User.objects.get(email="patient@demo.example")
    newcomer, _ = User.objects.get_or_create(email="newcomer@demo.example", defaults={"pseudonym": "EarlyLark"})
    address, _ = EmailAddress.objects.get_or_create(user=newcomer, email=newcomer.email, primary=True)
    return {
        "key": way_out(patient.pk, "mail").rstrip("/").rpartition("/")[2],
        "password": f"{user_pk_to_url_str(patient)}-{default_token_generator.make_token(patient)}",
        "address": EmailConfirmationHMAC(address).key,
    }


def secured() -> User:
    """Somebody with the demo's password, an app and a key."""
    if found := User.objects.filter(email="secured@demo.example").first():
        return found
    password = User.objects.get(email="patient@demo.example").password
    user = User.objects.create(email="secured@demo.example", pseudonym="SteadyHeron", password=password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    consent.agree(user, now=user.date_joined)
    TOTP.activate(user, generate_totp_secret())
    data = {"name": "Phone", "credential": _credential(b"phone")}
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)
    return user


def _credential(name: bytes) -> dict[str, object]:
    """As a browser sends it when a key is added. The key itself is thrown away."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    flags = AuthenticatorData.FLAG.AT | AuthenticatorData.FLAG.UP
    made = AuthenticatorData.create(bytes(32), flags, 0, AttestedCredentialData.create(Aaguid.NONE, name, public))
    told = CollectedClientData.create("webauthn.create", b"", "http://localhost")
    response = {
        "clientDataJSON": websafe_encode(told),
        "attestationObject": websafe_encode(AttestationObject.create("none", made, {})),
    }
    return {"id": websafe_encode(name), "rawId": websafe_encode(name), "type": "public-key", "response": response}
