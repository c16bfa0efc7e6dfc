"""Run Sphinx so that what goes wrong around the sources is one line too, and never a traceback.

Sphinx answers with a traceback where it cannot read or write a file and where conf.py throws. Of
some mistakes it warns several times, or at a place where the author has nothing to mend.
"""

import os
import re
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from sphinx.application import Sphinx
from sphinx.errors import ConfigError, SphinxError
from sphinx.util.console import color_terminal, nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

#: Folders with files that Sphinx and the extensions read as text.
SOURCES = ("docs", "_static")
#: Warnings of Sphinx, and what an author makes of them.
PLAIN = (
    (
        r".*: toctree contains reference to document '(.*)' that doesn't have a title: .*(?= \[)",
        r"docs/\1.md:1: WARNING: no heading, allowed: a first line such as # Title",
    ),
    (
        r"image file not readable: (.*%[0-9A-F]{2}.*)(?= \[)",
        r"image '\1' is not there, allowed: a picture in docs/ named by letters, digits, hyphens",
    ),
    (
        r"image file not readable: (.*)(?= \[)",
        r"image '\1' is not there, allowed: a picture in docs/",
    ),
    (
        r"WARNING: cannot copy image file '(.*)': \[Errno \d+\] ([^:]*).*",
        r"\1: WARNING: cannot be read: \2, allowed: a picture",
    ),
    (
        r"Unknown directive type: '(.*)'(?= \[)",
        r"found {\1}, allowed: a directive of Sphinx or MyST such as {note}, or of CONTRIBUTING.md",
    ),
    (
        r'Unknown interpreted text role "(.*)"\.',
        r"found {\1}, allowed: a role such as {term}, {ref}, {doc}, {numref}, {cite:p}",
    ),
    (r"undefined label: '(.*)'", r"found '\1', allowed: a label, (\1)= before a heading or :name:"),
    (r"unknown document: '(.*)'", r"found '\1', allowed: a document in docs/, without .md"),
    (r"term not in glossary: '(.*)'", r"found '\1', allowed: a term of the glossary"),
    (
        r"'myst' cross-reference target not found: '(.*)'",
        r"link to '\1', allowed: a file in docs/, a heading as #its-name, or https://...",
    ),
    (
        r"Non-consecutive header level increase; (.*)(?= \[)",
        r"headings jump from \1, allowed: one # more than the heading above",
    ),
    (r'Unknown target name: "(.*)"\.', r'found "\1", allowed: a note, [^\1]: words, or a link'),
    (r"Malformed YAML", r"front matter is not YAML, allowed: name: value, between lines of ---"),
    (
        r"(?<=:1: WARNING: )Document or section may not begin with a transition\.",
        r"front matter is not closed, allowed: name: value, between two lines of ---",
    ),
    (
        r"(?:Document or section may not begin with|Document may not end with) a transition\."
        r"|At least one body element must separate transitions; .*(?= \[)"
        r"|Transition must be child of .*(?= \[)",
        r"found a line of ---, allowed: between two paragraphs, outside of lists and boxes",
    ),
    (
        r"Footnote \[.*\] is not referenced\.",
        r"found a note that no text leads to, allowed: [^its-name] in a text",
    ),
    (
        r": (WARNING: document isn't included in any toctree)",
        r":1: \1, allowed: a line with its name in one, as in docs/index.md",
    ),
    (
        r"(toctree contains reference to nonexisting document '.*')(?= \[)",
        r"\1, allowed: a document in docs/, without .md",
    ),
    (r"(has no alternative text)", r"\1, allowed: ![words](file), or :alt: words"),
    (
        r"Failed to create a cross reference\. Any number is not assigned: (.*)",
        r"found '\1', which has no number, allowed: the name of a figure or table with a caption",
    ),
)
#: What print says once more of an image that is not there, and of a link that leads nowhere.
NOT_PRINTED = re.compile(r"image ('.*') is not there or of a kind that cannot be printed")
NO_PLACE = re.compile(r"(\S+:\d+): \w+: (?:reference to .* the book does not|URL must not be)")
#: What has been said of such a link.
NO_LINK = ("WARNING: link to ", "WARNING: local id not found")
#: What docutils says of a note without words, before it says which.
ECHOES = ("Too many autonumbered footnote references",)
#: Where print complains: a document as Sphinx names it, and its line.
PRINTED = re.compile(r"^(?:(ERROR|WARNING): )?([^\s:]+\.\w+):(\d+): (?:(ERROR|WARNING): )?")


