"""What axe, and the width of the window, hold against a page in a real browser."""

from axe_core_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# What is wrong, and nothing of what is right: on a long page that takes half of the time.
WRONG = {"resultTypes": ["violations"]}
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
        if not (
            rule["id"] == "landmark-unique" and "/admin/" in page.url
        )  # unfold's scroll bars name their boxes alike
        for node in rule["nodes"]
    ]
    if (beyond := page.evaluate(BEYOND)) > 0:
        found.append(f"{page.url}: {beyond} pixels wider than the window")
    return found
