"""The page around the text: our templates, a strict policy, and markup that keeps still."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from babel import Locale
from sphinx.application import Sphinx

from .letters import with_letters

TEMPLATES = Path(__file__).parent / "templates"

#: Sets the colours before anything is painted. It stands in the page: as a file of its own, it held
#: up the first paint by a request.
MODE = (Path(__file__).parent / "static" / "mode.js").read_text("utf-8")
MODE_HASH = base64.b64encode(hashlib.sha256(MODE.encode()).digest()).decode()

#: What a page may load: only files of the book, and of what stands in the page only that script,
#: known by its hash. For Firefox a folder is not its own 'self' where forms lead, and a search is a
#: form.
POLICY = (
    f"default-src 'none'; script-src 'self' 'sha256-{MODE_HASH}'; style-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self' file:; "
    "base-uri 'none'"
)

#: What the search loads when there is something to search for: the stemmer, and the index.
SEARCH_SCRIPTS = ("_static/language_data.js", "searchindex.js")
#: Scripts of Sphinx and the themes that no page needs.
UNUSED_SCRIPTS = (
    "_static/documentation_options.js",
    "_static/doctools.js",
    "_static/sphinx_highlight.js",
    "_static/searchtools.js",
    "_static/translations.js",
    "_static/scripts/sphinx-book-theme.js",
    *SEARCH_SCRIPTS,
)

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


def is_web(app: Sphinx) -> bool:
    """Return whether the web book is being made, and not the e-book, which is HTML as well."""
    return app.builder.format == "html" and app.builder.name != "epub"


def add_templates(app: Sphinx, config: Any) -> None:
    """Let Sphinx find the templates of this extension."""
    config.templates_path = [*config.templates_path, str(TEMPLATES)]


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


def fix_tables(body: str, word: str) -> str:
    """Make each table's scroller a region that can be reached by keyboard and has a name.

    *word* names the rare table without a caption.
    """
    count = 0

    def region(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        table, caption = found[1], found[2]
        name = f'aria-label="{word} {count}"'
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
    return with_letters(fix_tables(well_read_out(body), "Table"))


def correction_link(app: Sphinx, pagename: str) -> dict[str, str] | None:
    """Return where to suggest a correction to a page, None when ``web_corrections`` is not set."""
    template = app.config.web_corrections
    if not template:
        return None
    page = f"{pagename}.html"
    address = template.replace("{version}", quote(app.config.release, safe=""))
    return {
        "address": address,
        "page": page,
        "link": address.replace("{page}", quote(page, safe="")),
    }


def faces_of(app: Sphinx, text: str) -> list[str]:
    """Return the files of ``web_faces`` that a page with this text shows at once.

    Each is named by what calls for it: ``frame``, ``text``, or a tag such as ``strong``.
    """
    return [
        file for call, files in app.config.web_faces.items() for file in files
        if call in ("frame", "text") or f"<{call}>" in text
    ]  # fmt: skip


def language_attribute(language: str) -> str:
    """Return what follows ``lang="``: the language, and the direction where it runs from the right.

    The theme's tag has no other place for attributes.
    """
    if Locale.parse(language.partition("-")[0]).text_direction == "rtl":
        return f'{language}" dir="rtl'
    return language


def frame_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> str | None:
    """Prepare what our templates print, and return the template that replaces the theme's."""
    template = f"web/{templatename}"
    if not is_web(app) or not (TEMPLATES / template).is_file():
        return None
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}" />'
    # The theme repeats the line for narrow screens that every page has already.
    metatags = re.sub(r"<meta name=\"viewport\"[^>]*>\s*", "", context.get("metatags", ""))
    context["metatags"] = f"\n    {policy}\n    {metatags}"
    context["language"] = language_attribute(app.config.web_language)
    context["remote_styles"] = [
        css for css in context["css_files"] if "//" in str(getattr(css, "filename", css))
    ]
    context["script_files"] = [
        js for js in context["script_files"]
        if getattr(js, "filename", js) and str(getattr(js, "filename", js)) not in UNUSED_SCRIPTS
    ]  # fmt: skip
    context["search_scripts"] = SEARCH_SCRIPTS
    context["mode_script"] = MODE
    context["logo_sizes"] = logo_sizes(app)
    context["correction"] = correction_link(app, pagename) if doctree else None
    body = context.get("body", "")
    # Indexes and the bibliography are long and nobody reads them through: one face is enough, and
    # they do not ask for it early, since it would hold them up and most readers have it by then.
    context["lookup"] = doctree is None or '<ul class="citations"' in body
    context["faces"] = [] if context["lookup"] else faces_of(app, body)
    if body:
        context["body"] = fix_body(app, body)
    return template


def logo_sizes(app: Sphinx) -> dict[str, str]:
    """Return the attributes ``width`` and ``height`` of the logo for each theme."""
    logo = app.config.html_theme_options.get("logo", {})
    sizes = {}
    for mode in ("light", "dark"):
        path = Path(app.confdir) / logo.get(f"image_{mode}", "")
        size = svg_size(path) if path.suffix == ".svg" and path.is_file() else None
        attributes = f' width="{size[0]}" height="{size[1]}"' if size else ""
        sizes[mode] = attributes + ' loading="lazy"'
    return sizes
