"""What no page of a private and accessible book may hold: images without words, remote loads."""

import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)

#: CSS that makes the browser ask another host.
REMOTE_CSS = re.compile(r"(?:@import\s+|url\(\s*)[\"']?(?:https?:)?//[^\"')\s;]*", re.I)

#: HTML that makes the browser ask another host. Links that a reader clicks do not, nor do links
#: that only describe the page.
REMOTE = re.compile(
    r"<(?!a\b|link\b[^>]*\brel\s*=\s*[\"']?(?:canonical|alternate|author|license|next|prev)\b)"
    r"\w[^>]*\b(?:(?:src|href|data|action|poster)\s*=\s*[\"']?|srcset\s*=\s*[\"'][^\"']*?)"
    r"(?:https?:)?//[^>]*>|" + REMOTE_CSS.pattern,
    re.I,
)

#: An image in raw HTML whose alternative text is missing or empty.
WORDLESS = re.compile(r"<img\b(?![^>]*\balt\s*=\s*(?:[\"']\s*[^\"'\s]|[^\"'\s>]))[^>]*>", re.I)

#: What authors write: it is checked in the sources, where there are lines to name.
ARTICLE = re.compile(r"<article\b.*?</article>", re.S)


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
        if "html" not in raw.get("format", "").split():
            continue
        if WORDLESS.search(raw.astext()):
            warn("image in raw HTML has no alternative text", raw, docname)
        if REMOTE.search(raw.astext()):
            warn(
                "raw HTML loads something from another host, allowed: files of the book",
                raw,
                docname,
            )


def check_pages(app: Sphinx, exception: Exception | None) -> None:
    """Warn once of each thing that theme, settings or styles load from another host."""
    if exception or app.builder.format != "html" or app.builder.name == "epub":
        return
    folder = Path(app.outdir)
    found: dict[str, str] = {}
    for pattern, ending in ((REMOTE, "*.html"), (REMOTE_CSS, "*.css")):
        for path in sorted(folder.rglob(ending)):
            text = ARTICLE.sub(
                lambda article: "\n" * article[0].count("\n"), path.read_text("utf-8")
            )
            for load in pattern.finditer(text):
                line = text.count("\n", 0, load.start()) + 1
                found.setdefault(load[0], f"{path.relative_to(folder).as_posix()}:{line}")
    for load, place in found.items():
        logger.warning(
            "%s loads something from another host, allowed: files of the book",
            load,
            location=place,
            type="web_edition",
        )
