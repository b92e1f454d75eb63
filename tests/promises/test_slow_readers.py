"""Whoever does not read is disconnected before much waits for them, on a real server with real buffers."""

import asyncio
import json
import os
import socket
from contextlib import suppress
from pathlib import Path

from tests.chat.sockets.test_faults import _masked
from tests.support.socket_client import connected

ASKED = 25  # pages
PAGE = 200_000  # bytes of a page of the long talk
BATCHES = 50  # of long talk: 10 MB, more than the kernel takes for a reader who reads nothing

LONG_TALK = """
from time import sleep
from uuid import uuid4
from django.utils import timezone
from chat import services
from chat.services.gate import Draft, Screened
from moderation.gate import ModerationGate
for _ in range({batches}):
    drafts = [Draft(room="{room}", author_id={author}, key=uuid4(), text="word " * 790) for _ in range(50)]
    screened = [(draft, Screened("publish", 0, False)) for draft in drafts]
    services.post(screened, gate=ModerationGate(), now=timezone.now())
    sleep(0.1)  # so that who reads keeps up
"""
HANDSHAKE = (
    "GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Origin: {site.url}\r\nCookie: sessionid={session}\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: peersupport.v1\r\n\r\n"
)


async def test_a_reader_that_asks_for_much_and_reads_nothing_is_answered_no_faster_than_it_reads(sites):
    site = sites.start("uvicorn")
    table = site.table()
    talk(site, table, batches=1)
    reader, writer = await reading_nothing(site, table.sessions["ben"])
    for _ in range(ASKED):
        writer.write(_masked(json.dumps({"type": "join", "room": table.room})))
    async with connected(site, table.sessions["amara"]) as amara:
        await amara.join(table.room)
        assert (await amara.post(table.room, "Good morning."))["type"] == "accepted"
        await asyncio.sleep(2)
        assert resident(site) < 300_000_000
        writer.transport.resume_reading()
        assert await asyncio.wait_for(read(reader, ASKED * PAGE), 20) >= ASKED * PAGE  # nothing of it is lost
        assert (await amara.post(table.room, "Good night."))["type"] == "accepted"
    writer.close()


async def test_a_reader_that_reads_nothing_of_a_busy_room_is_disconnected(sites):
    site = sites.start("uvicorn")
    table = site.table()
    reader, writer = await reading_nothing(site, table.sessions["ben"])
    writer.write(_masked(json.dumps({"type": "join", "room": table.room})))
    async with connected(site, table.sessions["amara"]) as amara:
        joined = await amara.join(table.room)
        await asyncio.to_thread(talk, site, table, batches=BATCHES)
        await amara.until(lambda: (amara.rooms[table.room].revision or 0) >= joined["revision"] + 50 * BATCHES, 30)
        await asyncio.sleep(4)
        writer.transport.resume_reading()
        assert await asyncio.wait_for(read(reader), 10) < BATCHES * PAGE
        assert (await amara.post(table.room, "Good night."))["type"] == "accepted"


def talk(site, table, batches: int) -> None:
    """So many pages of long messages, from another process."""
    words = LONG_TALK.format(room=table.room, author=table.users["amara"], batches=batches)
    site.manage("shell", "-c", words)


async def reading_nothing(site, session: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection that is open, and is read no further."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)  # so that little waits in the kernel's hands
    line.connect(("127.0.0.1", site.port))
    reader, writer = await asyncio.open_connection(sock=line)
    writer.write(HANDSHAKE.format(site=site, session=session).encode())
    await reader.readuntil(b"\r\n\r\n")
    writer.transport.pause_reading()
    return reader, writer


def resident(site) -> int:
    """Bytes of memory that the server holds."""
    pages = int(Path(f"/proc/{site.process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def read(reader: asyncio.StreamReader, enough: int | None = None) -> int:
    """The bytes that still come before `enough` have, or before the server ends the connection."""
    size = 0
    with suppress(ConnectionError):
        while (enough is None or size < enough) and (chunk := await reader.read(1_000_000)):
            size += len(chunk)
    return size
