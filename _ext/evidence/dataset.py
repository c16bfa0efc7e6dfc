"""The evidence as a data set: flat tables with a data dictionary, as JSON and as zipped CSV.

The tables follow from the models: whatever list of records :class:`evidence.load.Evidence` holds
becomes a table, and lists of records inside records become tables of their own.
"""

import csv
import dataclasses
import io
import json
import re
import textwrap
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, get_args, get_type_hints

from pybtex.database import Entry
from pydantic import BaseModel, Field

from .bibliography import plain
from .load import Evidence
from .meanings import MEANINGS
from .rules import KEY_FIELDS, cited

CITATION = re.compile(r"\{cite:(?P<role>\w+)\}`(?P<targets>[^`]*)`")
ROLE = re.compile(r"\{[\w:.+-]+\}`([^`<]*?)\s*(?:<[^`>]*>)?`")
VERBATIM = ("doi", "pmid", "url")  # fields in which a backslash or tilde is just that
LISTS = " | "  # between the items of a list in a cell of CSV


class Column(NamedTuple):
    """One line of the data dictionary."""

    name: str
    type: str
    allowed: str
    meaning: str


class Table(NamedTuple):
    """Rows of equal shape; the values are JSON: text, numbers, true and false, null, lists."""

    name: str
    columns: list[Column]
    rows: list[dict[str, Any]]


@dataclasses.dataclass(frozen=True)
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


class Source(BaseModel):
    """A source of the bibliography."""

    key: str = Field(description="Short name of the source, by which all tables refer to it")
    label: str = Field(description="Author and year as the book cites the source")
    reference: str = Field(description="The entry of the bibliography")
    kind: str = Field(description="Kind of publication, in BibTeX's words")
    title: str | None = Field(description="Title; in square brackets if it is our description")
    year: str | None = Field(description="Year, n.d. if not confirmed")
    doi: str | None = Field(description="Digital object identifier")
    pmid: str | None = Field(description="Number in PubMed")
    url: str | None = Field(description="Address")
    retracted: str | None = Field(description="By whom and when it was retracted")
    erratum: str | None = Field(description="Correction published later")


PART_OF = Column("part_of", "text", "", "Name of the record that the row belongs to")
PAGE = Column("page", "text or empty", "", "Where the book shows the record: page#place")
REFERENCES = [
    Column("reference_keys", "list of text", "", "Keys of all sources that the row rests on"),
    Column("reference_labels", "list of text", "", "The same sources, as the book cites them"),
    Column("reference_dois", "list of text", "", "Their DOIs, empty where there is none"),
    Column("reference_pmids", "list of text", "", "Their PubMed numbers, likewise"),
    Column("reference_urls", "list of text", "", "Their addresses, likewise"),
]


