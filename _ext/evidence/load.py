"""Read and check the evidence files: each mistake becomes one :class:`Problem`, nothing throws."""

import difflib
import functools
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import NoneType
from typing import Any, NamedTuple, get_args, get_origin

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from . import model

RETRACTED = re.compile(r"\bretract(ed|ion)", re.I)
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
QUOTED = 'allowed: such a value in quotes, "..."'
BELOW = "allowed: the fields of a record one below the other"
#: What YAML complains of, what an author makes of it, and whether that begins further up.
YAML_ERRORS = (
    ("mapping values", f"a colon in a value, {QUOTED}; or indented too far, {BELOW}", False),
    ("cannot start any token", f"a value that begins with @, % or `, {QUOTED}", False),
    ("unexpected end of stream", "a quote is not closed, allowed: the same quote at its end", True),
    ("expected '-' indicator", f"indented too little, {BELOW}", False),
    ("expected key", f"words behind a closing quote, or indented wrongly, {BELOW}", False),
    ("expected ':'", "a field without a colon, allowed: name: value", False),
    ("expected ',' or", "a bracket is not closed, allowed: [one, other]", True),
)

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
KEY_FIELDS = ("key", "source", "sources", "results")
CITE = re.compile(r"\{cite(?::\w+)?\}`([^`]*)`")

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


class Problem(NamedTuple):
    """One mistake of an author: where it is and what to do about it."""

    file: str  # relative to the folder of conf.py
    line: int
    text: str
    stops: bool = False  # the file cannot be read: what rests on it cannot be judged

    @property
    def location(self) -> str:
        return f"{self.file}:{self.line}"


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


Path_ = tuple[str | int, ...]


