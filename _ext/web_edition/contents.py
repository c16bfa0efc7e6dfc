"""The list of all documents that stands beside each page: made once, if it has one level.

Sphinx makes it anew for each page, which takes as long as there are pages times documents.
"""

import posixpath
import re
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from .page import is_web

#: An entry as Sphinx writes it, of the page itself or of another.
ENTRY = re.compile(
    r'<li class="toctree-l1(?: current)?"><a class="(?:current )?reference internal" href="([^"]*)"'
)
CURRENT_LIST = '<ul class="current">'


def make_once(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Let templates have the list made for another page, its addresses and marks as this one's."""
    if not is_web(app):
        return
    made = app.builder.__dict__.setdefault("web_contents", {})
    sphinx, here = context["toctree"], app.builder.get_target_uri(pagename)

    def toctree(**options: Any) -> str:
        key = repr(sorted(options.items()))
        if key not in made:
            made[key] = neutral(sphinx(**options), here)
        return sphinx(**options) if made[key] is None else placed(made[key], here)

    context["toctree"] = toctree


def neutral(html: str, here: str) -> str | None:
    """Return the list with addresses from the root of the book, or None if it has more levels.

    :param here: address of the page that it was made for
    """
    if "toctree-l2" in html:
        return None

    def entry(found: re.Match[str]) -> str:
        there = posixpath.normpath(posixpath.join(posixpath.dirname(here), found[1]))
        return other_entry(here if found[1] == "#" else there)

    return ENTRY.sub(entry, html).replace(CURRENT_LIST, "<ul>")


def placed(html: str, here: str) -> str:
    """Return the list as it stands on the page with the address *here*."""
    before, own, after = html.partition(other_entry(here))
    if own:
        start, _list, inside = before.rpartition("<ul>")
        before = f"{start}{CURRENT_LIST}{inside}"
        own = '<li class="toctree-l1 current"><a class="current reference internal" href="#"'

    def entry(found: re.Match[str]) -> str:
        return other_entry(relative_uri(here, found[1]))

    return f"{ENTRY.sub(entry, before)}{own}{ENTRY.sub(entry, after)}"


def other_entry(address: str) -> str:
    return f'<li class="toctree-l1"><a class="reference internal" href="{address}"'
