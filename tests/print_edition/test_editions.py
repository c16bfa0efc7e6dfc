"""Editions are data: each form keeps what it promises, and nothing is printed without need."""

import re
from itertools import pairwise

import pytest
from pypdf import PdfReader

from tests.print_edition.conftest import text_of
from tests.print_edition.pdf_tools import fonts, lines, page_texts, runs
from tests.print_edition.test_errors import problem_lines

CONF = """
extensions.append("sphinxcontrib.bibtex")
bibtex_bibfiles = ["references.bib"]
numfig = True
print_notice = "Handle with care."
"""

SOURCES = """
@book{read2001, author = {Anna Read}, title = {A cited book}, publisher = {P}, year = {2001}}
@book{other2002, author = {Ben Other}, title = {A book for others}, publisher = {P}, year = {2002}}
"""

BOOK = {
    "references.bib": SOURCES,
    "index.md": "# Small book\n\nText.\n\n```{toctree}\none\ntwo\nsources\n```\n",
    "one.md": "# Chapter one\n\nSee {doc}`two` and {doc}`two`, and {cite:p}`read2001`. "
    "*Slanted*.\n\n"
    "```{container} book-only\nFor the book only.\n```\n\n"
    "(tab)=\n```{table} Small table\n:name: tab-small\n| a | b |\n|---|---|\n| c | d |\n```\n",
    "two.md": "# Chapter two\n\nOther text, {cite:p}`other2002`.\n",
    "sources.md": "# Bibliography\n\n```{bibliography}\n```\n",
}


@pytest.fixture
def print_editions(print_book):
    """Print the small book in the given editions."""

    def build(editions: dict, files: dict[str, str] | None = None, conf: str = ""):
        return print_book(
            BOOK | (files or {}), conf=f"{CONF}\nprint_editions = {editions!r}\n{conf}\n"
        )

    return build


def test_chapter_alone_has_its_own_sources_and_names_the_book_for_the_rest(print_editions):
    outcome = print_editions({"one": {"form": "chapter", "documents": ["one"]}})
    assert outcome.status == 0, outcome.problems
    text = text_of(outcome, "small-book-one.pdf")
    assert text.startswith("Small book Chapter one")
    assert "Handle with care." in text
    assert "See Chapter two (in Small book) and Chapter two, and" in text
    assert "A cited book" in text
    assert "Other text" not in text
    assert "A book for others" not in text
    assert "For the book only" not in text
    assert PdfReader(outcome.folder / "small-book-one.pdf").metadata.title.startswith("Chapter one")


def test_notice_of_a_chapter_alone_stands_above_its_warning(print_editions):
    box = f"```{{note}}\n{'words of the box ' * 170}\n```\n\n```{{warning}}\nTake it.\n```\n"
    outcome = print_editions(
        {"one": {"form": "chapter", "documents": ["one"]}}, {"one.md": f"# Chapter one\n\n{box}"}
    )
    assert outcome.status == 0, outcome.problems
    text = text_of(outcome, "small-book-one.pdf")
    assert re.findall("Handle|Note|Take", text) == ["Handle", "Note", "Take"]


def test_sheet_is_the_document_and_nothing_else(print_editions):
    edition = {"form": "sheet", "documents": ["one"], "pages": 1}
    outcome = print_editions({"sheet": edition})
    assert outcome.status == 0, outcome.problems
    pages = page_texts(PdfReader(outcome.folder / "small-book-sheet.pdf"))
    assert len(pages) == 1
    assert pages[0].startswith("Chapter one See Chapter two (in Small book)")
    assert "A cited book" not in pages[0]


def test_sheet_that_is_too_long_is_an_error(print_editions):
    edition = {"form": "sheet", "documents": ["two"], "pages": 1}
    long = {"two.md": "# Chapter two\n\n" + "{cite:p}`other2002`\n\n" * 60}
    lines = problem_lines(print_editions({"sheet": edition}, long))
    assert any("print_editions: sheet: takes 2 pages, allowed: 1" in line for line in lines), lines


def test_large_print_has_no_italics_and_no_serifs(print_editions):
    sans = "Atkinson Hyperlegible Next"
    outcome = print_editions(
        {"large": {"italics": False, "body-font": sans, "size": "18pt", "one-size": True}}
    )
    assert outcome.status == 0, outcome.problems
    found = fonts(PdfReader(outcome.folder / "small-book-large.pdf"))
    assert found
    assert not [name for name in found if "Italic" in name or "Serif" in name]


