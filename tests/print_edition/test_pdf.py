"""The printed kitchen sink is an accessible book: tags, outline, numbers, pages, fonts."""

import re
import shutil
from itertools import pairwise

import pytest
from pypdf import PdfReader

from tests.print_edition.conftest import text_of
from tests.print_edition.pdf_tools import bookmarks, fonts, lines, page_texts, structure


def test_pdf_says_which_standards_it_keeps(kitchen_pdf):
    metadata = kitchen_pdf.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata


def test_title_language_and_date_come_from_the_settings(kitchen_pdf):
    assert kitchen_pdf.metadata.title == "Kitchen sink"
    assert kitchen_pdf.trailer["/Root"]["/Lang"] == "en"
    assert kitchen_pdf.metadata.creation_date.isoformat() == "2026-01-31T00:00:00+00:00"
    assert kitchen_pdf.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]


def test_outline_holds_parts_chapters_and_sections(kitchen_pdf):
    outline = bookmarks(kitchen_pdf)
    for entry in [
        (0, "Contents"),
        (0, "First part"),
        (1, "Block nodes"),
        (2, "Lists"),
        (0, "Second part"),
        (1, "A document with documents below"),
        (2, "A child document"),
        (1, "Glossary"),
        (0, "Index"),
    ]:
        assert entry in outline


def test_structure_has_a_tag_for_every_kind_of_block(kitchen_pdf):
    tags = {tag for tag, _element in structure(kitchen_pdf)}
    expected = {
        "H1",
        "H2",
        "H3",
        "P",
        "L",
        "LI",
        "LBody",
        "Table",
        "THead",
        "TR",
        "TH",
        "TD",
        "Figure",
        "Caption",
        "Note",
        "Link",
        "Code",
        "BlockQuote",
        "TOC",
        "TOCI",
        "Em",
        "Strong",
    }
    assert expected - tags == set()


def test_figures_carry_their_alternative_text(kitchen_pdf):
    texts = [str(element["/Alt"]) for tag, element in structure(kitchen_pdf) if tag == "Figure"]
    assert texts == [
        "Two dots, one dark",
        "Two dots, one dark and one light",
        "Two dots again",
        "Two dots on a card",
        "Two dots from a PNG",
        "Two dots from a JPEG",
        "A dot from a PDF",
        "A dot from whatever suits best",
    ]


def test_heading_levels_never_skip(kitchen_pdf):
    headings = (tag for tag, _element in structure(kitchen_pdf) if tag[0] == "H")
    levels = [int(tag[1:]) for tag in headings]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_font_is_embedded_and_ours(kitchen_pdf):
    found = fonts(kitchen_pdf)
    assert all(found.values()), found
    names = {name.partition("+")[2].partition("-")[0] for name in found}
    assert names <= {"SourceSerif4", "AtkinsonHyperlegibleNext", "DejaVuSansMono", "NewCMMath"}


def test_references_print_the_page_they_lead_to(kitchen_pdf):
    page = next(text for text in page_texts(kitchen_pdf) if "A web link" in text)
    assert "another chapter (on page 3)" in page
    assert "(a heading, on page 3)" in page
    assert "Figure 1 (on page 4)" in page
    assert "Table 1 (on page 5)" in page


def test_citations_lead_to_entries_that_lead_back(kitchen_pdf):
    page = next(text for text in page_texts(kitchen_pdf) if text.startswith("Bibliography"))
    assert "doi:10.1002/art.37734" in page
    assert "Cited on page 2." in page
    assert "Cited on pages 2, 7–9." in page


def test_notes_stand_at_the_foot_of_their_page(kitchen_pdf):
    page = next(text for text in page_texts(kitchen_pdf) if "A footnote" in text)
    assert page.index("The first note.") > page.index("Indexed words")


def test_running_head_names_chapter_and_section(kitchen_pdf):
    page = [text for text in page_texts(kitchen_pdf) if "A small table" in text][-1]
    assert page.startswith("Block nodes The rest"), "the first section that begins on the page"


def test_index_lists_terms_with_pages(kitchen_pdf):
    index = page_texts(kitchen_pdf)[-1]
    assert "I Indexed words, 2 " in index
    assert "O opiate, 9 opioid, 9 " in index


