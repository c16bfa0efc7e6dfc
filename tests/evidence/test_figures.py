"""The charts: alt text with the numbers, stable bytes, drawn only when needed, found by all."""

import re

import pytest
from evidence import figures


def alts(book):
    return [image["alt"] for image in book.page().select("figure img")]


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


def test_page_knows_no_path_of_this_machine(built):
    html = (built.folder / "html/index.html").read_text("utf-8")
    assert str(built.folder) not in html
    assert all(re.fullmatch(r"_images/[\w-]+\.svg", i["src"]) for i in built.page().select("img"))


def test_nothing_is_written_into_the_sources(built):
    assert not list(built.source.rglob("*.svg"))


def test_same_data_same_bytes(book, built):
    book.build()
    charts = sorted(path.name for path in (book.folder / "html/_images").iterdir())
    assert len(charts) == 3
    for name in charts:
        first, second = (b.folder / "html/_images" / name for b in (book, built))
        assert first.read_bytes() == second.read_bytes()
        assert b"<dc:date>" not in first.read_bytes()


def test_chart_is_drawn_again_only_if_something_changed(book, monkeypatch):
    drawn = []
    draw = figures._draw
    monkeypatch.setattr(
        figures, "_draw", lambda path, *rest: drawn.append(path.name) or draw(path, *rest)
    )
    book.build()
    book.build("html", "-E")
    assert len(drawn) == 3
    book.change("evidence/effects.yaml", "per_hundred: 45", "per_hundred: 46")
    book.build("html", "-E")
    assert [name.rpartition("-")[0] for name in drawn[3:]] == ["sneezing-free"]
    book.build("html", "-E", "-D", "evidence_look.accent=#550000")
    assert len(drawn) >= 4


def test_second_builder_with_the_same_doctrees_finds_the_charts(book):
    book.build()
    assert book.build("epub").status == 0
    assert len(list((book.folder / "epub/_images").glob("*.svg"))) == 3


def test_parallel_build_draws_the_same(book, built):
    assert book.build("html", "-j", "2").status == 0
    assert alts(book) == alts(built)
    assert len(list((book.folder / "html/_images").glob("*.svg"))) == 3


def test_missing_font_is_one_line(book):
    outcome = book.build("html", "-D", "evidence_font=/nowhere/font.ttf")
    lines = [line for line in outcome.problems.splitlines() if "cannot draw" in line]
    assert len(lines) == 3
    assert "index.md" in lines[0]
    assert "No such file or directory: '/nowhere/font.ttf'" in lines[0]


def test_character_that_the_font_lacks_is_an_error(book):
    book.change("evidence/effects.yaml", "label: ASH", "label: 木 ASH")
    problems = book.build().problems
    assert "forest-plot: cannot draw sneezing-score: Glyph 26408" in problems


@pytest.mark.parametrize(("dose", "percent"), [(0.5, 8.2), (4.5, 44.6), (50, 89.9)])
def test_model_is_the_published_one(dose, percent):
    model = figures.OccupancyModel(
        ed50_mg=5.592841, source="x", receptor="mu", statement="x", doses_mg=[1.0]
    )
    assert round(figures.predicted(model, dose), 1) == percent
