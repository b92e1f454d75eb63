"""Who may import whom, and that the contract that says so can fail."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).parent / "lint-imports"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environ = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run([LINT, "--no-cache"], cwd=folder, env=environ, capture_output=True, text=True, check=False)


def test_each_house_keeps_to_what_it_may_import():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


def test_chat_importing_moderation_would_be_found(tmp_path):
    for house in ("peersupport", "chat", "moderation", "education"):
        (tmp_path / house).symlink_to(ROOT / house)
    (tmp_path / "pyproject.toml").symlink_to(ROOT / "pyproject.toml")
    (tmp_path / "chat").unlink()
    (tmp_path / "chat").mkdir()
    for module in (ROOT / "chat").glob("*"):
        (tmp_path / "chat" / module.name).symlink_to(module)
    (tmp_path / "chat" / "shortcut.py").write_text("import moderation.models\n")
    done = lint(tmp_path)
    assert done.returncode != 0
    assert "chat.shortcut -> moderation.models" in done.stdout
