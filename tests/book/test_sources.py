"""The sources: every key cited and every entry used, safety where it must stand, words we avoid."""

import re
from collections.abc import Iterator

import pytest
import yaml
from pybtex.database import parse_file

from tests.conftest import ROOT

DOCS = ROOT / "docs"
#: How a reading tells the numbers of people in a study.
PEOPLE = {"randomised": "enrolled|randomised|people", "analysed": "analysed|completed|people"}
CITED = re.compile(r"\{cite:\w+\}`([^`]+)`")


def texts() -> dict[str, str]:
    """Return every file an author writes prose in, by its path."""
    return {
        path.relative_to(DOCS).as_posix(): path.read_text("utf-8")
        for pattern in ("**/*.md", "evidence/**/*.yaml")
        for path in sorted(DOCS.glob(pattern))
    }


def record_keys(node: object) -> Iterator[str]:
    """Yield the bibliography keys that the fields of evidence records name."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name in ("key", "source", "results") and isinstance(value, str):
                yield value
            elif name == "sources":
                yield from value
            else:
                yield from record_keys(value)
    elif isinstance(node, list):
        for item in node:
            yield from record_keys(item)


def cited_keys() -> set[str]:
    keys = set()
    for name, text in texts().items():
        keys |= {key.strip() for match in CITED.findall(text) for key in match.split(",")}
        # A reading tells what stands in a source; it does not cite it.
        if name.endswith(".yaml") and name != "evidence/readings.yaml":
            keys |= set(record_keys(yaml.safe_load(text)))
    return keys


def test_every_cited_key_is_an_entry_and_every_entry_is_cited():
    entries = set(parse_file(DOCS / "references.bib").entries)
    assert len(entries) >= 25
    assert cited_keys() - entries == set()
    assert entries - cited_keys() == set()


def test_numbers_of_people_in_a_study_are_those_of_its_readings():
    """Where a reading of the study, or of a source its record cites, says them of people at all."""
    records = {path: yaml.safe_load(text) for path, text in texts().items() if "evidence/" in path}
    notes = {
        reading["key"]: " ".join([reading["about"] or "", *reading["read"]]).replace(",", "")
        for reading in records["evidence/readings.yaml"]
    }
    wrong = []
    for study in (s for path, found in records.items() if "/studies/" in path for s in found):
        keys = {study["key"]} | {
            key for match in CITED.findall(str(study)) for key in match.split(",")
        }
        for field, words in PEOPLE.items():
            said = {int(n) for key in keys for n in re.findall(rf"(\d+) (?:{words})", notes[key])}
            if said and study[field] not in (None, *said):
                wrong.append((study["key"], field, study[field], said))
    assert wrong == []


@pytest.mark.parametrize(
    "name",
    [
        "index.md",
        *(n for n in texts() if n.startswith(("background/", "mechanism/", "conditions/"))),
    ],
)
def test_chapters_carry_the_safety_box(name):
    assert "```{include} /parts/safety.md" in texts()[name]


def test_safety_box_says_all_three_rules():
    box = " ".join(texts()["parts/safety.md"].split())
    for words in ("not medical advice", "with opioids", "wash-out", "Never swap a proven"):
        assert words in box


def test_first_page_says_that_no_clinician_has_reviewed_the_book():
    assert "No clinician has reviewed this book yet" in texts()["index.md"]


@pytest.mark.parametrize("phrase", [
    "miracle", "suffers from", "sufferers", "no side effects", "wonder drug", "game-changer",
])  # fmt: skip
def test_phrases_we_never_write(phrase):
    assert [name for name, text in texts().items() if phrase in text.lower()] == []


def test_numbers_and_units_are_held_together():
    loose = [
        (name, match.group())
        for name, text in texts().items()
        for match in re.finditer(r"\d[ \n]+(mg|kPa|ng/mL|nM)\b", text)
    ]
    assert loose == []


def test_fibromyalgia_has_every_section_of_a_condition_chapter():
    headings = re.findall(r"^## (.+)$", texts()["conditions/fibromyalgia.md"], re.MULTILINE)
    assert headings == [
        "In plain words", "What has been tested", "What was found", "How certain is this",
        "What is not known", "Questions for your clinician", "What the 2009 article said",
    ]  # fmt: skip
