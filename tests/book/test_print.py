"""The printed book: tagged, with an outline, its own fonts, and every chapter in it."""

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.conftest import ROOT
from tests.print_edition.pdf_tools import (
    bookmarks,
    elements_below,
    fonts,
    lines,
    page_texts,
    structure,
)


def chapter_titles() -> dict[Path, str]:
    """Return the title of every chapter by its file."""
    found = {}
    for path in sorted((ROOT / "docs").rglob("*.md")):
        title = re.search(r"^# (.+)$", path.read_text("utf-8"), re.MULTILINE)
        if title and path.name != "index.md":
            found[path] = title[1].replace("'", "’")  # as it is printed
    return found


@pytest.mark.parametrize("edition", ["a4", "letter", "two-sided", "large-print"])
def test_safety_box_stands_on_the_first_page_of_its_chapter(book, edition):
    """In large print it would stand on the second, behind what the chapter says in short."""
    box = "Never swap a proven treatment for LDN."
    titles = {
        title
        for path, title in chapter_titles().items()
        if "/parts/safety.md" in path.read_text("utf-8")
    }
    assert len(titles) > 20
    reader = PdfReader(book.folder / "pdf" / f"ldn-book-{edition}.pdf")
    chapters = [entry for part in reader.outline if isinstance(part, list) for entry in part]
    first = {
        entry.title: reader.pages[reader.get_destination_page_number(entry)]
        for entry in chapters
        if not isinstance(entry, list) and entry.title in titles
    }
    assert set(first) == titles
    without = [t for t, page in first.items() if box not in " ".join(page.extract_text().split())]
    assert without == []


def test_outline_and_text_hold_every_chapter(pdf):
    titles = chapter_titles()
    assert len(titles) >= 7
    outline = {title for _depth, title in bookmarks(pdf)}
    assert set(titles.values()) - outline == set()
    text = " ".join(page_texts(pdf))
    assert [title for title in titles.values() if title not in text] == []


def test_parts_stand_above_their_chapters(pdf):
    outline = bookmarks(pdf)
    part = outline.index((0, "Conditions"))
    assert outline[part + 1] == (1, "How to read this part")
    assert (1, "Fibromyalgia") in outline[part:]


def test_book_is_tagged_and_speaks_british_english(pdf):
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert pdf.metadata.title == "Low-dose naltrexone"
    tags = [tag for tag, _element in structure(pdf)]
    assert tags.count("Table") >= 8
    assert tags.count("Figure") >= 3
    assert "TH" in tags


def test_tables_all_have_header_cells(pdf):
    rows = [
        [tag for tag, _cell in elements_below(row["/K"])]
        for tag, row in structure(pdf)
        if tag == "TR"
    ]
    assert len(rows) > 500
    assert [cells for cells in rows if cells[0] != "TH"] == []


def test_only_embedded_fonts_of_ours(pdf):
    found = fonts(pdf)
    assert all(found.values())
    families = {name.partition("+")[2].partition("-")[0] for name in found}
    assert families == {"SourceSerif4", "AtkinsonHyperlegibleNext", "DejaVuSansMono"}


def test_first_pages_carry_the_safety_rules(pdf):
    first = " ".join(page_texts(pdf)[:3])
    for words in (
        "not medical advice",
        "no clinician has reviewed it yet",
        "opioid medicines",
        "wash-out time",
        "Do not stop a proven treatment",
    ):
        assert words in first


def test_every_figure_in_the_book_has_words_for_those_who_cannot_see_it(pdf):
    texts = [str(element["/Alt"]) for tag, element in structure(pdf) if tag == "Figure"]
    assert all(len(text) > 40 for text in texts)
    assert len(set(texts)) == len(texts)


def test_the_page_to_fill_in_is_one_page(pdf):
    texts = page_texts(pdf)
    title = "Talking to your clinician"
    first = next(n for n, text in enumerate(texts) if text.startswith(title))
    assert "what does it cost?" in texts[first]
    assert not texts[first + 1].startswith(title)
    # Letter paper has as much width for the text, and 7.6 mm less height.
    heights = []
    pdf.pages[first].extract_text(
        visitor_text=lambda text, matrix, text_matrix, _font, _size: heights.append(
            matrix[3] * text_matrix[5] + matrix[5] if text.strip(" \n0123456789") else 842
        )
    )
    assert min(heights) > (32 + 7.6) / 25.4 * 72


def test_circles_of_a_badge_stand_in_the_line_of_their_words(pdf):
    found = [line for page in pdf.pages for _x, line in lines(page) if re.search("[●○]{4}", line)]
    assert len(found) > 30
    # In a table the circles have a line of their own.
    assert [line for line in found if re.search(".[●○]{4}$|[●○]{4} (Very|No)$", line)] == []
