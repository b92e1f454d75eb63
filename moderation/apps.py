from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "moderation"
    label = "moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        from moderation import checks  # noqa: F401  (registers the system check)
        from moderation.services.training import consent_changed
        from peersupport.accounts.signals import helping_changed

        helping_changed.connect(consent_changed, dispatch_uid="moderation.consent_changed")
