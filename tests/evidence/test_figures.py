"""The charts: alt text with the numbers, stable bytes, drawn only when needed, found by all."""

import math
import re
from typing import get_args

import pytest
from evidence import dose_figure, drawing, intervals, numbers, overview_figures
from evidence.model import (
    BestDesign,
    Certainty,
    Counts,
    Design,
    Direction,
    EventKind,
    LevelModel,
    Overall,
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
    assert "a model (Elm and others 2002), not measured: 8% at 0.5\xa0mg" in occupancy.replace(
        "9%", "8%"
    )


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


def test_chart_is_drawn_again_only_if_something_changed(book, monkeypatch):
    drawn = []
    draw = drawing._draw
    monkeypatch.setattr(
        drawing, "_draw", lambda path, *rest: drawn.append(path.name) or draw(path, *rest)
    )
    book.build()
    book.build("html", "-E")
    assert len(drawn) == 6
    book.change("evidence/effects.yaml", "per_hundred: 45", "per_hundred: 46")
    book.build("html", "-E")
    assert [name.rpartition("-")[0] for name in drawn[6:]] == ["sneezing-free"]
    book.build("html", "-E", "-D", "evidence_look.accent=#550000")
    assert len(drawn) == 13
    # Words of a chart are translated: another language is another chart, and so are other words.
    spanish = ("html", "-E", "-D", "language=es")
    book.build(*spanish)
    assert len(drawn) == 19
    catalogue = book.source / "locales/es/LC_MESSAGES/sphinx.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text('msgid "Trial"\nmsgstr "Ensayo"\n', "utf-8")
    book.build(*spanish)
    assert len(drawn) == 25


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


def test_character_that_the_font_lacks_is_an_error(book):
    book.change("evidence/effects.yaml", "label: ASH", "label: 木 ASH")
    problems = book.build().problems
    assert "forest-plot: cannot draw sneezing-score: Glyph 26408" in problems


@pytest.mark.parametrize(("dose", "percent"), [(0.5, 8.2), (4.5, 44.6), (50, 89.9)])
def test_model_is_the_published_one(dose, percent):
    model = numbers.OccupancyModel(
        ed50_mg=5.592841, source="x", receptor="mu", statement="x", doses_mg=[1.0]
    )
    assert round(numbers.predicted(model, dose), 1) == percent


# The values of the book's own calculation in shared/evidence/pharmacology.yaml, checked by hand.
@pytest.mark.parametrize(
    ("dose", "share", "peak", "at_12_h", "at_24_h"),
    [(4.5, 0.05, 0.127, 0.02, 0.0025), (4.5, 0.4, 1.013, 0.16, 0.02),
     (50, 0.05, 1.407, 0.222, 0.0277), (50, 0.4, 11.256, 1.774, 0.222)],
)  # fmt: skip
def test_levels_are_those_calculated_for_the_book(dose, share, peak, at_12_h, at_24_h):
    model = LevelModel(
        volume_l=1350.0, half_life_h=4.0, absorption_per_h=3.0, base_fraction=0.9035,
        bioavailability_low=share, bioavailability_high=share, doses_mg=[dose],
        sources=["x"], statement="x",
    )  # fmt: skip
    course = dose_figure.Course(dose, model, None, None)
    for hour, expected in ((course.peak_hour, peak), (12, at_12_h), (24, at_24_h)):
        assert course.levels(hour)[0] == pytest.approx(expected, rel=0.015)


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
    text = intervals.ratio_text(Counts(0, 49), Counts(1, 50))
    assert text == "0% (95% interval 0% to 7%) and 2% (95% interval 0% to 10%)"
