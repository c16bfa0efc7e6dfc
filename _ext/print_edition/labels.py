"""Names of link targets, unique in the whole book, and which of them somebody refers to."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes


class Place(NamedTuple):
    """A node that references may lead to: its labels, its type, its section."""

    names: list[str]
    node_type: str
    section: str


class Target(NamedTuple):
    """A place that references lead to: its one written label, the type of its node, its section."""

    label: str
    node_type: str
    section: str = ""


def target_of(node: nodes.Element, docname: str) -> str | None:
    """Return the label a resolved reference leads to, or None when it leads out of the book.

    Ids are unique within a document only, so a label is ``docname#id``; a whole document is
    ``docname#``. The builder gives other documents addresses of the form ``%docname#id``.
    """
    if refid := node.get("refid"):
        return f"{docname}#{refid}"
    uri = node.get("refuri", "")
    if uri.startswith("%"):
        name, _, anchor = uri[1:].partition("#")
        return f"{name}#{anchor}"
    if uri.startswith("#"):
        return f"{docname}{uri}"
    return None


def referenced(docname: str, doctree: nodes.document) -> set[str]:
    """Return every label that a reference or an index entry of a document leads to."""
    found = set()
    for node in doctree.findall(nodes.reference):
        if label := target_of(node, docname):
            found.add(label)
    for node in doctree.findall(addnodes.index):
        found.update(f"{docname}#{entry[2]}" for entry in node["entries"])
    return found


def names(node: nodes.Element, docname: str) -> list[str]:
    """Return every label that may lead to the node."""
    found = [f"{docname}#{id_}" for id_ in node.get("ids", ())]
    return [f"{docname}#", *found] if stands_for_document(node) else found


def places(docname: str, doctree: nodes.document) -> Iterator[Place]:
    """Yield every place of a document that references may lead to."""
    for node in doctree.findall(nodes.Element):
        if found := names(node, docname):
            yield Place(found, node.tagname, section_of(node, docname))


def targets(places: Iterable[Place], wanted: set[str]) -> dict[str, Target]:
    """Map each wanted label to its target.

    A node may have several ids and Typst gives an element one label, so all ids of a node
    share the first wanted one.
    """
    found = {}
    for place in places:
        used = [label for label in place.names if label in wanted]
        if used:
            target = Target(used[0], place.node_type, place.section)
            found.update((label, target) for label in used)
    return found


def section_of(node: nodes.Node, docname: str) -> str:
    """Return a name of the innermost section that is or holds the node, unique in the book."""
    while node is not None and not isinstance(node, nodes.section):
        node = node.parent
    return f"{docname}#{node['ids'][0]}" if node is not None and node["ids"] else f"{docname}#"


def stands_for_document(node: nodes.Node) -> bool:
    """Tell whether the node is the section that holds a whole document, or has no such section."""
    if isinstance(node, nodes.document):
        return node.first_child_matching_class(nodes.section) is None
    return (
        isinstance(node, nodes.section)
        and isinstance(node.parent, nodes.document)
        and node.parent.first_child_matching_class(nodes.section) == node.parent.index(node)
    )


def written(labels: Iterable[str], known: dict[str, Target]) -> str | None:
    """Return the label to write for a node that has these labels, or None when nobody asks."""
    return next((known[label].label for label in labels if label in known), None)
