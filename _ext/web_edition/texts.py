"""The words of each page in a small script: for previews of links and excerpts of search results.

Pages opened from a folder cannot read each other; a script can be loaded there as well.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from .page import is_web

FOLDER = "_texts"
#: Words that an adult reads in a minute, rounded down for a text full of numbers.
PACE = 200
#: What becomes an entry of its own, to be shown where a link leads to it.
UNITS = (
    nodes.section, nodes.figure, nodes.table, nodes.citation, nodes.definition_list_item, nodes.row,
)  # fmt: skip
#: What says nothing by itself, such as the heads of columns.
UNREAD = (nodes.Invisible, nodes.thead)

#: An entry: the ids it can be reached by, separated by spaces, and its words.
Entry = tuple[str, str]


def unit_ids(node: nodes.Element) -> list[str]:
    """Return the ids that lead to a unit: its own, and those of its term or its cells."""
    ids = list(node["ids"])
    if isinstance(node, nodes.definition_list_item):
        ids += [each for term in node.findall(nodes.term) for each in term["ids"]]
    if isinstance(node, nodes.row):
        ids += [each for text in node.findall(nodes.paragraph) for each in text["ids"]]
    return ids


def closed(text: str, mark: str) -> str:
    """Return *text* with *mark* at its end, if it has none."""
    return text + mark if text and text[-1] not in ".:;!?…" else text


def spoken(node: nodes.Node) -> str:
    """Return the text of a node, with a space for a line break, which comes as HTML."""
    if isinstance(node, nodes.raw):
        return " "
    return "".join(map(spoken, node.children)) if node.children else node.astext()


def words(node: nodes.Node) -> str:
    """Return the text of a node on one line; what names the text after it is set off from it."""
    text = " ".join(spoken(node).split())
    return closed(text, ":") if isinstance(node, (nodes.title, nodes.term)) else text


def run_on(node: nodes.Element, parts: list[str]) -> str:
    """Return the texts of the parts of *node* as one; a row of a table reads like a sentence."""
    if isinstance(node, nodes.row):
        return closed(" · ".join(filter(None, parts)), ".")
    return (" · " if isinstance(node, nodes.entry) else " ").join(filter(None, parts))


def entries(node: nodes.Element, ids: str = "") -> Iterator[Entry]:
    """Yield the text of *node* in order, cut at each unit that can be linked to."""
    text: list[str] = []
    for child in node.children:
        if isinstance(child, UNITS):
            yield ids, run_on(node, text)
            ids, text = "", []
            yield from entries(child, " ".join(unit_ids(child)))
        elif isinstance(child, nodes.TextElement):
            if "cited-in" not in child.get("classes", ()):
                text.append(words(child))
        elif isinstance(child, nodes.Element) and not isinstance(child, UNREAD):
            for part_ids, part in entries(child):
                if part_ids:
                    yield ids, run_on(node, text)
                    ids, text = part_ids, []
                text.append(part)
    yield ids, run_on(node, text)


def page_entries(doctree: nodes.document, about: str) -> list[Entry]:
    """Return the entries of a page; the first one, without an id, says what the page is about."""
    found = [(ids, text) for ids, text in entries(doctree) if text]
    return [("", about), *found]


def reading_minutes(page: list[Entry]) -> int:
    """Return how many minutes the text of a page takes, at least one."""
    return max(round(sum(len(text.split()) for _ids, text in page) / PACE), 1)


def write_texts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Write ``_texts/PAGE.js``, and note in the page's context how long it takes to read.

    A page without a source may bring what links to its places show, as ``previews``.
    """
    if not is_web(app) or (doctree is None and "previews" not in context):
        return
    if doctree is None:
        page = context["previews"]
    else:
        page = page_entries(doctree, f"{context.get('title', '')}: {context['description']}")
        context["minutes"] = reading_minutes(page)
    target = Path(app.outdir) / FOLDER / f"{pagename}.js"
    target.parent.mkdir(parents=True, exist_ok=True)
    data = json.dumps(page, ensure_ascii=False, separators=(",", ":"))
    script = f"bookText({json.dumps(pagename)},{data});\n"
    target.write_text(script, "utf-8", newline="\n")
