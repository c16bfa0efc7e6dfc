"""Tell whether building again would change anything: what goes into the book, and what came out."""

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

#: All that the build reads of a project.
SOURCES = ("docs", "_ext", "_static", "locale", "conf.py", "pyproject.toml")
#: How the names of the environment variables begin that decide what is built.
SETTINGS = ("SOURCE_DATE_EPOCH", "LDN_BOOK_", "GITHUB_REPOSITORY", "READTHEDOCS_")


class Unchanged:
    """What the last successful build of some formats found and left.

    :param root: folder of the project
    :param into: folder that holds a folder for each format
    :param formats: the formats to build
    :param every: all formats there are: the web book offers the others
    """

    def __init__(self, root: Path, into: Path, formats: list[str], every: Iterable[str]) -> None:
        self.into, self.every = into, list(every)
        self.records = [into / "doctrees" / f"{name}.built" for name in formats]
        self.sources = digest(inputs(root))

    def __bool__(self) -> bool:
        """Tell whether all is as the last build left it."""
        try:
            found = {record.read_text("utf-8") for record in self.records}
        except OSError:
            return False
        # The sources come first: when they differ, what was built need not be read.
        return all(state.startswith(self.sources) for state in found) and found == {self.state()}

    def keep(self) -> None:
        """Remember that the sources, as they were before the build, have been built."""
        state = self.state()
        for record in self.records:
            record.write_text(state, "utf-8")

    def state(self) -> str:
        return f"{self.sources} {digest(outputs(self.into, self.every))}"


def digest(parts: Iterable[bytes]) -> str:
    """Return a digest of *parts*, which cannot be mistaken for that of others."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8) + part)
    return whole.hexdigest()


def inputs(root: Path) -> Iterator[bytes]:
    """Yield the sources, the settings and the packages that decide what is built."""
    for name in SOURCES:
        for path in files(root / name):
            yield path.relative_to(root).as_posix().encode()
            try:
                yield path.read_bytes()
            except OSError as error:  # the build will say so
                yield str(error).encode()
    yield sys.version.encode()
    yield from packages()
    for name in sorted(os.environ):
        if name.startswith(SETTINGS):
            yield f"{name}={os.environ[name]}".encode(errors="surrogateescape")


def packages() -> list[bytes]:
    """Return the names and versions of all installed packages, by which their folders are called.

    To ask each package for them takes a tenth of a second.
    """
    return sorted(info.name.encode() for place in sys.path for info in Path(place).glob("*.*-info"))


def outputs(into: Path, formats: Iterable[str]) -> Iterator[bytes]:
    """Yield name and content of every file that was built."""
    for name in formats:
        for path in files(into / name):
            yield path.relative_to(into).as_posix().encode()
            yield path.read_bytes()


def files(place: Path) -> list[Path]:
    """Return *place* itself or the files below it, without what Python compiles for itself."""
    if place.is_file():
        return [place]
    return sorted(p for p in place.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
