"""Digests by which a later build sees whether anything has changed that something was made from."""

import functools
import hashlib
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from sphinx.environment import BuildEnvironment

#: What reads and draws; that another version does it otherwise cannot be excluded.
PACKAGES = (
    "latexcodec",
    "matplotlib",
    "pybtex",
    "pydantic",
    "PyYAML",
    "scipy",
    "sphinxcontrib-bibtex",
)


class Inputs(NamedTuple):
    """Digests of what bibliography and evidence are read from, kept in the environment."""

    times: list[float]  # of the BibTeX files: sphinxcontrib-bibtex reads a newer one again
    bibliography: str
    everything: str


def digest(value: Any) -> str:
    """A short name for what *value* holds, by which a later build sees whether that changed."""
    return hashlib.sha256(repr(value).encode()).hexdigest()


def catalogues(env: BuildEnvironment) -> bytes:
    """The language of the book, and what the catalogues hold that say our words in it."""
    language = env.config.language
    folders = [Path(env.srcdir, folder) for folder in env.config.locale_dirs]
    paths = [folder / language / "LC_MESSAGES" / "sphinx.po" for folder in folders]
    return b"\0".join([language.encode(), *(p.read_bytes() for p in paths if p.is_file())])


@functools.cache
def makers() -> str:
    """Digest of the code and the packages that make what is kept: others make all anew."""
    code = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    return digest([code, [metadata.version(package) for package in PACKAGES]])
