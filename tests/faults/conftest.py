"""A small project with everything that the book has, built once; every fault gets a copy."""

import contextlib
import io
import shutil
from dataclasses import dataclass
from pathlib import Path

import build_book
import pytest

from tests.conftest import ROOT
from tests.evidence import conftest as evidence

FONTS = ROOT / "_ext" / "print_edition" / "fonts"
EXTENSIONS = (
    '"settings_first", "numbered", "rewritten", "evidence", "print_edition", "web_edition", '
    '"slips", "catalogues", "own_files"]'
)
CONF = (
    evidence.CONF.replace('"evidence"]', EXTENSIONS).replace(
        '"references.bib"', '"docs/references.bib"'
    )
    + """
exclude_patterns = ["parts/*"]
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
bibtex_cite_id = "cite-{key}"
html_theme = "sphinx_book_theme"
epub_basename = print_basename = "ldn-book"
print_date = "2026-01-31"
print_cover = "_static/cover.svg"
print_style = "_static/print.typ"
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_favicon = "_static/cover.svg"
from pathlib import Path
evidence_font = str(Path(__file__).parent / "_static/face.ttf")
evidence_font_bold = str(Path(__file__).parent / "_static/face-bold.ttf")
print_font_paths = ["_static"]
web_downloads = [{"path": "pdf/ldn-book-a4.pdf", "label": "PDF"}]
"""
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7z"/></svg>\n'
INDEX = """# Book

```{toctree}
chapter
overview
other
conditions/sneezing
```
"""
OVERVIEW = """# Overview

```{certainty} sneezing
```
```{study-table} sneezing
:name: tab-studies
```
```{findings-table} sneezing
```
```{forest-plot} sneezing-score
```
```{parameter-table}
```
```{trials-table}
```
```{harms-table}
```
"""
CHAPTER = """# Chapter

A sentence {cite:p}`elm2002`.

![Three lines](lines.svg)

```{include} parts/safety.md
```

| a | b |
|---|---|
| c | d |
"""
FILES = {
    "conf.py": CONF,
    "_static/cover.svg": SVG,
    "_static/print.typ": "#let styles = (:)\n",
    "_static/book.css": "body { color: #000 }\n",
} | {f"docs/{name}": text for name, text in evidence.FILES.items() if name != "conf.py"}
FILES |= {
    "docs/index.md": INDEX,
    "docs/overview.md": OVERVIEW,
    "docs/chapter.md": CHAPTER,
    "docs/lines.svg": SVG,
    "docs/parts/safety.md": "Take care.\n",
}


@dataclass
class Project:
    """A copy of the small project with the book built in it."""

    folder: Path

    def path(self, name: str) -> Path:
        return self.folder / name

    def change(self, name: str, old: str, new: str) -> None:
        """Replace the first *old* in the file *name* by *new*."""
        text = self.path(name).read_text("utf-8")
        assert old in text, (name, old)
        self.path(name).write_text(text.replace(old, new, 1), "utf-8")

    def published(self) -> dict[str, bytes]:
        """Return every file that a reader may be reading, by its path."""
        folders = [self.path("build/html"), self.path("build/pdf")]
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for folder in folders
            for path in folder.rglob("*")
            if path.is_file()
        }

    def build(self, *arguments: str) -> tuple[int, list[str]]:
        """Build the book in this process; return the exit status and the lines about problems."""
        said = io.StringIO()
        build_book.ROOT, before = self.folder, build_book.ROOT
        try:
            with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
                status = build_book.main([*arguments, "--into", str(self.path("build"))])
        finally:
            build_book.ROOT = before
        return status, [line for line in said.getvalue().splitlines() if line.strip()]


def write_project(folder: Path) -> Project:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for name, face in (("face", "Regular"), ("face-bold", "SemiBold")):
        font = FONTS / f"AtkinsonHyperlegibleNext-{face}.ttf"
        shutil.copy(font, folder / f"_static/{name}.ttf")
    return Project(folder)


@pytest.fixture(scope="session")
def good(tmp_path_factory) -> Project:
    """The project without a fault, built; and beside it a copy that nobody changes."""
    project = write_project(tmp_path_factory.mktemp("faults") / "project")
    status, said = project.build()
    assert (status, said) == (0, []), "\n".join(said)
    shutil.copytree(project.folder, project.folder.with_name("untouched"), symlinks=True)
    return project


@pytest.fixture
def project(good) -> Project:
    """The built project, free to be broken. It stays in one place: Sphinx would notice a move."""
    shutil.rmtree(good.folder)
    shutil.copytree(good.folder.with_name("untouched"), good.folder)
    return good
