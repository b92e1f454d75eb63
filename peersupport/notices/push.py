"""One notice to one device: encrypted for it alone, signed as this site's, handed to its push service."""

import socket
import time
from contextlib import suppress
from email.utils import parseaddr
from threading import Timer
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from py_vapid import Vapid02
from pywebpush import WebPusher
from requests.adapters import HTTPAdapter
from urllib3 import HTTPSConnectionPool
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from peersupport.notices import look_ups
from peersupport.notices.devices import is_public
from peersupport.notices.models import Device
from peersupport.notices.outcomes import Gone, Later, Lost

PATIENCE = (5, 10)  # seconds to look the name up and to connect, each, and for a part of the answer
WHOLE = 15.0  # seconds for all of it: who answers a byte at a time is cut off
KEEP = 12 * 3600  # seconds that the push service keeps it for a device that is switched off
SIGNED_FOR = 3600  # seconds


class _PublicConnection(HTTPSConnection):
    """Goes to the open internet alone, whatever a name resolves to at this moment, and not for ever."""

    until = 0.0  # monotonic seconds
    wire: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        """To an address that was looked at here: nobody looks the name up a second time."""
        failure: OSError | None = None
        for family, kind, protocol, _name, address in self._looked_up():
            if not is_public(str(address[0])):
                continue
            sock = socket.socket(family, kind, protocol)
            try:
                for option in self.socket_options or ():
                    sock.setsockopt(*option)
                sock.settimeout(max(0.001, min(float(self.timeout or WHOLE), self.until - monotonic())))
                sock.connect(address)
            except OSError as error:
                sock.close()
                failure = error
                continue
            self.wire = sock.dup()  # TLS takes the socket itself away from here
            return sock
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, "no answer") from failure
        raise NewConnectionError(self, "nowhere on the open internet") from failure

    def _looked_up(self) -> list[tuple[Any, ...]]:
        try:
            return look_ups.addresses(self.host, self.port, min(PATIENCE[0], self.until - monotonic()))
        except (OSError, UnicodeError) as error:
            raise NewConnectionError(self, "no such name") from error

    def cut(self) -> None:
        """End it, whatever it is waiting for."""
        wire = self.wire
        with suppress(OSError):
            if wire:
                wire.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        super().close()
        if self.wire:
            self.wire.close()
            self.wire = None


class _PublicPool(HTTPSConnectionPool):
    ConnectionCls = _PublicConnection

    def _make_request(self, conn: Any, *args: Any, **kwargs: Any) -> Any:
        """The time-outs of a socket begin anew with every byte; this one does not."""
        conn.until = monotonic() + WHOLE
        late = Timer(WHOLE, conn.cut)
        late.daemon = True
        late.start()
        try:
            return super()._make_request(conn, *args, **kwargs)
        finally:
            late.cancel()


class _PublicAdapter(HTTPAdapter):
    def init_poolmanager(self, *args, **kwargs) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"https": _PublicPool}


def line() -> requests.Session:
    """To be used for several devices; knows no proxy, which would hide whom it connects to."""
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", _PublicAdapter())
    return session


def send(device: Device, payload: bytes, over: requests.Session, *, urgent: bool = False, keep: int = KEEP) -> None:
    """`urgent`: to a device that saves its battery too (RFC 8030, 5.3). `keep`: for so many seconds, if it is off.

    Raises Gone, Later or Lost (notices.outcomes).
    """
    known = {"endpoint": device.endpoint, "keys": {"p256dh": device.p256dh, "auth": device.auth}}
    body = WebPusher(known).encode(payload)["body"]
    headers = {"Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream", "TTL": str(keep)}
    if urgent:
        headers["Urgency"] = "high"
    try:
        answer = over.post(
            device.endpoint,
            data=body,
            headers=headers | _signed(device.endpoint),
            timeout=PATIENCE,
            allow_redirects=False,
            stream=True,  # what it says beyond its head is of no interest, and may be without end
        )
        answer.close()
    except requests.RequestException as error:
        raise _told(error) from error
    if answer.status_code in (404, 410):
        raise Gone
    if answer.status_code == 429 or answer.status_code >= 500:
        raise Later(_seconds(answer.headers.get("Retry-After", "")))
    if not answer.ok or answer.is_redirect:
        raise Lost(f"the push service said {answer.status_code}")


def _signed(endpoint: str) -> dict[str, str]:
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + SIGNED_FOR,
        "sub": f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}",
    }
    return Vapid02.from_raw(settings.PUSH_PRIVATE_KEY.encode()).sign(claims)


def _told(error: requests.RequestException) -> Exception:
    """Only what surely never reached the service may go out again."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    unsent = isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError)
    if unsent or isinstance(reason, NewConnectionError):
        return Later(None, unreachable=True)
    return Lost(type(error).__name__)


def _seconds(said: str) -> int | None:
    return int(said) if said.isdecimal() and len(said) < 6 else None
