"""What no page of a private and accessible book may hold: images without words, remote loads."""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)

#: Raw HTML that makes the browser ask another host; a link that a reader clicks does not.
REMOTE = re.compile(
    r"<(?!a\b)\w[^>]*\b(?:src|href|data|action|poster)\s*=\s*[\"']?(?:https?:)?//", re.I
)


def warn(message: str, node: nodes.Node, docname: str) -> None:
    """Warn with the place of the nearest node that knows its line."""
    while not node.line and node.parent is not None:
        node = node.parent
    logger.warning(message, location=(docname, node.line or 1), type="web_edition")


def check_images(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Warn of images without alternative text, and of whatever is loaded from another host."""
    if app.builder.format != "html":
        return
    for image in doctree.findall(nodes.image):
        if not image.get("alt", "").strip():
            warn(f"image {image['uri']!r} has no alternative text", image, docname)
        if "://" in image["uri"]:
            warn(
                f"image {image['uri']!r} is on another host, allowed: a file of the book",
                image,
                docname,
            )
    for raw in doctree.findall(nodes.raw):
        if "html" in raw.get("format", "").split() and REMOTE.search(raw.astext()):
            warn(
                "raw HTML loads something from another host, allowed: files of the book",
                raw,
                docname,
            )
