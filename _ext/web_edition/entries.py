"""Bibliography entries: items of a list, in little markup, since hundreds stand on one page."""

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator


def visit_citation(self: HTML5Translator, node: nodes.citation) -> None:
    """Write an entry as an item of a list, and its paragraphs as lines.

    Elements and classes that say again what stands there were a tenth of a long page. Sphinx
    would give entries roles that do not fit.
    """
    if not _stands_beside(node, -1):
        self.body.append('<ul class="citations">\n')
    self.body.append(self.starttag(node, "li", suffix=""))
    for number, part in enumerate(node.children):
        if number and isinstance(node[number - 1], nodes.paragraph):
            self.body.append("<br />")
        for child in part.children if isinstance(part, nodes.paragraph) else [part]:
            child.walkabout(self)
    self.body.append("</li>\n")
    if not _stands_beside(node, 1):
        self.body.append("</ul>\n")
    raise nodes.SkipNode


def _stands_beside(node: nodes.citation, step: int) -> bool:
    """Return whether another entry stands just before (-1) or after (1) *node*."""
    place = node.parent.index(node) + step
    return 0 <= place < len(node.parent) and isinstance(node.parent[place], nodes.citation)
