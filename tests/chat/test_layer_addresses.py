"""Each kind of address that a Redis may have works for the channel layer: password, TLS, a socket in a file."""

import asyncio
import subprocess
from contextlib import contextmanager

import pytest
import redis as redis_client
import uvloop

from chat.delivery.layer import RedisLayer
from tests.chat.test_layer import heard, listening
from tests.support import processes, stores
from tests.support.fixtures import or_skip

PASSWORD = "cAn't guess: @/?#"
QUOTED = "cAn%27t%20guess%3A%20%40%2F%3F%23"


@pytest.fixture
def certificate(tmp_path):
    """Files of a key and a certificate for this machine."""
    openssl = or_skip(lambda: processes.program("openssl", package="openssl"))
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    making = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    making += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*making, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    return key, certificate


@contextmanager
def redis(*options):
    with or_skip(lambda: stores.redis(*options)) as place:
        yield place


async def talks(url):
    layer = RedisLayer([url])
    try:
        channel = await listening(layer, "room.1")
        await layer.group_send("room.1", {"frame": b"said" * 100_000})
        assert await heard(layer, channel) == [{"frame": b"said" * 100_000}]
    finally:
        await layer.flush()


async def test_a_password():
    with redis() as place:
        with redis_client.from_url(place.url) as client:
            client.config_set("requirepass", PASSWORD)
        await talks(place.url.replace("//", f"//:{QUOTED}@"))


async def test_a_wrong_password_is_an_error_and_is_not_written_down(caplog):
    with redis() as place:
        with redis_client.from_url(place.url) as client:
            client.config_set("requirepass", PASSWORD)
        with pytest.raises(redis_client.ConnectionError) as refused:
            await talks(place.url.replace("//", "//:not-the-password@"))
        assert f"127.0.0.1:{place.port}" in str(refused.value)
        assert "not-the-password" not in str(refused.value) + caplog.text


async def test_tls(certificate):
    key, file = certificate
    port = processes.free_port()
    options = ["--tls-port", str(port), "--tls-key-file", str(key), "--tls-cert-file", str(file)]
    with redis(*options, "--tls-auth-clients", "no"):
        url = f"rediss://127.0.0.1:{port}/0"
        await talks(f"{url}?ssl_ca_certs={file}")
        await asyncio.to_thread(uvloop.run, talks(f"{url}?ssl_ca_certs={file}"))
        with pytest.raises(redis_client.ConnectionError):
            await talks(url)  # nobody whom this machine trusts has signed the certificate


async def test_a_socket_in_a_file(tmp_path):
    with redis("--unixsocket", str(tmp_path / "redis")):
        await talks(f"unix://{tmp_path / 'redis'}?db=0")
