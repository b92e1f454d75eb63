from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.core.signals import got_request_exception
from django.utils.translation import gettext_lazy as _


class AdminConfig(admin_apps.AdminConfig):
    """Django's admin, on our own site object."""

    default = False
    default_site = "peersupport.admin.Site"


class PeersupportConfig(AppConfig):
    name = "peersupport"
    verbose_name = _("Peer support")

    def ready(self) -> None:
        from peersupport import checks, database  # noqa: F401  (registers the system checks)

        got_request_exception.connect(database.renew_after)
