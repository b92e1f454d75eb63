"""What several test processes need alike and one of them makes."""

import fcntl
import tempfile
from collections.abc import Callable
from pathlib import Path


class Share:
    """A folder that the processes have in common."""

    def __init__(self, folder: Path):
        self._folder = folder

    def once(self, name: str, make: Callable[[Path], None]) -> Path:
        """The folder of that name, which the first who asks has filled by `make`; the others wait for it.

        Where `make` fails, the next one tries anew.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        made = self._folder / name
        with (self._folder / f"{name}.lock").open("w") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            if not made.exists():
                making = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self._folder))
                make(making)
                making.rename(made)
        return made
