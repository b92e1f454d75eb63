"""How allauth's flows fit our accounts."""

from allauth.account.adapter import DefaultAccountAdapter

from peersupport.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    pass


def display(user: User) -> str:
    return user.pseudonym
