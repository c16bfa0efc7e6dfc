"""A finished PDF says which cells of a table head its rows, and its objects are packed."""

import pytest
from print_edition.finish import NotFinished, finish
from pypdf import PdfReader

from tests.print_edition.pdf_tools import runs, structure

#: A directive that makes a table with spans in its stub columns, which docutils' own cannot.
SPANS = """
from docutils import nodes
from docutils.parsers.rst import Directive

ROWS = [
    [("Kind", {}), ("Name", {}), ("Weight", {})],
    [("fruit", {"morerows": 1}), ("apple", {}), ("2", {})],
    [("pear", {}), ("3", {})],
    [("all of them", {"morecols": 1}), ("5", {})],
    [("by nobody", {"morecols": 2})],
]

class Spans(Directive):
    def run(self):
        group = nodes.tgroup("", *(nodes.colspec(colwidth=1, stub=n) for n in (1, 1, 0)), cols=3)
        rows = [nodes.row("", *(nodes.entry("", nodes.paragraph("", text), **spans)
                for text, spans in row)) for row in ROWS]
        group += [nodes.thead("", rows[0]), nodes.tbody("", *rows[1:])]
        return [nodes.table("", group)]

def setup(app):
    app.add_directive("spans", Spans)
"""
#: A table of two rows, each headed by its first cell; the head of the columns may be added.
LIST = ".. list-table::\n   :stub-columns: 1\n{}\n   * - apple\n     - 2\n   * - pear\n     - 3\n"


@pytest.fixture
def print_table(print_book):
    """Print a page with one table; return a reader and the file itself."""

    def build(page: str, conf: str = "") -> tuple[PdfReader, bytes]:
        outcome = print_book({"index.rst": f"Title\n=====\n\n{page}"}, conf)
        assert outcome.status == 0, outcome.problems
        path = outcome.folder / "small-book-a4.pdf"
        return PdfReader(path), path.read_bytes()

    return build


def cells(reader: PdfReader, words: str) -> list[str]:
    """Return every cell as "name tag Scope (headers)"; *words* names the cells in their order."""
    found = [(tag, element) for tag, element in structure(reader) if tag in ("TH", "TD")]
    names = words.split()
    ids = {e["/ID"]: name for name, (_tag, e) in zip(names, found, strict=True) if "/ID" in e}
    lines = []
    for name, (tag, element) in zip(names, found, strict=True):
        said = {key: value for each in element["/A"] for key, value in each.items()}
        headers = " ".join(ids[header] for header in said.get("/Headers", ()))
        lines.append(" ".join([name, tag, *said.get("/Scope", "").split("/"), f"({headers})"]))
    return [" ".join(line.split()) for line in lines]


def test_stub_cells_head_their_rows_and_other_cells_name_them(print_table):
    reader, _pdf = print_table(LIST.format("   :header-rows: 1\n\n   * - Fruit\n     - Weight"))
    assert cells(reader, "Fruit Weight apple 2 pear 3") == [
        "Fruit TH Column ()",
        "Weight TH Column ()",
        "apple TH Row (Fruit)",
        "2 TD (Weight apple)",
        "pear TH Row (Fruit)",
        "3 TD (Weight pear)",
    ]


def test_table_without_heads_of_columns_has_heads_of_rows(print_table):
    reader, _pdf = print_table(LIST.format(""))
    assert cells(reader, "apple 2 pear 3") == [
        "apple TH Row ()", "2 TD (apple)", "pear TH Row ()", "3 TD (pear)",
    ]  # fmt: skip


def test_only_cells_within_the_stub_columns_head_rows(print_table):
    reader, _pdf = print_table(".. spans::\n", SPANS)
    assert cells(reader, "Kind Name Weight fruit apple 2 pear 3 all 5 nobody") == [
        "Kind TH Column ()",
        "Name TH Column ()",
        "Weight TH Column ()",
        "fruit TH Row (Kind)",
        "apple TH Row (Name)",
        "2 TD (Weight fruit apple)",
        "pear TH Row (Name)",
        "3 TD (Weight fruit pear)",
        "all TH Row (Kind Name)",
        "5 TD (Weight all)",
        "nobody TD (Kind Name Weight)",
    ]


def test_every_header_is_found_by_its_name(print_table):
    reader, _pdf = print_table(LIST.format("") + "\n|\n\n" + LIST.format(""))
    headers = {e["/ID"]: e for tag, e in structure(reader) if tag == "TH"}
    names = reader.trailer["/Root"]["/StructTreeRoot"]["/IDTree"]["/Names"]
    assert len(headers) == 4
    assert dict(zip(names[::2], (e.get_object() for e in names[1::2]), strict=True)) == headers


def test_link_leads_to_just_above_the_term_that_it_names(print_book):
    page = "Title\n=====\n\n.. toctree::\n\n   words\n\n:term:`seed`\n"
    words = (
        f"Words\n=====\n\n{'Text.' * 50}\n\n.. glossary::\n\n   seed\n      Where a tree begins.\n"
    )
    outcome = print_book({"index.rst": page, "words.rst": words})
    reader = PdfReader(outcome.folder / "small-book-a4.pdf")
    linking = next(
        page for page in reader.pages if "seed" in page.extract_text() and "/Annots" in page
    )
    target = next(page for page in reader.pages if "Where a tree begins." in page.extract_text())
    (term,) = (y for _x, y, run in runs(target) if run == "seed")
    (link,) = (link.get_object() for link in linking["/Annots"])
    assert link["/Dest"][0].get_object() == target.get_object()
    assert term < link["/Dest"][3] < term + 25
    assert link["/Contents"] == "on page 2"
    assert "/A" not in link


def test_link_that_leads_nowhere_is_an_error(print_book):
    link = '.. raw:: typst\n\n   #near-link("nowhere")[words]\n'
    outcome = print_book({"index.rst": f"Title\n=====\n\n{link}"})
    assert outcome.status == 1
    assert "book: a link leads to 'nowhere', where no reference leads (Typst " in outcome.problems


def test_objects_are_packed(print_table):
    _reader, pdf = print_table("Text.\n")
    assert b"/Type /ObjStm" in pdf
    assert b"/StructElem" not in pdf


def test_metadata_can_be_read_without_unpacking(print_table):
    _reader, pdf = print_table("Text.\n")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_row_headers_that_typst_loses_are_an_error(print_book):
    lost = ".. raw:: typst\n\n   // row heads: 2\n"
    outcome = print_book({"index.rst": f"Title\n=====\n\n{LIST.format('')}\n{lost}"})
    assert outcome.status == 1
    assert "book: 4 cells of tables name their rows, but Typst marks 2 (Typst " in outcome.problems
    assert not list(outcome.folder.glob("*.pdf"))


def test_where_tables_are_printed_as_lists_no_row_header_is_missed(print_table):
    _reader, pdf = print_table(LIST.format(""))
    with pytest.raises(NotFinished):
        finish(pdf, {}, tables=1, row_heads=2)  # they were made before: none is marked any more
    assert finish(pdf, {}, tables=2, row_heads=2)
