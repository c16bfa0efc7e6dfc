"""Read and check the evidence files: each mistake becomes one :class:`Problem`, nothing throws."""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from . import model
from .problems import Problem, short, shown
from .rules import Rules
from .tree import Path_, Tree

# file -> (model of a record, field that names a record, fields that must be unique in the file)
FILES: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    "studies": (model.Study, "key", ("key",)),
    "effects": (model.Effects, "id", ("id",)),
    "conditions": (model.Condition, "slug", ("slug",)),
    "claims": (model.Claim, "id", ("id", "order")),
    "pharmacology": (model.Pharmacology, "", ()),
    "trials": (model.Trial, "number", ("number",)),
    "timeline": (model.Event, "date", ()),
    "harms": (model.Harm, "harm", ()),
    "readings": (model.Reading, "key", ("key",)),
}
FOLDER = "studies"  # one file for each condition

# pydantic error type -> what an author may write instead
ALLOWED = {
    "missing": "a value (null where nothing is known)",
    "int_type": "a whole number",
    "float_type": "a number",
    "string_type": "text (numbers and yes/no in quotation marks)",
    "string_too_short": "text that is not empty",
    "string_too_long": "at most {max_length} characters",
    "string_pattern_mismatch": "small letters, digits and single hyphens",
    "bool_type": "true or false",
    "date_type": "a day as 2026-11-24",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping of fields",
    "model_type": "a mapping of fields",
    "model_attributes_type": "a mapping of fields",
    "too_short": "a list with more entries",
    "finite_number": "a finite number",
}


@dataclass
class Evidence:
    """All records that are free of errors, and the problems of the others."""

    studies: list[model.Study] = field(default_factory=list)
    effects: list[model.Difference | model.NaturalFrequency] = field(default_factory=list)
    conditions: list[model.Condition] = field(default_factory=list)
    claims: list[model.Claim] = field(default_factory=list)
    pharmacology: list[model.Pharmacology] = field(default_factory=list)
    trials: list[model.Trial] = field(default_factory=list)
    timeline: list[model.Event] = field(default_factory=list)
    harms: list[model.Harm] = field(default_factory=list)
    readings: list[model.Reading] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # keys that readings.yaml, if any, lacks
    problems: list[Problem] = field(default_factory=list)
    # kind -> names of the records that are left out, since they have problems
    wrong: dict[str, set[str]] = field(default_factory=dict)
    # words with Markdown, in one line -> file in the folder, line
    places: dict[str, tuple[str, int]] = field(default_factory=dict)


def _annotation(kind: Any, path: Path_) -> Any:
    """Type that the field at *path* below the model *kind* is declared with."""
    for step in path:
        options = [a for a in get_args(kind) if a is not NoneType] or [kind]
        kind = options[-1] if isinstance(step, int) or get_origin(kind) else kind
        if isinstance(kind, type) and issubclass(kind, BaseModel) and step in kind.model_fields:
            kind = kind.model_fields[step].annotation
    return kind


def _explain(error: dict[str, Any], kind: Any, path: Path_) -> str:
    """What is wrong and what is allowed, in one clause."""
    what, context = error["type"], error.get("ctx", {})
    if what == "value_error":
        return str(context["error"])
    found = "nothing" if what == "missing" else f"found {shown(error['input'])}"
    if what == "extra_forbidden":
        owner = _annotation(kind, path[:-1])
        inner = [a for a in get_args(owner) if hasattr(a, "model_fields")]
        names = (inner[0] if inner else owner).model_fields
        return f"unknown field, allowed: {', '.join(names)}"
    allowed = ALLOWED.get(what, "").format_map(context)
    if what in ("literal_error", "union_tag_invalid"):
        expected = context.get("expected") or context.get("expected_tags")
        allowed = expected.replace("'", "").replace(" or ", ", ")
    elif what == "union_tag_not_found":
        found, allowed = "field kind: nothing", "difference, natural-frequency"
    allowed = allowed or error["msg"].removeprefix("Input should be ")
    if what != "missing" and NoneType in get_args(_annotation(kind, path)):
        allowed += " or null"
    return f"{found}, allowed: {allowed}"


def _dotted(path: Path_) -> str:
    text = "".join(f"[{p + 1}]" if isinstance(p, int) else f".{short(p)}" for p in path)
    return f"field {text.lstrip('.')}: " if text else ""


