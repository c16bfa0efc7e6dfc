"""Documents taken out of the book, to be handed out alone.

Sources come along, as a list of those that are cited; any other reference that leads out of the
chosen documents becomes plain text, with the title of the book where it first occurs.
"""

from collections.abc import Callable, Collection, Sequence
from functools import cache

from docutils import nodes
from sphinx.locale import _

from .labels import target_of

#: Blocks of this class stay in the book when a document is taken out of it.
BOOK_ONLY = "book-only"


def take_out(
    docnames: Sequence[str],
    others: Collection[str],
    resolved: Callable[[str], nodes.document],
    title: str,
    with_sources: bool,
) -> dict[str, nodes.document]:
    """Return copies of the documents that refer to nothing outside them.

    :param others: names of all documents
    :param resolved: gives the doctree of any document of the book, references resolved
    :param title: of the book, for references that lead out
    :param with_sources: whether a list of what is cited is added to the last document
    """
    doctrees = {docname: resolved(docname).deepcopy() for docname in docnames}
    last = docnames[-1]
    cited: set[str] = set()
    places = cache(lambda name: by_id(resolved(name)) if name in others else {})
    for docname, doctree in doctrees.items():
        for node in [n for n in doctree.findall(nodes.Element) if BOOK_ONLY in n["classes"]]:
            node.parent.remove(node)
        named: set[str] = set()
        for reference in list(doctree.findall(nodes.reference)):
            target = target_of(reference, docname)
            if target is None or target.partition("#")[0] in doctrees:
                continue
            other, _sep, anchor = target.partition("#")
            node = places(other).get(anchor)
            if isinstance(node, nodes.citation) and with_sources:
                cited.add(target)
                reference.attributes.pop("refid", None)
                reference["refuri"] = f"%{last}#{anchor}"
            else:
                shown = not isinstance(node, nodes.citation | nodes.term) and target not in named
                named.add(target)
                make_text(reference, title if shown else None)
    if cited:
        add_sources(doctrees[last], cited, resolved)
    return doctrees


def by_id(doctree: nodes.document) -> dict[str, nodes.Element]:
    """Return the nodes of a document by their ids."""
    return {id_: node for node in doctree.findall(nodes.Element) for id_ in node["ids"]}


def make_text(reference: nodes.Element, title: str | None) -> None:
    """Put the text of a reference in its place, and the title of the book if one is given."""
    parent, children = reference.parent, list(reference.children)
    if title:
        before = "".join(c.astext() for c in parent.children[: parent.index(reference)])
        inside = before.count("(") > before.count(")")
        words = _("in %s") % title
        children.append(nodes.Text(f", {words}" if inside else f" ({words})"))
    parent.replace(reference, children)


def add_sources(
    doctree: nodes.document, cited: set[str], resolved: Callable[[str], nodes.document]
) -> None:
    """Add a section with the cited entries, in the order of the bibliographies they are from."""
    section = nodes.section("", nodes.title("", _("Sources")), ids=["sources"])
    for docname in sorted({target.partition("#")[0] for target in cited}):
        for node in resolved(docname).findall(nodes.citation):
            if any(f"{docname}#{id_}" in cited for id_ in node["ids"]):
                section += node.deepcopy()
    body = next(doctree.findall(nodes.section), doctree)
    body += section
