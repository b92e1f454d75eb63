from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = _("Talk")

    def ready(self) -> None:
        from chat.models import word_index
        from chat.receivers import inbox_moved
        from chat.services import shelf
        from education.signals import shelf_moved
        from peersupport.notices.signals import inbox_changed

        inbox_changed.connect(inbox_moved, dispatch_uid="chat.inbox_moved")
        shelf_moved.connect(shelf.shelf_moved, dispatch_uid="chat.shelf_moved")
        post_migrate.connect(word_index.mend, sender=self, dispatch_uid="chat.models.word_index")
