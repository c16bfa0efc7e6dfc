"""Whatever is broken, the build says where and how, in plain lines; the old book stays whole."""

import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock
from pypdf import PdfReader

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="faults and messages are those of POSIX systems"
)

CHAPTER = "docs/chapter.md"
PART = "docs/parts/safety.md"
BIB = "docs/references.bib"
STUDY = "docs/evidence/studies/sneezing.yaml"
CLAIMS = "docs/evidence/claims.yaml"
DRAWING = "docs/lines.svg"
COVER = "_static/cover.svg"
STYLE = "_static/print.typ"
CONF = "conf.py"


# -- Ways to break a file --------------------------------------------------------------------------


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def dangling(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def circle(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def gone(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def utf16(path: Path) -> None:
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))


def latin1(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n# \xe9\n")


def null(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def windows(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def macintosh(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r"))


def marked(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


# -- Files -----------------------------------------------------------------------------------------

BYTE = "allowed: UTF-8 text"
FILES = [
    (CHAPTER, folder, "index.md:3: WARNING: toctree contains reference to nonexisting document"),
    (CHAPTER, gone, "index.md:3: WARNING: toctree contains reference to nonexisting document"),
    (CHAPTER, circle, "chapter.md: WARNING: Ignored unreadable document 'chapter.md'"),
    (CHAPTER, empty, "docs/chapter.md:1: WARNING: no heading, allowed: a first line such as # Ti"),
    (CHAPTER, utf16, "docs/chapter.md:1: found byte 0xff, allowed: UTF-8 text"),
    (CHAPTER, latin1, "docs/chapter.md:14: found byte 0xe9, allowed: UTF-8 text"),
    (PART, folder, 'chapter.md:7: CRITICAL: Directive "include": error reading file'),
    (PART, dangling, 'chapter.md:7: CRITICAL: Directive "include": file not found'),
    (PART, circle, "docs/parts/safety.md: Too many levels of symbolic links"),
    (PART, utf16, 'chapter.md:7: CRITICAL: Directive "include": error reading file'),
    (BIB, folder, "docs/references.bib:1: WARNING: cannot be read (Is a directory), allowed: Bib"),
    (BIB, circle, "docs/references.bib: Too many levels of symbolic links"),
    (BIB, empty, "docs/references.bib:1: WARNING: no entry found, allowed: BibTeX"),
    (BIB, latin1, f"docs/references.bib:20: WARNING: found a byte that is not utf-8-sig, {BYTE}"),
    (STUDY, folder, f"{STUDY}:1: WARNING: cannot be read (Is a directory), allowed: a YAML file"),
    (STUDY, dangling, f"{STUDY}:1: WARNING: cannot be read (No such file or directory), allowed"),
    (STUDY, circle, f"{STUDY}:1: WARNING: cannot be read (Too many levels of symbolic links)"),
    (STUDY, latin1, f"{STUDY}:17: WARNING: found byte 0xe9, {BYTE}"),
    (DRAWING, folder, "chapter.md:5: ERROR: image 'lines.svg' cannot be read: Is a directory"),
    (
        DRAWING,
        dangling,
        "docs/chapter.md:5: WARNING: image 'nowhere' is not there, allowed: a pict",
    ),
    (DRAWING, circle, "docs/lines.svg: Too many levels of symbolic links"),
    (DRAWING, utf16, "chapter.md:5: ERROR: image 'lines.svg' is damaged"),
    (DRAWING, null, "chapter.md:5: ERROR: image 'lines.svg' is damaged: not well-formed"),
    (COVER, folder, "conf.py: print_cover: _static/cover.svg: Is a directory"),
    (COVER, empty, "conf.py: print_cover: _static/cover.svg: is damaged: no element found"),
    (COVER, latin1, "conf.py: print_cover: _static/cover.svg: is damaged: not well-formed"),
    (STYLE, folder, "conf.py: print_style: _static/print.typ: Is a directory"),
    (STYLE, gone, "conf.py: print_style: _static/print.typ: No such file or directory"),
    (STYLE, empty, "conf.py: print_style: _static/print.typ: found no styles, allowed: a file"),
    (STYLE, latin1, f"conf.py: print_style: _static/print.typ: line 3: found byte 0xe9, {BYTE}"),
    ("_static/face.ttf", gone, "conf.py: evidence_font: found"),
    ("_static/face-bold.ttf", folder, "conf.py: evidence_font_bold: found"),
    (CONF, gone, "config directory doesn't contain a conf.py file"),
    (CONF, folder, "config directory doesn't contain a conf.py file"),
    (CONF, empty, "Builder name pdf not registered"),
    (CONF, null, "conf.py: source code string cannot contain null bytes"),
]


def check(project, before, said: str) -> None:
    """Build: *said* must be in a line, nothing look like a crash, the old book be as it was."""
    status, lines = project.build()
    assert status in (1, 2, 130)
    assert [line for line in lines if said in line], lines
    assert not [line for line in lines if "Traceback" in line or "threw an" in line]
    assert project.published() == before


@pytest.mark.parametrize(("name", "break_it", "said"), FILES)
def test_broken_file_is_named(project, name, break_it, said):
    before = project.published()
    break_it(project.path(name))
    check(project, before, said)


@pytest.mark.parametrize("break_it", [windows, macintosh, marked])
def test_line_ends_and_marks_of_other_systems_change_nothing(project, break_it):
    before = project.published()
    for name in (PART, BIB, STUDY, CLAIMS, CONF):
        break_it(project.path(name))
    assert project.build() == (0, [])
    assert project.published() == before


# -- Settings --------------------------------------------------------------------------------------

SETTINGS = [
    ("look = {", "conf.py:32: '{' was never closed"),
    ("1 / 0", "conf.py:32: ZeroDivisionError: division by zero"),
    ("import nothing_here", "conf.py:32: ModuleNotFoundError: No module named 'nothing_here'"),
    ("extensions.append('nope')", "Could not import extension nope"),
    ("html_theme = 'nope'", "no theme named 'nope' found"),
    ("root_doc = 'start'", "Sphinx is unable to load the master document"),
    ("language = 'tlh'", 'conf.py: language: found "tlh", allowed: a language like en'),
    ("print_language = 'klingon'", "conf.py: print_language: found 'klingon', allowed: a language"),
    ("print_editions = 3", "conf.py: print_editions: found 3, allowed: a dict {...}"),
    ("print_editions = {'a4': None}", "conf.py: print_editions: found {'a4': None}, allowed"),
    ("print_look = {'ink': 'dark'}", "conf.py: print_look: ink: found 'dark', allowed: a colour"),
    ("print_keywords = [3]", "conf.py: print_keywords: found 3, allowed: a text"),
    ("print_imprint = [3]", "conf.py: print_imprint: found 3, allowed: a text"),
    ("print_date = 2026", "conf.py: print_date: found 2026, allowed: None or a text"),
    ("print_font_paths = ['_no']", "conf.py: print_font_paths: found '_no', allowed: a folder"),
    ("print_cover = '_static/book.css'", "conf.py: print_cover: _static/book.css: is damaged"),
    ("print_basename = None", "conf.py: print_basename: found None, allowed: a text"),
    ("print_only = 3", "conf.py: print_only: found 3, allowed: a list [...]"),
    ("print_language = 3", "conf.py: print_language: found 3, allowed: a text"),
    ("print_subtitle = ['x']", "conf.py: print_subtitle: found ['x'], allowed: a text"),
    ("print_keywords = 'x'", "conf.py: print_keywords: found 'x', allowed: a list [...]"),
    ("print_cover = 3", "conf.py: print_cover: found 3, allowed: None or a text"),
    ("print_notice = ['x']", "conf.py: print_notice: found ['x'], allowed: a text"),
    ("print_style = {}", "conf.py: print_style: found {}, allowed: None or a text"),
    ("print_look = 3", "conf.py: print_look: found 3, allowed: a dict {...}"),
    ("print_font_paths = None", "conf.py: print_font_paths: found None, allowed: a list [...]"),
    ("print_placeholders = 'x'", "conf.py: print_placeholders: found 'x', allowed: True or False"),
    ("evidence_look = None", "conf.py: evidence_look: found None, allowed: a dict {...}"),
    ("web_downloads = 3", "conf.py: web_downloads: found 3, allowed: a list [...]"),
    ("web_about = 'x'", "conf.py: web_about: found 'x', allowed: a dict {...}"),
    ("web_about = {'date': 'soon'}", "conf.py: web_about: date: found 'soon', allowed: a day like"),
    ("web_about = {'title': 3}", "conf.py: web_about: title: found 3, allowed: a text"),
    ("web_about = {'nope': 'x'}", "conf.py: web_about: nope: found 'x', allowed: title, author"),
    ("web_downloads = ['x']", "conf.py: web_downloads: 0: found 'x', allowed: a dict {...}"),
    ("web_downloads = [{'label': 'x'}]", "conf.py: web_downloads: x: found nothing, allowed: a pa"),
    ("web_faces = {'frame': 3}", "conf.py: web_faces: frame: found 3, allowed: a list [...]"),
    (
        "web_language = 'klingon'",
        "conf.py: web_language: found 'klingon', allowed: a language like",
    ),
    ("web_look = {'ink': 'dark'}", "conf.py: web_look: ink: found 'dark', allowed: a colour like"),
    ("web_offline = '../x.zip'", "conf.py: web_offline: found '../x.zip', allowed: a name like"),
    ("web_redirects = {'../a.html': 'b.html'}", "web_redirects: ../a.html: found '../a.html', all"),
    ("web_corrections = 'javascript:x'", "conf.py: web_corrections: found 'javascript:x', allowed"),
    ("web_corrections = 'mailto:a@b?s={x}'", "conf.py: web_corrections: found 'mailto:a@b?s={x}',"),
    ("html_css_files = 3", "conf.py: html_css_files: found 3, allowed: a list [...]"),
    ("numfig_format = {'figure': 'F'}", "conf.py: numfig_format: figure: found 'F', allowed: a te"),
    ("evidence_look = {'ink': 'dark'}", 'conf.py: evidence_look: ink: found "dark", allowed: a co'),
    ("evidence_font = 'no.ttf'", 'conf.py: evidence_font: found "no.ttf", allowed: a font file'),
    ("evidence_font = __file__", "overview.md:10: WARNING: forest-plot: cannot draw sneezing"),
    ("bibtex_bibfiles = ['no.bib']", "no.bib:1: WARNING: cannot be read (No such file"),
    ("bibtex_encoding = 'no'", "conf.py:1: WARNING: bibtex_encoding: found no, allowed: an encod"),
    ("html_static_path = ['_no']", "html_static_path entry '_no' does not exist"),
    ("html_favicon = '_static/no.svg'", "favicon file '_static/no.svg' does not exist"),
]


@pytest.mark.parametrize(("setting", "said"), SETTINGS)
def test_wrong_setting_is_named(project, setting, said):
    before = project.published()
    text = project.path(CONF).read_text("utf-8")
    lines = len(text.splitlines())
    project.path(CONF).write_text(f"{text}{setting}\n", "utf-8")
    check(project, before, said.replace("conf.py:32:", f"conf.py:{lines + 1}:"))


def test_wrong_settings_are_told_together_and_in_order(project):
    names = ["epub_author", "epub_publisher", "epub_title", "html_title"]
    wrong = "".join(f"{name} = 3\n" for name in reversed(names))
    conf = project.path(CONF)
    right = 'latex_engine = "xelatex"\n'  # one of a fixed list, which has no kind
    conf.write_text(f"{conf.read_text('utf-8')}{right}{wrong}", "utf-8")
    status, (*lines, _ending) = project.build("html")
    assert status == 2
    said = [f"conf.py: {name}: found 3, allowed: a text" for name in names]
    assert [line.removeprefix("WARNING: ") for line in lines] == said


# -- Texts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("```{include} nothing.md\n```", 'chapter.md:14: CRITICAL: Directive "include": file not'),
        (
            "```{csv-table}\n:file: no.csv\n```",
            'chapter.md:14: CRITICAL: Problems with "csv-table"',
        ),
        ("{download}`x <no.zip>`", "chapter.md:14: WARNING: download file not readable"),
        ("```{eval-rst}\n.. foo::\n```", 'chapter.md:15: ERROR: Unknown directive type "foo"'),
        (">" * 60 + " deep", "too deeply nested"),
    ],
)
def test_wrong_text_is_named(project, text, said):
    before = project.published()
    path = project.path(CHAPTER)
    path.write_text(path.read_text("utf-8") + f"\n{text}\n", "utf-8")
    check(project, before, said)


#: At line 14 of a chapter: what Markdown would print as it stands, or swallow.
SLIPS = [
    ("```\ncode", "14: WARNING: ``` is not closed, allowed: ``` in a line below"),
    ("```{note}\nx\n\n## Rest", "14: WARNING: ```{note} is not closed"),
    (":::{note}\nx", "14: WARNING: :::{note} is not closed"),
    ("```{note}\n```{tip}\nx\n```\n```", "15: WARNING: ```{tip} is not closed"),
    ("```{note}\nx\n```\n```", "17: WARNING: ``` is not closed"),
    ("- a\n\n  ```{note}\n  x", "16: WARNING: ```{note} is not closed"),
    ("```{rubric} a `b`\n```", "14: WARNING: found ` in the first line of ```{rubric}, allowed: :"),
    (":::note\nx\n:::", "14: WARNING: found :::note, allowed: :::{name} words"),
    ("- ::: {sub}`x` y\n\n:::{note}\nx\n:::", "14: WARNING: found ::: {sub}`x` y, allowed: :::"),
    ("| a | b |\n|---|---|\n| c |", "16: WARNING: a row of 1 cells, allowed: 2, as in the head"),
    ("| a | b |\n|---|---|\n| c | d | e |", "16: WARNING: a row of 3 cells, allowed: 2, as in"),
    ("| a | b |\n|---|---|\n| `c|d` | e |", "16: WARNING: a row of 3 cells, allowed: 2, as in"),
    ("| a | b |\n|---|\n| c | d |", "14: WARNING: found | a | b |, allowed: a table with a rule"),
    ("| a | b |\n| c | d |", "14: WARNING: found | a | b |, allowed: a table with a rule"),
    ("a {cite:p}elm2002", "14: WARNING: found {cite:p}, allowed: a role with its words in backti"),
    ("a {term}`placebo", "14: WARNING: found {term}, allowed: a role with its words in backticks"),
    ("[x][nope]", "14: WARNING: found ][nope], allowed: a link [words](address)"),
    ("[x] (overview.md)", "14: WARNING: found ] (overview.md), allowed: a link [words]"),
    ("[x](over view.md)", "14: WARNING: found ](over view.md), allowed: a link [words]"),
    ("** bold**", "14: WARNING: found **, allowed: bold words as **words**"),
    ("R &foo; D", "14: WARNING: found &foo;, allowed: the sign itself"),
    ("##Head", "14: WARNING: found ##H, allowed: a heading with a space behind #"),
    ("# Second", "14: WARNING: a second heading #, allowed: one, with ## below it"),
    ("```{index} single\n```", "14: WARNING: index: found single, allowed: single: words"),
]


@pytest.mark.parametrize(("text", "said"), SLIPS)
def test_slip_in_markdown_is_one_line(project, text, said):
    before = project.published()
    path = project.path(CHAPTER)
    path.write_text(path.read_text("utf-8") + f"\n{text}\n", "utf-8")
    status, (line, ending) = project.build("html")
    assert status == 1
    assert line.startswith(f"docs/chapter.md:{said}")
    assert ending.startswith("The book was not built")
    assert project.published() == before


#: At line 14 of a chapter: what several parts of Sphinx complain of, or in words of their own.
MISTAKES = [
    ("```{nota}\nx\n```", "14: WARNING: found {nota}, allowed: a directive of Sphinx or MyST"),
    ("a {foo}`x` b", "14: WARNING: found {foo}, allowed: a role such as {term}"),
    ("```{note}\n:colour: red\nx\n```", "15: WARNING: 'note': Unknown option key: 'colour' (allow"),
    ("```{list-table}\n* - a\n  - b\n* - c\n```", "14: ERROR: Error parsing content block for the"),
    ("#### Deep", "14: WARNING: headings jump from H1 to H4, allowed: one # more"),
    ("{ref}`nothing`", "14: WARNING: found 'nothing', allowed: a label, (nothing)="),
    ("(here)=\n## H\n\n{numref}`here`", "17: WARNING: found 'here', which has no number, allowed"),
    ("{doc}`nothing`", "14: WARNING: found 'nothing', allowed: a document in docs/"),
    ("{term}`nothing`", "14: WARNING: found 'nothing', allowed: a term of the glossary"),
    ("[x](nothing.md)", "14: WARNING: link to 'nothing.md', allowed: a file in docs/"),
    ("[x](overview.md#no)", "14: WARNING: local id not found in doc 'overview': 'no'"),
    ("[x]()", "14: WARNING: link to '', allowed: a file in docs/"),
    ("Text[^a].", '14: ERROR: found "a", allowed: a note, [^a]: words'),
    ("[^a]: Words.", "14: WARNING: found a note that no text leads to, allowed: [^its-name]"),
    ("- a\n\n  ---\n\n  b", "16: WARNING: found a line of ---, allowed: between two paragraphs"),
    ("## Head\n\n---\n\nText.", "16: WARNING: found a line of ---, allowed: between two para"),
    ("a\n\n---\n\n---\n\nText.", "18: WARNING: found a line of ---, allowed: between two"),
    ("## ![Lines](lines.svg)", "14: ERROR: heading has no words, allowed: ## Words"),
    (
        "![w](a%20b.svg)",
        "14: WARNING: image 'a%20b.svg' is not there, allowed: a picture in docs/ na",
    ),
    ("```{figure} lines.svg\n\nC\n```", "14: ERROR: image 'lines.svg' has no alternative text, al"),
    ("\U0001f600", "14: ERROR: cannot be printed: no font has \U0001f600 (U+1F600)"),
]


@pytest.mark.parametrize(("text", "said"), MISTAKES)
def test_mistake_is_said_once_at_its_place(project, text, said):
    before = project.published()
    path = project.path(CHAPTER)
    path.write_text(path.read_text("utf-8") + f"\n{text}\n", "utf-8")
    status, (line, _ending) = project.build()
    assert status == 1
    assert line.startswith(f"docs/chapter.md:{said}")
    assert project.published() == before


def test_letter_of_a_bibliography_entry_is_named_in_its_file(project):
    project.change(BIB, "A scan", "A \u4e2d scan")
    status, (line, _ending) = project.build("pdf")
    assert status == 1
    entry = project.path(BIB).read_text("utf-8").split("@misc{elm2002")[0].count("\n") + 1
    assert line.startswith(f"{BIB}:{entry}: ERROR: cannot be printed: no font has \u4e2d")


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ("---\na: [b\n---\n", "front matter is not YAML, allowed: name: value"),
        ("---\na: b\n", "front matter is not closed, allowed: name: value"),
    ],
)
def test_broken_front_matter_is_one_line(project, front, said):
    path = project.path(CHAPTER)
    path.write_text(front + path.read_text("utf-8"), "utf-8")
    status, (line, _ending) = project.build("html")
    assert status == 1
    assert line.startswith(f"docs/chapter.md:1: WARNING: {said}")


def test_page_in_no_toctree_is_one_line(project):
    project.path("docs/lost.md").write_text("# Lost\n", "utf-8")
    status, (line, _ending) = project.build("html")
    assert status == 1
    assert line.startswith("docs/lost.md:1: WARNING: document isn't included in any toctree, allow")


def test_what_only_looks_like_a_slip_is_none(project):
    path = project.path(CHAPTER)
    more = """
`{cite:p}` and `**` are code, \\| is a stroke, 5 \\* 3 a product, 3 | 4 too.

````md
```{note}
````

> ```{note}
> | a |
> |---|
> | `\\|` \\| c |
> ```

| a | b |
|:--|--:|
| `x\\|y` \\| | `` ` `` d |
| | d |

Term
: ```python
  x
  ```

:::{rubric} About `code`
:::
"""
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    assert project.build("html") == (0, [])


def test_line_break_is_no_html(project):
    path = project.path(CHAPTER)
    figure = ":::{figure} lines.svg\n:alt: Lines\n\nA caption\\\nof two lines.\n:::\n"
    path.write_text(f"{path.read_text('utf-8')}\nOne  \ntwo\\\nthree.\n\n{figure}", "utf-8")
    assert project.build() == (0, [])
    assert "One<br />\ntwo<br />\nthree." in project.path("build/html/chapter.html").read_text()
    assert "One two three." in project.path("build/html/_texts/chapter.js").read_text()
    pages = PdfReader(project.path("build/pdf/ldn-book-a4.pdf")).pages
    assert "A caption of two lines" in " ".join(pages[2].extract_text().split())  # the list


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("# Chapter\n", "", "docs/chapter.md:1: WARNING: no heading, allowed: a first line such"),
        ("# Chapter", "---\nchecked: soon\n---\n\n# Chapter",
         'docs/chapter.md: WARNING: checked: found "soon", allowed: a day like 2026-01-31'),
        ("lines.svg", "no.svg",
         "docs/chapter.md:5: WARNING: image 'no.svg' is not there, allowed: a picture in docs/"),
        ("elm2002", "elm2003",
         'docs/chapter.md:3: WARNING: found "elm2003", allowed: a key of references.bib (nearest'),
    ],
)  # fmt: skip
def test_mistake_in_a_chapter_is_said_once(project, old, new, said):
    project.change(CHAPTER, old, new)
    status, (line, ending) = project.build()
    assert status == 1
    assert line.startswith(said)
    assert ending.startswith("The book was not built")


