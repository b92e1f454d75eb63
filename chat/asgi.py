"""The chat as an ASGI application: sockets here, everything else to Django."""

from collections.abc import Sequence

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path

from chat import hub
from chat.consumers import ChatConsumer
from chat.gate import Gate
from chat.live import Feed


def as_asgi(*, gate: Gate, http, feeds: Sequence[Feed] = ()) -> ProtocolTypeRouter:
    """`gate` screens every message; `http` answers plain requests; staff may watch the `feeds`."""
    sockets = URLRouter([path("ws/", ChatConsumer(gate=gate, feeds=feeds))])  # type: ignore[arg-type]

    async def pages(scope, receive, send) -> None:
        hub.start(feeds)  # a decision made in a request is announced by this process's hub
        await http(scope, receive, send)

    return ProtocolTypeRouter({"http": pages, "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(sockets))})
