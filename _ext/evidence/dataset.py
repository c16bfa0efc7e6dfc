"""The evidence as a data set: flat tables with a data dictionary.

The tables follow from the models: whatever list of records :class:`evidence.load.Evidence` holds
becomes a table, and lists of records inside records become tables of their own.
"""

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
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


@dataclasses.dataclass
class Exporter:
    """Turns records into tables, with what the book knows about their sources."""

    entries: Mapping[str, Entry]  # of the bibliography
    labels: Mapping[str, str]  # how the book cites them
    printed: Mapping[str, str]  # how it prints them
    place: Callable[[str], str | None]  # page#place of a link target of the book

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
