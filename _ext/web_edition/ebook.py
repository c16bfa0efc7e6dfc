"""The e-book: Sphinx's EPUB 3, with a cover and words on its accessibility, always the same."""

import html
import os
import re
from pathlib import Path
from typing import Any

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.epub3 import Epub3Builder, NavPoint
from sphinx.locale import _

from .archive import write_archive
from .assets import LOADS
from .letters import with_letters
from .markup import well_read_out

#: What a reader's shelf can say of the book; https://www.w3.org/TR/epub-a11y-11/ lists the words.
ACCESSIBILITY = {
    "accessMode": ("textual", "visual"),
    "accessModeSufficient": ("textual",),
    "accessibilityFeature": (
        "alternativeText", "displayTransformability", "index", "longDescription", "readingOrder",
        "structuralNavigation", "tableOfContents",
    ),
    "accessibilityHazard": ("none",),
}  # fmt: skip
VARIABLE = re.compile(r"var\(--book-([\w-]+)\)")


def accessibility_lines(summary: str) -> str:
    """Return the metadata on accessibility for the package document."""
    words = [(name, value) for name, values in ACCESSIBILITY.items() for value in values]
    words.append(("accessibilitySummary", summary))
    return "".join(
        f'    <meta property="schema:{name}">{html.escape(value)}</meta>\n'
        for name, value in words if value
    )  # fmt: skip


class EBookBuilder(Epub3Builder):
    """Sphinx's builder ``epub``, with what it leaves out."""

    def copy_static_files(self) -> None:
        """Copy the style sheets and the cover, and nothing that is for the web only."""
        static = self.outdir / "_static"
        static.mkdir(parents=True, exist_ok=True)
        folders = [self.confdir / folder for folder in self.config.html_static_path]
        wanted = [name for name, _attributes in self.config.epub_css_files]
        wanted += [Path(cover).name for cover in self.config.epub_cover[:1]]
        for name in wanted:
            source = next((f / name for f in folders if (f / name).is_file()), None)
            if source and source.suffix == ".css":
                css = VARIABLE.sub(self.colour, source.read_text("utf-8"))
                (static / name).write_text(css, "utf-8", newline="\n")
            elif source:
                (static / name).write_bytes(source.read_bytes())

    def colour(self, found: re.Match[str]) -> str:
        """Return the colour that a variable stands for: not every reader knows variables."""
        return self.config.web_look[found[1]]

    def content_metadata(self) -> dict[str, Any]:
        """Return what Sphinx says of the book, with its own date in the place of the clock's."""
        metadata = super().content_metadata()
        if day := self.config.web_about.get("date"):
            metadata["date"] = f"{day}T00:00:00Z"
        return metadata

    def build_content(self) -> None:
        """Write the package document, and in it what Sphinx does not say."""
        self.remove_leftovers()
        super().build_content()
        path = self.outdir / "content.opf"
        text = path.read_text("utf-8")
        summary = self.config.web_about.get("accessibility", "")
        text = text.replace("  </metadata>", accessibility_lines(summary) + "  </metadata>", 1)
        if self.config.epub_cover:
            cover = f'href="{self.config.epub_cover[0]}"'
            text = text.replace(cover, f'{cover} properties="cover-image"', 1)
        path.write_text(text, "utf-8", newline="\n")

    def toc_metadata(self, level: int, navpoints: list[Any]) -> dict[str, Any]:
        """Return what Sphinx says in the older contents, with the identifier of the newer."""
        metadata = super().toc_metadata(level, navpoints)
        return {**metadata, "uid": html.escape(self.config.epub_identifier)}

    def build_navlist(self, navnodes: list[Any]) -> list[NavPoint]:
        """Return the contents with the parts of the book and its index, which Sphinx leaves out.

        A part leads to its first chapter: not every reader lets a heading lead nowhere.
        """
        first_page = self.env.get_doctree(self.config.root_doc)
        parts = {
            self.get_target_uri(chapter): toctree["caption"]
            for toctree in first_page.findall(addnodes.toctree)
            for chapter in toctree["includefiles"]
        }
        contents: list[NavPoint] = []
        for chapter in super().build_navlist(navnodes):
            part = parts.get(chapter.refuri)
            if part and contents and contents[-1].text == part:
                contents[-1].children.append(chapter)
            else:
                contents.append(NavPoint(part, chapter.refuri, [chapter]) if part else chapter)
        if self.use_index:
            contents.append(NavPoint(_("Index"), f"genindex{self.out_suffix}", []))
        return contents

    def remove_leftovers(self) -> None:
        """Delete what earlier builds left in the folder: all that is there goes into the book."""
        (self.outdir / ".buildinfo.bak").unlink(missing_ok=True)
        written = {self.get_outfilename(name) for name in self.env.found_docs}
        pages = [page for page in self.outdir.rglob(f"*{self.out_suffix}") if page in written]
        images = {
            os.path.normpath(page.parent / address)
            for page in pages for address in LOADS.findall(page.read_text("utf-8"))
        }  # fmt: skip
        for path in self.outdir.rglob(f"*{self.out_suffix}"):
            if path not in written and path.stem not in ("genindex", "nav"):
                path.unlink()
        for path in (self.outdir / self.imagedir).rglob("*"):
            if path.is_file() and os.path.normpath(path) not in images:
                path.unlink()

    def build_epub(self) -> None:
        """Zip the files so that the bytes depend on nothing but their contents."""
        names = ["mimetype", "META-INF/container.xml", "content.opf", "toc.ncx", *self.files]
        files = ((name, (self.outdir / name).read_bytes()) for name in dict.fromkeys(names))
        write_archive(self.outdir / f"{self.config.epub_basename}.epub", files, {"mimetype"})


def plain_pages(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> str | None:
    """Give the e-book's pages our styles, what screen readers need, letters, a plain index."""
    if app.builder.name != "epub":
        return None
    ours = {f"_static/{name}" for name, _attributes in app.config.epub_css_files}
    context["css_files"] = [css for css in context["css_files"] if str(css.filename) in ours]
    language = app.config.web_language
    tag = context["html_tag"].replace(">", f' lang="{language}" xml:lang="{language}">', 1)
    context["html_tag"] = tag
    if "body" in context:
        context["body"] = with_letters(well_read_out(context["body"]))
    context["cover_words"] = f"Cover: {app.config.epub_title}"
    return "ebook/genindex.html" if pagename == "genindex" else None
