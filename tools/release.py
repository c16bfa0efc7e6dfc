"""Collect an edition for publishing: PDFs, e-book, web book, data set, packages, checksums, notes.

Usage: python tools/release.py [--tag vVERSION] [--into FOLDER], after the book has been built
(``tox run -e release`` does both).
"""

import argparse
import hashlib
import json
import re
import shutil
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import sbom
import yaml

ROOT = Path(__file__).resolve().parent.parent
#: Pattern below the folder of the build -> what the manifest calls such files.
PRODUCTS = {
    "pdf/*.pdf": "print edition",
    "epub/*.epub": "e-book",
    "html/downloads/*.json": "data set",
    "html/downloads/*-csv.zip": "data set",
    "html/downloads/*-offline.zip": "web edition for reading offline",
}
EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest date that a zip file can hold


class Wrong(Exception):
    """What an editor must mend before there can be a release."""


def version() -> str:
    """The version, from the one place where it stands."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def notes(release: str) -> tuple[str, str]:
    """Date (ISO) and text of the changelog's section about *release*."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    head = re.search(rf"^## {re.escape(release)}, (\d{{4}}-\d\d-\d\d)\n", text, re.M)
    if head is None:
        raise Wrong(f"CHANGELOG.md: no section, allowed: ## {release}, YEAR-MONTH-DAY")
    return head[1], re.split(r"^## ", text[head.end() :], maxsplit=1, flags=re.M)[0].strip() + "\n"


def check(release: str, date: str, tag: str | None) -> None:
    """Raise :class:`Wrong` where another place says another version or date."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    for place, found, allowed in (
        ("the tag", tag or f"v{release}", f"v{release}"),
        ("CITATION.cff: version", cited["version"], release),
        ("CITATION.cff: edition", cited["preferred-citation"]["edition"], release),
        ("CITATION.cff: date-released", str(cited["date-released"]), date),
        ("conf.py: release_date", sbom.release_date(ROOT), date),
    ):
        if found != allowed:
            raise Wrong(f"{place}: found {found}, allowed: {allowed}")


def pack(folder: Path, target: Path) -> None:
    """Zip *folder* in the order of names, with the oldest date: same files, same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = f"{target.stem}/{path.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, path.read_bytes())


def collect(build: Path, into: Path, release: str) -> dict[str, str]:
    """Fill *into* with the products found below *build*; return what each file is."""
    if not (build / "html" / "index.html").is_file():
        raise Wrong(f"{build}: no built book, allowed: run tox run -e book first")
    found = {pattern: sorted(build.glob(pattern)) for pattern in PRODUCTS}
    if missing := [pattern for pattern, paths in found.items() if not paths]:
        raise Wrong(f"{build}: no {missing[0]}, allowed: run tox run -e book first")
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    kinds = {}
    for pattern, kind in PRODUCTS.items():
        for path in found[pattern]:
            named = release in path.stem
            name = path.name if named else f"{path.stem}-{release}{path.suffix}"
            shutil.copyfile(path, into / name)
            kinds[name] = kind
    web = f"ldn-book-web-{release}.zip"
    pack(build / "html", into / web)
    return kinds | {web: "web edition"}


def manifest(into: Path, kinds: dict[str, str], release: str, date: str) -> dict[str, Any]:
    """What the release holds, for machines: kind, size in bytes and SHA-256 of each file."""
    files = [
        {
            "name": name,
            "kind": kinds[name],
            "bytes": (into / name).stat().st_size,
            "sha256": hashlib.sha256((into / name).read_bytes()).hexdigest(),
        }
        for name in sorted(kinds)
    ]
    return {"name": "ldn-book", "version": release, "date": date, "files": files}


def main(arguments: list[str]) -> int:
    """Make the release; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tag", help="the git tag that the release is for")
    parser.add_argument("--build", type=Path, default=ROOT / "build", metavar="FOLDER")
    parser.add_argument("--into", type=Path, default=ROOT / "build" / "release", metavar="FOLDER")
    options = parser.parse_args(arguments)
    release = version()
    try:
        date, text = notes(release)
        check(release, date, options.tag)
        packages = sbom.sbom(ROOT, date)
        kinds = collect(options.build, options.into, release)
    except (Wrong, sbom.NotLocked) as error:
        print(error, file=sys.stderr)
        return 1
    name = f"ldn-book-{release}.cdx.json"
    (options.into / name).write_text(packages, "utf-8", newline="\n")
    kinds[name] = "packages that built it (SBOM)"
    listed = manifest(options.into, kinds, release, date)
    (options.into / "NOTES.md").write_text(text, "utf-8", newline="\n")
    (options.into / "manifest.json").write_text(
        json.dumps(listed, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n"
    )
    sums = "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(options.into.iterdir())
    )
    (options.into / "SHA256SUMS").write_text(sums, "ascii", newline="\n")
    print(f"Edition {release} of {date}, in {options.into.name}/:")
    for file in listed["files"]:
        print(f"  {file['bytes'] / 1024:8.0f} KiB  {file['kind']:<31} {file['name']}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
