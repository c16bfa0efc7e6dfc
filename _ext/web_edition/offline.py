"""The web book as one archive for reading without a network: same files, same bytes every time."""

import re
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx

from .archive import write_archive
from .assets import html_pages
from .downloads import FOLDER, readable_size
from .page import is_web

#: What the archive's own pages do without: places in the menu that are for the web only, its own
#: among them, and asking for faces early, which browsers refuse to pages that come from a folder.
ONLINE = re.compile(r"<li class=\"online\".*?</li>\s*|<link rel=\"preload\"[^>]*>\s*", re.S)
SIZE = re.compile(r"(<li[^>]* id=\"offline-copy\">.*?<span class=\"size\">)[^<]*(</span>)", re.S)
#: Kinds of files that are compressed already.
DENSE = {".pdf", ".epub", ".zip", ".woff2", ".png", ".jpg"}


def offer_offline(app: Sphinx, exception: Exception | None) -> None:
    """Make the archive that ``web_offline`` names, and say its size in the menu of each page."""
    name = app.config.web_offline
    if exception or not is_web(app) or not name:
        return
    outdir = Path(app.outdir)
    target = outdir / FOLDER / name
    target.parent.mkdir(exist_ok=True)
    pages = {path: path.read_text("utf-8") for path in html_pages(outdir)}
    top = target.stem
    left_out = {"404.html", f"{FOLDER}/{name}"} | {
        download["address"]
        for download in app.config.html_context["web_downloads"] if download.get("online")
    }  # fmt: skip

    def files() -> Iterable[tuple[str, bytes]]:
        for path in sorted(outdir.rglob("*")):
            relative = path.relative_to(outdir).as_posix()
            if not path.is_file() or relative.startswith(".") or relative in left_out:
                continue
            page = pages.get(path)
            content = path.read_bytes() if page is None else ONLINE.sub("", page).encode()
            yield f"{top}/{relative}", content

    write_archive(target, files(), DENSE)
    size = readable_size(target.stat().st_size)
    for path, page in pages.items():
        said = SIZE.sub(rf"\g<1>({size})\g<2>", page)
        if said != page:
            path.write_text(said, "utf-8", newline="\n")
