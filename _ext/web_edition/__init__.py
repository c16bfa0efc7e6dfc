"""Web edition: what a printable book adds to an HTML theme: downloads, named colours, checks."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from .checks import check_images, check_pages
from .downloads import find_downloads, offer_downloads, take_downloads
from .look import write_look


def say_language(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Give the page its language as browsers spell it, such as ``en-GB``."""
    context["language"] = app.config.web_language


def visit_citation(self: HTML5Translator, node: nodes.citation) -> None:
    """Begin a bibliography entry; Sphinx gives it roles that screen readers must not find here."""
    self.body.append(self.starttag(node, "div", CLASS="citation"))


def depart_citation(self: HTML5Translator, node: nodes.citation) -> None:
    self.body.append("</div>\n")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value(
        "web_language", lambda config: config.language.replace("_", "-"), "html", str
    )
    app.add_config_value("web_look", {}, "html", dict)
    app.add_config_value("web_downloads", [], "html", list)
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))
    app.connect("config-inited", find_downloads)
    app.connect("builder-inited", write_look)
    app.connect("builder-inited", take_downloads)
    app.connect("doctree-resolved", check_images)
    # After sphinx-book-theme has filled its header (501).
    app.connect("html-page-context", offer_downloads, priority=800)
    app.connect("html-page-context", say_language)
    app.connect("build-finished", check_pages)
    return {"version": "0.1.0", "parallel_read_safe": True, "parallel_write_safe": True}
