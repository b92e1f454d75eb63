"""(k) A room's page on a phone: on Lighthouse's slow 4G with a processor slowed four times; and scrolled through.

*Cold* is a browser that was never here, *warm* the same one when it comes back. *First paint* is Chromium's first
contentful paint. *Shown*: the messages stand there and the composer takes words, for the page's own script has run.
*Live*: the page has joined the room over its socket, so that what is sent goes out and what others say comes in; that
is when it is interactive. Times run from the navigation, as the browser counts them.
"""

import gzip
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from bench.bench import Bench
from bench.browser import PHONE, SLOWED, Front, chromium, fronted
from bench.figures import percentile
from bench.servers import seats
from tests.support.site import run_python

SHORT, LONG = 100, 10_000  # messages
STEP = 250  # px a frame: a fling of the thumb
PATIENCE = 300_000  # ms

# Notes when the page came to where it is of use. Nothing of the product is there for this.
WATCH = """
  const seen = (window.seen = {});
  const look = () => {
    if (document.querySelector(".lines .line")) seen.shown ??= performance.now();
    if (document.querySelector("[data-part=connection][data-state=online]")) seen.live ??= performance.now();
  };
  const about = { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"] };
  new MutationObserver(look).observe(document, about);
"""
TOLD = """() => {
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  const [page] = performance.getEntriesByType("navigation");
  const files = performance.getEntriesByType("resource");
  return {
    ...window.seen, paint: paint.startTime, first_byte: page.responseStart, page: page.responseEnd,
    carried: [...document.querySelectorAll("style")].map((one) => one.textContent).join(""),
    files: files.map((one) => ({
      name: new URL(one.name).pathname, from: one.startTime, to: one.responseEnd,
      bytes: one.encodedBodySize, moved: one.transferSize,
    })),
  };
}"""

# Up through the whole room, a frame at a time; waits for a page that is on its way as a reader must.
SCROLL = """async ({ step, frames, whole }) => {
  const box = document.querySelector("[data-part=timeline]");
  const seen = { intervals: [], nodes: 0, lines: 0, long: 0 };
  new PerformanceObserver((list) => (seen.long += list.getEntries().length)).observe({ type: "longtask" });
  const next = () => new Promise(requestAnimationFrame);
  let [last, way, stood] = [await next(), -1, 0];
  while (whole ? stood < 120 : seen.intervals.length < frames) {
    const before = box.scrollTop;
    box.scrollTop += way * step;
    const more = !document.querySelector("[data-part=earlier]").hidden;
    if (box.scrollTop === before && !more) {
      stood += 1;
      if (!whole) way = -way;
    } else stood = 0;
    const now = await next();
    seen.intervals.push(now - last);
    last = now;
    if (seen.intervals.length % 20 === 0) {
      seen.nodes = Math.max(seen.nodes, document.getElementsByTagName("*").length);
      seen.lines = Math.max(seen.lines, box.querySelectorAll(".line").length);
    }
  }
  return seen;
}"""

# As of somebody who was there before: else the page first goes to where the reader was, with one more question.
ALL_READ = "[room.memberships.update(read_position=room.revision) for room in Room.objects.all()]"


def run(bench: Bench) -> None:
    site = bench.place.site()
    session, own = (seats(site, 20, room=room)[0][0] for room in ("long", "short"))
    for room, number in (("long", LONG // 10 if bench.quick else LONG), ("short", SHORT)):
        run_python(site.environment, "-m", "bench.fill", room, str(number))
    site.manage("shell", "-v0", given=ALL_READ)
    with fronted(bench.place, site) as front, chromium(front) as browser:
        _opened(bench, browser, front, session)
        _scrolled(bench, browser, front, {"long": session, "short": own})


def _window(browser: Browser, url: str, session: str) -> BrowserContext:
    context = browser.new_context(base_url=url, locale="en-GB", **PHONE)
    context.add_cookies([{"name": "sessionid", "value": session, "url": url, "httpOnly": True, "secure": True}])
    return context


def _slowed(page: Page) -> CDPSession:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    return devtools


def _opened(bench: Bench, browser: Browser, front: Front, session: str) -> None:
    told: dict[str, list[dict[str, Any]]] = {"cold": [], "warm": []}
    for _ in range(max(bench.repeats, 2) + 1):
        context = _window(browser, front.slow, session)
        for cache, found in told.items():
            found.append(visit := _visit(context))
            visit["carried"] = len(gzip.compress(visit["carried"].encode()))
            bench.report.keep(f"page/{cache}", "product", found[-1])
        context.close()
    for cache, found in told.items():
        for what in ("first byte", "paint", "shown", "live"):
            values = [one[what.replace(" ", "_")] / 1000 for one in found[1:]]  # the first one warms up the server
            bench.report.add(f"page/{cache}/{'first paint' if what == 'paint' else what}", values, "s")
        if cache == "cold":
            scripts = [_bytes(one["files"], ".js") / 1000 for one in found]
            styles = [(_bytes(one["files"], ".css") + one["carried"]) / 1000 for one in found]
            bench.report.add("page/scripts", scripts, "KB", note="as served")
            bench.report.add("page/styles", styles, "KB", note="as served, and what the page carries")
        bench.report.add(f"page/{cache}/requests", [len([f for f in one["files"] if f["moved"]]) + 1 for one in found])
        bench.report.add(f"page/{cache}/bytes", [sum(f["moved"] for f in one["files"]) / 1000 for one in found], "KB")


def _bytes(files: list[dict[str, Any]], ending: str) -> float:
    return sum(one["bytes"] for one in files if one["name"].endswith(ending))


def _visit(context: BrowserContext) -> dict[str, Any]:
    page = context.new_page()
    devtools = _slowed(page)
    page.add_init_script(WATCH)
    page.goto("/rooms/long/", wait_until="commit")
    page.wait_for_selector("[data-part=connection][data-state=online]")
    page.wait_for_selector(".lines .line")
    page.wait_for_load_state("load")
    found = page.evaluate(TOLD)
    devtools.detach()
    page.close()
    return found


def _scrolled(bench: Bench, browser: Browser, front: Front, sessions: dict[str, str]) -> None:
    told = {room: _scroll(browser, front, room, session) for room, session in sessions.items()}
    for room, found in told.items():
        bench.report.keep("page/scrolling", room, {name: each for name, each in found.items() if name != "intervals"})
    add, long, short = bench.report.add, told["long"], told["short"]
    add("page/scrolling/lines held", [long["lines"]], note=f"{LONG} messages scrolled through")
    add("page/scrolling/elements", [long["nodes"]])
    for rank in (50, 95, 99):
        values = [percentile(found["intervals"], rank) for found in (long, short)]
        add(f"page/scrolling/frames p{rank}", values[:1], "ms")
        add(f"page/scrolling/frames p{rank} against a short room", [values[0] / values[1]], note=f"of {SHORT} messages")
    add("page/scrolling/long tasks", [long["long"] / len(long["intervals"]) * 1000], "in 1000 frames")


def _scroll(browser: Browser, front: Front, room: str, session: str) -> dict[str, Any]:
    context = _window(browser, front.fast, session)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"/rooms/{room}/")
    page.wait_for_selector("[data-part=connection][data-state=online]")
    _slowed(page)
    found = page.evaluate(SCROLL, {"step": STEP, "frames": 600, "whole": room == "long"})
    context.close()
    return found
