from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "peersupport.accounts"
    label = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from peersupport.accounts import again, roles

        # After django.contrib.auth's own receiver, which makes the app's permissions: it is connected before this one.
        user_logged_in.connect(again.forget, dispatch_uid="accounts.again")
        post_migrate.connect(roles.sync, dispatch_uid="roles")
