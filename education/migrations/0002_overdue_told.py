from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("education", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="resource",
            name="overdue_told",
            field=models.DateField(
                editable=False, help_text="The next review of which it was told that it had passed.", null=True
            ),
        ),
    ]
