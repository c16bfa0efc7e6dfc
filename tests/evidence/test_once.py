"""Nothing is done twice: files are read once per build, charts drawn only if they changed."""

from collections import Counter

import evidence
import pytest
import yaml
from evidence import bibcheck, drawing

from tests.conftest import ROOT


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


def charts(book) -> dict[str, int]:
    """When each chart was drawn, by its name, which says what it was made from."""
    folder = book.folder / "doctrees" / "evidence"
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def drawn(book, *options: str) -> list[str]:
    """Read all pages anew; return the names of the charts drawn for it, without digests."""
    before = charts(book)
    assert book.build("html", "-E", *options).status == 0
    fresh = charts(book).items() - before.items()
    return sorted(name.rpartition("-")[0] for name, _ in fresh)


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


ALL = ["dose", "evidence-map", "occupancy", "sneezing-free", "sneezing-score", "timeline"]


@pytest.fixture
def charted(book):
    """The book, built, with all its charts."""
    assert book.build().status == 0
    assert sorted(name.rpartition("-")[0] for name in charts(book)) == ALL
    return book


def test_chart_is_drawn_again_only_if_its_data_changed(charted):
    charted.change("index.md", "# Book\n", "# Book\n\nMore words.\n")
    assert drawn(charted) == []
    charted.change("evidence/effects.yaml", "estimate: -0.5", "estimate: -0.6")
    assert drawn(charted) == ["sneezing-score"]


def test_all_charts_are_drawn_again_if_the_look_changed(charted):
    look = evidence.DEFAULT_LOOK | {"accent": "#550000"}
    conf = charted.source / "conf.py"
    conf.write_text(f"{conf.read_text('utf-8')}\nevidence_look = {look}\n", "utf-8")
    assert drawn(charted) == ALL
    font = ROOT / "_ext/print_edition/fonts/AtkinsonHyperlegibleNext-Regular.ttf"
    assert drawn(charted, "-D", f"evidence_font={font}") == ALL


def test_all_charts_are_drawn_again_in_other_words(charted):
    assert drawn(charted, "-D", "language=es") == ALL
    catalogue = charted.source / "locales/es/LC_MESSAGES/sphinx.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text('msgid "Trial"\nmsgstr "Ensayo"\n', "utf-8")
    assert drawn(charted, "-D", "language=es") == ALL


def test_all_charts_are_drawn_again_by_other_code_or_packages(charted, monkeypatch):
    monkeypatch.setattr(drawing, "makers", lambda: "others")
    assert drawn(charted) == ALL


def test_page_that_nobody_changed_is_not_written_again(book):
    assert book.build().status == 0
    page = book.folder / "html" / "overview.html"
    before = page.stat().st_mtime_ns
    assert book.build().status == 0
    assert page.stat().st_mtime_ns == before


def test_chapter_that_a_record_names_may_be_written_later(book):
    book.change("evidence/claims.yaml", "chapter: other", "chapter: later")
    assert "allowed: an existing document" in book.build("dummy").problems
    (book.source / "later.md").write_text("---\norphan: true\n---\n\n# Later\n", "utf-8")
    assert "allowed: an existing document" not in book.build("dummy").problems
