"""Whoever does not read is disconnected before much waits for them, on a real server with real buffers."""

import asyncio
import json
import socket
from contextlib import suppress

from tests.chat.sockets.test_faults import _masked
from tests.support.socket_client import connected

ASKED = 60  # pages: as many frames as a connection may send at once
PAGE = 200_000  # bytes of a page of the long talk

LONG_TALK = """
from uuid import uuid4
from django.utils import timezone
from chat import services
from chat.gate import Draft, Screened
from moderation.gate import ModerationGate
drafts = [Draft(room="{room}", author_id={author}, key=uuid4(), text="word " * 790) for _ in range(50)]
services.post([(draft, Screened("publish", 0, False)) for draft in drafts], gate=ModerationGate(), now=timezone.now())
"""
HANDSHAKE = (
    "GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Origin: {site.url}\r\nCookie: sessionid={session}\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: peersupport.v1\r\n\r\n"
)


async def test_a_reader_that_asks_for_much_and_reads_nothing_is_disconnected(sites):
    site = sites.start("uvicorn")
    table = site.table()
    site.manage("shell", "-c", LONG_TALK.format(room=table.room, author=table.users["amara"]))
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)  # so that little waits in the kernel's hands
    line.connect(("127.0.0.1", site.port))
    reader, writer = await asyncio.open_connection(sock=line)
    writer.write(HANDSHAKE.format(site=site, session=table.sessions["ben"]).encode())
    await reader.readuntil(b"\r\n\r\n")
    writer.transport.pause_reading()
    for _ in range(ASKED):
        writer.write(_masked(json.dumps({"type": "join", "room": table.room})))
    async with connected(site, table.sessions["amara"]) as amara:
        await amara.join(table.room)
        assert (await amara.post(table.room, "Good morning."))["type"] == "accepted"
        await asyncio.sleep(4)
        writer.transport.resume_reading()
        assert await asyncio.wait_for(_read_to_the_end(reader), 10) < ASKED * PAGE / 2
        assert (await amara.post(table.room, "Good night."))["type"] == "accepted"


async def _read_to_the_end(reader: asyncio.StreamReader) -> int:
    """The bytes that still come before the server's end of the connection."""
    size = 0
    with suppress(ConnectionError):
        while chunk := await reader.read(1_000_000):
            size += len(chunk)
    return size
