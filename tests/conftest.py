"""What all tests share: the book and the kitchen sink, built once, and building a small tree."""

import contextlib
import io
import os
from dataclasses import dataclass
from pathlib import Path

import build_book
import pytest
from sphinx.application import Sphinx
from sphinx.cmd.build import build_main
from sphinx.locale import translators
from sphinx.util.docutils import docutils_namespace, patch_docutils

ROOT = Path(__file__).parent.parent
KITCHEN_SINK = ROOT / "tests" / "print_edition" / "kitchen-sink"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup():
    """Forget message catalogues: Sphinx keeps those of the first language for the whole process."""
    translators.clear()


def pytest_addoption(parser):
    parser.addoption("--golden", action="store_true", help="rewrite the golden files")


@dataclass
class Outcome:
    """What a build left behind: exit status, folder, and what it said of problems."""

    status: int
    folder: Path
    problems: str


def sphinx_build(source: Path, folder: Path, builder: str, *options: str) -> Outcome:
    """Build *source* with `sphinx-build -n -W --keep-going` into *folder*/*builder*."""
    said = io.StringIO()
    arguments = [
        "-b",
        builder,
        "-d",
        str(folder / "doctrees"),
        "-n",
        "-W",
        "--keep-going",
        "-q",
        "--no-color",
        *options,
        str(source),
        str(folder / builder),
    ]
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        status = build_main(arguments)
    return Outcome(status, folder / builder, said.getvalue())


def leave_out(reason: str) -> None:
    """Skip a test whose program is not installed, unless nothing may be left out."""
    if os.environ.get("LDN_BOOK_LEAVE_NOTHING_OUT"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def write_tree(tmp_path):
    """Write files (name to text) below a fresh source folder and return it."""

    def write(files: dict[str, str]) -> Path:
        source = tmp_path / "source"
        for name, text in files.items():
            path = source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return source

    return write


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

    @property
    def epub(self) -> Path:
        return self.folder / "epub" / "ldn-book.epub"


@pytest.fixture(scope="session")
def book(tmp_path_factory) -> Book:
    folder = tmp_path_factory.mktemp("book")
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        status = build_book.main(["--into", str(folder)])
    assert status == 0, said.getvalue()
    return Book(folder, said.getvalue())


@pytest.fixture(scope="session")
def kitchen_app(tmp_path_factory):
    """The Sphinx application after building the kitchen sink; its builder holds the Typst files."""
    folder = tmp_path_factory.mktemp("kitchen")
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            KITCHEN_SINK,
            KITCHEN_SINK,
            folder / "pdf",
            folder / "doctrees",
            "pdf",
            status=None,
            warningiserror=True,
        )
        app.build()
    return app