class _File:
    """Checks the records of one file against their model and against the other files."""

    def __init__(self, tree: Tree, kind: Any, id_field: str, unique: tuple[str, ...]) -> None:
        self.tree, self.kind, self.id_field, self.unique = tree, kind, id_field, unique
        single = not id_field
        expected, word = (dict, "a mapping") if single else (list, "a list of records")
        if not tree.problems and not isinstance(tree.data, expected):
            tree.add(1, f"found {shown(tree.data)}, allowed: {word}", stops=True)
            tree.data = None
        self.items: list[Any] = [tree.data] if single and tree.data else tree.data or []
        self.prefix: Path_ = () if single else (0,)
        self.wrong: set[str] = set()

    def names(self, name: str) -> list[Any]:
        return [item.get(name) if isinstance(item, dict) else None for item in self.items]

    def _at(self, index: int, path: Path_) -> int:
        return self.tree.line((*(self.prefix and (index,)), *path))

    def _model(self, item: dict[str, Any]) -> tuple[Any, int]:
        """Model for *item* and how many steps of an error path only name the kind."""
        if self.kind is not model.Effects:
            return self.kind, 0
        kinds = {"difference": model.Difference, "natural-frequency": model.NaturalFrequency}
        kind = item.get("kind") if isinstance(item, dict) else None
        return (kinds[kind], 1) if kind in list(kinds) else (self.kind, 0)

    def records(self, check: Callable[[dict[str, Any]], Iterator[tuple[Path_, str]]]) -> list[Any]:
        """Valid records of the file; *check* yields (path, text) for what other files forbid."""
        adapter, good, seen = TypeAdapter(self.kind), [], {}
        for index, item in enumerate(self.items):
            kind, skip = self._model(item)
            problems: list[tuple[Path_, str]] = []
            try:
                record = adapter.validate_python(item)
            except ValidationError as errors:
                for error in errors.errors():
                    path = tuple(p for p in error["loc"][skip:] if p != "[key]")
                    if error["type"] == "union_tag_invalid":
                        path, error["input"] = ("kind",), item["kind"]
                    problems.append((path, _explain(error, kind, path)))
            if isinstance(item, dict):
                problems += check(item)
                for name in self.unique:
                    value = shown(item.get(name))
                    if name in item and (name, value) in seen:
                        problems.append(((name,), f"{value} is used twice, allowed: once"))
                    seen[name, value] = index
            for path, text in problems:
                self.tree.add(self._at(index, path), f"{self._record(index)}{_dotted(path)}{text}")
            if problems:
                self.wrong.add(str(self.names(self.id_field)[index]))
            else:
                good.append(record)
        return good

    def _record(self, index: int) -> str:
        if not self.id_field:
            return ""
        name = short(str(self.names(self.id_field)[index] or "").strip())
        return f"record {name or f'number {index + 1}'}: "


Found = tuple[str, str | None, _File]  # kind, condition if the file has one


def _files(folder: Path, shown_as: str) -> tuple[list[Found], list[Problem]]:
    """The files that are there, each after its kind and its condition; and misnamed ones."""
    found: list[Found] = []
    for place in (folder, folder / FOLDER):
        if place.is_file():
            name = shown_as if place == folder else f"{shown_as}/{FOLDER}"
            return [], [Problem(name, 1, "found a file, allowed: a folder", stops=True)]
    paths = [*sorted(folder.glob("*")), *sorted((folder / FOLDER).glob("*"))]
    problems = []
    for path in paths:
        name, in_folder = path.relative_to(folder).as_posix(), path.parent != folder
        kind = FOLDER if in_folder else path.stem
        if path.suffix == ".yaml" and kind in FILES and (kind == FOLDER) == in_folder:
            file = _File(Tree(path, f"{shown_as}/{name}"), *FILES[kind])
            found.append((kind, path.stem if in_folder else None, file))
        elif name != FOLDER and not name.startswith("."):
            names = [f"{FOLDER}/<condition>" if kind == FOLDER else kind for kind in FILES]
            allowed = ", ".join(f"{kind}.yaml" for kind in names)
            problems.append(Problem(f"{shown_as}/{name}", 1, f"unknown file, allowed: {allowed}"))
    return found, problems


def load(
    folder: Path,
    shown_as: str,
    bib_keys: set[str],
    retracted: set[str],
    chapters: set[str],
) -> Evidence:
    """Read the evidence files of *folder*; a missing file holds no records.

    *shown_as* is the folder's name in messages; for the others see :class:`Rules`. Raises nothing:
    see ``problems`` of the result.
    """
    files, misnamed = _files(folder, shown_as)
    slugs = [s for kind, _, f in files if kind == "conditions" for s in f.names("slug") if s]
    evidence = Evidence(problems=misnamed)
    confirmed: dict[Any, Any] = {}
    for _kind, _condition, file in (found for found in files if found[0] == "readings"):
        keys = [str(key) for key in file.names("key")]
        evidence.unread = sorted(bib_keys - set(keys))
        confirmed = dict(zip(keys, file.names("confirmed"), strict=True))
    rules = Rules(bib_keys, retracted, slugs, confirmed, chapters)
    for kind, condition, file in files:
        records = file.records(functools.partial(rules.broken, condition=condition))
        getattr(evidence, kind).extend(records)
        evidence.wrong.setdefault(kind, set()).update(file.wrong)
        evidence.problems += sorted(file.tree.problems)
        name = file.tree.name.removeprefix(f"{shown_as}/")
        places = {text: (name, line) for text, line in file.tree.marked.items()}
        evidence.places = places | evidence.places
    evidence.claims.sort(key=lambda claim: claim.order)
    evidence.timeline.sort(key=lambda event: event.year)
    return evidence
