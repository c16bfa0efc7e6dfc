"""The built editions for download: copied into the web book and linked from every page."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

logger = logging.getLogger(__name__)

FOLDER = "downloads"


def readable_size(size: int) -> str:
    """Return a number of bytes as a reader knows it, ``640 kB`` or ``1.2 MB``."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(round(size / 1e3), 1)} kB"


def sources(app: Sphinx, config: Config) -> Iterator[tuple[dict[str, str], Path]]:
    """Yield each of ``web_downloads`` with its file, which may not have been built.

    A path is relative to the folder that holds the folders of all formats.
    """
    for download in config.web_downloads:
        yield download, Path(app.outdir).parent / download["path"]


def find_downloads(app: Sphinx, config: Config) -> None:
    """Put what is built of ``web_downloads`` into ``html_context``, as (address, text).

    The value stands in ``html_context`` because Sphinx writes every page anew when that has
    changed: otherwise pages of an earlier build would go on offering what was built then.
    """
    found = []
    for download, source in sources(app, config):
        if source.is_file():
            text = f"{download['label']} ({readable_size(source.stat().st_size)})"
            found.append((f"{FOLDER}/{source.name}", text))
    config.html_context = {**config.html_context, "web_downloads": found}


def take_downloads(app: Sphinx) -> None:
    """Copy the files of ``web_downloads`` into the web book; say which are not built."""
    if app.builder.format != "html" or app.builder.name == "epub":
        return
    for download, source in sources(app, app.config):
        if not source.is_file():
            logger.info("%s is not built and so not offered for download", download["path"])
            continue
        target = Path(app.outdir) / FOLDER / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def offer_downloads(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Put the downloads into the page's header, in the place of the theme's own."""
    if "header_buttons" not in context:
        return
    buttons = [
        {
            "type": "link",
            "url": context["pathto"](path, 1),
            "text": text,
            "icon": "fas fa-file-pdf",
            "label": "download-edition-button",
        }
        for path, text in context["web_downloads"]
    ]
    group = {
        "type": "group",
        "buttons": buttons,
        "icon": "fas fa-download",
        "tooltip": "Download the book",
        "label": "download-buttons",
    }
    others = [b for b in context["header_buttons"] if b.get("label") != "download-buttons"]
    context["header_buttons"] = [group, *others] if buttons else others
