"""`bin/install` on a machine as Debian gives it: what it gets by itself, what it says when it cannot."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
# A python3 without venv until apt-get has run.
PYTHON = """#!/bin/sh
case "$*" in *ensurepip*) [ -e "$MACHINE/venv-is-here" ]; exit $? ;; esac
exec {python} "$@"
"""
APT = """#!/bin/sh
echo "$@" >>"$MACHINE/apt-get.log"
case "$*" in *python3-venv*) touch "$MACHINE/venv-is-here" ;; esac
"""


class Machine:
    """A folder whose bin/ comes first on the PATH."""

    def __init__(self, folder: Path, user: int):
        self.folder = folder
        (folder / "bin").mkdir()
        (folder / "requirements").mkdir()
        (folder / "requirements" / "base.txt").write_text("# nothing\n")
        self._put("python3", PYTHON.format(python=os.path.realpath(sys.executable)))
        self._put("apt-get", APT)
        self._put("id", f"#!/bin/sh\necho {user}\n")
        self._put("sudo", "#!/bin/sh\nexit 1\n")

    def _put(self, name: str, script: str) -> None:
        (self.folder / "bin" / name).write_text(script)
        (self.folder / "bin" / name).chmod(0o755)

    def install(self) -> subprocess.CompletedProcess[str]:
        environ = {"PATH": f"{self.folder}/bin:{os.environ['PATH']}", "MACHINE": str(self.folder)}
        command = [ROOT / "bin" / "install", "python3", ".venv", "base"]
        return subprocess.run(command, cwd=self.folder, env=environ, capture_output=True, text=True, check=False)


def test_who_may_not_install_is_told_the_exact_command(tmp_path):
    done = Machine(tmp_path, user=1000).install()
    assert done.returncode == 1
    assert "As root, run: apt-get install -y --no-install-recommends python3-venv" in done.stderr
    assert not (tmp_path / "apt-get.log").exists()


def test_root_gets_what_is_missing_and_an_environment(tmp_path):
    done = Machine(tmp_path, user=0).install()
    assert done.returncode == 0, done.stderr
    assert "install -y --no-install-recommends python3-venv" in (tmp_path / "apt-get.log").read_text()
    assert (tmp_path / ".venv" / "bin" / "python").exists()


def test_only_other_requirements_install_again(tmp_path):
    machine = Machine(tmp_path, user=0)
    assert "Installing" in machine.install().stderr
    assert "Installing" not in machine.install().stderr
    (tmp_path / "requirements" / "base.txt").write_text("# still nothing\n")
    assert "Installing" in machine.install().stderr


@pytest.mark.parametrize("script", ["bin/install", ".ci/run"])
def test_the_scripts_are_plain_shell_and_may_be_run(script):
    assert os.access(ROOT / script, os.X_OK)
    assert subprocess.run(["sh", "-n", ROOT / script], check=False).returncode == 0


SETS = ["base", "dev", "train"]


def wanted(name: str) -> list[Requirement]:
    lines = (ROOT / "requirements" / f"{name}.in").read_text().splitlines()
    lines = [line for line in lines if line and not line.startswith("#")]
    others = [line.removeprefix("-r ").removesuffix(".in") for line in lines if line.startswith("-r ")]
    own = [Requirement(line) for line in lines if not line.startswith("-r ")]
    return own + [each for other in others for each in wanted(other)]


def pins(name: str) -> dict[str, str]:
    """The versions by name, of packages that every machine gets."""
    lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
    found = [line.removesuffix("\\").partition(";")[0].strip().split("==") for line in lines if line[:1].isalnum()]
    return {canonicalize_name(package.partition("[")[0]): version for package, version in found}


@pytest.mark.parametrize("name", SETS)
def test_what_was_compiled_is_not_behind_what_is_asked_for(name):
    """Who adds a package compiles each of them: uv pip compile --generate-hashes --no-emit-index-url --no-header
    --python-version 3.11 requirements/NAME.in -o requirements/NAME.txt"""
    compiled = pins(name)
    behind = [
        str(each) for each in wanted(name) if compiled.get(canonicalize_name(each.name), "0") not in each.specifier
    ]
    assert behind == []


@pytest.mark.parametrize("name", ["dev", "train"])
def test_who_works_on_it_and_who_trains_have_what_the_product_runs_with(name):
    others = pins(name)
    assert {package: others.get(package) for package in pins("base")} == pins("base")


@pytest.mark.parametrize("name", SETS)
def test_requirements_are_pinned_with_hashes_and_name_no_place(name):
    lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
    pinned = [line for line in lines if line[:1].isalnum()]
    assert pinned
    assert all("==" in line and line.endswith("\\") for line in pinned)
    assert not [line for line in lines if "://" in line or line.startswith("-")]
