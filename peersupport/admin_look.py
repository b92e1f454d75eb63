"""How the admin looks and what its sidebar offers (the UNFOLD setting of django-unfold)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def _may(permission: str) -> Callable[[HttpRequest], bool]:
    return lambda request: request.user.has_perm(permission)


def _item(title: Any, icon: str, link: str, permission: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(link), "permission": _may(permission)}


def _group(title: Any, *items: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "separator": True, "items": list(items)}


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Peer support"),
    "SITE_HEADER": _("Peer support"),
    "SITE_SUBHEADER": _("Rooms, library, people"),
    "SITE_URL": "/",
    "SITE_SYMBOL": "diversity_1",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/favicon.svg")}],
    "SHOW_VIEW_ON_SITE": True,
    "SHOW_BACK_BUTTON": True,
    "DASHBOARD_CALLBACK": "education.admin.desk.on_the_desk",
    "BORDER_RADIUS": "8px",
    "STYLES": [lambda request: static("css/admin.css"), lambda request: static("css/rules.css")],
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": [
            _group(
                _("Library"),
                _item(_("Resources"), "menu_book", "admin:education_resource_changelist", "education.view_resource"),
            ),
            _group(_("Talk"), _item(_("Rooms"), "forum", "admin:chat_room_changelist", "chat.view_room")),
            _group(
                _("Moderation"),
                _item(_("Queue"), "inbox", "moderation:queue", "moderation.work_queue"),
                _item(
                    _("Screening rules"),
                    "rule",
                    "admin:moderation_ruleversion_changelist",
                    "moderation.view_ruleversion",
                ),
                _item(_("What screening misses"), "query_stats", "moderation:misses", "moderation.view_sample"),
                _item(
                    _("Safety cards"),
                    "emergency",
                    "admin:moderation_safetycard_changelist",
                    "moderation.view_safetycard",
                ),
                _item(
                    _("Duty hours"), "schedule", "admin:moderation_dutyhours_changelist", "moderation.view_dutyhours"
                ),
                _item(_("Decisions"), "gavel", "admin:moderation_decision_changelist", "moderation.view_decision"),
                _item(
                    _("Audit trail"), "list_alt", "admin:moderation_auditentry_changelist", "moderation.view_auditentry"
                ),
            ),
            _group(_("People"), _item(_("Accounts"), "group", "admin:accounts_user_changelist", "accounts.view_user")),
            _group(
                _("Site"),
                _item(_("Status"), "monitor_heart", "admin:status", "watching.view_status"),
                {"title": _("I need help now"), "icon": "call", "link": reverse_lazy("help_now")},
            ),
        ],
    },
}
