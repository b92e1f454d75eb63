"""(l) What Lighthouse says of a room, the library and the front page, on its phone.

Lighthouse itself is asked of npm, in one version. It looks through a Chromium in which a member is signed in (the front
page: nobody). Its performance is what it reckons for slow 4G, from what the page does here without a slow line.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from bench.bench import Bench
from bench.browser import FLAGS, Front, fronted
from bench.servers import seats
from tests.support.processes import Missing, free_port, program
from tests.support.site import ROOT, run_python

VERSION = "12.8.2"
PAGES = {"front page": "/", "library": "/library/", "room": "/rooms/tea/"}
CATEGORIES = ("performance", "accessibility", "best-practices")
MESSAGES = 200
PATIENCE = 300  # s


def run(bench: Bench) -> None:
    npx, site = shutil.which("npx"), bench.place.site()
    if npx is None:
        raise Missing("npx is not on this machine. To get it: apt-get install npm")
    session = seats(site, 20, room="tea")[0][0]
    run_python(site.environment, "-m", "bench.fill", "tea", str(MESSAGES))
    with fronted(bench.place, site) as front:
        for name, path in PAGES.items():
            cookie = session if path != "/" else ""
            told = [_asked(npx, front, path, cookie, site.folder) for _ in range(bench.repeats)]
            for category in CATEGORIES:
                scores = [100 * each["categories"][category]["score"] for each in told]
                below = _below(told[-1], category)
                bench.report.add(f"lighthouse/{name}/{category}", scores, note=f"not whole: {below}" if below else "")
            bench.report.keep(f"lighthouse/{name}", "product", {"runs": [_kept(each) for each in told]})


def _asked(npx: str, front: Front, path: str, session: str, folder: Path) -> dict[str, Any]:
    port, out = free_port(), folder / "lighthouse.json"
    trust = f"--ignore-certificate-errors-spki-list={front.spki}"
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            "",
            executable_path=program("chromium", "chromium-browser", "google-chrome", package="chromium"),
            args=[*FLAGS, trust, f"--remote-debugging-port={port}"],
        )
        if session:
            cookie = {"name": "sessionid", "value": session, "url": front.fast, "httpOnly": True, "secure": True}
            context.add_cookies([cookie])  # type: ignore[list-item]
        command = [npx, "--yes", f"lighthouse@{VERSION}", front.fast + path, f"--port={port}", "--quiet"]
        command += ["--disable-storage-reset", "--output=json", f"--output-path={out}"]
        command += [f"--only-categories={','.join(CATEGORIES)}"]
        environment = os.environ | {"CI": "1"}  # it asks nobody whether it may report errors home
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        context.close()
    if done.returncode:
        raise RuntimeError(f"lighthouse ended with {done.returncode}: {done.stderr[-1000:]}")
    return json.loads(out.read_text())


def _below(told: dict[str, Any], category: str) -> str:
    """The checks that cost the category points."""
    weighed = [one["id"] for one in told["categories"][category]["auditRefs"] if one["weight"]]
    return ", ".join(id for id in weighed if (told["audits"][id]["score"] or 0) < 0.9 and _counts(told["audits"][id]))


def _counts(audit: dict[str, Any]) -> bool:
    return audit["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")


def _kept(told: dict[str, Any]) -> dict[str, Any]:
    values = {id: audit["numericValue"] for id, audit in told["audits"].items() if "numericValue" in audit}
    scores = {name: told["categories"][name]["score"] for name in CATEGORIES}
    return {"url": told["finalDisplayedUrl"], "scores": scores, "values": values}
