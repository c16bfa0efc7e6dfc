"""Long descriptions of drawings: words that open below them, for who cannot see what they show.

Paper has the alternative text, and for screen readers only.
"""

import html

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import _
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator


class long_description(nodes.General, nodes.Element):
    """What a drawing shows, in sentences."""


class LongDescription(SphinxDirective):
    """``long-description`` within a figure, below its caption: only web book and e-book show it."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        self.assert_has_content()
        node = long_description("", *self.parse_content_to_nodes())
        self.set_source_info(node)
        return [addnodes.only("", node, expr="html")]


def visit(self: HTML5Translator, node: long_description) -> None:
    """Begin what opens and closes without a script."""
    summary = html.escape(_("The drawing in words"))
    self.body.append(self.starttag(node, "details", CLASS="long-description"))
    self.body.append(f"<summary>{summary}</summary>\n")


def depart(self: HTML5Translator, node: long_description) -> None:
    self.body.append("</details>\n")
