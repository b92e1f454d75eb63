"""A role holds exactly the permissions that are written down, and opens the doors they are for."""

import pytest
from django.apps.registry import Apps
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from peersupport.accounts import roles
from peersupport.accounts.models import User
from tests.support import cast


def held(group: Group) -> set[str]:
    return {f"{app}.{name}" for app, name in group.permissions.values_list("content_type__app_label", "codename")}


@pytest.mark.parametrize("role", roles.GRANTS)
def test_the_role_holds_what_is_written_and_no_more(db, role):
    cast.ensure_roles()
    assert held(Group.objects.get(name=role)) == set(roles.GRANTS[role])


def test_a_permission_added_by_hand_is_taken_off_and_one_lost_comes_back(db):
    cast.ensure_roles()
    member = Group.objects.get(name=roles.MEMBER)
    member.permissions.set([Permission.objects.get(codename="work_queue")])
    roles.sync()
    assert held(member) == {"chat.post_message"}


def test_a_migration_before_there_are_groups_is_left_alone(db):
    Group.objects.all().delete()
    roles.sync(apps=Apps([]))
    assert not Group.objects.exists()
    roles.sync()
    assert Group.objects.count() == len(roles.GRANTS)


def test_only_clinicians_work_the_queue(amara, guide, erin, farah, diaz):
    able = [user for user in (amara, guide, erin, farah, diaz) if user.has_perm("moderation.work_queue")]
    assert able == [diaz]


def test_the_admin_is_for_clinicians_librarians_and_admins(amara, guide, erin, farah, diaz):
    able = [user for user in (amara, guide, erin, farah, diaz) if user.is_staff]
    assert able == [erin, farah, diaz]


def test_a_role_taken_away_closes_the_admin(erin):
    cast.take_role(erin, roles.LIBRARIAN)
    assert not User.objects.get(pk=erin.pk).is_staff


def test_the_operator_makes_the_first_clinician(amara, capsys):
    call_command("make_staff", amara.email, roles.CLINICIAN)
    assert amara.groups.filter(name=roles.CLINICIAN).exists()
    assert "turn on a second step" in capsys.readouterr().out


def test_the_operator_is_told_of_an_address_without_an_account(db):
    with pytest.raises(CommandError, match="Have the person sign up first"):
        call_command("make_staff", "nobody@example.org", roles.ADMIN)


def test_the_operator_gives_staff_the_name_under_which_they_answer(amara):
    call_command("make_staff", amara.email, roles.CLINICIAN, name="Dr Okafor", verbosity=0)
    amara.refresh_from_db()
    assert (amara.pseudonym, amara.pseudonym_key) == ("Dr Okafor", "drokafor")


def test_a_name_that_another_has_is_refused_and_the_role_is_not_given(amara, ben):
    with pytest.raises(CommandError, match="Somebody already has this name"):
        call_command("make_staff", amara.email, roles.CLINICIAN, name="Ben in the hills")
    assert not amara.groups.filter(name=roles.CLINICIAN).exists()
