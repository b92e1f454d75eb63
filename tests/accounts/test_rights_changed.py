"""Whatever takes a right away has the person's connections ask again."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session

from peersupport.accounts import roles
from peersupport.accounts.services import change_settings
from peersupport.notices import reading
from tests.support.cast import PASSWORD, TOTP_SECRET, take_role


@pytest.fixture
def asked_again(amara):
    """How many times Amara's connections were told to ask since the last call."""
    state = {"at": reading.revisions([amara.pk])[amara.pk]}

    def since_last() -> int:
        before, state["at"] = state["at"], reading.revisions([amara.pk])[amara.pk]
        return state["at"] - before

    return since_last


def test_a_ban(amara, asked_again):
    amara.is_active = False
    amara.save(update_fields=["is_active"])
    assert asked_again() == 1


def test_a_changed_password(amara, client_of, asked_again):
    browser = client_of(amara)
    asked_again()
    new = {"oldpassword": PASSWORD, "password1": "five owls in a barn", "password2": "five owls in a barn"}
    browser.post("/accounts/password/change/", new)
    assert asked_again() >= 1


def test_a_log_out_here(amara, client_of, asked_again):
    browser = client_of(amara)
    asked_again()
    browser.post("/accounts/logout/")
    assert asked_again() == 1


def test_a_log_out_from_elsewhere(amara, client_of, asked_again):
    client_of(amara)
    asked_again()
    Session.objects.get().delete()
    assert asked_again() == 1


def test_a_role_given_and_taken(amara, asked_again):
    roles.grant(amara, roles.GUIDE)
    assert asked_again() == 1
    take_role(amara, roles.GUIDE)
    assert asked_again() == 1


def test_a_role_emptied_from_the_groups_side(amara, ben, asked_again):
    Group.objects.get(name=roles.MEMBER).user_set.clear()
    assert asked_again() == 1
    Group.objects.get(name=roles.MEMBER).user_set.add(amara, ben)
    assert asked_again() == 1


def test_a_second_factor_given_and_taken(amara, asked_again):
    TOTP.activate(amara, TOTP_SECRET)
    assert asked_again() == 1
    Authenticator.objects.get(user=amara).record_usage()
    RecoveryCodes.activate(amara)
    assert asked_again() == 0, "that it was used, and what is no second factor by itself"
    Authenticator.objects.filter(user=amara).delete()
    assert asked_again() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"country": "GB"},
        {"language": "es"},
        {"glucose_unit": "mmol/L"},
        {"diabetes_type": "type_1"},
        {"treatment": "pump"},
        {"shows_typing": False},
        {"shows_presence": True},
    ],
)
def test_whatever_screening_its_cards_and_the_signs_of_life_go_by(amara, asked_again, change):
    change_settings(amara, change)
    assert asked_again() == 1


def test_a_new_name_is_no_change_of_rights(amara, asked_again):
    amara.save(update_fields=["pseudonym", "pseudonym_key"])
    assert asked_again() == 0
    amara.save()
    assert asked_again() == 1


def test_an_anonymous_session_that_ends_asks_nobody(amara, client, asked_again):
    client.session.save()
    Session.objects.all().delete()
    assert asked_again() == 0


def test_an_account_that_is_gone_is_no_error(amara, client_of):
    TOTP.activate(amara, TOTP_SECRET)
    client_of(amara)
    amara.delete()
    Session.objects.all().delete()
    assert not Session.objects.exists()
