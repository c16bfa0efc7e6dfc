"""The data set for download: complete, explained, the same in both formats."""

import csv
import io
import json
import zipfile
from datetime import datetime

import pytest
from evidence import meanings, model
from evidence.datafiles import dictionary
from evidence.dataset import Exporter, records_in
from evidence.load import FILES as KINDS
from evidence.load import Evidence
from pydantic import BaseModel

from tests.evidence.conftest import FILES, write_book

SETTINGS = """
release = "1.2"
evidence_title = "Sneezing: a book"
evidence_date = "2026-01-31"
evidence_licence = "CC BY 4.0"
evidence_licence_url = "https://example.org/by"
evidence_dataset = "sneezes"
"""
PAGE = """---
orphan: true
---

# The data

```{evidence-downloads}
```
```{cite-this-book}
:name: cite-it
```
```{data-dictionary}
:name: tab-fields
```
"""


FILES_WITH_DATA = FILES | {
    "data.md": PAGE,
    "conf.py": FILES["conf.py"] + SETTINGS,
    "references.bib": FILES["references.bib"].replace("example.org/elm", "example.org/~elm"),
}


@pytest.fixture
def book_with_data(tmp_path):
    """The book with a page about its data, not built yet."""
    return write_book(tmp_path, FILES_WITH_DATA)


@pytest.fixture(scope="module")
def built_with_data(tmp_path_factory):
    """The same, built; tests only look at it."""
    book = write_book(tmp_path_factory.mktemp("data"), FILES_WITH_DATA)
    outcome = book.build()
    assert (outcome.status, outcome.problems) == (0, "")
    return book


def downloads(book) -> dict[str, bytes]:
    folder = book.folder / "html" / "downloads"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def data(book) -> dict:
    return json.loads(downloads(book)["sneezes-1.2.json"])


def in_zip(book) -> dict[str, list[list[str]]]:
    """Rows of each CSV file, header included."""
    archive = zipfile.ZipFile(io.BytesIO(downloads(book)["sneezes-1.2-csv.zip"]))
    return {
        name.rpartition("/")[2]: list(
            csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig")))
        )
        for name in archive.namelist()
        if name.endswith(".csv")
    }


def models() -> list[type[BaseModel]]:
    """Every model of a record, the ones inside others too."""
    found = [kind for kinds in KINDS.values() for kind in records_in(kinds[0])]
    for kind in found:
        inner = [m for info in kind.model_fields.values() for m in records_in(info.annotation)]
        found += [m for m in inner if m not in found]
    return found


def test_every_field_of_every_model_has_a_meaning_and_no_other():
    assert model.Rating in models()
    fields = {
        (kind.__name__, name)
        for kind in models()
        for name, info in kind.model_fields.items()
        if not records_in(info.annotation)
    }
    described = {
        (kind.__name__, name)
        for kind in models()
        for name, info in kind.model_fields.items()
        if info.description
    }
    known = {(kind, name) for kind, names in meanings.MEANINGS.items() for name in names}
    assert fields - known - described == set()
    assert known - fields == set()


def test_dictionary_explains_every_column():
    tables = Exporter({}, {}, {}, lambda name: None).tables(Evidence())
    lines = dictionary(tables)
    assert all(meaning for *_, meaning in lines)
    assert ("studies", "randomised", "whole number or empty", "at least 0") in {
        line[:4] for line in lines
    }
    allowed = {line[:2]: line[3] for line in lines}
    assert allowed["studies", "confirmed"] == "full; abstract; secondary"
    assert allowed["pharmacology-occupancy-measured", "dose_mg"] == "more than 0, at most 1,000,000"


def test_every_kind_of_record_is_a_table(built_with_data):
    counts = {name: len(rows) for name, rows in data(built_with_data)["tables"].items()}
    assert counts["studies"] == 1
    assert counts["effects-difference-rows"] == counts["claims"] == counts["sources"] == 2
    assert counts["pharmacology-parameters"] == 1
    tops = {name.partition("-")[0] for name in counts}
    assert tops == {*KINDS, "sources"}


