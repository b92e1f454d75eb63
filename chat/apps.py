from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = _("Chat")

    def ready(self) -> None:
        from chat.receivers import inbox_moved
        from peersupport.notices.signals import inbox_changed

        inbox_changed.connect(inbox_moved, dispatch_uid="chat.inbox_moved")
