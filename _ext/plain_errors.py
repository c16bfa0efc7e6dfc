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
        r"image file not readable: (.*)(?= \[)",
        r"image '\1' is not there, allowed: a picture in docs/",
    ),
    (
        r"WARNING: cannot copy image file '(.*)': \[Errno \d+\] ([^:]*).*",
        r"\1: WARNING: cannot be read: \2, allowed: a picture",
    ),
)
#: What print says once more of an image that is not there.
NOT_PRINTED = re.compile(r"image ('.*') is not there or of a kind that cannot be printed")


class PlainWarnings:
    """A stream that takes Sphinx's warnings, each in one write, and hands each on once."""

    def __init__(self, stream: TextIO, confdir: Path) -> None:
        self.stream, self.confdir = stream, confdir
        self.encoding = stream.encoding
        self.said: list[str] = []

    def write(self, text: str) -> None:
        """Hand *text* on in plain words, with paths from the project's folder."""
        text = text.replace(f"{self.confdir}{os.sep}", "")
        for said, plain in PLAIN:
            text = re.sub(said, plain, text)
        image = NOT_PRINTED.search(text)
        if text in self.said or (image and f"image {image[1]} is not there," in "".join(self.said)):
            return
        self.stream.write(text)
        self.said.append(text)

    def flush(self) -> None:
        self.stream.flush()

    def isatty(self) -> bool:
        return self.stream.isatty()


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
                warning=PlainWarnings(sys.stderr, confdir),
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
