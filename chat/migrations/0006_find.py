"""What finds messages again: their days, and the index of their words."""

from django.conf import settings
from django.db import migrations, models

from chat.models import word_index


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0005_edits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["room", "created_at", "id"], name="message_by_time"),
        ),
        migrations.RunPython(word_index.make, word_index.unmake),
    ]
