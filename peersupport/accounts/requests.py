"""A request whose user is known to be signed in, for views behind `login_required`."""

from django.http import HttpRequest

from peersupport.accounts.models import User


class MemberRequest(HttpRequest):
    user: User
