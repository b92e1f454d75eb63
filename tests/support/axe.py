"""What axe, and the width of the window, hold against a page in a real browser."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# What is wrong, and nothing of what is right: on a long page that takes half of the time.
WRONG = {"resultTypes": ["violations"]}
SIZES = {"rules": {"target-size": {"enabled": True}}}  # of WCAG 2.2, which axe leaves out unless it is asked
RUN = "async options => (await axe.run(options)).violations"
# The full width of a page beyond its window, in CSS pixels.
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults(page: Page, **options) -> list[str]:
    """What axe holds against the page, a line an element, and whether it is wider than its window."""
    if not page.evaluate("'axe' in window"):  # half a megabyte, which a page that is asked again has read
        page.evaluate(AXE_SCRIPT)
    found = [
        f"{page.url}: {rule['id']}: {node['html'][:160]}"
        for rule in page.evaluate(RUN, WRONG | options)
        for node in rule["nodes"]
        if not _is_known(rule["id"], node["html"], page.url)
    ]
    if (beyond := page.evaluate(BEYOND)) > 0:
        found.append(f"{page.url}: {beyond} pixels wider than the window")
    return found


def _is_known(rule: str, html: str, url: str) -> bool:
    """Unfold's scroll bars name their boxes alike; names that are offered are gone through from the text itself."""
    return (rule == "landmark-unique" and "/admin/" in url) or (
        rule == "scrollable-region-focusable" and 'role="listbox"' in html
    )
