"""Scripts and styles go out without what only programmers read."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from peersupport.storage import ModuleManifestStorage, without_comments, without_docs
from peersupport.templatetags import modules

STATIC = Path(__file__).resolve().parents[2] / "static"
SCRIPTS, STYLES = STATIC / "js", STATIC / "css"


def test_comments_for_programmers_go_and_everything_else_stays():
    kept = "const f = (a) => a;\n/* a licence */\nconst s = '/** no */' + '://';\n/** @type {any} */ (f)(1);\n"
    assert without_docs(f"/** What it is. */\n\n/**\n * @param {{number}} a\n */\n{kept}") == f"\n{kept}"
    assert without_docs("if (a) {\n  // Why.\n  f(1);\n}\n") == "if (a) {\nf(1);\n}\n"
    assert without_docs("  // Why.\n" + kept.replace(";\n", "; // ms\n")) == kept


def test_every_script_is_whole_without_them(tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    for script in SCRIPTS.rglob("*.js"):
        served = tmp_path / f"{script.stem}.mjs"
        served.write_text(without_docs(script.read_text(encoding="utf-8")), encoding="utf-8")
        done = subprocess.run([node, "--check", str(served)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{script}: {done.stderr}"


def test_no_text_of_a_script_runs_over_lines_and_would_lose_its_indentation():
    served = [without_docs(script.read_text(encoding="utf-8")) for script in SCRIPTS.rglob("*.js")]
    assert served
    assert [line for script in served for line in script.splitlines() if line.count("`") % 2] == []


def test_styles_go_without_their_comments_and_keep_every_rule():
    assert without_comments("/* Why:\n   so. */\n.a /* b */ {\n  top: 0; /* px */\n}\n") == "\n.a  {\n  top: 0; \n}\n"
    written = [file.read_text(encoding="utf-8") for file in STYLES.glob("*.css")]
    assert written
    assert [css for css in written if re.search(r"""["'][^"'\n]*/\*""", css)] == []  # it would be taken for a comment


def test_what_browsers_are_given_under_its_hash_goes_without_them_too(tmp_path):
    written = FileSystemStorage(location=tmp_path / "written")
    served = ModuleManifestStorage(location=tmp_path / "served", base_url="/static/")
    files = {
        "js/a.js": '/** Docs. */\nimport "./b.js";\n',
        "js/b.js": "/** Docs. */\nf();\n",
        "css/c.css": "/* Why. */a{}",
    }
    for name, script in files.items():
        file = tmp_path / "written" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(script)
        with written.open(name) as content:
            served.save(name, content)
    list(served.post_process({name: (written, name) for name in files}))
    b = served.stored_name("js/b.js")
    assert (tmp_path / "served" / b).read_text() == "f();\n"
    assert (tmp_path / "served" / served.stored_name("js/a.js")).read_text() == f'import"./{Path(b).name}";\n'
    assert (tmp_path / "served" / served.stored_name("css/c.css")).read_text() == "a{}"


def test_a_script_that_was_not_collected_yet_is_not_asked_for_ahead(monkeypatch):
    """By a server that is newer than its static files."""

    def collected_before(name):
        if name == "js/chat/together.js":
            raise ValueError(f"Missing staticfiles manifest entry for '{name}'")
        return f"/static/{name}"

    monkeypatch.setattr(modules, "static", collected_before)
    monkeypatch.setattr(modules, "graph", lambda name: (name, "js/chat/together.js"))
    assert modules.modulepreload("js/a.js") == '<link rel="modulepreload" href="/static/js/a.js">'
