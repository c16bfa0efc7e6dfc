"""Docutils tables to Typst: column widths from what the cells hold, spans, header rows."""

import re
from collections.abc import Iterator, Set

from docutils import nodes

from .typst_text import array

#: A table with this many columns or more may reach into the margins.
WIDE = 4

#: A cell of more letters may run on to the next page: it could be longer than a page.
LONG_CELL = 1200

#: Letters that go into a line of a table, and the length beyond which a word may well be broken.
LETTERS = 66
LETTERS_WIDE = 84
LONGEST = 22


#: What a line of a table may be divided at without a hyphen.
BREAKS = re.compile(r"[\s/\N{HYPHEN}\N{EN DASH}-]+")

#: The share of a column that the longest word may take before words of the table are hyphenated.
ROOM = 0.9


def cell_texts(tgroup: nodes.Element, column: int) -> list[str]:
    """Return the texts of the cells in a column, of rows without spans."""
    return [row[column].astext() for row in tgroup.findall(nodes.row) if column < len(row)]


def longest_word(texts: list[str]) -> int:
    return max(len(word) for text in texts for word in BREAKS.split(text))


def column_widths(table: nodes.Element, tgroup: nodes.Element, count: int) -> list[float]:
    """Return the shares of the columns: the author's, else by the length of the text.

    Either way a column is about as wide as its longest word at least.
    """
    specs = [c for c in tgroup.children if isinstance(c, nodes.colspec)]
    columns = [cell_texts(tgroup, column) or [""] for column in range(count)]
    words = [max(len(word) for text in texts for word in [*text.split(), ""]) for texts in columns]
    if "colwidths-given" in table.get("classes", ()):
        weights = [float(spec["colwidth"]) for spec in specs]
    else:
        means = [sum(map(len, texts)) / len(texts) for texts in columns]
        weights = [max(min(mean, LONG_CELL) ** 0.7, 4) for mean in means]
    letters = LETTERS_WIDE if count >= WIDE else LETTERS
    least = [min(word, LONGEST) / letters * sum(weights) for word in words]
    return [max(pair) for pair in zip(weights, least, strict=True)]


def needs_hyphens(tgroup: nodes.Element, widths: list[float]) -> bool:
    """Tell whether a word is longer than its column: only then it pays to look for syllables."""
    letters = (LETTERS_WIDE if len(widths) >= WIDE else LETTERS) * ROOM / sum(widths)
    return any(
        longest_word(cell_texts(tgroup, column) or [""]) > width * letters
        for column, width in enumerate(widths)
    )


def cell(translator, entry: nodes.Element, names_row: bool) -> str:
    """Return one cell, with its spans."""
    spans = [
        f"{name}: {entry[key] + 1}"
        for name, key in (("colspan", "morecols"), ("rowspan", "morerows"))
        if entry.get(key)
    ]
    # A row breaks when all its cells may.
    if any(len(other.astext()) > LONG_CELL for other in entry.parent):
        spans.append("breakable: true")
    text = translator.content(entry).strip("\n")
    call = "row-head" if names_row else "table.cell" if spans else ""
    return f"{call}({', '.join(spans)})[{text}]" if spans else f"{call}[{text}]"


def row_heads(tgroup: nodes.Element) -> set[nodes.Element]:
    """Return the cells of the body that name their rows: those within the stub columns."""
    specs = [spec for spec in tgroup.children if isinstance(spec, nodes.colspec)]
    stubs = [bool(spec.get("stub")) for spec in specs]
    if not any(stubs):
        return set()
    body = tgroup[tgroup.first_child_matching_class(nodes.tbody)]
    return {
        entry
        for row, entries in zip(body, columns_of(body, len(stubs)), strict=True)
        if not names_group(row)
        for entry, columns in entries
        if all(stubs[column] for column in columns)
    }


def columns_of(part: nodes.Element, count: int) -> Iterator[list[tuple[nodes.Element, range]]]:
    """Yield the rows of a table's head or body: each cell with the columns it stands in."""
    taken = [0] * count  # for how many rows a cell goes on in each column
    for row in part:
        entries, column = [], 0
        for entry in row:
            while taken[column]:
                column += 1
            columns = range(column, column + entry.get("morecols", 0) + 1)
            for each in columns:
                taken[each] = entry.get("morerows", 0) + 1
            entries.append((entry, columns))
        taken = [max(rows - 1, 0) for rows in taken]
        yield entries


def rows(translator, part: nodes.Element | None, heads: Set[nodes.Element]) -> list[str]:
    """Return the rows of a table's head or body, a line each."""
    if part is None:
        return []
    lines = [", ".join(cell(translator, entry, entry in heads) for entry in row) for row in part]
    return [
        f"group-row({line})" if names_group(row) else line
        for row, line in zip(part, lines, strict=True)
    ]


def names_group(row: nodes.Element) -> bool:
    """Tell whether a row of the body, a single cell, names the rows below it."""
    tgroup, following = row.parent.parent, row.next_node(siblings=True, descend=False)
    return (
        isinstance(row.parent, nodes.tbody)
        and tgroup.first_child_matching_class(nodes.thead) is not None
        and following is not None
        and row[0].get("morecols", 0) + 1 == int(tgroup["cols"]) > 1
        and not any(row.findall(is_note))
    )


def is_note(node: nodes.Node) -> bool:
    return isinstance(node, nodes.footnote_reference)


def table_source(translator, node: nodes.Element) -> str:
    """Return the call that prints a table: caption, widths, head and body."""
    tgroup = node[node.first_child_matching_class(nodes.tgroup)]
    count = int(tgroup["cols"])
    title = node.first_child_matching_class(nodes.title)
    caption = f"caption: [{translator.content(node[title])}], " if title is not None else ""
    head = tgroup.first_child_matching_class(nodes.thead)
    body = tgroup[tgroup.first_child_matching_class(nodes.tbody)]
    head_rows = rows(translator, tgroup[head] if head is not None else None, set())
    header = f"header: ({', '.join(head_rows)},), " if head_rows else ""
    # A repeated header is an artifact of the PDF and may hold no notes; book.typ takes links out.
    if head_rows and any(tgroup[head].findall(is_note)):
        header += "repeats: false, "
    if "landscape" in node["classes"]:
        header += "landscape: true, "
    widths = column_widths(node, tgroup, count)
    if needs_hyphens(tgroup, widths):
        header += "hyphenate: true, "
    heads = row_heads(tgroup)
    lines = "".join(f"\n{row}," for row in rows(translator, body, heads))
    # By this comment compiler.py knows how many row headers the PDF must have.
    note = f"// row heads: {len(heads)}\n" if heads else ""
    return note + (
        f"#table-block({translator.number_of(node, 'table')}{caption}{translator.option(node)}"
        f"columns: {array([f'{width:.1f}fr' for width in widths])}, "
        f"wide: {str(count >= WIDE).lower()}, {header}{lines}\n)"
    )
