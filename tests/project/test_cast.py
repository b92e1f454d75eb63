"""The cast that the other tests stand on is what they think it is."""

import pytest
from allauth.mfa.utils import is_mfa_enabled

from peersupport.accounts import roles


def test_each_of_the_cast_has_its_role(amara, ben, chen, diaz, erin, farah, guide):
    found = [user.groups.get().name for user in (amara, ben, chen, diaz, erin, farah, guide)]
    assert found == [
        roles.MEMBER,
        roles.MEMBER,
        roles.MEMBER,
        roles.CLINICIAN,
        roles.LIBRARIAN,
        roles.ADMIN,
        roles.GUIDE,
    ]


def test_staff_have_a_second_factor_and_members_need_none(amara, diaz, farah):
    assert is_mfa_enabled(diaz)
    assert is_mfa_enabled(farah)
    assert not is_mfa_enabled(amara)


def test_the_room_holds_its_members_and_not_the_stranger(room, amara, ben, diaz, chen):
    inside = {membership.user for membership in room.memberships.select_related("user")}
    assert inside == {amara, ben, diaz}
    assert chen not in inside


def test_a_client_is_signed_in_as_the_user(amara, client_of):
    assert client_of(amara).session["_auth_user_id"] == str(amara.pk)


@pytest.mark.django_db(transaction=True)
def test_the_roles_are_there_after_the_tables_were_emptied(diaz):
    assert diaz.groups.get().permissions.exists()
