"""The second factor of those who see other people's troubles.

The middleware holds it for the pages of the queue, the admin and whatever else staff do; the sockets (the queue's feed,
threads with the care team) ask `mfa_satisfied` themselves, and again when a second factor is given or taken.
"""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from peersupport.accounts import roles
from peersupport.accounts.models import User

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]  # recovery codes alone are no second factor


def mfa_satisfied(user: User) -> bool:
    """Whether MFA lets the account into the queue and the admin (whether its rights do is another question).

    True for roles that are not guarded, and wherever the site waives MFA (settings.MFA_REQUIRED_FOR_STAFF).
    """
    if not settings.MFA_REQUIRED_FOR_STAFF or not is_guarded(user):
        return True
    return is_mfa_enabled(user, SECOND_FACTORS)


def is_guarded(user: User) -> bool:
    return user.is_superuser or user.groups.filter(name__in=roles.GUARDED).exists()


def to_set_up(request: HttpRequest) -> HttpResponse:
    """Send the person to the page where a second factor is turned on, with the reason."""
    messages.warning(
        request,
        _(
            "You work with other people's private messages. To keep them safe, please turn on a second step "
            "for signing in. After that you can open the queue and the admin pages."
        ),
    )
    return redirect("mfa_index")
