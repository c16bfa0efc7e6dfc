"""Every number can be traced: it stands in a record of a source that its paragraph cites."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
import yaml
from pybtex.database import parse_file

from tests.book.prose import numbers, paragraphs
from tests.conftest import ROOT

EVIDENCE = ROOT / "docs" / "evidence"
#: Pages whose numbers are not ours: bibliography, data dictionary.
LEFT_OUT = ("back-matter/bibliography.html", "back-matter/data.html")


def sourced(node: object) -> Iterator[tuple[str, object]]:
    """Yield source and record for every record below *node* that names sources."""
    if isinstance(node, dict):
        keys = [node.get(name) for name in ("key", "source", "results")]
        for key in [*keys, *(node.get("sources") or [])]:
            if isinstance(key, str):
                yield key, node
        for value in node.values():
            yield from sourced(value)
    elif isinstance(node, list):
        for item in node:
            yield from sourced(item)


@pytest.fixture(scope="module")
def recorded() -> dict[str, set[str]]:
    """The numbers in the records of each source; claims and ratings are prose, not records."""
    found: dict[str, set[str]] = defaultdict(set)
    files = {path.stem: path for path in EVIDENCE.rglob("*.yaml")}
    for name in ("claims", "conditions"):
        del files[name]
    for path in files.values():
        for key, record in sourced(yaml.safe_load(path.read_text("utf-8"))):
            found[key] |= numbers(yaml.safe_dump(record, allow_unicode=True, width=1_000_000))
    for key, entry in parse_file(ROOT / "docs" / "references.bib").entries.items():
        found[key] |= numbers(" ".join(entry.fields.values()))
    return found


@pytest.fixture(scope="module")
def derived() -> dict[tuple[str, str], str]:
    """Numbers that no record holds, by page and number, each with the reason why it may stand."""
    listed = yaml.safe_load((ROOT / "tests" / "book" / "derived.yaml").read_text("utf-8"))
    return {
        (page, str(number)): entry["why"]
        for page, entries in listed.items()
        for entry in entries
        for number in entry["numbers"]
    }


def test_every_number_stands_in_a_cited_record_or_is_listed_as_derived(
    chapters, recorded, derived, record_property
):
    missing, count, used = [], 0, set()
    for name, page in chapters.items():
        if name in LEFT_OUT:
            continue
        for paragraph in paragraphs(name, page.article):
            if not paragraph.cites:
                continue
            printed = numbers(paragraph.text)
            count += len(printed)
            for number in printed - set().union(*(recorded[key] for key in paragraph.cites)):
                if (name, number) in derived:
                    used.add((name, number))
                else:
                    cited = ", ".join(sorted(paragraph.cites))
                    missing.append(f"{name}: {number}, cited: {cited}: {paragraph.text[:90]}")
    record_property("numbers", count)
    allowed = "numbers of a cited source in readings.yaml, reasons in tests/book/derived.yaml"
    found = "\n".join(missing)
    assert not missing, f"{len(missing)} of {count} numbers, allowed: {allowed}\n{found}"
    assert set(derived) - used == set(), "listed as derived, but not needed"
