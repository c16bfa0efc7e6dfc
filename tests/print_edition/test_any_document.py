"""Whatever a document holds, its words come out of the PDF in their order, none lost or added."""

import io
from random import Random

import pikepdf
import pytest
from print_edition import compiler, frame
from print_edition.assemble import Chapter
from print_edition.editions import complete
from print_edition.pieces import take
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from tests.print_edition.conftest import CONF
from tests.print_edition.documents import IMAGES, Writer, words_of
from tests.print_edition.tag_text import BREAK, PAGES, said

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'


@pytest.fixture
def print_doctree(write_tree, tmp_path):
    """Translate and compile a document as the builder does, and return its PDF."""
    images = dict.fromkeys(IMAGES, SVG)
    source = write_tree({"conf.py": CONF, "index.md": "# T\n"} | images)
    with patch_docutils(), docutils_namespace():
        app = Sphinx(source, source, tmp_path / "pdf", tmp_path / "trees", "pdf", status=None)
        app.build()
    builder = app.builder
    builder.images |= {name: name for name in IMAGES}
    edition = complete({"form": "chapter", "documents": ["index"]})
    data = frame.book_data(app.config, "a4", edition, "T")
    support = frame.support_files(app.config, app.confdir) | {"book.json": data}
    fonts = compiler.load_fonts(builder.font_paths)

    def print_it(doctree):
        known = builder.known({"index": take("index", doctree)}, set())
        source = builder.chapter_source(Chapter("index", 1), doctree, known)
        files = support | builder.with_images(frame.extract_source([source], ""))
        pdf, _places = compiler.compile_book(files, fonts, 0)
        return pikepdf.open(io.BytesIO(pdf))

    return print_it


def spaced(text: str) -> list[tuple[str, str]]:
    """Return each letter with what stands before it: nothing, a space, or a break."""
    found, before = [], ""
    for letter in text:
        if letter in BREAK + "\u2028":
            before = BREAK
        elif letter.isspace():
            before = before or " "
        elif letter not in "\xad\u200d":  # said nowhere, or only where a line ends
            found.append((letter, before))
            before = ""
    return found


def test_words_come_out_in_order_and_none_is_added(print_doctree):
    for seed in range(30):
        document = Writer(Random(seed)).document()
        expected = spaced(words_of(document))
        found = spaced(PAGES.sub("", said(print_doctree(document))))
        assert [letter for letter, _ in found] == [letter for letter, _ in expected], seed
        spaces = [(a, b) for (_, a), (_, b) in zip(found, expected, strict=True)]
        assert all(a == b or BREAK in (a, b) for a, b in spaces), seed
