"""Build the book: one reading pass for all formats; what was built before stays until all is well.

Usage: python _ext/build_book.py [FORMAT ...] [--into FOLDER]
"""

import argparse
import gc
import os
import shutil
import sys
import time
from pathlib import Path

from only_one import Busy, only_one
from plain_errors import run_sphinx
from unchanged import Unchanged

ROOT = Path(__file__).resolve().parent.parent
#: Formats in the order of building: the web book offers the others, so it comes last.
PRODUCTS = {"pdf": "ldn-book-a4.pdf", "epub": "ldn-book.epub", "html": "index.html"}


def asked_for(arguments: list[str]) -> tuple[list[str], Path]:
    """Formats to build and the folder for them; other words end the program with status 2."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "formats",
        nargs="*",
        metavar="FORMAT",
        help=f"one of {', '.join(PRODUCTS)}; all when none is named",
    )
    parser.add_argument("--into", type=Path, default=ROOT / "build", metavar="FOLDER")
    options = parser.parse_args(arguments)
    if unknown := set(options.formats) - set(PRODUCTS):
        parser.error(f"unknown format {', '.join(sorted(unknown))}; known: {', '.join(PRODUCTS)}")
    formats = [name for name in PRODUCTS if not options.formats or name in options.formats]
    return formats, options.into


def main(arguments: list[str]) -> int:
    """Build the named formats, or all; return the exit status."""
    formats, folder = asked_for(arguments)
    started = time.perf_counter()
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "0")
    # More digits would be beyond the year 9999.
    if not (epoch.isascii() and epoch.isdigit() and len(epoch) < 12):
        # Sphinx itself would stop here with a traceback.
        print(
            f"SOURCE_DATE_EPOCH: found {epoch!r}, allowed: whole seconds since 1970",
            file=sys.stderr,
        )
        return 2
    # Trees of nodes live until the end: looking for refuse so often took a quarter of the time.
    gc.set_threshold(500_000, 20, 50)
    try:
        into = folder.resolve()
        check_writable(into)
        with only_one(into, PRODUCTS):
            unchanged = Unchanged(ROOT, into, formats, PRODUCTS)
            if unchanged:
                print("Nothing has changed since the book was built:")
                return show(formats, into)
            if status := build(formats, into):
                return status
            unchanged.keep()
            print(f"\nThe book is built, in {time.perf_counter() - started:.1f} s:")
            return show(formats, into)
    except Busy:
        print(f"{shown(into)}: another build is at work here: wait for its end", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted; what was built before is untouched.", file=sys.stderr)
        return 130
    except OSError as error:
        print(f"{error.filename}: cannot be written: {error.strerror}", file=sys.stderr)
        return 1


def build(formats: list[str], into: Path) -> int:
    """Build each format in a workshop beside the published folders, then publish all of them."""
    workshop = into / "work"
    doctrees = into / "doctrees"
    for name in formats:
        print(f"building {name}", flush=True)
        status = run_sphinx(name, ROOT, ROOT / "docs", workshop / name, doctrees)
        if status:
            # Warnings of the reading pass come only once: read again, so that they return.
            (doctrees / "environment.pickle").unlink(missing_ok=True)
            print("The book was not built; what was built before is untouched.", file=sys.stderr)
            return status
    for name in formats:
        # Of the e-book only the book itself: what was packed into it is of no use to anybody.
        publish(workshop / name, into / name, PRODUCTS[name] if name == "epub" else None)
    return 0


def show(formats: list[str], into: Path) -> int:
    """Say where each format is; return the exit status of success."""
    for name in formats:
        print(f"  {name:<5}{shown(into / name / PRODUCTS[name])}")
    return 0


def check_writable(folder: Path) -> None:
    """Raise OSError, naming the folder, when nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise OSError(error.errno, error.strerror, shown(folder)) from None


def publish(source: Path, target: Path, only: str | None = None) -> None:
    """Put a copy of *source*, or *only* one file of it, in the place of *target*.

    At no time is there half of a book.
    """
    fresh, old = target.with_suffix(".new"), target.with_suffix(".old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    if only:
        fresh.mkdir()
        shutil.copy2(source / only, fresh)
    else:
        shutil.copytree(source, fresh, ignore=shutil.ignore_patterns(".buildinfo*", "*.part"))
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def shown(path: Path) -> str:
    """Return a path as a person in the project's folder would type it."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


if __name__ == "__main__":
    status = main(sys.argv[1:])
    # The system takes back the memory as a whole: looking through it for refuse first took 0.6 s.
    gc.freeze()
    sys.exit(status)
