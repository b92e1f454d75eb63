"""Fill a site's database with tables (a room and a cast each) and print who is signed in with which session, as JSON.

Run by tests/support/fixtures.py in the environment of the site: python -m tests.support.seed NUMBER
"""

import json
import os
import sys


def main(number: int) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings")
    django.setup()
    from django.db import transaction

    with transaction.atomic():  # one commit, not thousands
        tables = [table(count) for count in range(number)]
    json.dump(tables, sys.stdout)


def table(count: int) -> dict:
    """One table, for the count-th double of each of the cast."""
    from django.conf import settings
    from django.utils import timezone

    from tests.support import cast

    people = {name: cast.enter(name, count) for name in cast.CAST}
    inside = [people[name] for name in cast.IN_THE_ROOM]
    room = cast.open_room(*inside, now=timezone.now(), slug=f"kitchen-table-{count}" if count else "kitchen-table")
    sessions = {name: cast.client_of(user).cookies[settings.SESSION_COOKIE_NAME].value for name, user in people.items()}
    return {"room": room.slug, "sessions": sessions, "users": {name: user.pk for name, user in people.items()}}


if __name__ == "__main__":
    main(int(sys.argv[1]))
