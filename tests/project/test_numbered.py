"""References to numbered figures and tables: what they say, and how little is read for it."""

from collections import Counter

from bs4 import BeautifulSoup
from sphinx.environment import BuildEnvironment

from tests.conftest import sphinx_build

CONF = 'extensions = ["myst_parser", "numbered"]\nnumfig = True\n'
TABLES = "# Tables\n\n" + "\n".join(
    f"```{{table}} Pollen {name}\n:name: tab-{name}\n\n| tree |\n|---|\n| {name} |\n```\n"
    for name in ("birch", "hazel", "alder")
)
TABLES += """
:::{note}
```{table} Pollen within a box
:name: tab-box

| tree |
|---|
| elm |
```
:::

```{code-block} python
:name: count
:caption: Counting

count()
```

```{figure} tree.svg
:name: tree

A tree
```
"""
TEXT = """# Book

{numref}`tab-birch`, {numref}`tab-hazel` and {numref}`tab-alder`.
{numref}`tab-box`, {numref}`{number} {name} <count>` and {numref}`{number} {name} <tree>`.

```{toctree}
tables
```
"""


def test_numbers_and_references_read_no_whole_document(write_tree, tmp_path, monkeypatch):
    read = Counter()
    get_doctree = BuildEnvironment.get_doctree

    def counting(env, docname):
        read[docname] += 1
        return get_doctree(env, docname)

    monkeypatch.setattr(BuildEnvironment, "get_doctree", counting)
    source = write_tree(
        {"conf.py": CONF, "index.md": TEXT, "tables.md": TABLES, "tree.svg": "<svg/>"}
    )
    outcome = sphinx_build(source, tmp_path, "html")
    assert (outcome.status, outcome.problems) == (0, "")
    page = BeautifulSoup((outcome.folder / "index.html").read_text("utf-8"), "html.parser")
    assert "Table 1, Table 2 and Table 3." in page.get_text()
    assert "Table 4, 1 Counting and 1 A tree." in page.get_text()
    assert read["tables"] == 0  # to write the page itself, Sphinx still has it from reading
