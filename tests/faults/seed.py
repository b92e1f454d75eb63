"""Fill a site's database with rooms, members in two rooms each and a clinician; print who is who as JSON.

Run in the environment of the site: python -m tests.faults.seed MEMBERS ROOMS
"""

import json
import os
import sys


def main(members: int, rooms: int) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings")
    django.setup()
    from django.conf import settings
    from django.db import transaction
    from django.utils import timezone

    from chat.models import Membership
    from tests.support import cast

    now = timezone.now()

    def session(user) -> str:
        return cast.client_of(user).cookies[settings.SESSION_COOKIE_NAME].value

    with transaction.atomic():
        opened = [cast.open_room(now=now, slug=f"room-{number}") for number in range(rooms)]
        people = []
        for number in range(members):
            user = cast.enter("amara", number + 1)
            # Each pair of rooms shares members, so that one connection carries two rooms.
            inside = {opened[number % rooms], opened[(number + 1) % rooms]}
            Membership.objects.bulk_create(Membership(room=room, user=user, joined_at=now) for room in inside)
            slugs = sorted(room.slug for room in inside)
            people.append({"name": f"m{number}", "user": user.pk, "session": session(user), "rooms": slugs})
        clinician = cast.enter("diaz")
        told = {"people": people, "clinician": {"user": clinician.pk, "session": session(clinician)}}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
