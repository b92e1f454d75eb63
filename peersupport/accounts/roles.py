"""The five roles, as Django groups with named permissions, kept in step after each migration."""

from django.contrib.auth.models import Group, Permission

from peersupport.accounts.models import User

MEMBER, GUIDE, CLINICIAN, LIBRARIAN, ADMIN = "member", "lay moderator", "clinician", "librarian", "admin"

# group: permissions as "app.codename"
GRANTS: dict[str, tuple[str, ...]] = {
    MEMBER: ("chat.post_message",),
    GUIDE: ("chat.post_message", "chat.guide_room"),
    CLINICIAN: (
        "chat.post_message",
        "moderation.work_queue",
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
        "chat.add_room",
        "chat.change_room",
        "chat.view_room",
        "accounts.view_user",
        "accounts.change_user",
        "education.view_resource",
        "education.add_resource",
        "education.change_resource",
        "education.delete_resource",
        "moderation.view_auditentry",
        "moderation.view_decision",
    ),
}
STAFF = {CLINICIAN, LIBRARIAN, ADMIN}  # may enter the admin
GUARDED = {CLINICIAN, ADMIN}  # must have MFA on before they reach the queue or the admin


def sync(**_kwargs) -> None:
    """Make the groups and give each exactly its permissions. Idempotent."""
    for role, wanted in GRANTS.items():
        group, _ = Group.objects.get_or_create(name=role)
        found = []
        for permission in Permission.objects.select_related("content_type"):
            if f"{permission.content_type.app_label}.{permission.codename}" in wanted:
                found.append(permission)
        group.permissions.set(found)


def grant(user: User, role: str) -> None:
    """Give the role to the user. Raises KeyError for a role that does not exist."""
    GRANTS[role]
    user.groups.add(Group.objects.get(name=role))
    if role in STAFF and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])


def has(user: User, role: str) -> bool:
    return user.groups.filter(name=role).exists()