def test_index_prints_entries_of_every_kind(kitchen_pdf):
    index = page_texts(kitchen_pdf)[-1]
    for entry in [
        "kinds of entries single, 15",  # single
        "lid pot, 15",  # pair
        "pepper sugar, salt, 15",  # triple
        "saucepan see pot",
        "spoon see also lid",
        "main, 15",
        "cook() (in module kitchen), 13",
    ]:
        assert entry in index


@pytest.mark.parametrize("entries", [30, 130], ids=["one page", "two pages"])
def test_columns_of_the_last_page_of_the_index_are_even(print_book, entries):
    words = "".join(f"```{{index}} single: word {n}\n```\n\nText.\n\n" for n in range(entries))
    outcome = print_book({"index.md": f"# Title\n\n{words}"})
    assert outcome.status == 0, outcome.problems
    page = PdfReader(outcome.folder / "small-book-a4.pdf").pages[-1]
    found = [text.count("word ") for _x, text in lines(page)]
    assert sum(found) > 12
    assert found.count(2) >= found.count(1)  # in a line of the page one entry of each column


def test_columns_of_the_last_page_of_the_contents_are_even(print_book):
    one = "```{{list-table}} Entry {}\n* - x\n```\n\n"
    text = "# Chapter\n\n" + "".join(one.format(n) for n in range(70))
    files = {"index.md": "# Title\n\n```{toctree}\na\n```\n", "a.md": text + "## Section\n\n" * 61}
    outcome = print_book(files, "numfig = True\n")
    assert outcome.status == 0, outcome.problems
    pages = PdfReader(outcome.folder / "small-book-a4.pdf").pages
    page = [page for page in pages if re.search(r"\b[ivx]+$", page.extract_text())][-1]
    found = [text.count("Entry ") for _x, text in lines(page)]
    assert sum(found) > 12
    assert found.count(2) >= found.count(1)  # in a line of the page one entry of each column


def test_long_table_repeats_its_head_on_every_page(print_book):
    rows = "".join(f"| {n} | row {n} |\n" for n in range(120))
    outcome = print_book({"index.md": f"# Title\n\n| Number | Words |\n|---|---|\n{rows}"})
    assert outcome.status == 0, outcome.problems
    assert text_of(outcome).count("Number Words") >= 3


def test_row_that_names_a_group_is_repeated_with_its_rows(print_book):
    rule, rows = "+---+---+\n", "".join(f"| {n} | x |\n+---+---+\n" for n in [*range(9)] * 9)
    table = f"{rule}| a | b |\n+===+===+\n| Pair  |\n{rule}{rows}"
    outcome = print_book({"index.rst": f"Title\n=====\n\n{table}"})
    assert outcome.status == 0, outcome.problems
    assert text_of(outcome).count("a b Pair") >= 2


def test_long_legend_runs_on_to_the_next_page(print_book):
    dot = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="9"/></svg>'
    legend = " ".join(f"w{n}" for n in range(2000))
    figure = f"Title\n=====\n\n.. figure:: dot.svg\n   :alt: A dot\n\n   A dot.\n\n   {legend}\n"
    outcome = print_book({"index.rst": figure, "dot.svg": dot})
    assert outcome.status == 0, outcome.problems
    pages = page_texts(PdfReader(outcome.folder / "small-book-a4.pdf"))
    first, last = (next(n for n, t in enumerate(pages) if w in t) for w in ("w0 ", "w1999"))
    assert first < last


def test_legend_for_other_formats_leaves_no_trace(print_book):
    dot = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="9"/></svg>'
    figure = "Title\n=====\n\n.. figure:: dot.svg\n   :alt: A dot\n\n   A dot.\n\n"
    books = []
    for legend in ("", "   .. only:: html\n\n      A long description.\n\n"):
        outcome = print_book({"index.rst": f"{figure}{legend}Text.\n", "dot.svg": dot})
        assert outcome.status == 0, outcome.problems
        books.append((outcome.folder / "small-book-a4.pdf").read_bytes())
    assert books[0] == books[1]


def test_only_words_longer_than_their_column_are_divided(print_book):
    def text(columns: int) -> str:
        rows = (["a"] * columns, ["---"] * columns, ["uncharacteristically"] * columns)
        table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
        return text_of(print_book({"index.md": f"# Title\n\n{table}"}))

    assert text(3).count("uncharacteristically") == 3
    assert "uncharacteristically" not in text(9)


