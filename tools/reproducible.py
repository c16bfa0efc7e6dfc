"""Build the book twice in surroundings that differ, and name the first file that differs.

Usage: python tools/reproducible.py [--keep FOLDER]

What differs: the folder, the ages of the files, the clock (by the program faketime, where it is
installed), locale, time zone, Python's hash seed, home folder and umask. SOURCE_DATE_EPOCH is
unset. What is built are the files as they stand, those that git ignores left out.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
NO_PRODUCTS = ("doctrees", "work")  # folders of a build


class Place(NamedTuple):
    """Surroundings of a build; *age* in seconds since 1970, *clock* as faketime takes it."""

    folder: str
    age: int
    clock: str
    umask: int
    environment: dict[str, str]


PLACES = (
    Place("one", 1_000_000_000, "2027-02-28 23:59:30", 0o022,
          {"LC_ALL": "C", "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "1"}),
    Place("another folder/deep/er", 1_700_000_000, "2031-07-01 00:00:30", 0o077,
          {"LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "PYTHONHASHSEED": "4242"}),
)  # fmt: skip


def clone(target: Path, age: int) -> None:
    """Copy to *target* what git keeps or would keep, every file *age* old."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.decode().split("\0")):
        source, copy = ROOT / name, target / name
        if source.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
            os.utime(copy, (age, age))


def build(place: Place, root: Path) -> Path:
    """Build every format of the book in *place* below *root*; return the folder of the products."""
    target = root / place.folder
    clone(target, place.age)
    home = target.parent / f"home {place.umask}"
    home.mkdir()
    environment = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
    environment |= place.environment | {"HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    faketime = shutil.which("faketime")
    command = [*([faketime, place.clock] if faketime else []), sys.executable]
    subprocess.run(
        [*command, "_ext/build_book.py"], cwd=target, check=True, env=environment,
        umask=place.umask if os.name == "posix" else -1,
    )  # fmt: skip
    return target / "build"


def files(build: Path) -> list[str]:
    """Names of the products below the folder of a build."""
    return sorted(
        path.relative_to(build).as_posix()
        for path in build.rglob("*")
        if path.is_file() and path.relative_to(build).parts[0] not in NO_PRODUCTS
    )


def differences(one: Path, other: Path) -> Iterator[str]:
    """One line for each product that is not the same in both builds, in the order of names."""
    names = files(one), files(other)
    for name in sorted({*names[0], *names[1]}):
        if name not in names[0] or name not in names[1]:
            yield f"{name}: only in the {'first' if name in names[0] else 'second'} build"
            continue
        a, b = (one / name).read_bytes(), (other / name).read_bytes()
        if a != b:
            pairs = enumerate(zip(a, b, strict=False))
            at = next((i for i, (x, y) in pairs if x != y), min(len(a), len(b)))
            line = a.count(b"\n", 0, at) + 1
            around = slice(max(0, at - 30), at + 30)
            yield f"{name}: byte {at}, line {line}: {a[around]!r} against {b[around]!r}"


def main(arguments: list[str]) -> int:
    """Build in both places and compare; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave both builds there")
    options = parser.parse_args(arguments)
    root = (options.keep or Path(tempfile.mkdtemp())).resolve()
    try:
        one, other = (build(place, root) for place in PLACES)
        found = list(differences(one, other))
        number = len(files(one))
    except subprocess.CalledProcessError as error:
        print(f"the book was not built (exit status {error.returncode})", file=sys.stderr)
        return 1
    finally:
        if not options.keep:
            shutil.rmtree(root, ignore_errors=True)
    if found:
        print(f"The first of {len(found)} files that differ:\n  {found[0]}", file=sys.stderr)
        return 1
    clock = "" if shutil.which("faketime") else " (the clock was not moved: faketime is missing)"
    print(f"All {number} files are the same in both builds{clock}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
