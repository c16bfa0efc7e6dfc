"""The list of all documents that stands beside each page: made once, if it has one level.

Sphinx and the theme make it anew for each page, which takes as long as there are pages times
documents; the theme does so a second time, to see if its own side bar, which we do not show, is
empty.
"""

import posixpath
import re
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from .page import is_web

#: An entry as the theme writes it, of the page itself or of another.
ENTRY = re.compile(
    r'<li class="toctree-l1(?: current active)?">'
    r'<a class="(?:current )?reference internal" href="([^"]*)"'
)
LIST, CURRENT_LIST = '<ul class="nav bd-sidenav">', '<ul class="current nav bd-sidenav">'
#: Parts of the theme's page in whose place our templates have their own.
UNUSED_PARTS = (
    "sidebars", "theme_article_header_start", "theme_article_header_end",
    "theme_primary_sidebar_end", "theme_secondary_sidebar_items",
)  # fmt: skip


def drop_parts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Leave nothing for the theme to look at in the parts that no page shows."""
    if is_web(app):
        context.update({part: [] for part in UNUSED_PARTS})


def make_once(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Let templates have the list made for another page, its addresses and marks as this one's."""
    if not is_web(app):
        return
    made = app.builder.__dict__.setdefault("web_contents", {})
    of_theme, here = context["generate_toctree_html"], app.builder.get_target_uri(pagename)

    def generate_toctree_html(kind: str, **options: Any) -> str:
        key = repr((kind, sorted(options.items())))
        if key not in made:
            made[key] = neutral(str(of_theme(kind, **options)), here)
        return of_theme(kind, **options) if made[key] is None else placed(made[key], here)

    context["generate_toctree_html"] = generate_toctree_html


def neutral(html: str, here: str) -> str | None:
    """Return the list with addresses from the root of the book, or None if it has more levels.

    :param here: address of the page that it was made for
    """
    if "toctree-l2" in html:
        return None

    def entry(found: re.Match[str]) -> str:
        there = posixpath.normpath(posixpath.join(posixpath.dirname(here), found[1]))
        return other_entry(here if found[1] == "#" else there)

    return ENTRY.sub(entry, html).replace(CURRENT_LIST, LIST)


def placed(html: str, here: str) -> str:
    """Return the list as it stands on the page with the address *here*."""
    before, own, after = html.partition(other_entry(here))
    if own:
        start, _list, inside = before.rpartition(LIST)
        before = f"{start}{CURRENT_LIST}{inside}"
        own = '<li class="toctree-l1 current active"><a class="current reference internal" href="#"'

    def entry(found: re.Match[str]) -> str:
        return other_entry(relative_uri(here, found[1]))

    return f"{ENTRY.sub(entry, before)}{own}{ENTRY.sub(entry, after)}"


def other_entry(address: str) -> str:
    return f'<li class="toctree-l1"><a class="reference internal" href="{address}"'
