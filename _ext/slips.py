"""Sphinx extension: a slip that Markdown would print as it stands, or swallow, is one line.

Markdown has no errors. A fence that is not closed takes the rest of the page, a row of a table
loses its last cell, a role without backticks is text.
"""

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
Slip = tuple[int, str]

#: What may stand before a fence: marks of lists, quotations and definitions.
BEFORE = r"(?:[\s>*+\-\d.)]|:\s)*?"
#: The first line of a block between fences. A backtick in it, if they are backticks, makes a text.
FENCE = re.compile(BEFORE + r"(?P<fence>`{3,}(?=[^`]*$)|~{3,}|:{3,})(?P<info>.*)$")
NO_FENCE = re.compile(BEFORE + r"`{3,}(\{[\w-]+\})[^`]*`(?!``)")
DIRECTIVE = re.compile(r"\s*\{[^\s{}]+\}(\s|$)")
#: Directives whose content is Markdown; that of all others is left alone.
HOLDERS = re.compile(
    r"\{(?:admonition|attention|caution|container|danger|epigraph|error|figure|hint|important"
    r"|list-table|long-description|note|seealso|sidebar|table|tip|topic|warning)\}"
)
#: A cell ends within code, too.
CELLS_END = re.compile(r"(?<!\\)\|")
RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$")

#: Markdown that is left in a text, and what may stand there.
LEFT = (
    (r"\{[a-z][\w:+.-]*\}", "a role with its words in backticks, {role}`words`"),
    (
        r"\]\[[^\]\s]+\]|\] ?\([^)\n]*\)|!\[",
        "a link [words](address), an image ![words](file)",
    ),
    (r"\*\*", "bold words as **words**, without a space within"),
    (r"&#?\w+;", "the sign itself"),
    (r"```|:::", "a fence in a line of its own"),
    (r"(?m)^\|.*\|[ \t]*$", "a table with a rule |---|---| of as many columns below its head"),
    (r"(?m)^#{1,6}[A-Za-z]", "a heading with a space behind #"),
)
ENTRY_KINDS = ("single", "pair", "triple", "see", "seealso", "module", "keyword")


def of_fences(lines: list[str], first: int = 1) -> Iterator[Slip]:
    """Yield the first fence that is not closed; *first* is the number of the first line."""
    at = 0
    while at < len(lines):
        opening = FENCE.match(lines[at])
        if told := NO_FENCE.match(lines[at]):
            found = f"found ` in the first line of ```{told[1]}"
            yield first + at, f"{found}, allowed: ::: in the place of ``` there and below"
            return
        if opening is None:
            at += 1
            continue
        fence = opening["fence"]
        closing = re.compile(rf"[\s>]*{fence[0]}{{{len(fence)},}}\s*$")
        rest = range(at + 1, len(lines))
        end = next((number for number in rest if closing.match(lines[number])), None)
        if end is None:
            found = f"{fence}{opening['info'].strip()} is not closed"
            yield first + at, f"{found}, allowed: {fence} in a line below, outer ones longer"
            return
        if HOLDERS.match(opening["info"].strip()):
            within = list(of_fences(lines[at + 1 : end], first + at + 1))
            yield from within
            if within:
                return
        if fence[0] == ":" and not DIRECTIVE.match(opening["info"]):
            yield first + at, f"found {fence}{opening['info'][:60]}, allowed: {fence}{{name}} words"
        at = end + 1


def cells(line: str) -> int:
    """Return how many cells a line of a table has."""
    return len(CELLS_END.split(line.strip().removeprefix("|").removesuffix("|")))


def of_tables(lines: list[str]) -> Iterator[Slip]:
    """Yield rows that have more or fewer cells than the head of their table."""
    columns = 0
    for number, line in enumerate(lines, 1):
        if "|" not in line:
            columns = 0
        elif RULE.match(line) and number > 1 and cells(line) == cells(lines[number - 2]):
            columns = cells(line)
        elif columns and cells(line) != columns:
            yield number, f"a row of {cells(line)} cells, allowed: {columns}, as in the head"


def report(docname: str, slips: list[Slip]) -> None:
    for line, text in slips:
        LOGGER.warning("%s", text, location=(docname, line), type="slips")


def read_source(app: Sphinx, docname: str, source: list[str]) -> None:
    """Report the slips that only the source shows."""
    lines = source[0].splitlines()
    slips = list(of_fences(lines)) or list(of_tables(lines))
    report(docname, slips)
    # What follows from them is not told as well.
    app.env.temp_data["slips"] = bool(slips)


def texts(doctree: nodes.document) -> Iterator[nodes.Text]:
    """Yield the texts of a document that are not code, comments or formulas."""
    verbatim = nodes.literal | nodes.FixedTextElement | nodes.raw | nodes.math | nodes.Invisible
    for text in doctree.findall(nodes.Text):
        if not isinstance(text.parent, verbatim):
            yield text


def of_document(doctree: nodes.document) -> Iterator[tuple[nodes.Node, str]]:
    """Yield what is left of Markdown in a document, once for each node that holds such texts."""
    told = None
    for text in texts(doctree):
        for pattern, allowed in LEFT:
            found = re.search(pattern, text.astext())
            if found and text.parent is not told:
                told = text.parent
                yield told, f"found {found[0][:60]}, allowed: {allowed}"
    for section in [node for node in doctree.children if isinstance(node, nodes.section)][1:]:
        yield section, "a second heading #, allowed: one, with ## below it"
    for index in doctree.findall(addnodes.index):
        for kind, entry, *_ in index["entries"]:
            if kind == "single" and entry in ENTRY_KINDS:
                yield index, f"index: found {entry}, allowed: {entry}: words"


def read_doctree(app: Sphinx, doctree: nodes.document) -> None:
    """Report the slips that are seen in what was made of the source."""
    if not app.env.temp_data.get("slips"):
        for node, text in of_document(doctree):
            while not node.line and node.parent is not None:
                node = node.parent
            LOGGER.warning("%s", text, location=node, type="slips")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("source-read", read_source)
    app.connect("doctree-read", read_doctree)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
