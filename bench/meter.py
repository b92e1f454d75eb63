"""What processes use, read from /proc: CPU seconds and memory of a process with all its children."""

import os
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")  # seconds
PAGE = os.sysconf("SC_PAGE_SIZE")


def tree(pid: int) -> list[int]:
    """The process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _stat(int(folder.name))):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def cpu(pids: list[int]) -> float:
    """CPU seconds, user and system, that the processes have used: all their threads, and the children they reaped."""
    total = 0
    for pid in pids:
        if fields := _stat(pid):
            total += sum(int(ticks) for ticks in fields[11:15])
    return total * TICK


def busy() -> float:
    """CPU seconds that all processes of the machine have used, user and system, idling left out."""
    user, nice, system, _idle, _waiting, *interrupts = map(
        int, Path("/proc/stat").read_text().split("\n")[0].split()[1:8]
    )
    return (user + nice + system + sum(interrupts)) * TICK


def memory(pids: list[int]) -> dict[str, int]:
    """Bytes resident (`rss`), and bytes with what is shared divided among those who share it (`pss`)."""
    rss = pss = 0
    for pid in pids:
        for words in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if words.startswith("Rss:"):
                rss += int(words.split()[1]) * 1024
            elif words.startswith("Pss:"):
                pss += int(words.split()[1]) * 1024
    return {"rss": rss, "pss": pss}


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat after the name, `state` first; None when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
