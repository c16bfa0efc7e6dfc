"""Sphinx extension: a book is made of its project's own files, whatever its sources ask for."""

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
#: Schemes of the addresses that a reader may follow.
SCHEMES = ("http", "https", "mailto", "doi")

#: What MyST makes of a line that ends with a backslash or two spaces, for web book and LaTeX.
LINE_BREAKS = ("<br />\n", "\\\\\n")

#: What a drawing must not hold: a reader who opens it alone would run or load it.
ACTIVE = re.compile(
    r"<(?:\w+:)?(?:script|foreignObject|iframe|embed|object)\b|\son\w+\s*=|javascript:|<!ENTITY"
    r"|(?<!<a )\b(?:xlink:)?href\s*=\s*[\"']?\s*(?:(?:https?|file):|/)|@import"
    r"|url\([\"']?\s*(?:\w+:)?/",
    re.I,
)


def asked_for(env: BuildEnvironment) -> Iterator[tuple[str, Path]]:
    """Yield documents and the files they are made of, include, show or offer for download."""
    for docname in env.found_docs:
        yield docname, env.doc2path(docname)
    for docname, names in env.dependencies.items():
        yield from ((docname, Path(env.srcdir, name)) for name in names)
    for files in (env.images, env.dlfiles):
        for name, (docnames, _) in files.items():
            yield from ((docname, Path(env.srcdir, name)) for docname in docnames)


def check_files(app: Sphinx, env: BuildEnvironment) -> None:
    """Report every file that lies outside the project; figures are drawn beside the doctrees."""
    homes = [Path(folder).resolve() for folder in (app.confdir, app.srcdir, app.doctreedir)]

    @functools.cache
    def is_own(path: Path) -> bool:
        """Tell whether a file, which many documents may be made of, lies in the project."""
        return any(path.resolve().is_relative_to(home) for home in homes)

    for docname, path in sorted(set(asked_for(env))):
        if not is_own(path):
            text = "reads %s, a file outside the project, allowed: files of the project"
            LOGGER.warning(text, path.name, location=docname, type="own_files")
        elif path.suffix.lower() == ".svg" and path.is_file():
            for found in ACTIVE.finditer(path.read_text("utf-8", "replace")):
                text = "drawing %s: found %s, allowed: a drawing without scripts and other files"
                LOGGER.warning(
                    text, path.name, found[0].strip(), location=docname, type="own_files"
                )


def check_doctree(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Report what would run in a reader's browser: raw HTML, and links that are no addresses."""
    for raw in list(doctree.findall(nodes.raw)):
        if not raw.get("format", "").startswith("typst") and raw.astext() not in LINE_BREAKS:
            text = "found %s, allowed: Markdown without HTML"
            LOGGER.warning(text, raw.astext()[:60].strip(), location=raw, type="own_files")
            raw.parent.remove(raw)
    for link in doctree.findall(nodes.reference):
        scheme, colon, _ = "".join(link.get("refuri", "").split()).partition(":")
        if colon and scheme.isalpha() and scheme.lower() not in SCHEMES:
            text = "link to %s, allowed: %s"
            allowed = ", ".join(SCHEMES)
            LOGGER.warning(text, link["refuri"], allowed, location=link, type="own_files")


def refuse_linked_folders(app: Sphinx) -> None:
    """Raise ExtensionError at a link to a folder, which Sphinx would follow, in circles too."""
    for path in sorted(Path(app.srcdir).rglob("*")):
        if path.is_symlink() and path.is_dir():
            name = path.relative_to(app.confdir).as_posix()
            raise ExtensionError(f"{name}: found a link to a folder, allowed: folders and files")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", refuse_linked_folders, priority=1)
    app.connect("env-check-consistency", check_files)
    app.connect("doctree-resolved", check_doctree)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
