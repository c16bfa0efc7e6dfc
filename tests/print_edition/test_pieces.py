"""Only what was edited is translated again, and what was wrong with the rest is still said."""

from pathlib import Path

import pytest
from print_edition.builder import PdfBuilder
from print_edition.stamps import plain
from print_edition.surroundings import write_down

from tests.conftest import sphinx_build
from tests.print_edition.conftest import CONF

BOOK = {
    "conf.py": CONF + "print_placeholders = True\n",
    "index.md": "# Small book\n\n```{toctree}\none\ntwo\nthree\n```\n",
    "one.md": "# One\n\n{doc}`two`\n",
    "two.md": "# Two\n\nText.\n",
    "three.md": "(here)=\n# Three\n\n{doc}`one`\n",
    "dots.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
}


@pytest.fixture
def printed(write_tree, tmp_path, monkeypatch):
    """Write files of the book and print it; return what was said and the documents resolved."""
    resolved, resolve = set(), PdfBuilder.resolve

    def noted(self, docname):
        resolved.add(docname)
        return resolve(self, docname)

    monkeypatch.setattr(PdfBuilder, "resolve", noted)

    def build(files: dict[str, str], *options: str) -> tuple[str, set[str]]:
        resolved.clear()
        outcome = sphinx_build(write_tree(files), tmp_path, "pdf", *options)
        return outcome.problems, set(resolved)

    return build


def test_only_what_was_edited_is_translated_again(printed):
    assert printed(BOOK) == ("", {"index", "one", "two", "three"})
    assert printed({"two.md": "# Two\n\nOther text.\n"}) == ("", {"two"})


def test_place_that_is_referred_to_for_the_first_time_gets_its_label(printed):
    printed(BOOK)
    assert printed({"two.md": "# Two\n\nSee {ref}`here`.\n"}) == ("", {"two", "three"})


def test_what_others_may_show_translates_all_again(printed):
    printed(BOOK)
    assert printed({"two.md": "# Second\n\nText.\n"})[1] == {"index", "one", "two", "three"}


@pytest.mark.parametrize("fault", ["![](dots.svg)", "{doc}`nowhere`"])
def test_fault_is_said_until_it_is_mended(printed, fault):
    first, _all = printed(BOOK | {"two.md": f"# Two\n\n{fault}\n"})
    assert "two.md:3: WARNING: " in first
    again, resolved = printed({"one.md": "# One\n\nOther text. {doc}`two`\n"})
    assert (again, resolved) == (first, {"one", "two"})
    assert printed({"two.md": "# Two\n\nText.\n"}) == ("", {"two"})


def test_pieces_cut_off_in_the_middle_are_made_anew(printed, tmp_path):
    printed(BOOK)
    kept = tmp_path / "doctrees" / "print_edition.pieces.json"
    kept.write_text(kept.read_text("utf-8")[:100], "utf-8")
    assert printed({"two.md": "# Two\n\nOther.\n"}) == ("", {"index", "one", "two", "three"})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1}, {"a": 2}),
        ({"a"}, {"b"}),
        (frozenset("a"), frozenset("b")),
        ([None], [0]),
        ((1, 2), (12,)),
    ],
)
def test_settings_and_surroundings_that_differ_are_told_apart(one, other):
    assert plain(one) != plain(other)
    assert words(one) != words(other)


def test_surroundings_tell_what_extensions_keep_apart():
    assert words(str) != words(int)
    assert words(Path("a")) != words(Path("b"))


def words(value: object) -> list[str]:
    """Return all that a digest of *value* is made from."""
    found: list[str] = []
    write_down(value, found.append)
    return found
