"""Lean delivery: one style sheet with the rules that pages use, and no file that no page loads."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import lightningcss
from sphinx.application import Sphinx

from .found import picture_file
from .page import SEARCH_SCRIPTS, is_web
from .texts import FOLDER as TEXTS

STATIC = Path(__file__).parent / "static"
SHEET = "web.css"
#: The browser with the fewest properties that opens our menus without scripts: it wants some by
#: their older names, such as the dots below a citation.
BROWSERS = ["safari 17.5"]
#: What Sphinx and the themes load on every page beside the style sheets they register.
THEME_SHEETS = ("basic.css", "styles/theme.css", "styles/pydata-sphinx-theme.css")
#: The shares of a table's width that columns can have, in place of inline styles.
COLUMNS = "".join(f".width-{share}{{width:{share}%}}" for share in range(1, 101))

#: Classes and ids of elements that only scripts make.
SCRIPTED = {"preview", "headerlink", "context", "highlighted"}

# Patterns that begin with letters are looked for three times as fast.
NAMES = re.compile(r"(?:class|id)=\"([^\"]*)\"")
LOADS = re.compile(r"(?:href|src)=\"(?![a-z]+:|//|#)([^\"?#]+)")
CSS_LOADS = re.compile(r"url\(\"?'?(?!data:)([^\"')?#]+)")
FACE = re.compile(r"@font-face\{[^}]*?font-family:([^;}]+)[^}]*\}")
#: Where themes keep the fonts of their icons; the icons of the pages are drawn in them.
ICON_FONTS = "/vendor/"
IMPORT = re.compile(r"@(?:import|charset)\b[^;]*;")

#: Licences stay beside what they are for: fonts.
LICENCES = ("OFL", "LICENSE")

#: Folders of the web book that hold only what pages, or styles, name.
KEPT_BY_USE = ("_static", "_images", "_downloads", "downloads")


def remember_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Note that a page belongs to the book, and the style sheets, the same for every page."""
    if is_web(app):
        app.builder.web_pages = {*getattr(app.builder, "web_pages", ()), pagename}
        names = [str(getattr(css, "filename", css)) for css in context["css_files"]]
        app.builder.web_sheets = [
            name.partition("_static/")[2] for name in names if "//" not in name
        ]


def used_names(pages: Iterable[str]) -> set[str]:
    """Return every class and id in *pages*, and those that scripts add to them."""
    return SCRIPTED.union(*(names.split() for page in pages for names in NAMES.findall(page)))


def shake(css: str, used: set[str]) -> str:
    """Return *css*, minified, without what no page uses.

    That is rules for classes and ids not in *used*, and faces and variables that no rule names.
    """
    unused = set(re.findall(r"[.#](-?[A-Za-z_][\w-]*)", css)) - used
    while unused:
        css = lightningcss.process_stylesheet(css, unused_symbols=unused)
        css = drop_faces(css)
        unused = set(re.findall(r"(--[\w-]+):", css)) - set(re.findall(r"var\((--[\w-]+)", css))
    return lightningcss.process_stylesheet(css, browsers_list=BROWSERS)


def drop_faces(css: str) -> str:
    """Return *css* without faces that no rule names, and without fonts of icons."""
    rules = FACE.sub("", css)

    def kept(face: re.Match[str]) -> str:
        return face[0] if face[1].strip("\"'") in rules and ICON_FONTS not in face[0] else ""

    return FACE.sub(kept, css)


def add_assets(app: Sphinx) -> None:
    """Copy scripts and styles of this extension into the web book."""
    if is_web(app):
        target = Path(app.outdir) / "_static"
        target.mkdir(parents=True, exist_ok=True)
        for path in sorted(STATIC.iterdir()):
            (target / path.name).write_text(path.read_text("utf-8"), "utf-8", newline="\n")
        # After the theme and before the book's own styles.
        app.add_css_file("frame.css", priority=700)


def bundle(app: Sphinx, exception: Exception | None) -> None:
    """Write the one style sheet, then delete what no page loads."""
    if exception or not is_web(app):
        return
    outdir = Path(app.outdir)
    static = outdir / "_static"
    remove_stale_pages(app, outdir)
    pages = {path: path.read_text("utf-8") for path in html_pages(outdir)}
    sheets = [static / name for name in (*THEME_SHEETS, *app.builder.web_sheets)]
    text = COLUMNS + "".join(
        IMPORT.sub("", path.read_text("utf-8")) for path in sheets if path.is_file()
    )
    css = shake(text, used_names(pages.values()))
    (static / SHEET).write_text(css, "utf-8", newline="\n")
    tidy(outdir, pages, css, {picture_file(app)})


def html_pages(outdir: Path) -> list[Path]:
    """Return the pages of the web book, not the fragments that themes keep beside their files."""
    return sorted(
        path for path in outdir.rglob("*.html") if path.relative_to(outdir).parts[0] != "_static"
    )


def remove_stale_pages(app: Sphinx, outdir: Path) -> None:
    """Delete the pages of an earlier build that are no longer pages of the book."""
    names = app.env.found_docs | app.builder.web_pages
    for folder, ending in ((outdir, ".html"), (outdir / TEXTS, ".js")):
        for path in folder.rglob(f"*{ending}"):
            name = path.relative_to(folder).as_posix().removesuffix(ending)
            if name not in names and not name.startswith("_"):
                path.unlink()


def tidy(outdir: Path, pages: dict[Path, str], css: str, others: set[str]) -> None:
    """Delete from the folders of loaded files what neither a page nor the style sheet names.

    What *others* ask for, such as sites that show a link, stays: names of files in *outdir*.
    """
    loads = {f"{outdir}/_static/{address}" for address in CSS_LOADS.findall(css)}
    loads |= {f"{outdir}/{name}" for name in {*SEARCH_SCRIPTS, *others}}
    for path, page in pages.items():
        folder = str(path.parent)
        loads |= {f"{folder}/{address}" for address in LOADS.findall(page)}
    kept = set(map(os.path.normpath, loads))
    for folder in KEPT_BY_USE:
        for path in sorted((outdir / folder).rglob("*"), reverse=True):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif os.path.normpath(path) not in kept and not path.name.startswith(LICENCES):
                path.unlink()