def test_record_holds_what_the_author_wrote_and_how_to_find_its_sources(built_with_data):
    (study,) = data(built_with_data)["tables"]["studies"]
    assert study["randomised"] == 31
    assert study["limitations"] == ["one centre", "short"]
    assert study["funding"] is None
    assert study["finding"] == "Sneezes fell by half (Elm and others 2002)."
    assert study["reference_keys"] == ["ash2001", "elm2002"]
    assert study["reference_labels"] == ["Ash and Birch 2001", "Elm and others 2002"]
    assert study["reference_dois"] == ["10.1000/1", ""]
    assert study["reference_pmids"] == ["42", ""]
    assert study["reference_urls"] == ["", "https://example.org/~elm"]


def test_citation_within_a_sentence_reads_as_in_the_book(built_with_data):
    (model,) = data(built_with_data)["tables"]["pharmacology-occupancy-model"]
    assert model["statement"] == "A curve by Elm and others (2002)."


def test_source_holds_its_fields_as_written_in_the_bibliography(built_with_data):
    ash, elm = data(built_with_data)["tables"]["sources"]
    assert (ash["title"], ash["year"], ash["doi"], ash["pmid"]) == (
        "A trial of LDN", "2001", "10.1000/1", "42",
    )  # fmt: skip
    assert elm["url"] == "https://example.org/~elm"
    assert elm["reference"] == "Elm E and others. 2002. A scan. https://example.org/~elm"


def test_rows_inside_a_record_name_it(built_with_data):
    tables = data(built_with_data)["tables"]
    assert {row["part_of"] for row in tables["effects-difference-rows"]} == {"sneezing-score"}
    assert tables["effects-difference-rows"][0]["estimate"] == -0.5
    assert {row["part_of"] for row in tables["conditions-ratings"]} == {"sneezing"}


def test_records_carry_the_address_of_their_row(built_with_data):
    tables = data(built_with_data)["tables"]
    pages = [tables["studies"][0]["page"], *(claim["page"] for claim in tables["claims"])]
    assert pages == [
        "index.html#study-ash2001",
        "other.html#claim-first",
        "other.html#claim-second",
    ]
    for page in pages:
        name, _, anchor = page.partition(".html#")
        assert built_with_data.page(name).find(id=anchor), page


def test_csv_and_json_hold_the_same(built_with_data):
    content, sheets = data(built_with_data), in_zip(built_with_data)
    assert {f"{name}.csv" for name in content["tables"]} == sheets.keys() - {"data-dictionary.csv"}
    for name, rows in content["tables"].items():
        header, *lines = sheets[f"{name}.csv"]
        assert header == [column["name"] for column in content["data_dictionary"][name]]
        assert len(lines) == len(rows)
        for row, line in zip(rows, lines, strict=True):
            for column, cell in zip(header, line, strict=True):
                assert (cell == "") == (not any_value(row[column])), (name, column)
    header, *harms = sheets["harms.csv"]
    assert [harm[header.index("low_dose")] for harm in harms] == ["true", "true", "false"]
    header, study = sheets["studies.csv"]
    assert study[header.index("limitations")] == "one centre | short"
    assert study[header.index("reference_urls")] == " | https://example.org/~elm"
    assert len(sheets["data-dictionary.csv"]) == 1 + sum(
        map(len, content["data_dictionary"].values())
    )


def any_value(value) -> bool:
    return any(value) if isinstance(value, list) else value not in (None, "", {})


def test_files_say_licence_version_date_and_how_to_cite(built_with_data):
    content = data(built_with_data)
    assert (content["version"], content["date"]) == ("1.2", "2026-01-31")
    assert content["licence"] == {"name": "CC BY 4.0", "url": "https://example.org/by"}
    citation = "Makers. 2026. Sneezing: a book. Edition 1.2. Data set."
    assert content["how_to_cite"] == citation
    archive = zipfile.ZipFile(io.BytesIO(downloads(built_with_data)["sneezes-1.2-csv.zip"]))
    readme = archive.read("sneezes-1.2/README.txt").decode()
    for words in (citation, "Version: 1.2", "Date: 2026-01-31", "Licence: CC BY 4.0"):
        assert words in readme


def test_same_data_same_bytes(book_with_data, built_with_data):
    before = downloads(built_with_data)
    assert book_with_data.build("html", "-j", "2").status == 0
    assert downloads(book_with_data) == before
    archive = zipfile.ZipFile(io.BytesIO(before["sneezes-1.2-csv.zip"]))
    assert archive.namelist() == sorted(archive.namelist())
    assert {datetime(*info.date_time) for info in archive.infolist()} == {datetime(2026, 1, 31)}


