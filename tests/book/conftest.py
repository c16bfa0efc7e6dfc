"""The real book, built once for all tests, and copies of it to break."""

import contextlib
import io
import shutil
from dataclasses import dataclass
from pathlib import Path

import build_book
import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from tests.conftest import ROOT

#: What a clone of the project holds that a build of the book reads.
SOURCES = ("docs", "_static", "_ext", "conf.py", "pyproject.toml")


@dataclass
class Book:
    """A built book: its folder, and what the build printed."""

    folder: Path
    said: str

    @property
    def html(self) -> Path:
        return self.folder / "html"

    @property
    def pdf(self) -> Path:
        return self.folder / "pdf" / "ldn-book-a4.pdf"


@pytest.fixture(scope="session")
def book(tmp_path_factory) -> Book:
    folder = tmp_path_factory.mktemp("book")
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        status = build_book.main(["--into", str(folder)])
    assert status == 0, said.getvalue()
    return Book(folder, said.getvalue())


@pytest.fixture(scope="session")
def pages(book) -> dict[str, BeautifulSoup]:
    """Every HTML page, parsed, by its path from the book's folder."""
    return {
        path.relative_to(book.html).as_posix(): BeautifulSoup(path.read_bytes(), "html.parser")
        for path in sorted(book.html.rglob("*.html"))
        if "_static" not in path.parts
    }


@pytest.fixture(scope="session")
def chapters(pages) -> dict[str, BeautifulSoup]:
    """The pages that somebody wrote: not search, index and the like."""
    written = {path.relative_to(ROOT / "docs").with_suffix(".html").as_posix()
               for path in (ROOT / "docs").rglob("*.md")}
    return {name: page for name, page in pages.items() if name in written}


@pytest.fixture(scope="session")
def pdf(book) -> PdfReader:
    return PdfReader(book.pdf)


@pytest.fixture
def clone(tmp_path) -> Path:
    """A copy of the sources, free to be changed."""
    return copy_sources(tmp_path / "clone")


def copy_sources(target: Path) -> Path:
    target.mkdir(parents=True)
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target / name)
    return target