def test_line_within_a_paragraph_ends_where_the_author_ends_it(print_book):
    outcome = print_book({"index.md": "# Title\n\nOne\\\ntwo  \nthree\n"})
    assert outcome.status == 0, outcome.problems
    found = [text for _x, text in lines(PdfReader(outcome.folder / "small-book-a4.pdf").pages[-1])]
    assert found[1:4] == ["One", "two", "three"]


def test_style_of_the_project_sets_its_classes(print_book):
    style = '#let styles = ("special": upper)\n'
    page = "# Title\n\n```{container} special\nQuiet words.\n```\n"
    outcome = print_book({"index.md": page, "style.typ": style}, conf="print_style = 'style.typ'\n")
    assert outcome.status == 0, outcome.problems
    assert "QUIET WORDS." in text_of(outcome)


def test_root_document_takes_its_title_from_the_settings(print_book):
    outcome = print_book({"index.md": "# Web title\n\nText.\n"}, conf="print_root_title = 'Own'\n")
    assert outcome.status == 0, outcome.problems
    assert "Own Text." in text_of(outcome)
    assert "Web title" not in text_of(outcome)


def test_same_source_gives_the_same_bytes(print_book, tmp_path):
    files = {"index.md": "# Title\n\nText.\n"}
    first = (print_book(files).folder / "small-book-a4.pdf").read_bytes()
    shutil.rmtree(tmp_path / "doctrees")  # where the digests are: without them all is made anew
    assert (print_book(files).folder / "small-book-a4.pdf").read_bytes() == first


