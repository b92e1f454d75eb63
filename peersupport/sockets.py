"""The WebSocket protocol that uvicorn serves members with: its own, and a door for frames that are encoded already.

Handshake, masking, pings, closing and checks stay the library's. What the door adds to the ASGI scope, as the extension
"peersupport.frames", is the protocol itself: see chat.outgoing.Line for what it offers. Measured reasons:
docs/decisions/011-straight-to-the-transport.md.
"""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

EXTENSION = "peersupport.frames"


class SocketProtocol(WebSocketsSansIOProtocol):
    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if not self.handshake_complete:  # else the library has refused it, and there is no scope
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = self

    def write_frames(self, frames: bytes) -> int:
        """Write whole frames, in their wire form. Gives the bytes that wait for a reader who has fallen behind, or 0.

        Never waits. Does nothing once the connection is closing: uvloop raises on a write to a closed transport.
        """
        transport = self.transport
        if self.close_sent or transport.is_closing():
            return 0
        transport.write(frames)
        # uvicorn clears `writable` when the transport says that its buffer is above the high-water mark.
        return 0 if self.writable.is_set() else transport.get_write_buffer_size()

    async def drained(self) -> None:
        """Wait until the reader has taken most of what was written, or is gone."""
        await self.writable.wait()

    def abort(self) -> None:
        """Cut the connection; what waits to be written is forgotten."""
        self.transport.abort()

    def shutdown(self) -> None:
        """The server goes away: let the application answer what it has begun, then close as it sees fit (1012)."""
        if self.close_sent or not self.handshake_complete:
            super().shutdown()
            return
        self.stop_keepalive()
        self.transport.pause_reading()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": 1012})
