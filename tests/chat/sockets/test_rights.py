"""Revocation closes sockets: the socket learns within a second what its owner may no longer do."""

from contextlib import contextmanager

import httpx
import pytest

from chat.protocol import LOGGED_OUT
from tests.support.socket_client import connected

SECOND = 1.0


@contextmanager
def page(site, session):
    """A browser of the session's owner, with a CSRF token."""
    with httpx.Client(base_url=site.url, headers={"Cookie": f"sessionid={session}"}) as client:
        token = client.get("/accounts/logout/").cookies["csrftoken"]
        # The cookies are for HTTPS only; a client that keeps to that would not send them back over plain HTTP.
        client.headers.update({"Cookie": f"sessionid={session}; csrftoken={token}", "X-CSRFToken": token})
        yield client


async def test_logging_out_closes_the_socket(site, table):
    async with connected(site, table.sessions["amara"]) as amara, connected(site, table.sessions["ben"]) as ben:
        with page(site, table.sessions["amara"]) as browser:
            assert browser.post("/accounts/logout/").status_code == 302
        assert await amara.closed(SECOND) == LOGGED_OUT
        await ben.send(type="ping", n=1)
        assert await ben.next("pong")


async def test_leaving_the_room_ends_its_messages(site, table):
    async with connected(site, table.sessions["amara"]) as amara, connected(site, table.sessions["ben"]) as ben:
        await amara.join(table.room)
        await ben.join(table.room)
        with page(site, table.sessions["ben"]) as browser:
            assert browser.post(f"/rooms/{table.room}/leave/").status_code == 302
        assert (await ben.next("error", seconds=SECOND))["code"] == "no_room"
        await amara.post(table.room, "Who is still here?")
        await amara.until(lambda: amara.rooms[table.room].shown)
        assert not ben.rooms[table.room].shown


@pytest.mark.parametrize("change", ["is_active = False", "set_password('another heron by the lake')"])
async def test_a_ban_or_a_new_password_closes_the_socket(site, table, change):
    async with connected(site, table.sessions["amara"]) as amara:
        site.manage(
            "shell",
            "-c",
            "from peersupport.accounts.models import User;"
            f"user = User.objects.get(pk={table.users['amara']}); user.{change}; user.save()",
        )
        assert await amara.closed(SECOND + 1) == LOGGED_OUT


CLOSE = """
from django.utils import timezone
from peersupport.accounts.models import User
from peersupport.privacy import closing
user = User.objects.get(pk={amara})
closing.close(user, takes_back={takes_back}, by=user, now=timezone.now())
closing.finish(now=timezone.now())
"""


@pytest.mark.parametrize("takes_back", [False, True])
async def test_a_closed_account_hears_nothing_more_and_the_room_hears_what_it_is_called(site, table, takes_back):
    name = f"Closed account #{table.users['amara']}"
    async with connected(site, table.sessions["amara"]) as amara, connected(site, table.sessions["ben"]) as ben:
        await amara.join(table.room)
        await ben.join(table.room)
        for number in range(3):
            said = await amara.post(table.room, f"Number {number}")
        await ben.post(table.room, "An answer", reply_to=said["id"])
        held = ben.rooms[table.room]
        await ben.until(lambda: len(held.shown) == 4)
        former, before = said["message"]["author"]["name"], len(ben.frames)
        site.manage("shell", "-c", CLOSE.format(takes_back=takes_back, **table.users))
        assert await amara.closed(SECOND + 1) == LOGGED_OUT
        await ben.until(lambda: any(frame["type"] == "changes" and "people" in frame for frame in ben.frames))
        if takes_back:
            await ben.until(lambda: len(held.shown) == 1)
        told, *more = [frame for frame in ben.frames[before:] if frame["type"] == "changes"]
        assert told["people"] == [{"id": table.users["amara"], "name": name, "role": ""}]
        assert takes_back or (told["to"] - told["from"], told["messages"]) == (0, [])
        assert len(more) <= (2 if takes_back else 0)
        async with connected(site, table.sessions["diaz"]) as late:
            assert former not in str(await late.join(table.room))
            back = await late.join(table.room, since=told["from"] - 1)
            assert (await late.next("changes"))["people"] == told["people"], back


OPEN_A_THREAD = """
from django.utils import timezone
from chat import services
from peersupport.accounts.models import User
member, clinician = User.objects.get(pk={amara}), User.objects.get(pk={diaz})
room = services.ask_care_team(by=member, now=timezone.now())
services.open_care(room, by=clinician, now=timezone.now())
print("thread:", room.slug)
"""


async def test_without_the_second_factor_a_clinicians_socket_is_silent_of_care_and_of_the_queue(site, table):
    thread = site.manage("shell", "-c", OPEN_A_THREAD.format(**table.users)).split("thread:")[1].strip()
    async with connected(site, table.sessions["diaz"]) as diaz:
        await diaz.join(thread)
        await diaz.send(type="watch", feed="queue")
        await diaz.next("feed")
        site.manage(
            "shell",
            "-c",
            "from allauth.mfa.models import Authenticator;"
            f"Authenticator.objects.filter(user={table.users['diaz']}).delete()",
        )
        assert (await diaz.next("error", seconds=SECOND + 1, room=thread))["code"] == "no_room"
        assert (await diaz.next("error", seconds=SECOND + 1, code="no_feed"))["code"] == "no_feed"
        await diaz.send(type="join", room=thread, since=None)
        assert (await diaz.next("error"))["code"] == "no_room"


async def test_nobody_gets_in_without_a_session(site):
    from websockets.asyncio.client import connect

    async with connect(site.socket, origin=site.url, subprotocols=["peersupport.v1"]) as line:
        await line.wait_closed()
        assert line.close_code == LOGGED_OUT
