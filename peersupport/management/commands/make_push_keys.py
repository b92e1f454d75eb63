"""Makes the key by which push services know this site (PUSH_PRIVATE_KEY)."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from peersupport.notices import keys


class Command(BaseCommand):
    help = "Make a key for web push and keep it in DATA_DIR; or print it, to be set as PUSH_PRIVATE_KEY."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--print", action="store_true", help="print the key alone and keep it nowhere")

    def handle(self, *args, **options) -> None:
        if options["print"]:
            self.stdout.write(keys.make())
            return
        file = settings.PUSH_KEY_FILE
        try:
            file.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            raise CommandError(
                f"{file} is there already. With another key every device would have to be turned on anew; "
                "if that is what you want, move the file away first."
            ) from None
        file.write_text(keys.make())
        self.stdout.write(f"The key is in {file}. Start the site and its worker again: then notices go to devices too.")
