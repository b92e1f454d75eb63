"""Processes that the tests start and end themselves: none outlives the tests, however those end."""

import ctypes
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from glob import glob
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1
ELSEWHERE = ("/usr/lib/postgresql/*/bin",)  # Debian keeps these off the PATH
_libc = ctypes.CDLL(None)


class Missing(Exception):
    """A program that the tests need is not on this machine; the text says how to get it."""


def program(*names: str, package: str) -> str:
    """The path of the first of the programs that is here. Raises Missing."""
    for name in names:
        beside = sorted((path for folder in ELSEWHERE for path in glob(f"{folder}/{name}")), reverse=True)
        found = next(iter(beside), None) or shutil.which(name)
        if found:
            return found
    raise Missing(f"{names[0]} is not on this machine. To get it: apt-get install {package}")


def spawn(command: list[str], *, log: IO[bytes], user: str | None = None, **options) -> subprocess.Popen[bytes]:
    """Start a process that dies with this one, as another user where one is named (only root can)."""
    if user:
        options |= {"user": user, "group": user, "extra_groups": []}
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=_die_with_parent, **options
    )


def _die_with_parent() -> None:
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def end(process: subprocess.Popen[Any], how: signal.Signals = signal.SIGTERM, patience: float = 10) -> int:
    """Ask the process to end, insist after `patience` seconds, and give its exit code."""
    if process.poll() is None:
        process.send_signal(signal.SIGCONT)
        process.send_signal(how)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, seconds: float = 30) -> None:
    """Wait for the process to be ready. Raises RuntimeError with the end of its log when it is not in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if ready():
            return
        time.sleep(0.05)
    said = log.read_text(errors="replace")[-3000:]
    end(process, signal.SIGKILL)
    raise RuntimeError(f"{process.args!r} was not ready within {seconds} s. It said:\n{said}")