def test_source_date_epoch_sets_the_date(print_book, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    pdf = print_book({"index.md": "# Title\n\nText.\n"}).folder / "small-book-a4.pdf"
    assert b"1970-01-02" in pdf.read_bytes()


def test_any_project_prints_without_settings(write_tree, tmp_path):
    from tests.conftest import sphinx_build

    source = write_tree(
        {
            "conf.py": "extensions = ['print_edition']\nproject = 'Plain'\n",
            "index.rst": "Plain\n=====\n\nText.\n",
        }
    )
    outcome = sphinx_build(source, tmp_path, "pdf")
    assert outcome.status == 0, outcome.problems
    assert "Text." in text_of(outcome, "plain-a4.pdf")


def test_warning_stays_on_one_page_and_a_long_box_does_not(print_book):
    words = "words that fill a line or so of this box. " * 20  # 840 letters
    room = "\n\n".join(["Text."] * 20)
    for kind, whole in (("warning", True), ("note", False)):
        page = f"# Title\n\n{room}\n\n```{{{kind}}}\nBegin. {words} End.\n```\n"
        outcome = print_book({"index.md": page})
        assert outcome.status == 0, outcome.problems
        texts = page_texts(PdfReader(outcome.folder / "small-book-a4.pdf"))
        assert any("Begin." in text and "End." in text for text in texts) == whole, kind


def test_last_three_entries_of_a_bibliography_stay_together(print_book):
    files = {
        f"sources{count}.rst": "Sources\n=======\n\n"
        + "\n".join(f".. [K{n}c{count}] Entry {n}." for n in range(count))
        for count in range(26, 36)
    }
    listed = "\n   ".join(name.removesuffix(".rst") for name in files)
    book = f"Book\n====\n\n.. toctree::\n\n   {listed}\n"
    conf = 'suppress_warnings = ["ref.citation"]'
    outcome = print_book({"index.rst": book} | files, conf)
    assert outcome.status == 0, outcome.problems
    pages = page_texts(PdfReader(outcome.folder / "small-book-a4.pdf"))
    ends = {len(re.findall(r"Entry \d", text)) for text in pages}
    assert 3 in ends
    assert not {1, 2} & ends


def test_last_entry_of_a_bibliography_is_whole_in_large_print(print_book):
    entry = "Begin. " + "words of the entry " * 15 + "End."
    files = {
        f"sources{n}.rst": "Sources\n=======\n\n" + "| Line.\n" * n + f"\n.. [K{n}] {entry}\n"
        for n in range(24, 44)
    }
    listed = "\n   ".join(name.removesuffix(".rst") for name in files)
    book = f"Book\n====\n\n.. toctree::\n\n   {listed}\n"
    conf = 'suppress_warnings = ["ref.citation"]\nprint_editions = {"a4": {"one-size": True}}\n'
    outcome = print_book({"index.rst": book} | files, conf)
    assert outcome.status == 0, outcome.problems
    texts = page_texts(PdfReader(outcome.folder / "small-book-a4.pdf"))
    assert sum("Begin." in text and "End." in text for text in texts) == len(files)


def test_words_are_divided_only_where_the_text_is_justified(print_book):
    words = "responsibilities internationally considerable " * 20
    outcome = print_book({"index.md": f"# Title\n\n{words}\n\n```{{note}}\n{words}\n```\n"})
    assert outcome.status == 0, outcome.problems
    page = PdfReader(outcome.folder / "small-book-a4.pdf").pages[-1]
    found = [text for _x, text in lines(page)]
    box = found.index("Note")
    divided = [n > box for n, text in enumerate(found) if not text.endswith(("s", "y", "e", "1"))]
    assert set(divided) == {False}


def chapters_that_end(ends: dict[str, str]) -> dict[str, str]:
    """Return a book with chapters of all lengths about a page, each of which has an end."""
    files = {
        f"{name}{len(lines)}": f"# Chapter\n\n{lines}line\n\n{end}\n"
        for name, end in ends.items()
        for lines in ("line\\\n" * n for n in range(16, 38))
    }
    listed = "\n".join(files)
    toctree = f"# Book\n\n```{{toctree}}\n{listed}\n```\n"
    return {"index.md": toctree} | {f"{name}.md": text for name, text in files.items()}


def test_no_chapter_ends_with_a_line_or_two_on_a_page(print_book):
    ends = {
        "whole": "Begin. " + "words of the last paragraph. " * 15 + "End.",
        "note": "Begin.[^a] " + "words above the note. " * 15 + "End.\n\n[^a]: A note.",
        "paragraph": "Begin. " + "words before the end. " * 15 + "\n\nShort. End.",
        "list": "- Begin.\n" + "- a point\n" * 4 + "\nShort. End.",
    }
    files = chapters_that_end(ends)
    outcome = print_book(files)
    assert outcome.status == 0, outcome.problems
    texts = page_texts(PdfReader(outcome.folder / "small-book-a4.pdf"))
    assert sum("Begin." in text and "End." in text for text in texts) == len(files) - 1


@pytest.mark.parametrize("edition", [{}, {"one-size": True}])
def test_last_item_of_a_chapter_does_not_stand_alone(print_book, edition):
    items = "- " + "words of the first item. " * 25 + "\n- second\n- third\n"
    ends = {
        "list": items + "- Begin.\n- End.",
        "numbers": items.replace("- ", "1. ") + "1. Begin.\n1. End.",
        "paragraph": items + "- Begin.\n- last\n\nShort. End.",
        "few": "- Begin.\n- last\n\nShort. End.",
        "terms": "term\n: words\n\n" * 3 + "Begin.\n: words\n\nlast\n: End.",
    }
    files = chapters_that_end(ends)
    outcome = print_book(files, f"print_editions = {{'a4': {edition}}}\n")
    assert outcome.status == 0, outcome.problems
    texts = page_texts(PdfReader(outcome.folder / "small-book-a4.pdf"))
    assert sum("Begin." in text and "End." in text for text in texts) == len(files) - 1


def test_warning_for_which_the_first_page_has_no_room_comes_first(print_book):
    boxes = "```{note}\nBegin. {}End.\n```\n\n```{warning}\nTake care.\n```\n\n## Section\n"
    files = {
        f"{name}.md": f"# Chapter\n\n{boxes.replace('{}', 'words of the box ' * count)}"
        for name, count in (("short", 10), ("long", 170))
    }
    files["index.md"] = "# Book\n\n```{toctree}\nshort\nlong\n```\n"
    outcome = print_book(files)
    assert outcome.status == 0, outcome.problems
    texts = page_texts(PdfReader(outcome.folder / "small-book-a4.pdf"))
    found = [re.findall(r"Begin|End|care", text) for text in texts]
    assert found[-3:] == [["Begin", "End", "care"], ["care", "Begin"], ["End"]]


DOT = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}">'
    '<circle cx="15" cy="15" r="15"/></svg>'
)


def test_picture_in_large_print_fills_the_width_unless_it_is_a_small_sign(print_book):
    files = {
        "index.md": "# Title\n\n![A plan](plan.svg)\n\n![A sign](sign.svg)\n",
        "plan.svg": DOT.format(300),
        "sign.svg": DOT.format(30),
    }
    conf = 'print_editions = {"a4": {"one-size": True}}\n'
    outcome = print_book(files, conf)
    assert outcome.status == 0, outcome.problems
    reader = PdfReader(outcome.folder / "small-book-a4.pdf")
    boxes = [a["/BBox"] for tag, e in structure(reader) if tag == "Figure" for a in e["/A"]]
    of_text = 130 / 25.4 * 72
    assert [round(right - left) for left, _low, right, _high in boxes] == [round(of_text), 23]


