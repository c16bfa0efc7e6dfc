"""A small book that holds one of each node the print edition knows."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "_ext"))
sys.path.insert(0, str(Path(__file__).parent))

project = "Kitchen sink"
author = "Nobody"
release = version = "1.0"
language = "en"
extensions = [
    "myst_parser",
    "sphinxcontrib.bibtex",
    "sphinx_design",
    "sphinx.ext.autosummary",
    "sphinx.ext.todo",
    "print_edition",
]
autosummary_generate = False
todo_include_todos = True
myst_enable_extensions = [
    "attrs_block", "attrs_inline", "deflist", "dollarmath", "fieldlist", "substitution", "tasklist",
]  # fmt: skip
myst_substitutions = {"dose": "4.5 mg"}
numfig = True
numfig_secnum_depth = 0
numfig_format = {"figure": "Figure %s", "table": "Table %s"}
bibtex_bibfiles = ["references.bib"]
bibtex_reference_style = "author_year"
print_date = "2026-01-31"
print_subtitle = "One of each"
print_notice = "This is a test."
print_imprint = ["First line.", "Second line."]
# Every way of setting a page, for the validator.
print_editions = {
    "a4": {},
    "two-sided": {"two-sided": True},
    "large-print": {
        "size": "18pt",
        "table-size": "18pt",
        "one-size": True,
        "body-font": "Atkinson Hyperlegible Next",
        "justify": False,
        "hyphenate": False,
        "italics": False,
        "wide-tables": "records",
    },
}
