"""The files of the data set: its tables as JSON and as zipped CSV, the same bytes every time."""

import csv
import io
import json
import re
import textwrap
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from .dataset import Table

LISTS = " | "  # between the items of a list in a cell of CSV


@dataclass(frozen=True)
class Facts:
    """What a reader must know to use and to cite the data set."""

    name: str  # of the files, without version and ending
    title: str
    authors: str
    release: str
    date: str  # ISO, or empty
    licence: str
    licence_url: str

    @property
    def year(self) -> str:
        return self.date[:4] or "n.d."

    @property
    def stem(self) -> str:
        """File name without ending; a release that is no file name loses what is not."""
        return re.sub(r"[^\w.+-]+", "-", "-".join(filter(None, [self.name, self.release])))

    def citation(self, what: str = "") -> str:
        """The suggested citation of the book, or of *what* is named as a part of it."""
        edition = f" Edition {self.release}." if self.release else ""
        part = f" {what}." if what else ""
        return f"{self.authors}. {self.year}. {self.title}.{edition}{part}"

    def bibtex(self) -> str:
        """The book as a BibTeX entry."""
        fields = {
            "author": f"{{{self.authors}}}",
            "title": self.title,
            "edition": self.release,
            "year": self.year,
            "note": f"Licence: {self.licence}" if self.licence else "",
        }
        lines = [
            # A line of code that is turned by the printer is hard to read.
            textwrap.fill(
                f"{{{value}}},", 58, initial_indent=f"  {name:<7} = ", subsequent_indent=" " * 13
            )
            + "\n"
            for name, value in fields.items()
            if value
        ]
        return f"@book{{{self.name}-{self.year},\n{''.join(lines)}}}\n"


def files(tables: list[Table], facts: Facts) -> dict[str, bytes]:
    """The files to download, by name: the same tables as JSON and as zipped CSV."""
    return {
        f"{facts.stem}.json": _json(tables, facts),
        f"{facts.stem}-csv.zip": _zip(tables, facts),
    }


def _json(tables: list[Table], facts: Facts) -> bytes:
    content = {
        "title": f"{facts.title}: the data",
        "version": facts.release,
        "date": facts.date,
        "licence": {"name": facts.licence, "url": facts.licence_url},
        "how_to_cite": facts.citation("Data set"),
        "data_dictionary": {
            table.name: [column._asdict() for column in table.columns] for table in tables
        },
        "tables": {table.name: table.rows for table in tables},
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _cell(value: Any) -> Any:
    """*value* as text for CSV; lists are joined, yes and no as JSON has them."""
    if isinstance(value, dict):
        return LISTS.join(f"{name}: {text}" for name, text in value.items())
    if isinstance(value, list):
        return LISTS.join(str(_cell(item)) for item in value) if any(value) else ""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value


def _csv(names: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    # With the mark that tells spreadsheets that this is UTF-8.
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def dictionary(tables: list[Table]) -> list[tuple[str, str, str, str, str]]:
    """Lines of the data dictionary: table, field, type, allowed values, meaning."""
    return [(table.name, *column) for table in tables for column in table.columns]


def _zip(tables: list[Table], facts: Facts) -> bytes:
    """The tables as CSV, with dictionary and a text to read first; the same bytes always."""
    header = ("table", "field", "type", "allowed values", "meaning")
    content = {
        "README.txt": _readme(tables, facts).encode(),
        "data-dictionary.csv": _csv(header, dictionary(tables)),
    }
    for table in tables:
        names = [column.name for column in table.columns]
        content[f"{table.name}.csv"] = _csv(names, (row.values() for row in table.rows))
    day = date.fromisoformat(facts.date) if facts.date else date(1980, 1, 1)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name in sorted(content):
            info = zipfile.ZipInfo(f"{facts.stem}/{name}", (day.year, day.month, day.day, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o644 << 16  # the same on every system
            # Stored: what compression makes of the bytes depends on the version of zlib.
            file.writestr(info, content[name], zipfile.ZIP_STORED)
    return archive.getvalue()


def _readme(tables: list[Table], facts: Facts) -> str:
    lines = [
        f"{facts.title}: the data",
        "",
        f"Version: {facts.release}",
        f"Date: {facts.date}",
        f"Licence: {facts.licence} {facts.licence_url}".rstrip(),
        f"How to cite: {facts.citation('Data set')}",
        "",
        "data-dictionary.csv says what each field means. Text is UTF-8; an empty cell means that "
        "nothing is known;",
        f'the items of a list are separated by "{LISTS}".',
        "",
        *(f"{table.name}.csv: {len(table.rows)} rows" for table in tables),
    ]
    return "\n".join(lines) + "\n"
