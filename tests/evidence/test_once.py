"""Nothing is done twice: files are read once per build, charts drawn only if they changed."""

from collections import Counter

import pytest
import yaml
from evidence import bibcheck, drawing


@pytest.fixture
def read(monkeypatch) -> Counter:
    """How often each kind of file was parsed."""
    counts = Counter()

    def counting(name, function):
        def call(*arguments, **options):
            counts[name] += 1
            return function(*arguments, **options)

        return call

    monkeypatch.setattr(yaml, "compose", counting("yaml", yaml.compose))
    monkeypatch.setattr(bibcheck, "_parse", counting("bib", bibcheck._parse))
    return counts


@pytest.fixture
def drawn(monkeypatch) -> list[str]:
    """Names of the charts that were drawn, without the hash of their content."""
    names = []
    draw = drawing._draw

    def noted(path, *rest):
        names.append(path.name.rpartition("-")[0])
        draw(path, *rest)

    monkeypatch.setattr(drawing, "_draw", noted)
    return names


def test_each_file_is_read_once_and_again_only_if_one_changed(book, read):
    files = len(list((book.source / "evidence").rglob("*.yaml")))
    for times, change in (
        (1, ""),
        (1, "index.md"),
        (2, "evidence/effects.yaml"),
        (3, "references.bib"),
    ):
        if change:
            path = book.source / change
            path.write_text(path.read_text("utf-8") + "\n", "utf-8")
        assert book.build().status == 0
        assert read == {"yaml": times * files, "bib": times}


def test_chart_is_drawn_again_only_if_its_data_changed(book, drawn):
    assert book.build().status == 0
    everything = sorted(drawn)
    assert "sneezing-score" in everything
    drawn.clear()
    book.change("index.md", "# Book\n", "# Book\n\nMore words.\n")
    assert book.build("html", "-E").status == 0
    assert drawn == []
    book.change("evidence/effects.yaml", "estimate: -0.5", "estimate: -0.6")
    assert book.build("html", "-E").status == 0
    assert drawn == ["sneezing-score"]


def test_all_charts_are_drawn_again_if_the_style_changed(book, drawn):
    assert book.build().status == 0
    everything = sorted(drawn)
    drawn.clear()
    book.change("conf.py", 'version = "1"', 'version = "1"\nevidence_look = LOOK')
    path = book.source / "conf.py"
    look = "import evidence\nLOOK = evidence.DEFAULT_LOOK | {'accent': '#550000'}\n"
    path.write_text(look + path.read_text("utf-8"), "utf-8")
    assert book.build().status == 0
    assert sorted(drawn) == everything


def test_page_read_again_for_one_format_is_written_by_the_next(book):
    for builder in ("epub", "html"):
        assert book.build(builder).status == 0
    book.change("evidence/studies/sneezing.yaml", "analysed: 28", "analysed: 27")
    for builder in ("epub", "html"):
        assert book.build(builder).status == 0
    assert "27 analysed" in book.page().text


def test_page_that_nobody_changed_is_not_written_again(book):
    assert book.build().status == 0
    page = book.folder / "html" / "overview.html"
    before = page.stat().st_mtime_ns
    assert book.build().status == 0
    assert page.stat().st_mtime_ns == before
