"""Whatever is edited: what is built then is, byte for byte, what is built from nothing."""

import gettext
import shutil

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


def built(project) -> dict[str, bytes]:
    """Build the web book and the e-book, as a new process would; return their files."""
    translators.clear()
    gettext._translations.clear()
    assert project.build("epub", "html") == (0, [])
    folders = (project.path("build/html"), project.path("build/epub"))
    return {
        path.relative_to(project.folder).as_posix(): path.read_bytes()
        for folder in folders for path in folder.rglob("*") if path.is_file()
    }  # fmt: skip


def built_afresh(project) -> dict[str, bytes]:
    """Build both from nothing; return their files."""
    for name in ("doctrees", "work/html", "work/epub", "html", "epub"):
        shutil.rmtree(project.path(f"build/{name}"))
    return built(project)


def test_an_edited_book_is_built_as_if_from_nothing(project):
    for path, more in MORE.items():
        project.path(path).parent.mkdir(parents=True, exist_ok=True)
        with project.path(path).open("a", encoding="utf-8") as file:
            file.write(more)
    built_afresh(project)
    for step in STEPS:
        for path, old, new in step:
            project.change(path, old, new)
            if not old:
                project.path(path).unlink()
        edited, afresh = built(project), built_afresh(project)
        differing = [name for name in edited | afresh if edited.get(name) != afresh.get(name)]
        assert differing == [], step
