from django.db import migrations
from django.db.models import OuterRef, Subquery

import chat.models


def begin_at_the_end(apps, schema_editor):
    """Nobody is to find a year of old messages unread."""
    Membership, Room = apps.get_model("chat", "Membership"), apps.get_model("chat", "Room")
    revision = Room.objects.filter(pk=OuterRef("room")).values("revision")
    Membership.objects.update(read_position=Subquery(revision))


class Migration(migrations.Migration):
    dependencies = [("chat", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="read_position",
            field=chat.models.ReadPositionField(
                default=0, editable=False, help_text="The last message seen; only chat.services.reads moves it."
            ),
            preserve_default=False,
        ),
        migrations.RunPython(begin_at_the_end, migrations.RunPython.noop),
    ]
