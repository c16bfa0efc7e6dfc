"""The real book, read in several ways, and copies of it to break."""

import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from tests.conftest import ROOT

#: What a clone of the project holds that a build of the book reads.
SOURCES = ("docs", "_static", "_ext", "conf.py", "pyproject.toml")


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
    written = {
        path.relative_to(ROOT / "docs").with_suffix(".html").as_posix()
        for path in (ROOT / "docs").rglob("*.md")
    }
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


def print_only(clone: Path, *names: str) -> Path:
    """Leave of the print editions of *clone* only those named: printing all takes a minute."""
    conf = clone / "conf.py"
    conf.write_text(
        conf.read_text("utf-8")
        + f"print_editions = {{name: print_editions[name] for name in {names!r}}}\n"
        + 'kept = [f"{print_basename}-{name}.pdf" for name in print_editions]\n'
        + 'web_downloads = [d for d in web_downloads if not d.get("path", "").endswith(".pdf")'
        + ' or d["path"].rpartition("/")[2] in kept]\n',
        "utf-8",
    )
    return clone
