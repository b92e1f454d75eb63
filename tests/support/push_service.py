"""A push service of the tests' own, and the browser that it serves: it takes what is sent and opens it."""

import base64
import datetime
import ipaddress
import json
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import IO

import http_ece
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

AUTH = b"sixteen bytes ok"


@dataclass(frozen=True)
class Got:
    path: str
    headers: dict[str, str]
    said: dict


@dataclass
class PushService:
    """`answers`: what to say to the next ones, a status or (status, Retry-After); 201 after that.

    With `drips` it says the head of an answer a byte at a time, for minutes, until it is cut off (`was_cut`).
    """

    url: str
    certificate: Path
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    got: list[Got] = field(default_factory=list)
    answers: list = field(default_factory=list)
    drips: bool = False
    was_cut: Event = field(default_factory=Event)

    def subscription(self, name: str, at: str = "") -> dict:
        """What a browser would tell the site."""
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return {"endpoint": f"{at or self.url}/{name}", "keys": {"p256dh": _encoded(point), "auth": _encoded(AUTH)}}

    def take(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        opened = http_ece.decrypt(body, private_key=self.key, auth_secret=AUTH, version="aes128gcm")
        self.got.append(Got(path, headers, json.loads(opened)))
        answer = self.answers.pop(0) if self.answers else 201
        return answer if isinstance(answer, tuple) else (answer, "")


@contextmanager
def push_service(folder: Path) -> Iterator[PushService]:
    certificate = _certificate(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    service = PushService(f"https://127.0.0.1:{server.server_port}", certificate)

    def drip(line: IO[bytes]) -> None:
        try:
            for byte in b"HTTP/1.1 201 Created\r\nX-Long: " + b"x" * 2000:
                line.write(bytes([byte]))
                time.sleep(0.05)
        except OSError:
            service.was_cut.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if service.drips:
                drip(self.wfile)
                return
            status, retry_after = service.take(self.path, dict(self.headers), body)
            self.send_response(status)
            if retry_after:
                self.send_header("Retry-After", retry_after)
            if status in (301, 302, 307):
                self.send_header("Location", f"{service.url}/elsewhere")
            self.end_headers()

        def log_message(self, *_args) -> None:
            pass

    server.RequestHandlerClass = Handler
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def _certificate(folder: Path) -> Path:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "push")])
    now = datetime.datetime.now(datetime.UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "push.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