def shown(value: Any) -> str:
    """*value* as an author wrote it, shortened to fit in one line."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def nearest(key: str, keys: Iterable[str]) -> str:
    """The *keys* that *key* may have been meant to be, in brackets; empty when none is like it."""
    alike = difflib.get_close_matches(key, sorted(keys))
    return f" (nearest: {', '.join(alike)})" if alike else ""


class Tree:
    """A YAML file as plain Python data that remembers the line of each value."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self.data: Any = None
        self.lines: dict[Path_, int] = {}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()
        self._read(path)

    def add(self, line: int, text: str, stops: bool = False) -> None:
        """Note a problem; whatever an author wrote, it is told in one line."""
        self.problems.append(Problem(self.name, line, " ".join(text.splitlines()), stops))

    def line(self, path: Path_) -> int:
        """Line of the value at *path*, or of the nearest value around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def _read(self, path: Path) -> None:
        try:
            raw = path.read_bytes()
        except OSError as error:
            return self.add(
                1, f"cannot be read ({error.strerror}), allowed: a YAML file", stops=True
            )
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            found = f"found byte {raw[error.start]:#04x}"
            return self.add(line, f"{found}, allowed: UTF-8 text", stops=True)
        if control := re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text):
            line = text.count("\n", 0, control.start()) + 1
            found = f"found control character {control[0]!r}"
            return self.add(line, f"{found}, allowed: plain text", stops=True)
        try:
            node = yaml.compose(text, LOADER)
        except (yaml.YAMLError, RecursionError) as error:
            return self.add(*self._syntax(error, text), stops=True)
        if node is None:
            return self.add(
                1, "file is empty, allowed: a list of records ([] for none)", stops=True
            )
        self.data = self._plain(node, ())

    @staticmethod
    def _syntax(error: Exception, text: str) -> tuple[int, str]:
        problem = getattr(error, "problem", None) or "nested too deeply"
        said, unclosed = next(
            (words for sign, *words in YAML_ERRORS if sign in problem), (problem, False)
        )
        mark = getattr(error, "context_mark" if unclosed else "problem_mark", None)
        line = mark.line + 1 if mark else 1
        lines = text.splitlines()
        if re.match(r" *\t", lines[min(line, len(lines)) - 1]):
            return line, "found a tab at the start of the line, allowed: spaces"
        return line, f"not YAML: {said}"

    def _plain(self, node: yaml.Node, path: Path_) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if id(node) in self._seen:
            self.add(line, "found an alias (*name) of this value, allowed: every value written out")
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(child, (*path, i)) for i, child in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name in result:
                first = self.lines[*path, name]
                self.add(line, f"field {name} stands twice (first in line {first}), allowed: once")
                continue
            self.lines[*path, name] = line
            result[name] = self._plain(value, (*path, name))
        return result

    @staticmethod
    def _scalar(node: yaml.ScalarNode) -> Any:
        constructor = yaml.constructor.SafeConstructor()
        try:
            return constructor.construct_object(node)
        except (yaml.YAMLError, ValueError):  # 2026-02-30, or a tag of another program
            return node.value


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
    text = "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in path)
    return f"field {text.lstrip('.')}: " if text else ""


def _strings(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for step, child in items:
            yield from _strings(child, (*path, step))
    elif isinstance(value, str):
        yield path, value


class _File:
    """Checks the records of one file against their model and against the other files."""

    def __init__(self, tree: Tree, kind: Any, id_field: str, unique: tuple[str, ...]) -> None:
        self.tree, self.kind, self.id_field, self.unique = tree, kind, id_field, unique
        single = not id_field
        expected, word = (dict, "a mapping") if single else (list, "a list of records")
        if tree.data is not None and not isinstance(tree.data, expected):
            tree.add(1, f"found {shown(tree.data)}, allowed: {word}", stops=True)
            tree.data = None
        self.items: list[Any] = [tree.data] if single and tree.data else tree.data or []
        self.prefix: Path_ = () if single else (0,)

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
            if not problems:
                good.append(record)
        return good

    def _record(self, index: int) -> str:
        if not self.id_field:
            return ""
        return f"record {self.names(self.id_field)[index] or f'number {index + 1}'}: "


def cited(text: str) -> set[str]:
    """Keys that the citations in *text* name."""
    targets = (re.sub(r"\{[^}]*\}", "", target) for target in CITE.findall(text))
    return {key.strip() for target in targets for key in target.split(",")}


def _around(item: Any, path: Path_) -> Any:
    """The innermost mapping of *item* that holds the value at *path*."""
    while isinstance(path[-1], int):
        path = path[:-1]
    for step in path[:-1]:
        item = item[step]
    return item


class Rules:
    """What only other files can tell about a record.

    *bib_keys* are the keys of references.bib and *retracted* those of retracted works, *slugs* are
    the conditions, *confirmed* says of each source how it was read, and *is_chapter* tells whether
    a document of that name exists.
    """

    def __init__(
        self,
        bib_keys: set[str],
        retracted: set[str],
        slugs: list[Any],
        confirmed: dict[Any, Any],
        is_chapter: Callable[[str], bool],
    ) -> None:
        self.bib_keys, self.retracted, self.slugs = bib_keys, retracted, slugs
        self.confirmed = confirmed
        self.is_chapter = is_chapter

    def broken(self, item: dict[str, Any], condition: str | None) -> Iterator[tuple[Path_, str]]:
        """Rules that *item* breaks; *condition* is that of the file, if the file has one."""
        for path, text in _strings(item):
            yield from self._sources(item, path, text)
        if "condition" in item:
            found = shown(item["condition"])
            if condition not in (None, item["condition"]):
                yield ("condition",), f"found {found}, allowed: {condition}, the name of the file"
            elif item["condition"] not in (None, *self.slugs):
                allowed = ", ".join(map(str, self.slugs)) or "none, conditions.yaml has no slugs"
                yield ("condition",), f"found {found}, allowed: {allowed}"
        read = self.confirmed.get(str(item.get("key")))
        if condition and read not in (None, item.get("confirmed")):
            yield (
                ("confirmed",),
                f"found {shown(item.get('confirmed'))}, allowed: {read}, as in readings.yaml",
            )
        chapter = item.get("chapter")
        if isinstance(chapter, str) and not self.is_chapter(chapter):
            yield ("chapter",), f"found {shown(chapter)}, allowed: an existing document or null"

    def _sources(self, item: dict[str, Any], path: Path_, text: str) -> Iterator[tuple[Path_, str]]:
        """Sources that do not exist, or that are retracted and not called so."""
        name = next(step for step in reversed(path) if isinstance(step, str))
        in_field = {text} if name in KEY_FIELDS else set()
        in_text = cited(text)
        for key in sorted((in_field | in_text) - self.bib_keys):
            alike = nearest(key, self.bib_keys)
            yield path, f"found {shown(key)}, allowed: a key of references.bib{alike}"
        record = " ".join(value for _, value in _strings(_around(item, path)))
        for keys, words in ((in_field, record), (in_text, text)):
            for key in sorted(keys & self.retracted):
                if not RETRACTED.search(words):
                    yield path, f'{key} is retracted, allowed: words that say "retracted"'


Found = tuple[str, str | None, _File]  # kind, condition if the file has one


def _files(folder: Path, shown_as: str) -> tuple[list[Found], list[Problem]]:
    """The files that are there, each after its kind and its condition; and misnamed ones."""
    found: list[Found] = []
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
    is_chapter: Callable[[str], bool],
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
    rules = Rules(bib_keys, retracted, slugs, confirmed, is_chapter)
    for kind, condition, file in files:
        records = file.records(functools.partial(rules.broken, condition=condition))
        getattr(evidence, kind).extend(records)
        evidence.problems += sorted(file.tree.problems)
    evidence.claims.sort(key=lambda claim: claim.order)
    evidence.timeline.sort(key=lambda event: event.year)
    return evidence