def test_picture_that_is_a_folder_is_named_on_the_web_too(project):
    folder(project.path(DRAWING))
    status, (line, _ending) = project.build("html")
    assert (status, line) == (
        1, "docs/lines.svg: WARNING: cannot be read: Is a directory, allowed: a picture"
    )  # fmt: skip


def test_very_long_lines_are_built(project):
    path = project.path(CHAPTER)
    path.write_text(path.read_text("utf-8") + "\n" + "word " * 8_000 + "\n", "utf-8")
    project.change(CLAIMS, "LDN is blue.", "LDN is blue. " * 800)
    assert project.build("pdf") == (0, [])


# -- Catalogues ------------------------------------------------------------------------------------

HEAD = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"hello\n", "4: WARNING: found hello, allowed: msgid"),
        (b'msgid "Sources\nmsgstr "Fuentes"\n', '4: WARNING: found msgid "Sources, allow'),
        (b'msgid "Low"\nmsgstr "A"\n\nmsgid "Low"\nmsgstr "B"\n', '7: WARNING: "Low" stands twice'),
        (
            b'msgid "{names} and others"\nmsgstr "{nombres} y otros"\n',
            '4: WARNING: "{nombres} y ot',
        ),
        (b'msgid "{names} and others"\nmsgstr "y otros"\n', '4: WARNING: "y otros", allowed: with'),
        (b'msgid "Low"\nmsgstr "B\xe1ja"\n', "5: WARNING: found byte 0xe1, allowed: UTF-8 text"),
    ],
)
def test_broken_catalogue_is_one_line(project, content, said):
    before = project.published()
    conf = project.path(CONF).read_text("utf-8")
    project.path(CONF).write_text(f'{conf}locale_dirs = ["../locale"]\n', "utf-8")
    path = project.path("locale/es/LC_MESSAGES/sphinx.po")
    path.parent.mkdir(parents=True)
    path.write_bytes(HEAD + content)
    status, (line, _ending) = project.build("html")
    assert status == 1
    assert line.startswith(f"locale/es/LC_MESSAGES/sphinx.po:{said}")
    assert project.published() == before


