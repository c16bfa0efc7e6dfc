"""Docutils tables to Typst: rows, spans, and what tables.typ must know to set them."""

import re
from collections.abc import Iterator, Set

from docutils import nodes

from .typst_text import LONG_WORD, array, quote

#: A table with this many columns or more may reach into the margins.
WIDE = 4

#: More letters than these in a cell make its column no wider.
LONG_CELL = 1200

#: Where a line of a table may end without a hyphen: at spaces that are none of the no-break ones,
#: and behind dashes and slashes inside a word.
BREAKS = re.compile(r"[ \t\r\n\f\u200b]+|(?<=[\w)][\u2010\u2013\u2014/-])(?=[^\W\d_])")

#: As many of the longest words of a column are measured: the widest need not have most letters.
MEASURED = 5


def specs_of(tgroup: nodes.Element) -> list[nodes.Element]:
    """Return what a table says of its columns; a table in one of its cells speaks for itself."""
    return [child for child in tgroup.children if isinstance(child, nodes.colspec)]


def rows_of(tgroup: nodes.Element) -> list[nodes.Element]:
    """Return the rows of head and body, without those of a table in a cell."""
    parts = (nodes.thead, nodes.tbody)
    return [row for part in tgroup.children if isinstance(part, parts) for row in part]


def column_words(tgroup: nodes.Element, column: int) -> list[str]:
    """Return, as Typst expressions, the words that could be the widest of a column."""
    found: dict[str, int] = {}
    for row in rows_of(tgroup):
        if column < len(row) and not any(entry.get("morecols") for entry in row):
            found |= entry_words(row[column], in_head=isinstance(row.parent, nodes.thead))
    return sorted(found, key=lambda word: (-found[word], word))[:MEASURED]


def entry_words(entry: nodes.Element, *, in_head: bool) -> dict[str, int]:
    """Return each word of a cell as a Typst expression, bold or code as it is, with its length."""
    code, bold = (
        " ".join(node.astext() for node in entry.findall(kind))
        for kind in (nodes.literal, nodes.strong)
    )
    found = {}
    for word in BREAKS.split(entry.astext()):
        if not LONG_WORD.search(word):
            look = "raw" if word in code else "strong" if in_head or word in bold else ""
            found[f"{look}({quote(word)})" if look else quote(word)] = len(word)
    return found


def column_shares(table: nodes.Element, tgroup: nodes.Element, count: int) -> list[float]:
    """Return the shares of the columns: the author's, else by the length of the text."""
    if "colwidths-given" in table.get("classes", ()):
        return [float(spec["colwidth"]) for spec in specs_of(tgroup)]
    rows = rows_of(tgroup)
    columns = [[len(row[n].astext()) for row in rows if n < len(row)] or [0] for n in range(count)]
    return [max(min(sum(each) / len(each), LONG_CELL) ** 0.7, 4) for each in columns]


def letters(entry: nodes.Element) -> list[int]:
    """Return how many letters each paragraph of a cell holds."""
    return [len(part.astext()) for part in entry.findall(nodes.paragraph)] or [len(entry.astext())]


def cell(translator, entry: nodes.Element, *, names_row: bool = False) -> str:
    """Return one cell, with its spans."""
    spans = [
        f"{name}: {entry[key] + 1}"
        for name, key in (("colspan", "morecols"), ("rowspan", "morerows"))
        if entry.get(key)
    ]
    text = translator.content(entry).strip("\n")
    call = "row-head" if names_row else "table.cell" if spans else ""
    return f"{call}({', '.join(spans)})[{text}]" if spans else f"{call}[{text}]"


def row_heads(tgroup: nodes.Element) -> set[nodes.Element]:
    """Return the cells of the body that name their rows: those within the stub columns."""
    stubs = [bool(spec.get("stub")) for spec in specs_of(tgroup)]
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


def row_source(translator, row: nodes.Element, heads: Set[nodes.Element]) -> str:
    """Return a row of the body: the letters in each paragraph of its cells, and the cells."""
    cells = ", ".join(cell(translator, entry, names_row=entry in heads) for entry in row)
    word = "group-row" if names_group(row) else "row"
    return f"{word}({row_letters(row)}, {cells})"


def row_letters(row: nodes.Element) -> str:
    """Return the letters in each paragraph of each cell of a row."""
    return array([array(map(str, letters(entry))) for entry in row])


def names_group(row: nodes.Element) -> bool:
    """Tell whether a row of the body, a single cell, names the rows below it."""
    tgroup, following = row.parent.parent, row.next_node(siblings=True, descend=False)
    return (
        tgroup.first_child_matching_class(nodes.thead) is not None
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
    titles = [child for child in node.children if isinstance(child, nodes.title)]
    caption = "".join(f"caption: [{translator.content(title)}], " for title in titles)
    head = tgroup.first_child_matching_class(nodes.thead)
    body = tgroup[tgroup.first_child_matching_class(nodes.tbody)]
    head_rows = [] if head is None else list(tgroup[head])
    head_cells = [entry for row in head_rows for entry in row]
    above = array(str(len(title.astext())) for title in titles)
    options = f"letters: (caption: {above}, head: {array(map(row_letters, head_rows))}), "
    if head_cells:
        options += f"header: {array([cell(translator, entry) for entry in head_cells])}, "
    # A repeated header is an artifact of the PDF and may hold no notes; tables.typ takes links out.
    if any(any(entry.findall(is_note)) for entry in head_cells):
        options += "repeats: false, "
    if "landscape" in node["classes"]:
        options += "landscape: true, "
    shares = [f"{share:.1f}" for share in column_shares(node, tgroup, count)]
    words = [array(column_words(tgroup, column)) for column in range(count)]
    heads = row_heads(tgroup)
    rows = "".join(f"\n{row_source(translator, row, heads)}," for row in body)
    # By this comment compiler.py knows how many row headers the PDF must have.
    note = f"// row heads: {len(heads)}\n" if heads else ""
    return note + (
        f"#table-block({translator.number_of(node, 'table')}{caption}{translator.option(node)}"
        f"shares: {array(shares)}, words: {array(words)}, "
        f"wide: {str(count >= WIDE).lower()}, {options}{rows}\n)"
    )
