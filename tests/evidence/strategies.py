"""Records made up by hypothesis: whatever the models of :mod:`evidence.model` allow."""

import types
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from evidence import model
from evidence.load import FILES
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

KEYS = [f"ash{year}" for year in range(2001, 2021)]
SLUGS = ["coughing", "hay-fever", "sneezing"]
#: Files with one record for each of these.
ONE_EACH = {"conditions": SLUGS, "readings": KEYS}
#: Latin text without the signs that Markdown reads as markup.
PLAIN = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    " .,;:()/%+=?!@~#$^&-–−×±µ½°§£€éèüöäßñçåøæœÅØÆŒŁłŠšŽžĀāĞğŐő"
)
text = st.text(PLAIN, min_size=1, max_size=60).filter(str.strip)
slug = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
counts = st.tuples(st.integers(0, 50), st.integers(50, 99)).map(
    lambda pair: f"{pair[0]} of {pair[1]}"
)
WORDS = " ".join(model.WORDING.values())

#: What the fields of some names hold so that the rules beyond one field are kept.
FIELDS: dict[str, st.SearchStrategy] = {
    "key": st.sampled_from(KEYS),
    "source": st.sampled_from(KEYS),
    "sources": st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True),
    "results": st.none() | st.sampled_from(KEYS),
    "condition": st.sampled_from(SLUGS),
    "chapter": st.none() | st.just("index"),
    "statement": text.map(lambda words: f"{words} {WORDS}"),
    "ldn": st.none() | text | counts,
    "control": st.none() | text | counts,
}


def _bounds(metadata: list[Any]) -> dict[str, Any]:
    """Limits of a field, such as ``min_length`` or ``gt``, from what pydantic keeps of them."""
    found: dict[str, Any] = {}
    for item in metadata:
        for name in ("min_length", "max_length", "ge", "gt", "le", "lt", "pattern"):
            value = getattr(item, name, None)
            if value is not None:
                found[name] = value
    return found


def values(annotation: Any, metadata: list[Any]) -> st.SearchStrategy:
    """Values of a field declared as *annotation* with *metadata*."""
    origin, inner = get_origin(annotation), get_args(annotation)
    limits = _bounds(metadata)
    if origin is Annotated:
        for item in inner[1:]:
            metadata = [*metadata, *(item.metadata if isinstance(item, FieldInfo) else [item])]
        return values(inner[0], metadata)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, types.UnionType):
        return st.one_of(*(values(part, metadata) for part in inner))
    least, most = limits.get("min_length", 0), limits.get("max_length", 60)
    if origin is list:
        return st.lists(values(inner[0], []), min_size=least, max_size=min(least + 2, most))
    if origin is dict:
        return st.dictionaries(values(inner[0], []), values(inner[1], []), max_size=3)
    if annotation is str:
        if "pattern" in limits:
            return slug
        return text.map(lambda words: words[:most].strip() or "x") if least else st.just("") | text
    if annotation is int:
        return st.integers(limits.get("ge", -(10**6)), limits.get("le", 10**6))
    if annotation is float:
        low, high = limits.get("ge", limits.get("gt", -1e6)), limits.get("le", 1e6)
        numbers = st.integers(int(low * 100), int(high * 100)).map(lambda n: n / 100)
        return numbers.filter(lambda number: number > low) if "gt" in limits else numbers
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return records(annotation)
    return {
        bool: st.booleans(),
        date: st.dates(date(1990, 1, 1), date(2090, 1, 1)),
        type(None): st.none(),
    }[annotation]


def _valid(kind: type[BaseModel], record: dict[str, Any]) -> bool:
    try:
        TypeAdapter(kind).validate_python(record)
    except ValidationError:
        return False
    return True


def _interval(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose three numbers are in order, or all unknown."""
    numbers = [row[name] for name in ("low", "estimate", "high")]
    if None in numbers:
        return row | dict.fromkeys(("low", "estimate", "high"))
    return row | dict(zip(("low", "estimate", "high"), sorted(numbers), strict=True))


def records(kind: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    """Valid records of the model *kind*, as mappings that YAML can hold."""
    fields = {
        name: FIELDS[name] if name in FIELDS else values(info.annotation, info.metadata)
        for name, info in kind.model_fields.items()
    }
    if kind is model.Claim:
        fields["order"] = st.integers(1, 10**4)
    found = st.fixed_dictionaries(fields)
    if kind is model.Row:
        found = found.map(_interval)
    return found.filter(lambda record: _valid(kind, record))


def _unique(items: list[dict[str, Any]], names: tuple[str, ...]) -> list[dict[str, Any]]:
    """*items* without those that use a value which must be unique a second time."""
    seen: set[tuple[str, Any]] = set()
    kept = []
    for item in items:
        own = {(name, item[name]) for name in names}
        if not own & seen:
            seen |= own
            kept.append(item)
    return kept


def _agreeing(contents: dict[str, Any]) -> dict[str, Any]:
    """*contents* with studies that were read as their readings say."""
    confirmed = {reading["key"]: reading["confirmed"] for reading in contents["readings"]}
    studies = [study | {"confirmed": confirmed[study["key"]]} for study in contents["studies"]]
    return contents | {"studies": studies}


def files(size: int) -> st.SearchStrategy[dict[str, Any]]:
    """Content of all evidence files by name, lists of *size* records or fewer."""
    contents = {}
    for name, (kind, id_field, unique) in FILES.items():
        if not id_field:
            contents[name] = records(kind)
            continue
        models = [kind] if isinstance(kind, type) else get_args(get_args(kind)[0])
        any_of = st.one_of(*map(records, models))
        if name in ONE_EACH:
            contents[name] = st.tuples(*(
                records(kind).map(lambda record, own=own: record | own)
                for own in ({id_field: own} for own in ONE_EACH[name])
            )).map(list)  # fmt: skip
            continue
        items = st.lists(any_of, min_size=size, max_size=size)
        contents[name] = items.map(lambda items, unique=unique: _unique(items, unique))
    return st.fixed_dictionaries(contents).map(_agreeing)
