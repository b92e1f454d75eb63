"""The colours can be told apart: WCAG contrast of the token pairs that stand on each other, light and dark."""

import re
from pathlib import Path

import pytest

STYLES = Path(__file__).parents[2] / "static/css"
CSS = (STYLES / "tokens.css").read_text()
ADMIN = (STYLES / "admin.css").read_text()
TEXT = [("text", ground) for ground in ("bg", "surface", "sunken", *(f"{tone}-soft" for tone in ("accent", "warm")))]
TEXT += [("text", f"{tone}-soft") for tone in ("danger", "warn", "ok", "info")]
SMALL = [("text-muted", ground) for ground in ("bg", "surface", "sunken", "warm-soft")]
SMALL += [(tone, ground) for tone in ("accent", "danger", "warm") for ground in ("bg", "surface", "sunken")]
SMALL += [(tone, f"{tone}-soft") for tone in ("danger", "warm", "warn", "ok", "info")]
SMALL += [("accent-strong", ground) for ground in ("accent-soft", "surface", "sunken")]
SMALL += [("on-accent", "accent-strong")]
SMALL += [(f"on-{tone}", tone) for tone in ("accent", "warm", "danger")]
EDGES = [(line, ground) for line in ("border-strong", "focus") for ground in ("bg", "surface", "sunken", "warm-soft")]


def colours(selector: str, css: str = CSS) -> dict[str, str]:
    """The colours (name: "#rrggbb") that the rule with this selector sets."""
    rule = re.search(re.escape(selector) + r" \{(.*?)\}", css, re.DOTALL)
    assert rule, selector
    return dict(re.findall(r"--color-([\w-]+): (#[0-9a-f]{6});", rule[1]))


LIGHT = colours(':root[data-theme="light"]')
DARK = colours(':root[data-theme="dark"]')


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself_knows_black_white_and_a_grey():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("least", "pairs"), [(7, TEXT), (4.5, SMALL), (3, EDGES)], ids=["body", "small", "edges"])
def test_what_stands_on_a_ground_can_be_read(theme, least, pairs):
    weak = {pair: contrast(theme[pair[0]], theme[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < least} == {}


def test_dark_is_the_same_whether_asked_for_by_the_system_or_by_the_page():
    assert colours(':root:not([data-theme="light"])') == DARK
    assert DARK.keys() == LIGHT.keys()


def test_the_admins_words_and_icons_can_be_read_in_the_dark():
    """In a browser axe can't tell what unfold's words stand on, and says nothing of most."""
    dark = colours(":root", ADMIN) | colours(".dark", ADMIN)
    words = [f"font-{each}-dark" for each in ("subtle", "default", "important")] + [
        "base-400",
        "base-500",
        "primary-500",
    ]
    pairs = [(word, f"base-{ground}") for word in words for ground in (800, 900, 950)]
    assert {pair: ratio for pair in pairs if (ratio := contrast(dark[pair[0]], dark[pair[1]])) < 4.5} == {}
    assert (dark["base-900"], dark["base-950"], dark["base-800"]) == (DARK["surface"], DARK["bg"], DARK["border"])
    assert dark["primary-500"] == DARK["accent"]
