"""The client's pure modules, by node's own test runner."""

import gzip
import os
import shutil
import subprocess

import pytest

from tests.support.scripts import BUILT, ROOT


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
    served = [gzip.compress(script.read_bytes()) for script in (BUILT / "chat").glob("*.js")]
    assert 1_000 < sum(len(script) for script in served) < 35_000
