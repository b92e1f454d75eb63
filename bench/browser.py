"""A site as a phone meets it: behind a proxy with TLS and HTTP/2, over a slow line, in a Chromium slowed down."""

import base64
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import Browser, sync_playwright

from bench.servers import Place, answers
from tests.support.processes import Missing, end, free_port, program, spawn, wait_until
from tests.support.site import ROOT, Site

SCREEN = {"width": 360, "height": 740}
PHONE: dict[str, Any] = {"viewport": SCREEN, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
SLOWED = 4  # times, the processor: Lighthouse's for a phone in the middle of the market
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


@dataclass(frozen=True)
class Front:
    """Where the site is reached: at once, and over the slow line. `spki` names its certificate to Chromium."""

    fast: str
    slow: str
    spki: str


@contextmanager
def fronted(place: Place, site: Site) -> Iterator[Front]:
    """The site, served as behind the proxy of a deployment; with the limits that people have."""
    environment = {name: value for name, value in site.environment.items() if name != "BENCH"}
    served = replace(site, environment=environment | {"BEHIND_PROXY": "1"})
    served.manage("collectstatic", "--noinput", "--verbosity", "0")
    key, certificate, spki = _certificate(site.folder)
    fast, slow, log = free_port(), free_port(), site.folder / "front.log"
    command = [node(), str(ROOT / "bench/front.mjs"), str(key), str(certificate)]
    with place.served(served), log.open("ab") as output:
        front = spawn([*command, str(served.port), str(fast), str(slow)], log=output, cwd=ROOT)
        try:
            wait_until(lambda: answers(fast), front, log)
            yield Front(f"https://127.0.0.1:{fast}", f"https://127.0.0.1:{slow}", spki)
        finally:
            end(front)


@contextmanager
def chromium(front: Front, *flags: str) -> Iterator[Browser]:
    """One that takes the site's certificate for good: else it would keep nothing in its cache."""
    path = program("chromium", "chromium-browser", "google-chrome", package="chromium")
    trust = f"--ignore-certificate-errors-spki-list={front.spki}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, trust, *flags])
        try:
            yield browser
        finally:
            browser.close()


def node() -> str:
    if found := shutil.which("node"):
        return found
    raise Missing("node is not on this machine. To get it: apt-get install nodejs")


def _certificate(folder: Path) -> tuple[Path, Path, str]:
    """Files of a key and of a certificate for 127.0.0.1, and the hash by which Chromium knows them."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public = key.public_key().public_bytes(serialization.Encoding.DER, form)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    files = folder / "front.key", folder / "front.pem"
    for file, content in zip(files, (private, certificate.public_bytes(serialization.Encoding.PEM)), strict=True):
        file.touch(mode=0o600)
        file.write_bytes(content)
    return *files, base64.b64encode(hashlib.sha256(public).digest()).decode()
