from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_helps_since")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="shows_typing",
            field=models.BooleanField(default=True, verbose_name="others see when they write"),
        ),
        migrations.AddField(
            model_name="user",
            name="shows_presence",
            field=models.BooleanField(default=False, verbose_name="others see the pseudonym while they are in a room"),
        ),
    ]
