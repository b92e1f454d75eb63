"""The chat as an ASGI application: sockets here, everything else to Django."""

from collections.abc import Awaitable, Sequence

from channels.routing import ProtocolTypeRouter
from channels.security.websocket import AllowedHostsOriginValidator, WebsocketDenier

from chat.delivery import hub
from chat.delivery.live import Feed
from chat.limits import addresses, flooders, strange_flooders, welcomed
from chat.services.gate import Gate
from chat.sockets.consumers import ChatConsumer
from chat.sockets.doors import KeptOut, PerAddress

PATH = "/ws/"


def as_asgi(*, gate: Gate, http, feeds: Sequence[Feed] = ()) -> ProtocolTypeRouter:
    """`gate` screens every message; `http` answers plain requests; staff may watch the `feeds`."""
    consumer = ChatConsumer(gate=gate, feeds=feeds)

    def sockets(scope, receive, send) -> Awaitable[None]:
        # Not a URLRouter, which stays on the stack of each connection for as long as that lives.
        return (consumer if scope["path"] == PATH else WebsocketDenier())(scope, receive, send)

    async def pages(scope, receive, send) -> None:
        hub.start(feeds)  # a decision made in a request is announced by this process's hub
        await http(scope, receive, send)

    async def lifespan(scope, receive, send) -> None:
        """The server's own start and end (uvicorn; Daphne has none): what was posted is stored before it ends."""
        while True:
            event = await receive()
            if event["type"] == "lifespan.shutdown":
                await consumer.close()
            await send({"type": f"{event['type']}.complete"})
            if event["type"] == "lifespan.shutdown":
                return

    inner = KeptOut(AllowedHostsOriginValidator(sockets), flooders, strange_flooders, welcomed)
    door = PerAddress(inner, addresses)
    return ProtocolTypeRouter({"http": pages, "websocket": door, "lifespan": lifespan})
