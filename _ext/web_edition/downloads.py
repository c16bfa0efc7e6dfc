"""The built editions for download: copied into the web book and linked from every page."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.locale import _
from sphinx.util import logging

from .page import is_web

logger = logging.getLogger(__name__)

FOLDER = "downloads"


def readable_size(size: int) -> str:
    """Return a number of bytes as a reader knows it, ``640 kB`` or ``1.2 MB``."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(round(size / 1e3), 1)} kB"


def sources(app: Sphinx, config: Config) -> Iterator[tuple[dict[str, str], Path]]:
    """Yield each file of ``web_downloads``, which may not have been built, with its place.

    A path is relative to the folder that holds the folders of all formats.
    """
    for download in config.web_downloads:
        if "path" in download:
            yield download, Path(app.outdir).parent / download["path"]


def find_downloads(app: Sphinx, config: Config) -> None:
    """Put what is built of ``web_downloads`` into ``html_context``, for the menu of each page.

    The value stands in ``html_context`` because Sphinx writes every page anew when that has
    changed: otherwise pages of an earlier build would go on offering what was built then.
    """
    built = {download["path"]: source for download, source in sources(app, config)}
    found = []
    for download in config.web_downloads:
        if "page" in download:
            found.append(download)
        elif (source := built[download["path"]]).is_file():
            size = readable_size(source.stat().st_size)
            found.append({**download, "address": f"{FOLDER}/{source.name}", "size": size})
    if config.web_offline:
        # Its size is filled in when it is there: the archive holds these pages.
        found.append({
            "label": str(_("For reading offline, zip")),
            "address": f"{FOLDER}/{config.web_offline}",
            "size": "not yet made", "online": True, "itself": True,
        })  # fmt: skip
    config.html_context = {**config.html_context, "web_downloads": found}


def take_downloads(app: Sphinx) -> None:
    """Copy the files of ``web_downloads`` into the web book; say which are not built."""
    if not is_web(app):
        return
    for download, source in sources(app, app.config):
        if not source.is_file():
            logger.info("%s is not built and so not offered for download", download["path"])
            continue
        target = Path(app.outdir) / FOLDER / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
