"""What Typst cannot write into a PDF yet, or not cheaply: row headers, links, packed objects."""

import io
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, String

#: The side on which tables.typ marks a cell that names its row, by a rule that is dashed and has no
#: width; a PDF lists the sides as above, below, before and behind.
BEFORE = 2

#: How book.typ begins the address of a link to a place in the book.
PLACE = b"x-place:"

#: Points above a place that a link shows as well, as Typst does for its own links.
ABOVE = 10

#: Elements that hold text and no tables: most of a book.
TEXTS = {Name.P, Name.H1, Name.H2, Name.H3, Name.H4, Name.H5, Name.H6, Name.Lbl}


class NotFinished(Exception):
    """The PDF does not hold what it must; the message is one line."""


def finish(pdf: bytes, places: Mapping[str, Mapping], tables: int, row_heads: int) -> bytes:
    """Return a PDF of Typst with row headers and all links, packed; same bytes for the same PDF.

    :param places: where named links lead: page (from 1), x and y (points from the upper left
        corner) and words for readers' machines, by name
    :param tables: how many tables the source has
    :param row_heads: how many of their cells name their rows
    :raises NotFinished: when the PDF has all those tables, but more or fewer such cells, or when a
        link leads to none of the places
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root.StructTreeRoot
        printed = list(tables_of(root))
        numbers = itertools.count(1)
        headers = [header for table in printed for header in mark_row_headers(table, numbers)]
        # An edition may print tables as lists, and a style may leave some out.
        if len(printed) == tables and len(headers) != row_heads:
            raise NotFinished(
                f"{row_heads} cells of tables name their rows, but Typst marks {len(headers)}"
            )
        name_headers(root, headers)
        lead_links(document, places)
        packed = io.BytesIO()
        document.save(
            packed,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
            fix_metadata_version=False,
        )
    return packed.getvalue()


def name_headers(root: Dictionary, headers: list[Dictionary]) -> None:
    """Add elements to those that are found by their names.

    In one node: to put each into Typst's tree took as long as to save the book.
    """
    if headers:
        named = dict(NameTree(root.IDTree)) if Name.IDTree in root else {}
        named |= {str(header.ID): header for header in headers}
        names = itertools.chain.from_iterable((String(n), named[n]) for n in sorted(named))
        root.IDTree = Dictionary(Names=Array(names))


def lead_links(document: pikepdf.Pdf, places: Mapping[str, Mapping]) -> None:
    """Lead the links that have a name for the moment to their places."""
    tops = [(page.obj, float(page.MediaBox[3])) for page in document.pages]
    ends = {
        PLACE + name.encode(): end(place, *tops[place["page"] - 1])
        for name, place in places.items()
    }
    for page, _top in tops:
        for link in page.get(Name.Annots, []):
            address = bytes(link.get(Name.A, Dictionary()).get(Name.URI, String("")))
            if address.startswith(PLACE):
                if address not in ends:
                    name = address.removeprefix(PLACE).decode()
                    raise NotFinished(f"a link leads to {name!r}, where no reference leads")
                del link.A
                link.Dest, link.Contents = ends[address]


def end(place: Mapping, page: Dictionary, top: float) -> tuple[Array, String]:
    """Return where a link to a place leads, and the words for readers' machines.

    :param top: the upper edge of its page (points)
    """
    y = top - max(place["y"] - ABOVE, 0)
    target = Array([page, Name.XYZ, round(place["x"], 4), round(y, 4), 0])
    return target, String(place["words"])


def tables_of(root: Dictionary) -> Iterator[Dictionary]:
    """Yield the structure elements of all tables, in reading order."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        kind = element.get(Name.S)
        if kind == Name.Table:
            yield element
        if kind not in TEXTS:
            waiting.extend(reversed(below(element)))


def below(element: Dictionary) -> list[Dictionary]:
    """Return the elements right below an element, without what refers to contents of a page."""
    kids = element.get(Name.K, [])
    kids = kids if isinstance(kids, Array) else [kids]
    return [kid for kid in kids if isinstance(kid, Dictionary) and Name.S in kid]


def mark_row_headers(table: Dictionary, numbers: Iterator[int]) -> list[Dictionary]:
    """Make the marked cells of a table row headers, name them to the other cells of their rows.

    :param numbers: numbers for the names of the headers
    """
    parts = [[part] if part.S == Name.TR else below(part) for part in below(table)]
    rows = [below(row) for part in parts for row in part if row.S == Name.TR]
    headers = []
    names = defaultdict(list)
    for number, row in enumerate(rows):
        for cell in filter(is_marked, row):
            name = f"Row {next(numbers)}"
            cell.S, cell.ID = Name.TH, String(name)
            attributes(cell, Name.Table).Scope = Name.Row
            headers.append(cell)
            for reached in reach(cell, number):
                names[reached].append(name)
    if not headers:
        return []
    for number, row in enumerate(rows):
        for cell in row:
            if cell.S == Name.TD:
                found = dict.fromkeys(n for reached in reach(cell, number) for n in names[reached])
                attributes(cell, Name.Table).Headers.extend(map(String, found))
    return headers


def attributes(cell: Dictionary, owner: Name) -> Dictionary:
    """Return what *owner* says of a cell."""
    return next((said for said in cell.get(Name.A, []) if owner == said.O), Dictionary())


def is_marked(cell: Dictionary) -> bool:
    """Tell whether a data cell has the mark of a cell that names its row."""
    layout = attributes(cell, Name.Layout)
    styles, widths = layout.get(Name.BorderStyle), layout.get(Name.BorderThickness)
    return (
        cell.S == Name.TD
        and isinstance(styles, Array)
        and isinstance(widths, Array)
        and styles[BEFORE] == Name.Dashed
        and widths[BEFORE] == 0
    )


def reach(cell: Dictionary, row: int) -> range:
    """Return the numbers of the rows that a cell of *row* stands in."""
    return range(row, row + int(attributes(cell, Name.Table).get(Name.RowSpan, 1)))
