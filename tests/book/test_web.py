"""The web book: whole, private, and readable by everybody."""

from itertools import pairwise
from urllib.parse import unquote, urldefrag

import pytest

from tests.conftest import ROOT


def test_every_link_and_anchor_leads_somewhere(book, pages):
    root = book.html.resolve()
    ids = {
        root / name: {tag["id"] for tag in page.find_all(id=True)} for name, page in pages.items()
    }
    broken = []
    for name, page in pages.items():
        for link in page.find_all("a", href=True):
            if ":" in link["href"].partition("/")[0] or link["href"] == "#":
                continue
            address, anchor = urldefrag(unquote(link["href"]))
            target = (root / name).parent / address if address else root / name
            target = target.resolve()
            if not target.is_file() or (anchor and anchor not in ids.get(target, {anchor})):
                broken.append((name, link["href"]))
    assert broken == []


def test_no_page_loads_anything_from_another_host(pages):
    foreign = [
        (name, tag.name, tag.get(attribute))
        for name, page in pages.items()
        for selector, attribute in (("script", "src"), ("link", "href"), ("img", "src"),
                                    ("iframe", "src"), ("source", "src"), ("form", "action"))
        for tag in page.find_all(selector)
        if "canonical" not in tag.get("rel", ())
        and str(tag.get(attribute) or "").startswith(("http:", "https:", "//"))
    ]  # fmt: skip
    assert foreign == []


def test_pages_say_their_language_title_and_description(chapters):
    for name, page in chapters.items():
        assert page.html["lang"] == "en-GB", name
        assert len(page.title.get_text(strip=True)) > 10, name
        description = page.find("meta", attrs={"name": "description"})
        assert description, name
        assert 40 < len(description["content"]) <= 160, name


def test_headings_begin_with_one_h1_and_never_skip(chapters):
    for name, page in chapters.items():
        levels = [int(tag.name[1]) for tag in page.article.find_all(["h1", "h2", "h3", "h4", "h5"])]
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), name


def test_images_have_alternative_text(pages):
    for name, page in pages.items():
        for image in page.find_all("img"):
            assert image.get("alt") is not None, (name, image)
    figures = [image for page in pages.values() for image in page.select("figure img")]
    assert len(figures) >= 3
    assert all(len(image["alt"]) > 40 for image in figures)


def test_tables_have_a_caption_and_header_cells(chapters):
    tables = [(name, table) for name, page in chapters.items() for table in page.select("table")]
    assert len(tables) >= 8
    for name, table in tables:
        assert table.caption, name
        assert table.select("thead th"), name


def test_every_page_offers_the_printed_book(book, pages):
    for name, page in pages.items():
        links = [link for link in page.select("a[href$='.pdf']") if "PDF, A4" in link.get_text(" ")]
        assert links, name
        target = ((book.html / name).parent / links[0]["href"]).resolve()
        assert target.read_bytes() == book.pdf.read_bytes(), name
        assert "window.print" not in str(page.find(class_="article-header-buttons") or ""), name


@pytest.mark.parametrize("phrase", ["fibromyalgia", "crossov", "occup"])
def test_search_knows_the_words_of_the_book(book, phrase):
    assert phrase in (book.html / "searchindex.js").read_text("utf-8")


def test_nothing_of_this_machine_is_published(book):
    for path in book.html.rglob("*"):
        if path.suffix in (".html", ".js", ".css", ".svg", ".txt"):
            text = path.read_text("utf-8", "replace")
            assert str(ROOT) not in text, path
            assert str(book.folder) not in text, path
