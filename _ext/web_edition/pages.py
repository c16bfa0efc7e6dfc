"""Pages that no chapter makes: for wrong addresses, and redirects from addresses of old."""

import html
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from .page import is_web

logger = logging.getLogger(__name__)
NOT_FOUND = "404"

REDIRECT = """<!DOCTYPE html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="0; url={target}">
<link rel="canonical" href="{target}">
<title>{moved}</title>
<p>{moved}: <a href="{target}">{target}</a></p>
</html>
"""


def add_not_found(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the page for addresses that lead nowhere."""
    if is_web(app):
        yield NOT_FOUND, {}, "404.html"


def root_links(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Let the links of that page begin at the root of the site: a server shows it anywhere."""
    if pagename != NOT_FOUND or not is_web(app):
        return
    root = urlsplit(app.config.html_baseurl).path.rstrip("/") + "/"

    def pathto(target: str, resource: bool = False) -> str:
        return root + (target if resource else app.builder.get_target_uri(target))

    context["pathto"] = pathto
    context["content_root"] = root
    context["pageurl"] = None
    if context.get("favicon_url"):
        context["favicon_url"] = root + context["favicon_url"]
    logo = context.get("theme_logo", {})
    relative = logo.get("image_relative", {})
    context["theme_logo"] = {
        **logo, "image_relative": {mode: root + path for mode, path in relative.items()}
    }  # fmt: skip


def write_redirects(app: Sphinx, exception: Exception | None) -> None:
    """Write a small page at each vanished address of ``web_redirects``."""
    if exception or not is_web(app):
        return
    for old, new in app.config.web_redirects.items():
        path = Path(app.outdir) / old
        if old.removesuffix(".html") in app.env.found_docs:
            logger.warning("web_redirects: %r is a page of the book", old, type="web_edition")
            continue
        page, mark, anchor = new.partition("#")
        if not (Path(app.outdir) / page).is_file():
            logger.warning("web_redirects: %r leads to no page: %r", old, new, type="web_edition")
            continue
        target = html.escape(relative_uri(old, page) + mark + anchor)
        path.parent.mkdir(parents=True, exist_ok=True)
        moved = html.escape(_("This page has moved"))
        text = REDIRECT.format(language=app.config.web_language, target=target, moved=moved)
        path.write_text(text, "utf-8", newline="\n")
