"""The page around the text: our templates, and a strict policy."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from babel import Locale
from sphinx.application import Sphinx

from .markup import fix_body, svg_size

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


def is_web(app: Sphinx) -> bool:
    """Return whether the web book is being made, and not the e-book, which is HTML as well."""
    return app.builder.format == "html" and app.builder.name != "epub"


def add_templates(app: Sphinx, config: Any) -> None:
    """Let Sphinx find the templates of this extension."""
    config.templates_path = [*config.templates_path, str(TEMPLATES)]


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
