"""Every colour of the look can be read on every ground, in print, on the screen and in drawings."""

import itertools
import re

import pytest

from tests.conftest import ROOT

COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
TEXT = ("ink", "muted", "accent", "warning")
GROUNDS = ("paper", "accent-soft", "warning-soft")
#: WCAG 2.2, enhanced contrast of text (1.4.6); it is more than what is drawn needs (3, 1.4.11).
ENOUGH = 7


@pytest.fixture(scope="module")
def look() -> dict[str, str]:
    """The colours that conf.py names."""
    settings = {"__file__": str(ROOT / "conf.py")}
    exec((ROOT / "conf.py").read_text("utf-8"), settings)
    return settings["look"]


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` as WCAG defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_and_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("mode", ["", "-dark"])
def test_text_can_be_read_on_every_ground(look, mode):
    weak = {
        (text, ground): contrast(look[text + mode], look[ground + mode])
        for text, ground in itertools.product(TEXT, GROUNDS)
    }
    assert {pair: value for pair, value in weak.items() if value < ENOUGH} == {}


def drawings(folder) -> list:
    return [path for path in sorted(folder.rglob("*.svg")) if "build" not in path.parts]


def test_drawings_use_the_colours_of_the_look_and_no_others(look, book):
    known = {colour.lower() for colour in look.values()}
    folders = (ROOT / "_static", ROOT / "docs", book.html / "_images")
    foreign = {
        path.name: strange
        for path in itertools.chain.from_iterable(map(drawings, folders))
        if (strange := {c.lower() for c in COLOUR.findall(path.read_text("utf-8"))} - known)
    }
    assert foreign == {}
