"""The client's pure modules, by node's own test runner."""

import gzip
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from peersupport.storage import without_docs

ROOT = Path(__file__).resolve().parents[2]


def test_the_client_modules_pass_their_own_tests():
    node = shutil.which("node")
    if node is None and os.environ.get("CI") != "true":
        pytest.skip("node is not installed")
    assert node, "CI needs node for the client's tests"
    files = sorted(str(file) for file in (ROOT / "tests/js").glob("*.test.js"))
    assert files
    run = subprocess.run([node, "--test", *files], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_room_asks_little_of_a_slow_line():
    shared = [
        ROOT / "static/js" / name
        for name in (
            *("site.js", "sent-away.js", "menus.js", "local-times.js", "language.js"),
            *("leaving.js", "presses.js", "help.js"),
        )
    ]
    files = [*shared, *(ROOT / "static/js/chat").glob("*.js")]
    served = [without_docs(file.read_text(encoding="utf-8")) for file in files]
    assert sum(len(gzip.compress(script.encode())) for script in served) < 60_000
