"""What all tests share: building a source tree as the command line does."""

import contextlib
import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from sphinx.cmd.build import build_main

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser):
    parser.addoption("--golden", action="store_true", help="rewrite the golden files")


@dataclass
class Outcome:
    """What a build left behind: exit status, folder, and what it said of problems."""

    status: int
    folder: Path
    problems: str


def sphinx_build(source: Path, folder: Path, builder: str, *options: str) -> Outcome:
    """Build *source* with `sphinx-build -n -W --keep-going` into *folder*/*builder*."""
    said = io.StringIO()
    arguments = [
        "-b",
        builder,
        "-d",
        str(folder / "doctrees"),
        "-n",
        "-W",
        "--keep-going",
        "-q",
        "--no-color",
        *options,
        str(source),
        str(folder / builder),
    ]
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        status = build_main(arguments)
    return Outcome(status, folder / builder, said.getvalue())


@pytest.fixture
def write_tree(tmp_path):
    """Write files (name to text) below a fresh source folder and return it."""

    def write(files: dict[str, str]) -> Path:
        source = tmp_path / "source"
        for name, text in files.items():
            path = source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return source

    return write