def test_web_page_links_to_the_files_with_their_sizes(built_with_data):
    links = built_with_data.page("data").select(".evidence-downloads a")
    assert [link["href"] for link in links] == [
        "downloads/sneezes-1.2.json", "downloads/sneezes-1.2-csv.zip",
    ]  # fmt: skip
    for link in links:
        size = len(downloads(built_with_data)[link["href"].rpartition("/")[2]])
        assert f"({-(-size // 1000)}\xa0kB)" in link.text


def test_changed_data_rewrites_the_page_that_offers_them(book_with_data):
    assert book_with_data.build().status == 0
    before = book_with_data.page("data").select_one(".evidence-downloads").text
    book_with_data.change("evidence/claims.yaml", "Nobody looked.", "Nobody looked. " * 200)
    assert book_with_data.build().status == 0
    assert book_with_data.page("data").select_one(".evidence-downloads").text != before


def test_book_without_files_says_where_they_are(book_with_data):
    assert book_with_data.build("epub").status == 0
    assert not (book_with_data.folder / "epub" / "downloads").exists()
    text = (book_with_data.folder / "epub/data.xhtml").read_text("utf-8")
    assert "The web edition of this book offers the data set" in text
    assert "sneezes-1.2-csv.zip" in text
    assert "downloads/" not in text


def test_failed_configuration_is_one_line(book_with_data):
    book_with_data.change("conf.py", '"2026-01-31"', '"31 January"')
    outcome = book_with_data.build()
    message = 'conf.py: evidence_date: found "31 January", allowed: a day as 2026-11-24 [evidence]'
    assert outcome.problems.splitlines()[0] == f"WARNING: {message}"
    assert "Traceback" not in outcome.problems


def test_box_says_how_to_cite(built_with_data):
    box = built_with_data.page("data").select_one("#cite-it")
    assert box.select_one(".admonition-title").text == "Cite this book"
    text = " ".join(box.text.split())
    assert "Makers. 2026. Sneezing: a book. Edition 1.2." in text
    assert "31\xa0January 2026. Licence: CC BY 4.0." in box.text
    assert box.text.count("Edition 1.2") == 1
    assert "@book{sneezes-2026, author = {{Makers}}, title = {Sneezing: a book}," in text
    assert box.select_one("a")["href"] == "https://example.org/by"


def test_dictionary_stands_in_the_book(built_with_data):
    table = built_with_data.page("data").select_one("#tab-fields")
    rows = [
        [cell.text.strip() for cell in row.select("th, td")] for row in table.select("tbody tr")
    ]
    assert ["studies"] in rows
    assert ["conditions-ratings"] in rows
    assert ["low", "number or empty", "Lower end of its interval"] in rows


def test_each_study_table_leads_to_its_rows(built_with_data):
    tables = 0
    for page in ("index", "data"):
        for table in built_with_data.page(page).select("table.study-table"):
            tables += 1
            holder = table.find_parent("div", class_="pst-scrollable-table-container") or table
            note = holder.find_next_sibling("p", class_="table-data")
            assert [link["href"] for link in note.select("a")] == [
                "downloads/sneezes-1.2.json", "downloads/sneezes-1.2-csv.zip",
            ]  # fmt: skip
    assert tables


def test_moved_table_mended_source_and_new_release_reach_the_files(book_with_data):
    assert book_with_data.build().status == 0
    table = "```{study-table} sneezing\n:name: tab-studies\n:caption: The *studies*\n```\n"
    book_with_data.change("index.md", table, "")
    book_with_data.change("other.md", "# Other\n", f"# Other\n\n{table}")
    assert book_with_data.build().status == 0
    assert data(book_with_data)["tables"]["studies"][0]["page"] == "other.html#study-ash2001"
    book_with_data.change("references.bib", "10.1000/1", "10.1000/2")
    assert book_with_data.build().status == 0
    assert data(book_with_data)["tables"]["sources"][0]["doi"] == "10.1000/2"
    book_with_data.change("conf.py", 'release = "1.2"', 'release = "1.3"')
    assert book_with_data.build().status == 0
    assert json.loads(downloads(book_with_data)["sneezes-1.3.json"])["version"] == "1.3"
