"""Scripts and styles go out without what only programmers read, a room's scripts in two files."""

import re
from pathlib import Path

from django.core.files.storage import FileSystemStorage

from peersupport.storage import ModuleManifestStorage, without_comments
from peersupport.templatetags.scripts import script
from tests.support.scripts import BUILT, ROOT, changed_since

STYLES = ROOT / "static/css"
NAMED = re.compile(r"\{% script '([^']+)'")
IMPORTED = re.compile(r"""\b(?:import|from)\s*["']([^"']+)["']""")


def test_what_browsers_load_was_made_of_the_scripts_as_they_are():
    assert changed_since() == [], "run make scripts, and commit what it makes"


def test_every_script_that_a_page_names_is_there_as_made_and_as_written():
    named = {name for page in (ROOT / "templates").rglob("*.html") for name in NAMED.findall(page.read_text("utf-8"))}
    assert {"chat/room.js", "site.js"} <= named
    assert [name for name in named if not ((BUILT / name).is_file() and (ROOT / "static/js" / name).is_file())] == []


def test_who_works_on_scripts_is_served_them_as_written(settings):
    assert script("site.js") == "/static/built/site.js"
    settings.DEBUG = True
    assert script("site.js") == "/static/js/site.js"


def test_a_room_asks_for_no_third_file_of_ours():
    assert IMPORTED.findall((BUILT / "chat/early.js").read_text("utf-8")) == []
    assert IMPORTED.findall((BUILT / "chat/room.js").read_text("utf-8")) == ["./early.js"]


def test_styles_go_without_their_comments_and_keep_every_rule():
    assert without_comments("/* Why:\n   so. */\n.a /* b */ {\n  top: 0; /* px */\n}\n") == "\n.a  {\n  top: 0; \n}\n"
    written = [file.read_text(encoding="utf-8") for file in STYLES.glob("*.css")]
    assert written
    assert [css for css in written if re.search(r"""["'][^"'\n]*/\*""", css)] == []  # it would be taken for a comment


def test_under_its_hash_a_script_finds_what_it_imports_and_a_style_has_no_comments(tmp_path):
    written = FileSystemStorage(location=tmp_path / "written")
    served = ModuleManifestStorage(location=tmp_path / "served", base_url="/static/")
    files = {str(path.relative_to(BUILT.parent)): path.read_text("utf-8") for path in BUILT.rglob("*.js")}
    files["css/c.css"] = "/* Why. */a{}"
    for name, text in files.items():
        file = tmp_path / "written" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        with written.open(name) as content:
            served.save(name, content)
    list(served.post_process({name: (written, name) for name in files}))
    there = {name: tmp_path / "served" / served.stored_name(name) for name in files}
    assert there.pop("css/c.css").read_text() == "a{}"
    hashed = set(there.values())
    found = [(file, path) for file in hashed for path in IMPORTED.findall(file.read_text("utf-8"))]
    assert found
    assert [(file.name, path) for file, path in found if Path(file.parent, path).resolve() not in hashed] == []
