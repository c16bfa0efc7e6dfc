"""The builder ``pdf``: translate the book once, compile each edition, replace the old files."""

import os
from collections.abc import Set
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.errors import NoUri
from sphinx.util import logging
from sphinx.util.display import progress_message

from . import frame, labels
from .assemble import Chapter, reading_order
from .compiler import PrintError, compile_book, load_fonts
from .editions import check_editions
from .translator import TypstTranslator

logger = logging.getLogger(__name__)
HERE = Path(__file__).parent


class PdfBuilder(Builder):
    """Build PDF editions of the whole project."""

    name = "pdf"
    format = "typst"
    epilog = "The PDF editions are in %(outdir)s."
    default_translator_class = TypstTranslator
    supported_image_types: ClassVar = [
        "image/svg+xml", "application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp",
    ]  # fmt: skip
    supported_remote_images = False

    def init(self) -> None:
        self.problems = 0
        self.files: dict[str, bytes] = {}

    def get_outdated_docs(self) -> str:
        return "the whole book"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        if docname not in self.env.all_docs and docname != "genindex":
            raise NoUri(docname, typ)
        return f"%{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        return self.get_target_uri(to, typ)

    def prepare_writing(self, docnames: Set[str]) -> None:
        folders = [self.confdir / path for path in self.config.print_font_paths]
        self.fonts = load_fonts([str(HERE / "fonts"), *map(str, folders)])

    def write_documents(self, docnames: Set[str]) -> None:
        """Print every edition, or say in one line per cause why there is none."""
        try:
            check_editions(self.config.print_editions, self.fonts.families())
            with progress_message("translating the book", nonl=False):
                self.translate()
            if not self.problems:
                self.print_editions()
        except PrintError as error:
            for line in str(error).splitlines():
                self.report(line)

    def report(self, message: str, location: str | None = None) -> None:
        """Say what keeps the book from being printed; the build will fail."""
        logger.error(message, location=location, type="print_edition")
        self.problems += 1
        self._app.statuscode = 1

    def print_editions(self) -> None:
        """Compile all editions, then replace the old files."""
        pdfs = {}
        for name, edition in self.config.print_editions.items():
            with progress_message(f"compiling edition {name}"):
                data = frame.book_data(self.config, edition)
                files = self.files | {"book.json": data}
                pdfs[name] = compile_book(files, self.fonts, frame.timestamp(self.config))
        for name, pdf in pdfs.items():
            replace_file(self.outdir / f"{self.config.print_basename}-{name}.pdf", pdf)

    def translate(self) -> None:
        """Fill ``self.files`` with all that the compiler needs but the data of an edition."""
        order = reading_order(self.env, self.config.root_doc)
        doctrees = {chapter.docname: self.resolve(chapter.docname) for chapter in order}
        index = frame.Index(self, set(doctrees))
        wanted = labels.referenced(doctrees) | index.labels
        known: dict[str, labels.Target] = {}
        for docname, doctree in doctrees.items():
            known |= labels.targets(docname, doctree, wanted)
        body = [self.chapter_source(c, doctrees[c.docname], known) for c in order]
        self.files |= frame.support_files(self.config, self.confdir)
        depth = 3 if any(chapter.part for chapter in order) else 2
        self.files["main.typ"] = frame.main_source(body, index.source(known), depth).encode()

    def resolve(self, docname: str) -> nodes.document:
        """Return the doctree of a document without its toctrees, all references resolved."""
        doctree = self.env.get_doctree(docname)
        for toctree in list(doctree.findall(addnodes.toctree)):
            toctree.parent.remove(toctree)
        self.env.resolve_references(doctree, docname, self)
        self.post_process_images(doctree)
        return doctree

    def chapter_source(self, chapter: Chapter, doctree: nodes.document, known: dict) -> str:
        """Return the Typst source of a document."""
        if chapter.is_root and self.config.print_root_title:
            next(doctree.findall(nodes.title)).children = [nodes.Text(self.config.print_root_title)]
        translator = self.create_translator(doctree, self, chapter, known)
        doctree.walkabout(translator)
        return translator.astext()

    def image_file(self, uri: str) -> str:
        """Hand an image to the compiler and return its path among the compiler's files."""
        path = f"images/{self.images[uri]}"
        self.files[path] = (self.srcdir / uri).read_bytes()
        return path


def replace_file(path: Path, content: bytes) -> None:
    """Put *content* in the place of the file at once, so that no reader meets half of it."""
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        os.replace(part, path)  # noqa: PTH105 - Sphinx gives its paths a replace of strings
    except OSError as error:
        raise PrintError(f"{path.name}: cannot be written: {error.strerror}") from None
