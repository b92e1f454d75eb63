"""`manage.py serve`: makes its tables, fills the demo, says where it is, ends cleanly, says what is wrong."""

import socket
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest

from peersupport import serving
from peersupport.demo import ACCOUNTS
from tests.support.processes import free_port, wait_until
from tests.support.site import Site, environment, manage


@pytest.fixture
def demo(tmp_path):
    """A demo that starts with nothing, as `make run` does."""
    environ = environment(tmp_path, "", DEMO="1", ALLOWED_HOSTS="", SECRET_KEY="", DEFAULT_FROM_EMAIL="")
    site = Site("uvicorn", environ, iter(()), tmp_path)
    yield site
    site.kill9()


@pytest.mark.server
@pytest.mark.timeout(120)
def test_the_demo_fills_itself_says_its_accounts_and_ends_cleanly(demo):
    demo.start()
    assert httpx.get(f"{demo.url}/", follow_redirects=True).status_code == 200
    assert f"Ready: {demo.url}/" in demo.said()
    assert all(address in demo.said() for _, address, _ in ACCOUNTS)
    assert demo.stop() == 0
    assert "Traceback" not in demo.said()


def test_several_processes_are_ready_when_the_first_of_them_answers():
    ready = Event()
    with socket.create_server(("127.0.0.1", 0)) as line:
        asking = Thread(target=serving.once_answered, args=(line, ready.set), daemon=True)
        asking.start()
        worker, _ = line.accept()
        with worker:
            question = worker.recv(1_000)
            assert not ready.wait(0.2)
            worker.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            assert ready.wait(5)
    assert question.startswith(b"GET /healthz ")


def test_processes_that_never_answer_are_never_called_ready():
    ready = Event()
    with socket.create_server(("127.0.0.1", 0)) as line:
        serving.once_answered(line, ready.set, patience=0.2)
    assert not ready.is_set()


@pytest.mark.server
def test_two_processes_share_the_port_and_end_together(sqlite_original, tmp_path, redis_url):
    environ = environment(tmp_path, sqlite_original.copy("site", tmp_path), redis_url, WEB_CONCURRENCY="2")
    site = Site("uvicorn", environ, iter(()), tmp_path)
    try:
        site.start()
        wait_until(lambda: f"Ready: {site.url}/" in site.said(), site.process, site.log)
        assert len(Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children").read_text().split()) >= 2
    finally:
        assert site.stop() == 0


@pytest.mark.server
def test_a_port_that_is_taken_is_named(sqlite_original, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        environ = environment(tmp_path, sqlite_original.copy("site", tmp_path), PORT=str(port))
        with pytest.raises(RuntimeError, match=rf"Port {port} of 127\.0\.0\.1 is taken\. Set PORT to another number"):
            manage(environ, "serve")


@pytest.mark.server
def test_a_shared_database_is_not_migrated_by_a_server(tmp_path, postgres):
    environ = environment(tmp_path, postgres.create("bare"), PORT=str(free_port()))
    with pytest.raises(RuntimeError, match=r"Run first: manage\.py migrate"):
        manage(environ, "serve")


@pytest.mark.server
def test_nonsense_is_said_in_one_sentence(tmp_path):
    with pytest.raises(RuntimeError) as failure:
        manage(environment(tmp_path, "", PORT="nonsense"), "serve")
    assert "Set PORT to a whole number" in str(failure.value)
    assert "Traceback" not in str(failure.value)


def test_a_database_that_does_not_answer_is_said_in_one_sentence(tmp_path):
    address = f"postgres://nobody:nothing@127.0.0.1:{free_port()}/nowhere"
    with pytest.raises(RuntimeError, match=r"is DATABASE_URL right\?") as said:
        manage(environment(tmp_path, address), "serve")
    assert "Traceback" not in str(said.value)
