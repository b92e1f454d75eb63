"""The door of the sockets: how many one address may hold open, and who has flooded us; asked before anything else."""

import asyncio
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from django.conf import settings
from django.http import parse_cookie

from chat.limits import Buckets, Known, Places

RETRY_AFTER = 30  # seconds
HESITATION = 1.0  # seconds before a flooder is refused: each refusal costs a handshake, and theirs are many


class PerAddress:
    """Answers 429 to a handshake from an address that holds all its places."""

    def __init__(self, app: Any, places: Places):
        self.app, self.places = app, places

    async def __call__(self, scope, receive, send) -> None:
        address = household(scope)
        if not self.places.take(address):
            await refuse(scope, send, b"Too many connections from this address.")
            return
        try:
            await self.app(scope, receive, send)
        finally:
            self.places.release(address)


class KeptOut:
    """Answers 429 to those who flooded a socket and were closed for it: coming back at once must not pay.

    A member is known by the session. Anybody can make up a session, so strangers are known by their address. Others may
    share that: more is forgiven there, and it is not held against the sessions that were `welcomed` before.
    """

    def __init__(self, app: Any, members: Buckets, strangers: Buckets, welcomed: Known):
        self.app, self.members, self.strangers, self.welcomed = app, members, strangers, welcomed

    async def __call__(self, scope, receive, send) -> None:
        if self._wait(session_key(scope), household(scope)):
            await asyncio.sleep(HESITATION)
            await refuse(scope, send, b"Too many frames were sent. Try again later.")
        else:
            await self.app(scope, receive, send)

    def _wait(self, session: str, address: str) -> float:
        return self.members.wait(session) if session in self.welcomed else self.strangers.wait(address)


def session_key(scope: dict[str, Any]) -> str:
    """The session that the browser's cookie names; "" for none, and for what cannot be one."""
    cookies = next((value for name, value in scope.get("headers", []) if name == b"cookie"), b"")
    key = parse_cookie(cookies.decode("latin-1")).get(settings.SESSION_COOKIE_NAME, "")
    return key if key.isascii() and key.isalnum() else ""


def household(scope: dict[str, Any]) -> str:
    """The address that counts: of IPv6 the network, for a household has more than it can count."""
    address = (scope.get("client") or [""])[0]
    try:
        found = ip_address(address)
    except ValueError:
        return address  # no address at all: a Unix socket, or what a proxy says instead
    if not isinstance(found, IPv6Address):
        return address
    return str(found.ipv4_mapped or IPv6Network((found, 64), strict=False))


async def refuse(scope: dict[str, Any], send: Any, why: bytes) -> None:
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close"})  # the server says 403, as it has no other word
        return
    headers = [(b"retry-after", str(RETRY_AFTER).encode()), (b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "websocket.http.response.start", "status": 429, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": why})