def test_large_print_has_no_letters_smaller_than_its_text(print_editions):
    text = "# Chapter two\n\nText.[^a]\n\nTerm\n: Meaning.\n\n    code\n\n[^a]: Note.\n"
    large = {"size": "18pt", "table-size": "18pt", "one-size": True}
    outcome = print_editions({"large": large}, {"two.md": text})
    assert outcome.status == 0, outcome.problems
    sizes = {}

    def note(run, matrix, text_matrix, _font, size):
        sizes[run.strip()] = size * abs(matrix[3] * text_matrix[3])

    for page in PdfReader(outcome.folder / "small-book-large.pdf").pages:
        page.extract_text(visitor_text=note)
    assert {"Note.", "Term", "code"} <= set(sizes)
    assert not {run: size for run, size in sizes.items() if run and size < 17.9}


def test_large_print_sets_tables_and_captions_no_closer_than_the_text(print_editions):
    words = {name: f"{name} " * 60 for name in ("text", "caption", "cell")}
    table = f"```{{table}} {words['caption']}\n| a |\n|---|\n| {words['cell']} |\n```\n"
    text = f"# Chapter two\n\n{words['text']}\n\n{table}"
    outcome = print_editions(
        {"large": {"one-size": True, "table-size": "11.5pt"}}, {"two.md": text}
    )
    assert outcome.status == 0, outcome.problems
    pages = PdfReader(outcome.folder / "small-book-large.pdf").pages
    found = next(runs(page) for page in pages if "cell cell" in page.extract_text())
    steps = {}
    for name in words:
        heights = [y for _x, y, run in found if run.startswith((f"{name} {name}", f". {name}"))]
        steps[name] = {round(a - b, 1) for a, b in pairwise(heights)}
    assert steps["text"]
    assert steps["text"] == steps["caption"] == steps["cell"]


def test_chapters_of_a_two_sided_edition_begin_on_the_right(print_editions):
    outcome = print_editions({"print": {"two-sided": True}})
    assert outcome.status == 0, outcome.problems
    pages = page_texts(PdfReader(outcome.folder / "small-book-print.pdf"))
    for opening in ("Contents", "Small book Text.", "Chapter one", "Chapter two", "Bibliography"):
        number = next(n for n, text in enumerate(pages, 1) if text.startswith(opening))
        assert number % 2 == 1, (opening, number)
    assert "" in pages[4:], "the empty pages carry neither head nor foot"


def test_front_matter_lists_the_tables(print_editions):
    outcome = print_editions({"a4": {}})
    pages = page_texts(PdfReader(outcome.folder / "small-book-a4.pdf"))
    entry = r"Tables 1 ?Small table \u2060?\d"
    assert any(re.search(entry, text) for text in pages), pages


def test_nothing_is_compiled_whose_input_did_not_change(print_editions):
    editions = {"a4": {}, "letter": {"paper": "us-letter"}}
    folder = print_editions(editions).folder

    def written() -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in folder.glob("*.pdf")}

    first = written()
    print_editions(editions)
    assert written() == first
    print_editions(editions | {"letter": {"paper": "us-letter", "size": "10pt"}})
    assert written()["small-book-a4.pdf"] == first["small-book-a4.pdf"]
    assert written()["small-book-letter.pdf"] != first["small-book-letter.pdf"]
    print_editions(editions, {"two.md": "# Chapter two\n\nChanged, {cite:p}`other2002`.\n"})
    assert written()["small-book-a4.pdf"] != first["small-book-a4.pdf"]


def test_pdf_that_was_spoilt_is_made_anew(print_editions):
    pdf = print_editions({"a4": {}}).folder / "small-book-a4.pdf"
    before = pdf.read_bytes()
    pdf.write_bytes(b"spoilt")
    print_editions({"a4": {}})
    assert pdf.read_bytes() == before


def test_edition_that_is_no_longer_named_is_removed(print_editions):
    folder = print_editions({"a4": {}, "old": {}}).folder
    print_editions({"a4": {}})
    assert sorted(path.name for path in folder.glob("*.pdf")) == ["small-book-a4.pdf"]


def test_only_the_editions_asked_for_are_printed(print_editions):
    outcome = print_editions({"a4": {}, "b": {}}, conf="print_only = ['b']")
    assert [path.name for path in outcome.folder.glob("*.pdf")] == ["small-book-b.pdf"]