def test_figure_before_a_table_stays_with_it(print_book):
    figure = "```{figure} plan.svg\n:alt: A plan\n\nCaption.\n```\n\n"
    table = "| Head | |\n|---|---|\n" + "| Row | |\n" * 5
    text = f"# Title\n\n{'word ' * 250}\n\nBefore.\n\n{figure}{table}"
    outcome = print_book({"index.md": text, "plan.svg": DOT.format(600)})
    assert outcome.status == 0, outcome.problems
    reader = PdfReader(outcome.folder / "small-book-a4.pdf")
    found = [re.findall(r"Before|Caption|Head", text) for text in page_texts(reader)]
    assert found[-2:] == [["Before"], ["Caption", "Head"]]


def test_figure_without_room_leads_the_next_page_and_text_goes_on_before_it(print_book):
    """Where there is room it stands where it is named, and always so for readers' machines."""
    files = {"plan.svg": DOT.format(400)}
    figure = "```{figure} plan.svg\n:alt: A plan\n\nCaption.\n```\n\n"
    for name, count in (("long", 400), ("short", 100)):
        files[f"{name}.md"] = f"# Title\n\n{'word ' * count}\n\nBefore.\n\n{figure}After.\n"
    files["index.md"] = "# Title\n\n```{toctree}\nlong\nshort\n```\n"
    outcome = print_book(files)
    assert outcome.status == 0, outcome.problems
    reader = PdfReader(outcome.folder / "small-book-a4.pdf")
    found = [re.findall(r"Before|Caption|After", text) for text in page_texts(reader)]
    assert found[-3:] == [["Before", "After"], ["Caption"], ["Before", "Caption", "After"]]
    tags = [tag for tag, _element in structure(reader) if tag in ("P", "Figure")]
    assert tags[-8:] == ["P", "P", "Figure", "P"] * 2


def test_legend_for_which_a_figure_leaves_no_page_room_leads_the_page_after(print_book):
    legend = "Begin. " + "words of the legend " * 160 + "End."
    figure = f"```{{figure}} plan.svg\n:alt: A plan\n\nCaption.\n\n{legend}\n```\n\n"
    text = f"# Title\n\n{'word ' * 300}\n\nBefore.\n\n{figure}After.\n"
    outcome = print_book({"index.md": text, "plan.svg": DOT.format(600)})
    assert outcome.status == 0, outcome.problems
    reader = PdfReader(outcome.folder / "small-book-a4.pdf")
    words = [re.findall(r"Before|Caption|Begin|End|After", text) for text in page_texts(reader)]
    assert words[-3:] == [["Before", "After"], ["Caption"], ["Begin", "End"]]
    tags = [tag for tag, _element in structure(reader)]
    assert tags[-7:] == ["P", "Div", "Caption", "Span", "Figure", "Span", "P"]  # as it was written


def test_short_list_is_not_divided_between_pages(print_book):
    """A long one is, or it would leave half of a page white."""
    text = "".join(
        f"{'words ' * (n % 7 * 40)}\n\n"
        + "".join(f"* l{n}i{k} of it\n" for k in range(count))
        + "\n"
        for n, count in enumerate([5, 6, 7] * 10 + [70])
    )
    outcome = print_book({"index.md": f"# Title\n\n{text}"})
    assert outcome.status == 0, outcome.problems
    texts = page_texts(PdfReader(outcome.folder / "small-book-a4.pdf"))
    found = [set(re.findall(r"l(\d+)i", text)) for text in texts]
    assert [n for n in map(str, range(31)) if sum(n in page for page in found) > 1] == ["30"]


def test_lines_of_a_title_are_nearly_of_one_length(print_book):
    title = "The opioid system in brief"
    outcome = print_book({"index.md": f"# {title}\n\nText.\n"})
    assert outcome.status == 0, outcome.problems
    page = PdfReader(outcome.folder / "small-book-a4.pdf").pages[-1]
    *found, _text, _number = [text for _x, text in lines(page)]
    assert " ".join(found) == title
    assert [len(line) > len(title) / 3 for line in found] == [True, True]
