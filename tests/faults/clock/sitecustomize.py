"""A wall clock that is stepped from outside: this folder on a server's PYTHONPATH, and a file named in CLOCK_FILE.

The file holds one float64: the seconds by which `time.time` and Django's `timezone.now` are ahead. Monotonic clocks and
PostgreSQL's own time are left alone, as on a machine whose clock is set.
"""

import mmap
import os
import struct
import time
from datetime import UTC, datetime, timedelta

from django.utils import timezone

with open(os.environ["CLOCK_FILE"], "rb") as _file:
    _ahead = mmap.mmap(_file.fileno(), 8, access=mmap.ACCESS_READ)
_time = time.time


def ahead() -> float:
    """Seconds by which the clock is ahead now; negative when it is behind."""
    return struct.unpack("d", _ahead)[0]


def _stepped_time() -> float:
    return _time() + ahead()


def _stepped_now() -> datetime:
    return datetime.now(tz=UTC) + timedelta(seconds=ahead())


time.time = _stepped_time
timezone.now = _stepped_now
