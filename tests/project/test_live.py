"""The server for writing builds what was edited and says in one line when something is wrong."""

import importlib.util

import pytest
from sphinx_autobuild.build import Builder

from tests.conftest import ROOT

FILES = {
    "conf.py": "extensions = ['myst_parser', 'print_edition']\nproject = 'Book'\nlanguage = 'en'\n"
    "source_suffix = {'.md': 'markdown'}\n",
    "index.md": "# Book\n\nText.\n",
}


@pytest.fixture
def live():
    """The module tools/live.py."""
    spec = importlib.util.spec_from_file_location("live", ROOT / "tools" / "live.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def serve(live, write_tree, tmp_path, capsys):
    """Write a small book; return how to edit a page of it, which returns what is said then."""
    source = write_tree(FILES)

    def make(builder: str):
        build: Builder = live.LoadedBuilder(
            ["-b", builder, "-q", "--no-color", str(source), str(tmp_path / builder)],
            url_host="127.0.0.1:8000", pre_build_commands=[], post_build_commands=[],
        )  # fmt: skip

        def edit(text: str) -> list[str]:
            page = source / "index.md"
            page.write_text(text, "utf-8")
            build(changed_paths=[page])
            said = capsys.readouterr()
            first, *rest = said.out.splitlines()
            return [first, *said.err.splitlines(), *rest]

        return edit

    return make


def test_page_is_built_after_each_edit(serve, tmp_path):
    edit = serve("html")
    for words in ("First words.", "Other words."):
        said = edit(f"# Book\n\n{words}\n")
        page = tmp_path / "html/index.html"
        assert words in page.read_text("utf-8")
        assert said == ["Building: index.md", f"  http://127.0.0.1:8000/index.html  {page}"]


def test_mistake_is_one_line_and_the_next_build_is_well(serve, tmp_path):
    edit = serve("pdf")
    pdf = tmp_path / "pdf" / "book-a4.pdf"
    place = f"  http://127.0.0.1:8000/book-a4.pdf  {pdf}"
    assert edit("# Book\n\nText.\n") == ["Building: index.md", place]
    before = pdf.read_bytes()
    [_building, mistake, ending] = edit("# Book\n\n\u4e2d\n")
    assert "index.md:3: cannot be printed: no font has \u4e2d (U+4E2D)" in mistake
    assert ending == "What is served is not what the sources say: see above."
    assert pdf.read_bytes() == before
    assert edit("# Book\n\nOther text.\n") == ["Building: index.md", place]
    assert pdf.read_bytes() != before
