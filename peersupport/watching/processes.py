"""Counting over several server processes of one start: the folder in which each keeps its numbers.

prometheus_client chooses its way when it is first imported, which in the parent process has happened long before. So
the parent counts nothing (what it does is in the database, peersupport.watching.jobs) and hands the folder down to the
workers, which start anew and find it in their environment.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from prometheus_client import multiprocess, values

from peersupport import env

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client's own name for it
LOCK = "lock"


@contextmanager
def counting_together(data: Path) -> Iterator[Path]:
    """A fresh folder for the workers that are started meanwhile; those of starts that were killed are cleared away."""
    place = data / "metrics"
    place.mkdir(parents=True, exist_ok=True)
    with (data / "metrics.lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)  # one start at a time: a folder that has no lock yet looks like a dead one's
        for left in place.iterdir():
            _clear(left)
        folder = Path(tempfile.mkdtemp(dir=place))
        lock = (folder / LOCK).open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)  # until this process ends, however it ends
    with lock:
        env.hand_down(FOLDER, str(folder))
        try:
            yield folder
        finally:
            env.hand_down(FOLDER, None)
            shutil.rmtree(folder, ignore_errors=True)


def _clear(folder: Path) -> None:
    """Remove the folder, unless the start that it belongs to still lives, on this machine or in a container beside."""
    try:
        with (folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return
    shutil.rmtree(folder, ignore_errors=True)


def several() -> bool:
    """Whether this process counts together with others."""
    return bool(values.ValueClass._multiprocess)


def workers() -> list[int]:
    """The process ids of the living server processes of this start; the gauges of dead ones are forgotten."""
    folder = env.handed_down(FOLDER)
    if not several() or folder is None:
        return [os.getpid()]
    known = {int(file.stem.rpartition("_")[2]) for file in Path(folder).glob("*.db")}
    living = {pid for pid in known if _lives(pid)}
    for pid in known - living:
        with suppress(FileNotFoundError):  # somebody else who reads the metrics now was quicker
            multiprocess.mark_process_dead(pid, folder)
    return sorted(living)


def _lives(pid: int) -> bool:
    """Whether it is a worker of our own parent's: a number may have gone to another process since."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    state, parent = stat.rpartition(")")[2].split()[:2]
    return state != "Z" and int(parent) == os.getppid()
