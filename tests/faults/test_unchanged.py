"""A book that stands as it was built is not built again, and any change is noticed."""

import sys
from pathlib import Path

import build_book
import pytest
from unchanged import Unchanged


@pytest.fixture
def built(monkeypatch) -> list[str]:
    """The formats that were built, one after the other."""
    formats, run_sphinx = [], build_book.run_sphinx

    def noting(name, *arguments):
        formats.append(name)
        return run_sphinx(name, *arguments)

    monkeypatch.setattr(build_book, "run_sphinx", noting)
    return formats


def edit(project):
    project.path("docs/index.md").write_text("# Other words\n", "utf-8")


def test_book_that_stands_as_it_was_built_is_not_built_again(project, built):
    project.path("docs/index.md").touch()  # nothing new in it
    for formats in ((), ("html",)):
        assert project.build(*formats) == (0, [])
    assert built == []


def test_book_that_failed_is_built_again(project, built):
    edit(project)
    for _time in range(2):
        assert project.build("html")[0] != 0
    assert built == ["html"] * 2


# -- What is noticed -------------------------------------------------------------------------------

SOURCES = (
    "docs/evidence/a.yaml", "_ext/a/a.py", "_static/a.css", "locale/es/a.po", "conf.py",
    "pyproject.toml",
)  # fmt: skip
PRODUCTS = ("build/html/index.html", "build/pdf/book.pdf")
SETTINGS = (
    "SOURCE_DATE_EPOCH", "LDN_BOOK_URL", "GITHUB_REPOSITORY", "READTHEDOCS_CANONICAL_URL",
)  # fmt: skip


@pytest.fixture
def package(tmp_path, monkeypatch) -> Path:
    """What an installed package says of itself, in a folder that names its version."""
    monkeypatch.syspath_prepend(tmp_path / "site-packages")
    info = tmp_path / "site-packages" / "sphinx-9.0.dist-info"
    info.mkdir(parents=True)
    return info


@pytest.fixture
def unchanged(tmp_path, package):
    """A function that tells whether the web book stands as it was built when the test began."""
    for name in (*SOURCES, *PRODUCTS, "build/doctrees/a.doctree"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a", "utf-8")

    def look() -> Unchanged:
        return Unchanged(tmp_path, tmp_path / "build", ["html"], ["html", "pdf"])

    look().keep()
    return lambda: bool(look())


def test_nothing_is_noticed_where_nothing_changed(unchanged, tmp_path):
    (tmp_path / "README.md").write_text("The build does not read this.", "utf-8")
    (tmp_path / "_ext/__pycache__").mkdir()
    (tmp_path / "_ext/__pycache__/a.pyc").write_text("Python made this.", "utf-8")
    assert unchanged()


CHANGES = {
    "edited": lambda path: path.write_text("b", "utf-8"),
    "renamed": lambda path: path.rename(path.with_stem("b")),
    "lost": lambda path: path.unlink(),
}


@pytest.mark.parametrize("name", [*SOURCES, *PRODUCTS])
@pytest.mark.parametrize("change", CHANGES)
def test_change_of_a_file_is_noticed(unchanged, tmp_path, name, change):
    CHANGES[change](tmp_path / name)
    assert not unchanged()


def test_new_file_is_noticed(unchanged, tmp_path):
    (tmp_path / "docs/new.txt").touch()
    assert not unchanged()


@pytest.mark.parametrize("name", SETTINGS)
def test_other_setting_is_noticed(unchanged, monkeypatch, name):
    monkeypatch.setenv(name, "1")
    assert not unchanged()


def test_other_version_of_a_package_is_noticed(unchanged, package):
    package.rename(package.with_name("sphinx-9.1.dist-info"))
    assert not unchanged()


def test_other_python_is_noticed(unchanged, monkeypatch):
    monkeypatch.setattr(sys, "version", "4.0")
    assert not unchanged()
