"""The request of a signed-in person, for the type checker: behind `login_required` the user is never anonymous."""

from django.http import HttpRequest

from peersupport.accounts.models import User


class MemberRequest(HttpRequest):
    user: User
