"""A book that stands as it was built is not built again, and any change is noticed.

The project has been built in all formats before each test begins.
"""

import build_book
import pytest


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


CHANGES = {
    "source": edit,
    "new source": lambda project: project.path("docs/new.txt").touch(),
    "lost file": lambda project: project.path("build/html/index.html").unlink(),
    "spoilt file": lambda project: project.path("build/html/index.html").write_text("", "utf-8"),
}


def test_book_that_stands_as_it_was_built_is_not_built_again(project, built):
    project.path("docs/index.md").touch()  # nothing new in it
    for formats in ((), ("html",)):
        assert project.build(*formats) == (0, [])
    assert built == []


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_builds_the_book_again(project, built, change):
    CHANGES[change](project)
    project.build("html")
    assert built == ["html"]


def test_other_settings_and_packages_build_the_book_again(project, built, monkeypatch):
    monkeypatch.setenv("LDN_BOOK_URL", "https://example.org/")
    assert project.build("html") == (0, [])
    monkeypatch.setattr("unchanged.distributions", list)
    assert project.build("html") == (0, [])
    assert built == ["html"] * 2


def test_book_that_failed_is_built_again(project, built):
    edit(project)
    for _time in range(2):
        assert project.build("html")[0] != 0
    assert built == ["html"] * 2
