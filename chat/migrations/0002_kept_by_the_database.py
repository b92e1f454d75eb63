"""What the database itself does for the chat: it changes no former text, and keeps an index of what is said."""

from django.db import migrations

from chat.models import word_index
from peersupport.append_only import UPDATE, keep


class Migration(migrations.Migration):
    dependencies = [("chat", "0001_initial")]
    operations = [keep("chat_formertext", UPDATE), migrations.RunPython(word_index.make, word_index.unmake)]
