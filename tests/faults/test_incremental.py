"""Whatever is edited: what is built then is, byte for byte, what is built from nothing."""

import gettext
import shutil

import pytest
from sphinx.locale import translators

CHAPTER = "docs/chapter.md"
WORDS = "locale/en_GB/LC_MESSAGES/sphinx.po"
#: What is added to the small project first.
MORE = {
    "conf.py": 'web_about = {"date": "2026-01-31"}\nweb_offline = "all.zip"\n'
    "html_copy_source = False\n"
    'locale_dirs = ["../locale"]\n',
    WORDS: """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "{names} and others"
msgstr "{names} and more"
""",
    CHAPTER: """
```{index} pollen
```

```{index} see: powder; pollen
```

See {doc}`overview`, {ref}`part` and {numref}`tab-studies`. Found there: {cite:p}`there-elm2002`.
""",
    # Holds only what is cited with its prefix.
    "docs/overview.md": "\n```{bibliography}\n:keyprefix: there-\n```\n",
    "docs/conditions/sneezing.md": "\n(part)=\n## Part\n\nA sentence.\n",
}
TABLE = """
```{table} Grasses
:name: tab-grasses

| grass |
|---|
| rye |
```
"""
#: Step by step, what is edited: file, what it says, and what it says then.
STEPS = (
    (("docs/conditions/sneezing.md", "sneezing\n", "sneezing\n\nA sentence more.\n"),),
    (("docs/overview.md", "# Overview", "# All there is"),),
    (("docs/conditions/sneezing.md", "\n## Part", "\n## Other part"),),
    (("docs/overview.md", "# All there is\n", f"# All there is\n{TABLE}"),),
    ((CHAPTER, "there-elm2002", "there-ash2001"),),
    ((WORDS, "{names} and more", "{names} and many more"),),
    (
        ("docs/evidence/studies/sneezing.yaml", "randomised: 31", "randomised: 33"),
        ("docs/references.bib", "year = 2002", "year = 2003"),
        (CHAPTER, "A sentence {cite:p}`elm2002`.", "A sentence {cite:p}`ash2001`."),
        (CHAPTER, "```{index} pollen", "```{index} dust"),
    ),
    (("docs/index.md", "other\nconditions/sneezing", "conditions/sneezing\nother"),),
    (("docs/index.md", "chapter\n", ""), (CHAPTER, "", "")),
)
#: What is added to it besides for the PDF, where links carry pages and everything is one file.
PRINTED = MORE | {
    "docs/terms.md": "# Terms\n\n```{glossary}\nfever\n  Heat.\n\nrash\n  Spots.\n```\n",
    "docs/drawn.md": "(figures)=\n# Drawn\n\n"
    "```{figure} lines.svg\n:name: fig-lines\n:alt: Lines\n\nLines.\n```\n\n"
    "(aside)=\n## Aside\n\nNobody leads here yet.\n",
    "docs/linked.md": "# Linked\n\nSee {term}`fever`, {numref}`fig-lines`, {ref}`figures`, "
    "{cite:p}`elm2002` and [part](conditions/sneezing.md#part).\n",
}
#: Step by step, what is edited of it.
PRINTED_STEPS = (
    (("docs/linked.md", "See ", "Now see "),),
    (("docs/drawn.md", "# Drawn", "# Sketched"),),
    (("docs/conditions/sneezing.md", "\n## Part", "\n## Other part"),),
    (("docs/linked.md", "Now", "{ref}`aside` Now"),),
    (("docs/terms.md", "fever\n  Heat", "feverish\n  Hot.\n\nfever\n  Warmth"),),
    (("docs/references.bib", "year = 2002", "year = 2003"),),
    (("docs/linked.md", "{cite:p}`elm2002`", "{cite:p}`ash2001`"),),
    ((CHAPTER, "```{index} pollen", "```{index} dust"),),
    (("docs/overview.md", "# Overview\n", f"# Overview\n{TABLE}"),),
    (("docs/drawn.md", "\nLines.\n", "\nMany lines.\n"),),
    (("docs/parts/safety.md", "Take care.", "Take more care."),),
    (("docs/lines.svg", "M1 1h7v7z", "M1 1h5v7z"),),
    (("docs/evidence/studies/sneezing.yaml", "randomised: 31", "randomised: 33"),),
    (("conf.py", "numfig = True", "numfig = True\nnumfig_format = {'figure': 'Drawing %s'}"),),
    (("conf.py", "numfig = True", "numfig = True\nprint_root_title = 'Foreword'"),),
    (("docs/index.md", "conditions/sneezing\n", ""), ("docs/index.md", "```{", "```{toctree}\n"
      ":caption: First part\nconditions/sneezing\n```\n\n```{")),
    (("docs/index.md", "drawn\n", ""), ("docs/index.md", "terms\n", "terms\ndrawn\n")),
    (("docs/linked.md", "{ref}`aside` ", ""),),
)  # fmt: skip


def built(project, *formats: str) -> dict[str, bytes]:
    """Build the book in some formats, as a new process would; return their files."""
    translators.clear()
    gettext._translations.clear()
    assert project.build(*formats) == (0, [])
    folders = [project.path(f"build/{name}") for name in formats]
    return {
        path.relative_to(project.folder).as_posix(): path.read_bytes()
        for folder in folders for path in folder.rglob("*") if path.is_file()
    }  # fmt: skip


def built_afresh(project, *formats: str) -> dict[str, bytes]:
    """Build the book in some formats from nothing; return their files."""
    for name in ("doctrees", *(f"work/{name}" for name in formats), *formats):
        shutil.rmtree(project.path(f"build/{name}"))
    return built(project, *formats)


@pytest.mark.parametrize(
    ("formats", "more", "steps"),
    [(("epub", "html"), MORE, STEPS), (("pdf",), PRINTED, PRINTED_STEPS)],
    ids=["web", "print"],
)
def test_an_edited_book_is_built_as_if_from_nothing(project, formats, more, steps):
    for path, text in more.items():
        project.path(path).parent.mkdir(parents=True, exist_ok=True)
        with project.path(path).open("a", encoding="utf-8") as file:
            file.write(text)
    if "docs/linked.md" in more:
        project.change("docs/index.md", "chapter\n", "chapter\nlinked\ndrawn\nterms\n")
    built_afresh(project, *formats)
    for step in steps:
        for path, old, new in step:
            project.change(path, old, new)
            if not old:
                project.path(path).unlink()
        edited, afresh = built(project, *formats), built_afresh(project, *formats)
        differing = [name for name in edited | afresh if edited.get(name) != afresh.get(name)]
        assert differing == [], step
