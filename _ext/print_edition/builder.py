"""The builder ``pdf``: translate once what editions share, compile each, replace the old files."""

import itertools
import os
import re
from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.errors import NoUri
from sphinx.util import logging
from sphinx.util.display import progress_message

from . import frame, images, labels
from .assemble import Chapter, keep_links, reading_order
from .compiler import PrintError, load_fonts
from .editions import check_editions, chosen
from .extract import take_out
from .pieces import Piece, Pieces, digest, take
from .side_by_side import Job, compile_all
from .stamps import Stamps, of_job, of_project
from .surroundings import digest_of_surroundings
from .translator import TypstTranslator, gather_opening

logger = logging.getLogger(__name__)
HERE = Path(__file__).parent
#: Signs in the name of an image that Typst takes for a mistake, or that no string of Typst holds.
ODD = re.compile(r"[%\\\x00-\x1f\x7f\ufeff\ufffe\uffff]")


class PdfBuilder(Builder):
    """Build PDF editions of the whole project."""

    name = "pdf"
    format = "typst"
    epilog = "The PDF editions are in %(outdir)s."
    default_translator_class = TypstTranslator
    supported_image_types: ClassVar = [
        "image/svg+xml", "application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp",
    ]  # fmt: skip
    supported_remote_images = True  # otherwise Sphinx would fetch them; we say what is wrong

    def init(self) -> None:
        self.problems = 0
        self.said: set[tuple[str, str | None]] = set()
        self.files: dict[str, bytes] = {}
        self.printed_images: dict[str, str] = {}
        self.resolved: dict[str, nodes.document] = {}
        self.translations: dict[tuple, dict[str, bytes]] = {}
        self.unknown_nodes: set[str] = set()
        #: The places that named links lead to (see book.typ), and the images that are shown.
        self.linked: set[str] = set()
        self.shown: set[str] = set()
        #: Documents of which something was said, to be said again by the next build.
        self.faulty: set[str] = set()

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
        self.font_paths = [str(HERE / "fonts"), *map(str, folders)]

    def write_documents(self, docnames: Set[str]) -> None:
        """Print every edition, or say in one line per cause why there is none."""
        try:
            families = load_fonts(self.font_paths).families()
            frame.check_settings(self.config, self.confdir)
            check_editions(self.config.print_editions, families, self.env.found_docs)
            editions = chosen(self.config.print_editions, self.config.print_only)
            self.print_editions(editions, Stamps(self.doctreedir))
        except PrintError as error:
            for line in str(error).splitlines():
                self.report(line)

    def report(self, message: str, location: str | None = None) -> None:
        """Say, once for all editions, what keeps the book from being printed; the build fails."""
        if (message, location) in self.said:
            return
        self.said.add((message, location))
        logger.error(message, location=location, type="print_edition")
        self.problems += 1
        self._app.statuscode = 1

    def leave_out(self, message: str, location: str | None = None) -> None:
        """Say what cannot be printed: an error, unless the project wants a mark in its place."""
        if self.config.print_placeholders:
            logger.warning(message, location=location, type="print_edition", subtype="placeholder")
        else:
            self.report(message, location)

    def pdf_path(self, name: str) -> Path:
        """Return where the PDF of an edition belongs."""
        return Path(self.outdir) / f"{self.config.print_basename}-{name}.pdf"

    def print_editions(self, editions: dict[str, dict], stamps: Stamps) -> None:
        """Compile every edition whose input has changed, then replace the old files."""
        files = frame.support_files(self.config, self.confdir)
        moment = frame.timestamp(self.config)
        taken = [self.confdir / path for path in frame.support_paths(self.config).values()]
        project = of_project(self._app, moment, [*taken, *map(Path, self.font_paths)])
        paths = {name: self.pdf_path(name) for name in editions}
        if stamps.holds("project", project) and all(map(stamps.is_made, paths.values())):
            logger.info("nothing to print: no input has changed")
            return
        with progress_message("translating the book", nonl=False):
            jobs = {
                name: Job(
                    files | self.translated(name, edition),
                    self.font_paths,
                    moment,
                    self.config.print_placeholders,
                )
                for name, edition in editions.items()
            }
        if self.problems:
            return
        digests = {name: of_job(job) for name, job in jobs.items()}
        wanted = {n: job for n, job in jobs.items() if not stamps.is_made(paths[n], digests[n])}
        for name, pdf, marks in compile_all(wanted, self.config.print_live):
            for line in marks:
                self.leave_out(line)
            replace_file(paths[name], pdf)
            # Whatever was said must be said again by the next build.
            stamps.keep_edition(paths[name], "" if marks else digests[name])
        self.remove_old(stamps)
        stamps.keep_project(None if self._app._warncount else project)

    def remove_old(self, stamps: Stamps) -> None:
        """Remove the PDFs of editions that conf.py no longer names."""
        names = {self.pdf_path(name).name for name in self.config.print_editions}
        for name in set(stamps.made()) - names:
            Path(self.outdir, name).unlink(missing_ok=True)
            stamps.forget(name)

    def translated(self, name: str, edition: dict) -> dict[str, bytes]:
        """Return the files of an edition that the translation gives, and its data."""
        documents = tuple(edition["documents"])
        key = (edition["form"], documents)
        if key not in self.translations:
            translate = self.translate_extract if documents else self.translate_book
            self.translations[key] = translate(*key)
        heading = self.env.titles[documents[0]].astext() if documents else None
        data = frame.book_data(self.config, name, edition, heading)
        return self.translations[key] | {"book.json": data}

    def translate_book(self, form: str, documents: tuple[str, ...]) -> dict[str, bytes]:
        """Translate all documents, with contents, lists and index."""
        order = reading_order(self.env, self.config.root_doc)
        kept = Pieces(self.doctreedir, digest_of_surroundings(self._app))
        pieces = {chapter.docname: self.piece(chapter.docname, kept) for chapter in order}
        index = frame.Index(self, set(pieces))
        lists = frame.numbered_lists(self.env, {n: piece.captions for n, piece in pieces.items()})
        listed = {label for some in lists for _number, _words, label in some.entries}
        known = self.known(pieces, index.labels | listed, has_index=bool(index.labels))
        body = [self.kept_source(chapter, pieces[chapter.docname], known) for chapter in order]
        kept.keep({name: piece for name, piece in pieces.items() if name not in self.faulty})
        depth = 3 if any(chapter.part for chapter in order) else 2
        shown = "".join(some.source(known) for some in lists)
        ends = index.source(known) + frame.places(self.linked)
        return self.with_images(frame.main_source(body, shown, ends, depth))

    def translate_extract(self, form: str, documents: tuple[str, ...]) -> dict[str, bytes]:
        """Translate some documents, to stand alone: below the book's title, or as a mere sheet."""
        title, is_chapter = self.config.project, form == "chapter"
        doctrees = take_out(
            documents, self.env.found_docs, self.resolve, title, with_sources=is_chapter
        )
        order = [Chapter(docname, level=2 if is_chapter else 1) for docname in documents]
        if is_chapter:
            order[0].part = title
            standing = nodes.raw("", "\n#standing()\n", format="typst")
            for section in itertools.islice(doctrees[documents[0]].findall(nodes.section), 1):
                section.insert(1, standing)
        pieces = {docname: take(docname, doctree) for docname, doctree in doctrees.items()}
        known = self.known(pieces, set())
        body = [self.chapter_source(c, doctrees[c.docname], known) for c in order]
        return self.with_images(frame.extract_source(body, frame.places(self.linked)))

    def known(
        self, pieces: dict[str, Piece], wanted: set[str], has_index: bool = False
    ) -> dict[str, labels.Target]:
        """Return the places that references lead to, and forget what other books have shown."""
        wanted = wanted.union(*(piece.leads_to for piece in pieces.values()))
        known: dict[str, labels.Target] = {}
        for piece in pieces.values():
            known |= labels.targets(piece.places, wanted)
        if has_index and frame.INDEX in wanted:
            known[frame.INDEX] = labels.Target(frame.INDEX, "section")
        self.files, self.printed_images, self.linked = {}, {}, set()
        return known

    def piece(self, docname: str, kept: Pieces) -> Piece:
        """Return what the book needs to know of a document, as it is kept if that is still true."""
        return kept.get(docname) or take(docname, self.resolve(docname), kept.made_from(docname))

    def kept_source(self, chapter: Chapter, piece: Piece, known: dict) -> str:
        """Return the Typst source of a document, as it is kept if that is still true."""
        held = itertools.chain.from_iterable(place.names for place in piece.places)
        labels_ = sorted({*piece.leads_to, *held})
        asked = digest((chapter, [(label, known.get(label)) for label in labels_]))
        if piece.asked == asked and self.show_again(piece):
            self.linked.update(piece.linked)
            return piece.source
        before, self.linked, self.shown = self.linked, set(), set()
        piece.source = self.chapter_source(chapter, self.resolve(chapter.docname), known)
        piece.asked, piece.linked = asked, sorted(self.linked)
        piece.images = {uri: self.printed_images[uri] for uri in sorted(self.shown)}
        self.linked |= before
        return piece.source

    def show_again(self, piece: Piece) -> bool:
        """Hand over the images of a document; tell whether its source still fits them."""
        try:
            for uri, path in piece.images.items():
                _docnames, self.images[uri] = self.env.images[uri]
                if self.image_file(uri) != path:
                    return False
        except (KeyError, PrintError):
            return False
        return True

    def with_images(self, main: str) -> dict[str, bytes]:
        """Return ``main.typ`` and the images that the translation has just handed over."""
        return self.files | {"main.typ": main.encode()}

    def resolve(self, docname: str) -> nodes.document:
        """Return the doctree of a document without its toctrees, all references resolved."""
        if docname not in self.resolved:
            doctree = self.env.get_doctree(docname)
            for toctree in list(doctree.findall(addnodes.toctree)):
                keep_links(toctree)
            with self.faults_noted(docname):
                self.env.resolve_references(doctree, docname, self)
                self.post_process_images(doctree)
            gather_opening(doctree)
            self.resolved[docname] = doctree
        return self.resolved[docname]

    @contextmanager
    def faults_noted(self, docname: str) -> Iterator[None]:
        """Note when something is said of a document."""
        before = self._app._warncount
        yield
        if self._app._warncount != before:
            self.faulty.add(docname)

    def chapter_source(self, chapter: Chapter, doctree: nodes.document, known: dict) -> str:
        """Return the Typst source of a document."""
        if chapter.is_root and self.config.print_root_title:
            for title in itertools.islice(doctree.findall(nodes.title), 1):
                title.clear()
                title += nodes.Text(self.config.print_root_title)
        translator = self.create_translator(doctree, self, chapter, known)
        with self.faults_noted(chapter.docname):
            doctree.walkabout(translator)
        if translator.incomplete:  # Of some faults Sphinx and we speak only once for all documents.
            self.faulty.add(chapter.docname)
        return translator.astext()

    def image_file(self, uri: str) -> str:
        """Hand an image to the compiler and return its path among the compiler's files.

        :raises PrintError: when it cannot be printed
        """
        if uri not in self.printed_images:
            try:
                content = (self.srcdir / uri).read_bytes()
            except OSError as error:
                raise PrintError(f"cannot be read: {error.strerror}") from None
            name = ODD.sub(lambda sign: f"%{ord(sign[0]):02X}", self.images[uri])
            name, content = images.printable(name, content)
            self.files[f"images/{name}"] = content
            self.printed_images[uri] = f"images/{name}"
        self.shown.add(uri)
        return self.printed_images[uri]


def replace_file(path: Path, content: bytes) -> None:
    """Put *content* in the place of the file at once, so that no reader meets half of it."""
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        os.replace(part, path)  # noqa: PTH105 - Sphinx gives its paths a replace of strings
    except OSError as error:
        raise PrintError(f"{path.name}: cannot be written: {error.strerror}") from None
