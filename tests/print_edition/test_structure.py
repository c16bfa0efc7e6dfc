"""The tags of the PDF say what the document says: headings, lists, tables, figures, links."""

import pytest
from docutils import nodes
from print_edition.assemble import reading_order

from tests.print_edition.pdf_tools import elements_below, structure


@pytest.fixture(scope="session")
def chapters(kitchen_app):
    """The kitchen sink in reading order: (place in the book, resolved document)."""
    order = reading_order(kitchen_app.env, "index")
    return [(chapter, kitchen_app.builder.resolve(chapter.docname)) for chapter in order]


def found(chapters, *kinds: type[nodes.Node]) -> list[nodes.Element]:
    return [
        node for _chapter, tree in chapters for node in tree.findall() if isinstance(node, kinds)
    ]


def tagged(kitchen_pdf, tag: str) -> list:
    return [element for name, element in structure(kitchen_pdf) if name == tag]


def below(element, tag: str) -> list:
    """Return the elements with a tag within *element*."""
    return [e for name, e in elements_below(element["/K"]) if name == tag]


def scope(cell) -> str | None:
    return next((str(a["/Scope"]) for a in cell["/A"] if "/Scope" in a), None)


def depth(section: nodes.Node) -> int:
    return 0 if isinstance(section, nodes.document) else 1 + depth(section.parent)


def test_headings_are_those_of_the_document(kitchen_pdf, kitchen_app, chapters):
    expected = [(1, "Contents"), (1, "Figures"), (1, "Tables")]
    for chapter, tree in chapters:
        if chapter.part:
            expected.append((chapter.level - 1, chapter.part))
        numbers = kitchen_app.env.toc_secnumbers.get(chapter.docname, {})
        for section in tree.findall(nodes.section):
            number = "".join(f"{n}" for n in numbers.get("", ()) if depth(section) == 1)
            title = number + section[0].astext()
            expected.append((chapter.level + depth(section) - 1, title))
    expected.append((1, "Index"))
    headings = [
        (int(tag[1]), str(element["/T"]))
        for tag, element in structure(kitchen_pdf)
        if tag[0] == "H" and tag[1:].isdigit()
    ]
    assert [(n, t.replace(" ", "")) for n, t in headings] == [
        (n, t.replace(" ", "")) for n, t in expected
    ]


def test_lists_have_the_items_of_the_document(kitchen_pdf, chapters):
    lists = found(chapters, nodes.bullet_list, nodes.enumerated_list)
    items = [
        sum(tag == "LI" for tag, _e in elements_below(e["/K"])) for e in tagged(kitchen_pdf, "L")
    ]
    assert items == [len(list(node.findall(nodes.list_item))) for node in lists]


def test_tables_have_their_rows_and_header_cells(kitchen_pdf, chapters):
    expected = []
    for table in found(chapters, nodes.table):
        heads = [list(head.findall(nodes.entry)) for head in table.findall(nodes.thead)]
        rows, entries = list(table.findall(nodes.row)), list(table.findall(nodes.entry))
        count = sum(map(len, heads))
        named = sum("stub" in spec for spec in table.findall(nodes.colspec)) * (
            len(rows) - sum(len(head) for head in table.findall(nodes.thead))
        )
        scopes = ["/Column"] * count + ["/Row"] * named
        expected.append((len(rows), scopes, len(entries) - count - named))
    tables = tagged(kitchen_pdf, "Table")
    assert [
        (len(below(t, "TR")), [scope(cell) for cell in below(t, "TH")], len(below(t, "TD")))
        for t in tables
    ] == expected
    assert any("/Row" in scopes for _rows, scopes, _cells in expected)


def test_figures_and_formulas_say_what_they_show(kitchen_pdf, chapters):
    figures = [str(element["/Alt"]) for element in tagged(kitchen_pdf, "Figure")]
    assert figures == [image["alt"] for image in found(chapters, nodes.image)]
    formulas = [str(element["/Alt"]) for element in tagged(kitchen_pdf, "Formula")]
    assert formulas == [
        node.astext().strip() for node in found(chapters, nodes.math, nodes.math_block)
    ]


def test_links_lead_where_the_document_says(kitchen_pdf, chapters):
    links = found(chapters, nodes.reference)
    wanted = {n["refuri"] for n in links if "://" in n.get("refuri", "")}
    annotations = [a.get_object() for page in kitchen_pdf.pages for a in page.get("/Annots", ())]
    actions = [a["/A"] for a in annotations if "/A" in a]
    assert {str(action["/URI"]) for action in actions if "/URI" in action} == wanted
    assert all(below_link.get("/K") for below_link in tagged(kitchen_pdf, "Link"))
