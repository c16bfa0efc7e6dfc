"""A page that was not edited says what has changed elsewhere: it is as if built from nothing."""

import pytest

from tests.conftest import sphinx_build

CONF = """
extensions = ["myst_parser", "rewritten"]
myst_heading_anchors = 2
numfig = True
numfig_secnum_depth = 0
html_theme = "basic"
html_copy_source = False
"""
FILES = {
    "conf.py": CONF,
    "index.md": "# Book\n\n```{toctree}\n:numbered: 1\n\nother\n```\n\n"
    "```{toctree}\npage\nthird\n```\n",
    "page.md": "# Page\n\n{doc}`other`, {ref}`tab-rye`, {numref}`part`, {numref}`tab-rye`, "
    "{ref}`here <place>`, {term}`pollen`, [](other.md#grasses).\n",
    "other.md": "# Other\n\n(part)=\n## Part\n\n## Grasses\n\n(place)=\nA place.\n\n"
    "```{glossary}\npollen\n  Dust.\n```\n\n"
    "```{table} Rye\n:name: tab-rye\n\n| rye |\n|---|\n| 1 |\n```\n",
    "third.md": "# Third\n",
}
TABLE = "```{table} Oats\n\n| oats |\n|---|\n| 1 |\n```\n\n"
LABEL = "(place)=\nA place.\n"
GLOSSARY = "```{glossary}\npollen\n  Dust.\n```\n"
#: What is edited: file, what it says and what it says then.
EDITS = {
    "title": [("other.md", "# Other", "# Trees")],
    "order of the chapters": [("index.md", "page\nthird", "third\npage")],
    "number of a section": [("index.md", ":numbered: 1", ":numbered: 2")],
    "number of a table": [("other.md", "```{table} Rye", f"{TABLE}```{{table}} Rye")],
    "caption with a label": [("other.md", "{table} Rye", "{table} Grass")],
    "heading with an anchor": [("other.md", "## Grasses", "## grasses")],
    "place of a label": [("other.md", LABEL, ""), ("third.md", "", f"\n{LABEL}")],
    "place of a term": [("other.md", GLOSSARY, ""), ("third.md", "", f"\n{GLOSSARY}")],
}


def page(source, folder) -> bytes:
    outcome = sphinx_build(source, folder, "html")
    assert (outcome.status, outcome.problems) == (0, "")
    return (outcome.folder / "page.html").read_bytes()


@pytest.mark.parametrize("edits", EDITS.values(), ids=list(EDITS))
def test_page_says_what_has_changed_elsewhere(write_tree, tmp_path, edits):
    source = write_tree(FILES)
    before = page(source, tmp_path / "one")
    for name, old, new in edits:
        text = (source / name).read_text("utf-8")
        (source / name).write_text(text.replace(old, new, 1) if old else text + new, "utf-8")
    after = page(source, tmp_path / "one")
    assert after != before
    assert after == page(source, tmp_path / "two")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("other.md", "# Other", "# Trees"), ("part.txt", "Wind", "Trees")],
    ids=["changed elsewhere", "included"],
)
def test_page_is_written_again_for_each_format(write_tree, tmp_path, name, old, new):
    page = FILES["page.md"] + "\n```{include} part.txt\n```\n"
    source = write_tree(FILES | {"page.md": page, "part.txt": "Wind.\n"})
    for builder in ("html", "text"):
        assert sphinx_build(source, tmp_path, builder).status == 0
    path = source / name
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    for builder, ending in (("html", "html"), ("text", "txt")):
        outcome = sphinx_build(source, tmp_path, builder)
        assert "Trees" in (outcome.folder / f"page.{ending}").read_text("utf-8")
