"""The five roles, as Django groups with named permissions, kept in step after each migration.

A role holds exactly what GRANTS says: what somebody adds to one of these groups by hand is taken off again.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.models import User

MEMBER, GUIDE, CLINICIAN, LIBRARIAN, ADMIN = "member", "lay moderator", "clinician", "librarian", "admin"
WORDS = {
    MEMBER: _("member"),
    GUIDE: _("lay moderator"),
    CLINICIAN: _("clinician"),
    LIBRARIAN: _("librarian"),
    ADMIN: _("admin"),
}

# group: permissions as "app.codename"
GRANTS: dict[str, tuple[str, ...]] = {
    MEMBER: ("chat.post_message",),
    GUIDE: ("chat.post_message", "chat.guide_room", "chat.pin_message"),
    CLINICIAN: (
        "chat.post_message",
        "chat.pin_message",
        "chat.tend_room",
        "moderation.work_queue",
        "moderation.view_safetycard",
        "moderation.add_safetycard",
        "moderation.change_safetycard",
        "moderation.approve_safetycard",
        "moderation.view_sample",
        "moderation.approve_trainingtext",
        "moderation.view_ruleversion",
        "moderation.write_rule",
        "moderation.sign_rule",
        "moderation.view_dutyhours",
        "moderation.add_dutyhours",
        "moderation.change_dutyhours",
        "moderation.delete_dutyhours",
        "moderation.view_decision",
        "education.view_resource",
        "education.change_resource",
        "education.validate_resource",
    ),
    LIBRARIAN: (
        "chat.post_message",
        "education.view_resource",
        "education.add_resource",
        "education.change_resource",
        "education.delete_resource",
    ),
    ADMIN: (
        "chat.post_message",
        "chat.guide_room",
        "chat.pin_message",
        "chat.add_room",
        "chat.change_room",
        "chat.view_room",
        "chat.tend_room",
        "accounts.view_user",
        "accounts.change_user",
        "education.view_resource",
        "education.add_resource",
        "education.change_resource",
        "education.delete_resource",
        "moderation.view_auditentry",
        "moderation.view_decision",
        "moderation.view_dutyhours",
        "moderation.add_dutyhours",
        "moderation.change_dutyhours",
        "moderation.delete_dutyhours",
        "moderation.view_sample",
        "moderation.view_ruleversion",
        "watching.view_status",
    ),
}
STAFF = {CLINICIAN, LIBRARIAN, ADMIN}  # may enter the admin
GUARDED = {CLINICIAN, ADMIN}  # must have MFA on before they reach the queue or the admin
APPS = {name.partition(".")[0] for names in GRANTS.values() for name in names}


def names_of(user_ids: Iterable[int]) -> dict[int, set[str]]:
    """The names of the roles that each person has, in one query; who has none is left out."""
    found: dict[int, set[str]] = defaultdict(set)
    held = User.groups.through.objects.filter(user__in=list(user_ids))
    for user_id, name in held.values_list("user_id", "group__name"):
        found[user_id].add(name)
    return found


def sync(sender: AppConfig | None = None, apps: Apps = installed, **_kwargs: Any) -> None:
    """Make the groups and give each exactly its permissions, of one app (as post_migrate asks) or of all.

    `apps` are the models that are migrated by now: a migration of one other app alone may run before ours exist.
    """
    if sender and sender.label not in APPS:
        return
    try:
        groups, known = apps.get_model("auth", "Group").objects, apps.get_model("auth", "Permission").objects
    except LookupError:
        return
    permissions = known.select_related("content_type")
    if sender:
        permissions = permissions.filter(content_type__app_label=sender.label)
    named = {f"{permission.content_type.app_label}.{permission.codename}": permission for permission in permissions}
    for role, wanted in GRANTS.items():
        group, _ = groups.get_or_create(name=role)
        held = {permission for permission in group.permissions.all() if permission in named.values()}
        due = {permission for name, permission in named.items() if name in wanted}
        group.permissions.add(*due - held)
        group.permissions.remove(*held - due)


def grant(user: User, role: str) -> None:
    """Give the role to the user. Raises KeyError for a role that does not exist."""
    GRANTS[role]
    user.groups.add(Group.objects.get(name=role))
    refresh_staff(user)


def refresh_staff(user: User) -> None:
    """Let into the admin whom a role lets in, and nobody else."""
    may_enter = user.is_superuser or user.groups.filter(name__in=STAFF).exists()
    if user.is_staff != may_enter:
        user.is_staff = may_enter
        user.save(update_fields=["is_staff"])
