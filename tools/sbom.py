"""Write the list of packages that build the book (SBOM, CycloneDX), from the lock file alone.

Usage: python tools/sbom.py [FILE], by default build/sbom.json

The lock file is the same for every Python and system, so the list is, too: it has no clock time
and no random number, and nothing is asked of a network.
"""

import re
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import (
    ExternalReference,
    ExternalReferenceType,
    HashAlgorithm,
    HashType,
    Property,
    XsUri,
)
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
#: A package in the lock file: its name, version and marker, its hashes, and what asks for it.
LOCKED = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?: ; (?P<marker>[^\\\n]*\S))? \\\n"
    r"(?P<hashes>(?:    --hash=.*\n)+)"
    r"    # via (?P<askers>.*)\n",
    re.M,
)


class NotLocked(Exception):
    """A package that pyproject.toml asks for has no place in the lock file."""


class Package(NamedTuple):
    """A locked package: *marker* as in PEP 508 or "", *hashes* of all its files (SHA-256)."""

    name: str
    version: str
    marker: str
    hashes: list[str]
    askers: list[str]


def locked(text: str) -> dict[str, Package]:
    """The packages of a lock file by their names."""
    return {
        found["name"]: Package(
            found["name"],
            found["version"],
            found["marker"] or "",
            re.findall(r"sha256:([0-9a-f]{64})", found["hashes"]),
            re.split(r", ", found["askers"]),
        )
        for found in LOCKED.finditer(text)
    }


def reached(packages: dict[str, Package], first: set[str]) -> set[str]:
    """Names of *first* and of all packages that these ask for, directly or not."""
    names, rest = set(), set(first)
    while rest:
        names |= rest
        rest = {p.name for p in packages.values() if rest.intersection(p.askers)} - names
    return names


def component(package: Package) -> Component:
    """What CycloneDX says of a package."""
    url = PackageURL("pypi", None, package.name, package.version)
    hashes = [HashType(alg=HashAlgorithm.SHA_256, content=each) for each in package.hashes]
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(url.to_string()),
        comment="hashes of all files that may be installed",
        hashes=hashes,
    )
    marker = [Property(name="python:marker", value=package.marker)] if package.marker else []
    return Component(
        name=package.name,
        version=package.version,
        purl=url,
        bom_ref=url.to_string(),
        external_references=[files],
        properties=marker,
    )


def sbom(root: Path, date: str) -> str:
    """The list for the project in *root*, as JSON; *date* (ISO) is that of the edition.

    Raises :class:`NotLocked`.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    name, version = project["project"]["name"], project["project"]["version"]
    direct = {canonicalize_name(Requirement(r).name) for r in project["dependency-groups"]["book"]}
    packages = locked((root / "constraints.txt").read_text("utf-8"))
    if missing := sorted(direct - set(packages)):
        raise NotLocked(f"constraints.txt: no {missing[0]}, allowed: tox run -e lock adds it")
    components = {each: component(packages[each]) for each in reached(packages, direct)}
    book = Component(
        name=name, version=version, type=ComponentType.APPLICATION, bom_ref=f"{name}@{version}"
    )
    bom = Bom(
        serial_number=uuid5(NAMESPACE_URL, f"{name} {version} packages"),
        components=components.values(),
    )
    bom.metadata.component = book
    bom.metadata.timestamp = datetime.fromisoformat(date).replace(tzinfo=UTC)
    bom.register_dependency(book, [components[each] for each in direct])
    for each, asker in components.items():
        asked = [part for other, part in components.items() if each in packages[other].askers]
        bom.register_dependency(asker, asked)
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def release_date(root: Path) -> str:
    """The date of the edition (ISO), as conf.py has it; empty when it has none."""
    settings = (root / "conf.py").read_text("utf-8")
    return "".join(re.findall(r'^release_date = "(.*)"', settings, re.M))


def main(arguments: list[str]) -> int:
    """Write the list; return the exit status."""
    target = Path(*arguments) if arguments else ROOT / "build" / "sbom.json"
    try:
        text = sbom(ROOT, release_date(ROOT))
    except NotLocked as error:
        print(error, file=sys.stderr)
        return 1
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8", newline="\n")
    print(f"{target.name}: the packages that build the book")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