@pytest.mark.parametrize(
    ("edition", "message"),
    [
        ({"form": "leaflet"}, "form: found 'leaflet', allowed: book, chapter, sheet"),
        ({"form": "sheet"}, "form 'sheet' needs documents, a list of names"),
        ({"documents": ["one"]}, "documents: form 'book' takes the whole book"),
        ({"form": "sheet", "documents": ["six"]}, "documents: unknown document 'six'"),
        ({"pages": "one"}, "pages: found 'one', allowed: a whole number"),
    ],
)
def test_wrong_editions_say_what_is_allowed(print_editions, edition, message):
    lines = problem_lines(print_editions({"x": edition}))
    assert any(f"print_editions: x: {message}" in line for line in lines), lines


def test_every_page_of_the_text_has_its_number(print_editions):
    outcome = print_editions({"a4": {}})
    reader = PdfReader(outcome.folder / "small-book-a4.pdf")
    pages = page_texts(reader)[2:]  # title page and imprint have none
    bare = [text.replace("\u2060", "") for text in pages]
    labels = reader.page_labels[2:]
    without = [n for n, text in zip(labels, bare, strict=True) if not text.endswith(n)]
    assert without == []


def test_table_of_the_class_landscape_has_a_page_on_its_side(print_editions):
    table = "\n```{list-table} Long rows\n:class: landscape\n:header-rows: 1\n\n* - a\n* - b\n```\n"
    outcome = print_editions({"a4": {}}, {"two.md": BOOK["two.md"] + table + "\nAfter it.\n"})
    assert outcome.status == 0, outcome.problems
    reader = PdfReader(outcome.folder / "small-book-a4.pdf")
    flipped = [p.extract_text() for p in reader.pages if p.mediabox.width > p.mediabox.height]
    assert len(flipped) == 1
    assert "Long rows" in flipped[0]
    assert "After it" not in flipped[0]


def test_running_heads_take_one_line_in_every_form(print_editions):
    title = "A chapter with a title of so many words that no line could ever hold all of them"
    section = title.replace("chapter", "section")
    text = "\n\n".join(["A paragraph among many."] * 80)
    large = {"size": "18pt", "one-size": True}
    outcome = print_editions(
        {"a4": {}, "large": large, "two-sided": large | {"two-sided": True}},
        {"one.md": f"# {title}\n\n## {section}\n\n{text}\n"},
    )
    assert outcome.status == 0, outcome.problems
    for name in ("a4", "large", "two-sided"):
        pages = map(lines, PdfReader(outcome.folder / f"small-book-{name}.pdf").pages)
        tops = [[text for _x, text in found[:2]] for found in pages]
        heads = [top[0] for top in tops if top[1:] == ["A paragraph among many."]]
        assert heads
        assert all(head.endswith("…") for head in heads), (name, heads)


def test_turned_lines_of_bibliography_and_index_hang(print_editions):
    index = "```{index} an entry of the index that is much too long for a line of its column\n```"
    outcome = print_editions(
        {"a4": {}},
        {
            "references.bib": SOURCES.replace("A cited book", " ".join(["A cited book"] * 12)),
            "two.md": f"# Chapter two\n\n{index}\n\n{{cite:p}}`other2002`\n",
        },
    )
    assert outcome.status == 0, outcome.problems
    pages = [lines(page) for page in PdfReader(outcome.folder / "small-book-a4.pdf").pages]
    for title, first in (("Bibliography", "Anna Read"), ("Index", "an entry")):
        page = next(found for found in pages if found[0][1] == title)
        place = next(n for n, (_x, text) in enumerate(page) if first in text)
        assert page[place + 1][0] > page[place][0] + 5, page


def test_address_in_full_turns_only_after_its_marks_and_is_copied_whole(print_editions):
    address = "https://example.org/" + "/".join(["enormously-long-part"] * 6) + "/end"
    outcome = print_editions({"a4": {}}, {"two.md": f"# Chapter two\n\n<{address}>\n"})
    page = next(
        page
        for page in PdfReader(outcome.folder / "small-book-a4.pdf").pages
        if lines(page)[0][1] == "Chapter two"
    )
    turned = [text for _x, text in lines(page)[1:-1]]
    assert len(turned) > 1
    assert all(text[-1] in "/-" for text in turned[:-1]), turned
    assert address in page.extract_text().replace("\n", "")
