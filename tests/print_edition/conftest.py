"""Small books to print, and the kitchen sink as a PDF."""

import pytest
from pypdf import PdfReader

from tests.conftest import Outcome, sphinx_build

CONF = """
extensions = ["myst_parser", "print_edition"]
project = "Small book"
author = "Nobody"
language = "en"
print_date = "2026-01-31"
myst_enable_extensions = ["attrs_inline", "deflist"]
"""


@pytest.fixture(scope="session")
def kitchen_pdf(kitchen_app):
    return PdfReader(kitchen_app.outdir / "kitchen-sink-a4.pdf")


@pytest.fixture
def print_book(write_tree, tmp_path):
    """Print a small book of the given files; conf.py may be added to."""

    def build(files: dict[str, str], conf: str = "") -> Outcome:
        source = write_tree({"conf.py": CONF + conf} | files)
        return sphinx_build(source, tmp_path, "pdf")

    return build


def text_of(outcome: Outcome, name: str = "small-book-a4.pdf") -> str:
    """Return the text of a printed book, spaces and line breaks made one space."""
    pages = PdfReader(outcome.folder / name).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
