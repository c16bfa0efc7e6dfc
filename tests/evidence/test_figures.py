"""The charts: alt text with the numbers, stable bytes, drawn only when needed, found by all."""

import math
import re
from typing import get_args

import pytest
from evidence import intervals, numbers, overview_figures
from evidence.model import (
    BestDesign,
    Certainty,
    Counts,
    Design,
    Direction,
    EventKind,
    Overall,
    Row,
    Status,
)
from evidence.names import named


def alts(book, page="index"):
    return [image["alt"] for image in book.page(page).select("figure img")]


def test_alt_text_states_the_numbers(built):
    forest, dots, occupancy = alts(built)
    assert "ASH: −0.50 (−1.25 to 0.20); ELM: no interval confirmed" in forest
    assert "values left of 0 favour LDN" in forest
    assert "28 of 100 on placebo; 45 of 100 on LDN" in dots
    assert (
        "Measured: 27% of mu receptors at 2\xa0mg; 43%, 46.5% of mu receptors at 5\xa0mg"
        in occupancy
    )
    assert "a model (Elm and others 2002), not measured: 9% at 0.5\xa0mg; 50% at 5" in occupancy


def test_alt_text_of_the_overviews(built):
    evidence_map, timeline, dose = alts(built, "overview")
    assert evidence_map == (
        "Map of 2 conditions. One randomised trial: 1 favours LDN. Registered only: 1 untested. "
        "Certainty: 1 low, 1 no evidence."
    )
    assert timeline == "Timeline. 1963 Trees planted; 2002 A scan."
    assert (
        "After 4.5\xa0mg: peak 0.13 to 1.0 ng/mL, 0.0025 to 0.020 ng/mL at 24 hours; "
        "blockade 43 to 46%, as measured after 5\xa0mg, by half-times 34 to 40% at 24 hours"
    ) in dose


def test_every_word_of_the_fixed_lists_can_be_translated():
    for words in (Design, BestDesign, Direction, Overall, Certainty, Status, EventKind):
        assert [named(word) for word in get_args(words)] == list(get_args(words))


def test_page_knows_no_path_of_this_machine(built):
    html = (built.folder / "html/index.html").read_text("utf-8")
    assert str(built.folder) not in html
    assert all(re.fullmatch(r"_images/[\w-]+\.svg", i["src"]) for i in built.page().select("img"))


def test_nothing_is_written_into_the_sources(built):
    assert not list(built.source.rglob("*.svg"))


def test_same_data_same_bytes(book, built):
    book.build()
    charts = sorted(path.name for path in (book.folder / "html/_images").iterdir())
    assert len(charts) == 6
    for name in charts:
        first, second = (b.folder / "html/_images" / name for b in (book, built))
        assert first.read_bytes() == second.read_bytes()
        assert b"<dc:date>" not in first.read_bytes()


def test_second_builder_with_the_same_doctrees_finds_the_charts(book):
    book.build()
    assert book.build("epub").status == 0
    assert len(list((book.folder / "epub/_images").glob("*.svg"))) == 6


def test_parallel_build_draws_the_same(book, built):
    assert book.build("html", "-j", "2").status == 0
    assert alts(book) == alts(built)
    assert len(list((book.folder / "html/_images").glob("*.svg"))) == 6


def test_missing_font_is_one_line(book):
    outcome = book.build("html", "-D", "evidence_font=/nowhere/font.ttf")
    lines = [line for line in outcome.problems.splitlines() if "/nowhere/font.ttf" in line]
    assert len(lines) == 1
    assert 'conf.py: evidence_font: found "/nowhere/font.ttf", allowed: a font file' in lines[0]


def test_signs_of_formulas_are_drawn_as_they_are(book):
    book.change("evidence/effects.yaml", "unit: points", "unit: US$$5")
    assert book.build().problems == ""
    drawn = "".join(
        re.sub(r"\s", "", comment)
        for path in (book.folder / "html/_images").glob("*.svg")
        for comment in re.findall(r"<!-- (.*?) -->", path.read_text("utf-8"))
    )
    assert "US$$5" in drawn


def test_character_that_the_font_lacks_is_an_error(book):
    book.change("evidence/effects.yaml", "label: ASH", "label: 木 ASH")
    problems = book.build().problems
    assert "forest-plot: cannot draw sneezing-score: Glyph 26408" in problems


@pytest.mark.parametrize(
    ("estimate", "low", "high", "text"),
    [
        (-1.0, -2.0, 0.0, "−1 (−2 to 0)"),
        (0.5, 0.25, 1.0, "0.50 (0.25 to 1.00)"),
        (None, None, None, "no interval confirmed"),
    ],
)
def test_interval_is_as_exact_as_the_most_exact_of_its_numbers(estimate, low, high, text):
    row = Row(
        source="x", label="x", n_ldn=None, n_placebo=None, estimate=estimate, low=low, high=high
    )
    assert numbers.interval(row) == text


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([30, 20, 10], [30, 20, 10]),
        ([10, 10], [12.35, 7.65]),
        ([30, 10, 9], [30, 11.85, 7.15]),
        ([], []),
    ],
)
def test_labels_of_the_timeline_keep_a_line_apart(places, expected):
    assert overview_figures._apart(places) == pytest.approx(expected)


# Newcombe 1998, Statistics in Medicine 17:857, table I, score method without correction.
@pytest.mark.parametrize(
    ("n", "total", "low", "high"),
    [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0, 16.11), (1, 29, 0.61, 17.18)],
)
def test_interval_of_a_share_is_the_published_one(n, total, low, high):
    _, lower, upper = intervals.share(Counts(n, total))
    assert (lower, upper) == pytest.approx((low, high), abs=0.006)


def test_interval_of_a_ratio_by_the_textbook_formula():
    spread = 1.959964 * math.sqrt(1 / 41 - 1 / 49 + 1 / 43 - 1 / 50)
    ratio = (41 / 49) / (43 / 50)
    expected = (ratio, ratio * math.exp(-spread), ratio * math.exp(spread))
    assert intervals.ratio(Counts(41, 49), Counts(43, 50)) == pytest.approx(expected, rel=1e-5)


def test_no_ratio_without_events():
    none, one = "0% (95% interval 0% to 7%)", "2% (95% interval 0% to 10%)"
    assert intervals.ratio_text(Counts(0, 49), Counts(1, 50)) == f"{none} and {one}"
    assert intervals.ratio_text(Counts(1, 50), Counts(0, 49)) == f"{one} and {none}"
