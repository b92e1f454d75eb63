"""Whether what browsers load was made of the scripts as they are."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "static/built"


def changed_since() -> list[str]:
    """The files that are not as `make scripts` found or left them."""
    noted = [line.split("  ", 1) for line in (ROOT / "bin/scripts.sha256").read_text().splitlines()]
    then = {path: digest for digest, path in noted}
    here = [path for folder in ("static/js", "static/built") for path in (ROOT / folder).rglob("*.js")]
    now = {str(path.relative_to(ROOT)): _digest(path) for path in here}
    now |= {path: _digest(ROOT / path) for path in ("bin/scripts", "package-lock.json")}
    return sorted(path for path in then.keys() | now.keys() if then.get(path) != now.get(path))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
