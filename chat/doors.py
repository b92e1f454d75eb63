"""The door of the sockets: how many one address may hold open, asked before anything else is."""

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from chat.limits import Places

RETRY_AFTER = 30  # seconds


class PerAddress:
    """Answers 429 to a handshake from an address that holds all its places."""

    def __init__(self, app: Any, places: Places):
        self.app, self.places = app, places

    async def __call__(self, scope, receive, send) -> None:
        address = household(scope)
        if not self.places.take(address):
            await refuse(scope, send)
            return
        try:
            await self.app(scope, receive, send)
        finally:
            self.places.release(address)


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


async def refuse(scope: dict[str, Any], send: Any) -> None:
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close"})  # the server says 403, as it has no other word
        return
    headers = [(b"retry-after", str(RETRY_AFTER).encode()), (b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "websocket.http.response.start", "status": 429, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b"Too many connections from this address."})
