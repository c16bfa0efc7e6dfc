"""Retracted works may be cited only where the text says so: find chapters that do not."""

from collections.abc import Iterator

from docutils import nodes
from pybtex.database import BibliographyData
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.util import logging
from sphinxcontrib.bibtex.citation_target import parse_citation_targets

from .rules import RETRACTED

LOGGER = logging.getLogger(__name__)


def retracted_keys(bibliography: BibliographyData) -> set[str]:
    """Keys of the works whose bibliography entry has the field ``retracted``."""
    return {key for key, entry in bibliography.entries.items() if "retracted" in entry.fields}


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


class BareCitations(EnvironmentCollector):
    """Remembers what :func:`_bare` finds in each document, while the document is at hand."""

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        retracted = app.env.evidence_retracted
        _found(app.env)[app.env.docname] = (retracted, list(_bare(doctree, retracted)))

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        _found(env).pop(docname, None)

    def merge_other(
        self, app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment
    ) -> None:
        for docname in docnames:
            _found(env)[docname] = _found(other)[docname]


def _found(env: BuildEnvironment) -> dict[str, tuple[set[str], list[tuple[str, int]]]]:
    """By document: which works were retracted when it was read, and its bare citations of them."""
    return env.__dict__.setdefault("evidence_bare", {})


def report_bare(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of each paragraph that cites a retracted work without the word."""
    retracted = env.evidence_retracted
    for docname, (when_read, bare) in sorted(_found(env).items()):
        if when_read != retracted:
            bare = list(_bare(env.get_doctree(docname), retracted))
            _found(env)[docname] = (retracted, bare)
        for key, line in bare:
            LOGGER.warning(
                'citation of %s, which is retracted, allowed: a paragraph that says "retracted"',
                key,
                location=(docname, line),
                type="evidence",
            )