def records_in(annotation: Any) -> list[type[BaseModel]]:
    """The models inside *annotation*, such as ``list[Row]`` or ``Parameter | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [kind for part in get_args(annotation) for kind in records_in(part)]


def _kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).replace("_", "-").lower()


# -- The data dictionary ---------------------------------------------------------------------------

BOUNDS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "less than {}",
}
TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
}


def _type(schema: Mapping[str, Any]) -> tuple[str, str]:
    """Type and allowed values of a field in words, from its JSON schema."""
    if "anyOf" in schema:
        parts = [_type(part) for part in schema["anyOf"] if part.get("type") != "null"]
        types = " or ".join(dict.fromkeys(part[0] for part in parts))
        return f"{types} or empty", "; ".join(filter(None, (part[1] for part in parts)))
    if "const" in schema:
        return "one word", str(schema["const"])
    if "enum" in schema:
        return "one of a list", "; ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        inner, allowed = _type(schema.get("items", {}))
        return f"list of {inner}", allowed
    if schema.get("type") == "object":
        names = schema.get("propertyNames", {}).get("enum", [])
        return "list of name: text", "; ".join(map(str, names))
    if schema.get("format") == "date":
        return "day", "year-month-day"
    bounds = [text.format(_number(schema[name])) for name, text in BOUNDS.items() if name in schema]
    if "pattern" in schema:
        bounds.append("small letters, digits, hyphens")
    return TYPES.get(schema.get("type", ""), "text"), ", ".join(bounds)


def _number(value: float) -> str:
    """A limit as people write it: no decimals that say nothing, large numbers in groups."""
    whole = int(value) if value == int(value) else value
    return f"{whole:,}" if whole >= 10_000 else f"{whole}"


def columns(model: type[BaseModel]) -> list[Column]:
    """Data dictionary of the fields of *model* that are no records themselves."""
    properties = model.model_json_schema()["properties"]
    known = MEANINGS.get(model.__name__, {})
    return [
        Column(
            name,
            *_type(properties[name]),
            properties[name].get("description") or known.get(name, ""),
        )
        for name, field in model.model_fields.items()
        if not records_in(field.annotation)
    ]


# -- The tables ------------------------------------------------------------------------------------


class Exporter:
    """Turns records into tables, with what the book knows about their sources.

    *entries* are those of the bibliography, *labels* say how the book cites them, *printed* how it
    prints them. *place* gives page and place of a link target of the book, or None.
    """

    def __init__(
        self,
        entries: Mapping[str, Entry],
        labels: Mapping[str, str],
        printed: Mapping[str, str],
        place: Callable[[str], str | None],
    ) -> None:
        self.entries, self.labels, self.printed = entries, labels, printed
        self.place = place

    def tables(self, evidence: Evidence) -> list[Table]:
        """All tables, the sources last."""
        kinds = get_type_hints(type(evidence))
        found: list[Table] = []
        for field in dataclasses.fields(evidence):
            records = [("", record) for record in getattr(evidence, field.name)]
            found += self._tables(_kebab(field.name), records_in(kinds[field.name]), records, None)
        return [*found, self._sources()]

    def _tables(
        self,
        name: str,
        models: list[type[BaseModel]],
        records: list[tuple[str, Any]],
        owner: type[BaseModel] | None,
    ) -> Iterator[Table]:
        """The table of each of *models*, with those of the records inside; *owner* holds them."""
        for model in models:
            own = [(above, record) for above, record in records if type(record) is model]
            title = name if len(models) == 1 else f"{name}-{_kebab(model.__name__)}"
            if plain := columns(model):
                before = [PART_OF] if owner and identifier(owner) else []
                after = [*([] if owner else [PAGE]), *REFERENCES]
                rows = [self._row(title, plain, *pair) for pair in own]
                yield _table(title, [*before, *plain, *after], rows)
            for field, info in model.model_fields.items():
                if inner := records_in(info.annotation):
                    children = [
                        (str(getattr(record, identifier(model) or "", "")), child)
                        for _, record in own
                        for child in _as_list(getattr(record, field))
                    ]
                    yield from self._tables(f"{title}-{_kebab(field)}", inner, children, model)

    def _row(self, title: str, plain: list[Column], above: str, record: Any) -> dict[str, Any]:
        values = record.model_dump(mode="json", include={column.name for column in plain})
        keys = list(dict.fromkeys(self._keys(values)))
        entries = [self.entries[key].fields for key in keys]
        target = f"{_singular(title)}-{values.get(identifier(type(record)))}"
        return {name: self._readable(value) for name, value in values.items()} | {
            "part_of": above,
            "page": self.place(target),
            "reference_keys": keys,
            "reference_labels": [self.labels[key] for key in keys],
            "reference_dois": [fields.get("doi", "") for fields in entries],
            "reference_pmids": [fields.get("pmid", "") for fields in entries],
            "reference_urls": [fields.get("url", "") for fields in entries],
        }

    def _keys(self, value: Any, field: str = "") -> Iterator[str]:
        """Keys of the bibliography that *value* names, in its text or as its content."""
        if isinstance(value, dict):
            for name, child in value.items():
                yield from self._keys(child, name)
        elif isinstance(value, list):
            for child in value:
                yield from self._keys(child, field)
        elif isinstance(value, str):
            named = {value} if field in KEY_FIELDS else set()
            yield from sorted((named | cited(value)) & self.entries.keys())

    def _readable(self, value: Any) -> Any:
        """*value* without roles: citations as author and year, other roles as their text."""
        if isinstance(value, dict):
            return {name: self._readable(child) for name, child in value.items()}
        if isinstance(value, list):
            return [self._readable(child) for child in value]
        if isinstance(value, str):
            return ROLE.sub(r"\1", CITATION.sub(self._cited, value)).strip()
        return value

    def _cited(self, match: re.Match[str]) -> str:
        keys = (key.strip() for key in re.sub(r"\{[^}]*\}", "", match["targets"]).split(","))
        labels = [self.labels.get(key, key) for key in keys]
        if match["role"].startswith("t"):
            return ", ".join(re.sub(r" (\S+)$", r" (\1)", label) for label in labels)
        return f"({'; '.join(labels)})"

    def _sources(self) -> Table:
        rows = []
        for key, entry in self.entries.items():
            given = {name: plain(text) for name, text in entry.fields.items()}
            given |= {name: entry.fields[name] for name in VERBATIM if name in entry.fields}
            row = dict.fromkeys(Source.model_fields) | {"key": key, "kind": entry.type}
            row |= {"label": self.labels[key], "reference": self.printed[key]}
            rows.append(row | {name: given[name] for name in row if name in given})
        return _table("sources", columns(Source), rows)


def identifier(model: type[BaseModel]) -> str | None:
    """The field of *model* that names a record: the first one, if it holds text."""
    name, info = next(iter(model.model_fields.items()))
    return name if info.annotation is str else None


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _singular(name: str) -> str:
    return "study" if name == "studies" else name.removesuffix("s")


def _table(name: str, columns: list[Column], rows: list[dict[str, Any]]) -> Table:
    names = [column.name for column in columns]
    return Table(name, columns, [{name: row[name] for name in names} for row in rows])


# -- The files -------------------------------------------------------------------------------------


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