class PlainWarnings:
    """A stream that takes Sphinx's warnings, each in one write, and hands each on once."""

    def __init__(self, stream: TextIO, confdir: Path, source: Path) -> None:
        self.stream, self.confdir, self.source = stream, confdir, source
        self.encoding = stream.encoding
        self.said: list[str] = []

    def write(self, text: str) -> None:
        """Hand *text* on as one line in plain words, with paths from the project's folder."""
        text = one_line(text.replace(f"{self.confdir}{os.sep}", ""))
        text = PRINTED.sub(self.from_project, text, count=1)
        for said, plain in PLAIN:
            text = re.sub(said, plain, text)
        if text not in self.said and not self.is_echo(text):
            self.stream.write(text)
            self.said.append(text)

    def from_project(self, place: re.Match[str]) -> str:
        """Return the place of a complaint, with the folder of the sources if it lies in it."""
        first, name, line, last = place.groups()
        file = next((f for f in (self.confdir / name, self.source / name) if f.exists()), None)
        if file is None or not (kind := last or first):
            return place[0]
        return f"{shown(file, self.confdir)}:{line}: {kind}: "

    def is_echo(self, text: str) -> bool:
        """Return whether *text* is one more complaint of what has been told, or will be."""
        image, link = NOT_PRINTED.search(text), NO_PLACE.match(text)
        told = [f"image {image[1]} is not there,"] if image else []
        told += [f"{link[1]}: {words}" for words in NO_LINK] if link else []
        return any(words in text for words in ECHOES) or any(
            words in before for words in told for before in self.said
        )

    def flush(self) -> None:
        self.stream.flush()

    def isatty(self) -> bool:
        return self.stream.isatty()


def one_line(text: str) -> str:
    """Return the first line of *text* and the kind of warning at its end: [docutils]."""
    first, end, rest = text.partition("\n")
    kind = re.search(r" \[[\w.]+\]\s*$", rest)
    return f"{first}{kind[0].rstrip() if kind else ''}{end}"


def run_sphinx(builder: str, confdir: Path, source: Path, folder: Path, doctrees: Path) -> int:
    """Build *source* into *folder* as ``sphinx-build -n -W --keep-going -q``; return the status.

    Whatever Sphinx raises is one line on standard error, and status 2.
    """
    if not color_terminal():
        nocolor()
    try:
        with patch_docutils(confdir), docutils_namespace():
            app = Sphinx(
                source, confdir, folder, doctrees, builder,
                confoverrides={"nitpicky": True}, status=None,
                warning=PlainWarnings(sys.stderr, confdir, source),
                warningiserror=True,
            )  # fmt: skip
            app.build()
            return app.statuscode
    except Exception as error:
        print(explain(error, confdir), file=sys.stderr)
        return 2


def explain(error: BaseException, confdir: Path) -> str:
    """Return in one line where *error* comes from and what is wrong."""
    causes = list(chain(error))
    for cause in causes:
        if isinstance(cause, UnicodeDecodeError) and (file := holder(cause.object, confdir)):
            line = cause.object.count(b"\n", 0, cause.start) + 1
            found = f"found byte {cause.object[cause.start]:#04x}, allowed: UTF-8 text"
            return f"{shown(file, confdir)}:{line}: {found}"
        if isinstance(cause, OSError) and cause.strerror:
            nameless = "a file of the book cannot be read or written"
            name = shown(cause.filename, confdir) if cause.filename else nameless
            return f"{name}: {cause.strerror}"
        if isinstance(cause, SyntaxError):
            line = f":{cause.lineno}" if cause.lineno else ""
            return f"{shown(cause.filename or 'conf.py', confdir)}{line}: {cause.msg}"
    # Of these two kinds Sphinx's message says less than their cause.
    hollow = isinstance(error, ConfigError) or str(error).startswith("Handler ")
    if isinstance(error, SphinxError) and not (hollow and causes[1:]):
        return " ".join(str(error).split())
    what = f"{type(causes[-1]).__name__}: {' '.join(str(causes[-1]).split())}"
    return f"{place(causes[-1], confdir)}: {what}"


def holder(content: bytes, confdir: Path) -> Path | None:
    """Return the file of the project that *content* was read from."""
    paths = [path for folder in SOURCES for path in sorted((confdir / folder).rglob("*"))]
    return next((path for path in paths if path.is_file() and content in path.read_bytes()), None)


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield *error*, what it came from, and so on."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def place(error: BaseException, confdir: Path) -> str:
    """Return ``file:line`` of the last of the project's own lines that was running."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(confdir)] or frames
    return f"{shown(own[-1].filename, confdir)}:{own[-1].lineno}"


def shown(name: str | Path, confdir: Path) -> str:
    """Return a path as the author knows it: from the project's folder."""
    path = Path(str(name))
    return (path.relative_to(confdir) if path.is_relative_to(confdir) else path).as_posix()
