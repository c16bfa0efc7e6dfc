"""Every number can be traced: it was read in a source that its sentence, row or caption cites."""

import re

import pytest
import yaml
from pybtex.database import parse_file

from tests.book.prose import Paragraph, cites, numbers, paragraphs
from tests.conftest import ROOT

READINGS = ROOT / "docs" / "evidence" / "readings.yaml"
#: Pages whose numbers are not ours: bibliography, data dictionary.
LEFT_OUT = ("back-matter/bibliography.html", "back-matter/data.html")
#: Pages on which what cites nothing itself is held against all that the page cites.
FACTUAL = ("background/", "mechanism/", "conditions/", "further-reading/")
#: What an entry of the bibliography says of a work beside its place: no DOI, volume or page.
FIELDS = ("title", "year", "note", "journal", "booktitle", "howpublished")
#: The days of checking, which no source holds, and the claims of the article, told as it has them.
OWN = re.compile(r"Evidence last checked|We checked the evidence|\d+\. ")
#: How many studies stand behind a row of a summary of findings: counted by us, not read.
STUDIES = re.compile(r"\b\d+ (?:[\w-]+ )?(?:trials?|study|studies|series|reports?|review|survey)\b")
#: What intervals.py works out from the counts of the same row.
WORKED_OUT = "our calculation"


def as_printed(notes: str) -> str:
    """*notes* with days and small numbers in the form of the book: 2022-11-03, p = .066."""
    days = re.sub(r"\b(\d{4})-(\d\d)-0?(\d+)\b", r"\3 \2 \1", notes)
    return re.sub(r"(?<![\w.])\.(?=\d)", "0.", days)


@pytest.fixture(scope="module")
def recorded() -> dict[str, set[str]]:
    """The numbers read in each source. No other record counts: those are what the book prints."""
    found = {}
    for reading in yaml.safe_load(READINGS.read_text("utf-8")):
        notes = yaml.safe_dump(reading, allow_unicode=True, width=1_000_000)
        found[reading["key"]] = numbers(as_printed(notes))
    for key, entry in parse_file(ROOT / "docs" / "references.bib").entries.items():
        found[key] |= numbers(" ".join(entry.fields.get(field, "") for field in FIELDS))
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


def sources(paragraph: Paragraph, page: list[str]) -> set[str]:
    """The keys of the works that the numbers of *paragraph* must stand in; none: need not."""
    own = [] if paragraph.table else paragraph.cites
    if found := own or paragraph.around:
        return set(found)
    told = OWN.match(paragraph.text) or "claims-summary" in paragraph.table
    return set(page) if paragraph.page.startswith(FACTUAL) and not told else set()


def to_trace(paragraph: Paragraph) -> set[str]:
    """The numbers of *paragraph* that a source must hold."""
    if "harms-table" in paragraph.table and paragraph.text.endswith(WORKED_OUT):
        return set()
    counted = STUDIES if "findings-table" in paragraph.table else re.compile(r"(?!)")
    return numbers(counted.sub("", paragraph.text))


def test_every_number_was_read_in_a_cited_source_or_is_listed_as_derived(
    chapters, recorded, derived, record_property
):
    missing, count, used = [], 0, set()
    for name, page in chapters.items():
        if name in LEFT_OUT:
            continue
        cited = cites(page.article)
        for paragraph in paragraphs(name, page.article):
            if not (keys := sources(paragraph, cited)):
                continue
            printed = to_trace(paragraph)
            count += len(printed)
            for number in printed - set().union(*(recorded[key] for key in keys)):
                if (name, number) in derived:
                    used.add((name, number))
                else:
                    named = ", ".join(sorted(keys)) if len(keys) < 9 else "any source of the page"
                    missing.append(f"{name}: {number}, cited: {named}: {paragraph.text[:90]}")
    record_property("numbers", count)
    allowed = "numbers of a cited source in readings.yaml, reasons in tests/book/derived.yaml"
    found = "\n".join(missing)
    assert not missing, f"{len(missing)} of {count} numbers, allowed: {allowed}\n{found}"
    assert set(derived) - used == set(), "listed as derived, but not needed"
