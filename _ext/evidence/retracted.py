"""Retracted works may be cited only where the text says so: find chapters that do not."""

from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinxcontrib.bibtex.citation_target import parse_citation_targets

from .load import RETRACTED

LOGGER = logging.getLogger(__name__)


def retracted_keys(env: BuildEnvironment) -> set[str]:
    """Keys of the works whose bibliography entry has the field ``retracted``."""
    entries = env.get_domain("cite").bibdata.data.entries
    return {key for key, entry in entries.items() if "retracted" in entry.fields}


def _around(node: nodes.Node) -> nodes.Node:
    """The row or list item that *node* stands in, else its paragraph."""
    text = row = None
    while node.parent is not None:
        node = node.parent
        if text is None and isinstance(node, nodes.TextElement):
            text = node
        if row is None and isinstance(node, nodes.row | nodes.definition_list_item):
            row = node
    return row or text


def _bare(doctree: nodes.document, retracted: set[str]) -> Iterator[tuple[str, int]]:
    """Key and line of each citation of a *retracted* work that is not called so."""
    for node in doctree.findall(addnodes.pending_xref):
        if node["refdomain"] != "cite":
            continue
        keys = {target.key for target in parse_citation_targets(node["reftarget"])}
        if keys & retracted and not RETRACTED.search(_around(node).astext()):
            while not node.line and node.parent is not None:
                node = node.parent
            for key in sorted(keys & retracted):
                yield key, node.line or 1


def report_bare(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of each paragraph that cites a retracted work without the word."""
    retracted = retracted_keys(env)
    refs = env.get_domain("cite").citation_refs
    citing = {r.docname for r in refs if any(t.key in retracted for t in r.targets)}
    for docname in sorted(citing):
        for key, line in _bare(env.get_doctree(docname), retracted):
            LOGGER.warning(
                'citation of %s, which is retracted, allowed: a paragraph that says "retracted"',
                key,
                location=(docname, line),
                type="evidence",
            )
