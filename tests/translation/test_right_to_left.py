"""A book in Arabic reads from right to left, or says which characters its fonts lack."""

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from tests.conftest import sphinx_build

CONF = """
extensions = ["myst_parser", "print_edition", "web_edition"]
project = "كتاب"
author = "مؤلف"
language = "ar"
html_theme = "sphinx_book_theme"
"""
PAGE = "# عنوان\n\nهذا نص قصير.\n"


@pytest.fixture
def arabic(write_tree, tmp_path):
    def build(builder: str, page: str = PAGE):
        source = write_tree({"conf.py": CONF, "index.md": page})
        return sphinx_build(source, tmp_path, builder)

    return build


def test_pdf_in_arabic_says_so_and_holds_its_text(arabic):
    outcome = arabic("pdf")
    assert outcome.status == 0, outcome.problems
    (path,) = outcome.folder.glob("*.pdf")
    reader = PdfReader(path)
    assert reader.trailer["/Root"]["/Lang"] == "ar"
    text = "".join(page.extract_text() for page in reader.pages)
    assert "قصير" in text or "ريصق" in text


def test_pdf_names_characters_that_no_font_has(arabic):
    outcome = arabic("pdf", PAGE + "\nעברית ދިވެހި\n")
    assert outcome.status == 1
    (line,) = outcome.problems.splitlines()
    assert "index.md:5" in line
    assert "U+0" in line


def test_web_page_in_arabic_runs_from_right_to_left(arabic):
    outcome = arabic("html")
    assert outcome.status == 0, outcome.problems
    page = BeautifulSoup((outcome.folder / "index.html").read_text("utf-8"), "html.parser")
    assert page.html["lang"] == "ar"
    assert page.html["dir"] == "rtl"
