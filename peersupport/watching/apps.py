from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WatchingConfig(AppConfig):
    name = "peersupport.watching"
    label = "watching"
    verbose_name = _("Status")
