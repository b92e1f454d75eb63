from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "moderation"
    label = "moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        from django.conf import settings
        from django.db.models.signals import post_delete, post_migrate

        from chat.signals import tended
        from moderation import checks  # noqa: F401  (registers the system check)
        from moderation.receivers import migrated, room_tended
        from moderation.services.training import account_gone, consent_changed
        from peersupport.accounts.signals import helping_changed

        tended.connect(room_tended, dispatch_uid="moderation.room_tended")
        helping_changed.connect(consent_changed, dispatch_uid="moderation.consent_changed")
        post_migrate.connect(migrated, sender=self, dispatch_uid="moderation.migrated")
        post_delete.connect(account_gone, sender=settings.AUTH_USER_MODEL, dispatch_uid="moderation.account_gone")