# -- Surroundings ----------------------------------------------------------------------------------


@pytest.mark.parametrize("moment", ["builder-inited", "env-updated", "build-finished"])
def test_interrupted_build_leaves_the_book_and_the_next_one_succeeds(project, moment):
    before = project.published()
    conf = project.path(CONF).read_text("utf-8")
    stop = "import os, signal\n\ndef setup(app):\n    app.connect("
    stop += f"{moment!r}, lambda *_: os.kill(os.getpid(), signal.SIGTERM))\n"
    project.path(CONF).write_text(f"{conf}{stop}", "utf-8")
    check(project, before, "Interrupted; what was built before is untouched.")
    project.path(CONF).write_text(conf, "utf-8")
    project.path("docs/new.txt").touch()  # or nothing would be built
    assert project.build() == (0, [])
    assert project.published() == before


def test_book_lost_by_a_kill_between_two_renames_comes_back(project):
    before = project.published()
    project.path("build/html").rename(project.path("build/html.old"))
    gone(project.path(CONF))
    check(project, before, "conf.py")


def test_second_build_at_once_is_refused(project):
    before = project.published()
    with FileLock(project.path("build/.lock")):
        check(project, before, "another build is at work here: wait for its end")
    assert project.build() == (0, [])


@pytest.mark.parametrize("size", [0, 2_000, 30_000])
def test_full_disk_is_one_line(project, size):
    """No file may grow beyond *size* bytes."""
    resource = pytest.importorskip("resource")
    before = project.published()
    path = project.path(CHAPTER)
    path.write_text(path.read_text("utf-8") + "\nMore.\n", "utf-8")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        check(project, before, "File too large")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_cache_cut_off_in_the_middle_costs_one_build(project):
    doctree = project.path("build/doctrees/chapter.doctree")
    os.truncate(doctree, 100)
    project.path("docs/new.txt").touch()  # or nothing would be built
    project.build()
    assert project.build() == (0, [])


@pytest.mark.parametrize("epoch", ["soon", "-1", "", "9" * 20])
def test_moment_that_is_none_is_named(project, monkeypatch, epoch):
    before = project.published()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    check(project, before, f"SOURCE_DATE_EPOCH: found {epoch!r}, allowed: whole seconds since 1970")


@pytest.mark.parametrize("name", ["work", "doctrees"])
def test_file_in_the_place_of_a_folder_is_named(project, name):
    before = project.published()
    shutil.rmtree(project.path(f"build/{name}"))
    project.path(f"build/{name}").write_text("x", "utf-8")
    project.path("docs/new.txt").touch()  # or nothing would be built
    check(project, before, f"build/{name}")


def test_link_to_a_folder_is_one_line(project):
    before = project.published()
    project.path("docs/again").symlink_to("../docs")
    project.path("docs/new.txt").touch()  # or nothing would be built
    status, (line, _ending) = project.build("html")
    assert (status, line) == (2, "docs/again: found a link to a folder, allowed: folders and files")
    assert project.published() == before


def test_folder_of_sources_that_is_gone_is_named(project):
    before = project.published()
    shutil.rmtree(project.path("docs"))
    check(project, before, "Cannot find source directory")
