"""The text of a page as browsers and screen readers need it, where Sphinx writes it otherwise."""

import re
from pathlib import Path
from urllib.parse import unquote

from sphinx.application import Sphinx
from sphinx.locale import _

from .letters import with_letters

IMAGE = re.compile(r"<img\b[^>]*?\bsrc=\"([^\"]+)\"[^>]*?>")
WIDTH = re.compile(r" style=\"width: (\d+)(?:\.\d+)?%;?\"")
SCROLLER = re.compile(
    r"<div class=\"pst-scrollable-table-container\">(<table\b[^>]*>\s*)"
    r"(?:<caption>(.*?)</caption>)?",
    re.S,
)
COLUMN_HEADER = re.compile(r"<th class=\"head(?: stub)?\"")
#: Not one that goes across the table: it names the rows below it.
ROW_HEADER = re.compile(r"<th class=\"stub\"(?![^>]* colspan=)")
#: Signs that only repeat the words beside them: whatever makes them can mark them by this class.
UNSPOKEN = re.compile(r"<span class=\"[^\"]*\bunspoken\b[^\"]*\"")
#: A link with classes that say what its address says: half of a long bibliography.
PLAIN_LINK = re.compile(r"<a class=\"reference (?:in|ex)ternal\" ")
LENGTH = re.compile(r"([\d.]+)(pt)?")


def svg_size(path: Path) -> tuple[int, int] | None:
    """Return width and height of an SVG file in CSS pixels, None if it does not say them."""
    tag = re.search(r"<svg\b[^>]*>", path.read_text("utf-8", "replace"))
    sizes = []
    for name in ("width", "height"):
        value = tag and re.search(rf"\s{name}=\"([^\"]+)\"", tag[0])
        length = value and LENGTH.fullmatch(value[1].removesuffix("px"))
        if not length:
            return None
        sizes.append(round(float(length[1]) * (4 / 3 if length[2] else 1)))
    return sizes[0], sizes[1]


def with_size(tag: str, path: Path) -> str:
    """Return an ``<img>`` with the size of its file, loaded when the reader comes near it."""
    more = ' loading="lazy" decoding="async"'
    if (
        path.suffix == ".svg"
        and path.is_file()
        and " width=" not in tag
        and (size := svg_size(path))
    ):
        more += f' width="{size[0]}" height="{size[1]}"'
    return re.sub(r"\s*/?>$", f"{more} />", tag)


def well_read_out(body: str) -> str:
    """Return the text of a page as screen readers need it.

    Header cells say if they name a row or a column; signs that words stand beside are not read.
    """
    body = COLUMN_HEADER.sub(r'\g<0> scope="col"', body)
    body = ROW_HEADER.sub(r'\g<0> scope="row"', body)
    return UNSPOKEN.sub(r'\g<0> aria-hidden="true"', body)


def fix_tables(body: str) -> str:
    """Make each table's scroller a region that can be reached by keyboard and has a name."""
    count = 0

    def region(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        table, caption = found[1], found[2]
        name = f'aria-label="{_("Table")} {count}"'
        if caption:
            name = f'aria-labelledby="caption-{count}"'
            words = f'<span class="caption-words">{caption}</span>'
            table += f'<caption id="caption-{count}">{words}</caption>'
        return f'<div class="table-region" role="region" tabindex="0" {name}>{table}'

    return SCROLLER.sub(region, body)


def fix_body(app: Sphinx, body: str) -> str:
    """Return the text of a page with sizes of images, widths by class, tables as regions."""
    # Images are copied only after the pages have been written: their sources say the sizes.
    files = {name: Path(app.srcdir, source) for source, name in app.builder.images.items()}

    def sized(found: re.Match[str]) -> str:
        name = unquote(found[1]).rpartition("/")[2]
        return with_size(found[0], files.get(name, Path(name)))

    body = IMAGE.sub(sized, body)
    body = PLAIN_LINK.sub("<a ", body)
    # What scrolls must be reached by keyboard.
    body = body.replace("<pre>", '<pre tabindex="0">')
    body = WIDTH.sub(r' class="width-\1"', body)
    return with_letters(fix_tables(well_read_out(body)))
