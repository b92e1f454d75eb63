"""Print a site's messages and rooms as JSON, read in the site's own environment: python -m tests.faults.rows"""

import json
import os
import sys


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings")
    django.setup()
    from chat.models import Message, Room

    fields = ("id", "room__slug", "author_id", "key", "text", "html", "state", "position", "revision")
    names = ("id", "room", "author", "key", "text", "html", "state", "position", "revision")
    rows = [dict(zip(names, row, strict=True)) for row in Message.objects.order_by("pk").values_list(*fields)]
    stored = {"rows": rows, "revisions": dict(Room.objects.values_list("slug", "revision"))}
    json.dump(stored, sys.stdout, default=str)


if __name__ == "__main__":
    main()
