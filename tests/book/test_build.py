"""The command that builds the book keeps its promises: one reading, all or nothing, same bytes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.book.conftest import copy_sources, print_only


def run(clone: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Run the build of a clone in a process of its own, as tox does."""
    return subprocess.run(
        [sys.executable, "_ext/build_book.py", *arguments],
        cwd=clone, env=os.environ | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below *folder* by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_last_lines_say_where_the_book_is_and_how_long_it_took(book):
    *_rest, headline, pdf, epub, html = book.said.rstrip().splitlines()
    assert headline.startswith("The book is built, in ")
    assert headline.endswith(" s:")
    assert pdf.split()[-1] == str(book.pdf)
    assert epub.split()[-1] == str(book.folder / "epub" / "ldn-book.epub")
    assert html.split()[-1] == str(book.html / "index.html")


def test_all_formats_share_one_reading_pass(book):
    read = max(path.stat().st_mtime_ns for path in (book.folder / "doctrees").rglob("*.doctree"))
    printed = (book.folder / "work" / "pdf" / "ldn-book-a4.pdf").stat().st_mtime_ns
    assert read < printed, "the web edition read the sources again"


def test_two_clones_give_the_same_bytes(tmp_path):
    built = []
    for name, seed, zone in (("one", "1", "Pacific/Auckland"), ("two/deeper", "2", "UTC")):
        clone = print_only(copy_sources(tmp_path / name), "fibromyalgia", "sheet-a4")
        result = run(clone, PYTHONHASHSEED=seed, TZ=zone, LC_ALL="C")
        assert result.returncode == 0, result.stderr
        built.append({kind: contents(clone / "build" / kind) for kind in ("html", "epub", "pdf")})
    for kind in ("html", "epub", "pdf"):
        one, two = built[0][kind], built[1][kind]
        assert one.keys() == two.keys()
        assert [name for name in one if one[name] != two[name]] == []


def test_failed_build_leaves_what_was_built_and_fails_again(clone):
    print_only(clone, "fibromyalgia")
    assert run(clone).returncode == 0
    before = contents(clone / "build" / "html") | contents(clone / "build" / "pdf")
    chapter = clone / "docs" / "conditions" / "fibromyalgia.md"
    # One mistake that Sphinx finds while reading, one that it finds while resolving.
    wrong = "\nWrong {cite:p}`nobody1900`.\n\n```{nonsense}\n```\n"
    line = len(chapter.read_text("utf-8").splitlines()) + 2
    chapter.write_text(chapter.read_text("utf-8") + wrong, "utf-8")
    for attempt in ("first", "second"):
        result = run(clone)
        assert result.returncode != 0, attempt
        assert f"fibromyalgia.md:{line}: " in result.stderr, attempt
        assert "nobody1900" in result.stderr, attempt
        assert f"fibromyalgia.md:{line + 2}: " in result.stderr, attempt
        assert "Traceback" not in result.stderr
    assert contents(clone / "build" / "html") | contents(clone / "build" / "pdf") == before


@pytest.mark.parametrize(
    ("environment", "arguments", "message"),
    [
        ({"SOURCE_DATE_EPOCH": "tomorrow"}, (), "SOURCE_DATE_EPOCH: found 'tomorrow', allowed: "),
        ({}, ("--into", "pyproject.toml"), "pyproject.toml: cannot be written: "),
        ({}, ("papyrus",), "unknown format papyrus; known: pdf, epub, html"),
    ],
)
def test_wrong_surroundings_are_one_line(clone, environment, arguments, message):
    result = run(clone, *arguments, **environment)
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    assert message in result.stderr.splitlines()[-1]
