"""Read YAML as plain data that remember the line of each value; what is wrong is a problem."""

import re
from pathlib import Path
from typing import Any

import yaml

from .problems import Problem, short

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
QUOTED = 'allowed: such a value in quotes, "..."'
BELOW = "allowed: the fields of a record one below the other"
INDENTED = f"indented wrongly, {BELOW}"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: What may be a value that YAML would take for a name (&) or for a type (!), and drop.
DROPPED = re.compile(r"(?:^|[\s,\[{])[&!]", re.M)
#: What YAML complains of, what an author makes of it, and whether that begins further up.
YAML_ERRORS = (
    ("mapping values", f"a colon in a value, {QUOTED}; or {INDENTED}", False),
    ("cannot start any token", f"a value that begins with @, %, ` or a bracket, {QUOTED}", False),
    ("alphabetic or numeric", f"a value that begins with * or &, {QUOTED}", False),
    ("undefined alias", f"a value that begins with *, {QUOTED}", False),
    ("comment or line break", f"a value that begins with > or |, {QUOTED}", False),
    ("not allowed in this context", f"a value that begins with - or ?, {QUOTED}", False),
    ("node content", f"a value that begins with a comma or a closing bracket, {QUOTED}", False),
    ("escape char", "a backslash in double quotes, allowed: such a value in single quotes", False),
    ("another document", "a second document (---), allowed: one", False),
    ("YAML document", "a line that begins with %, allowed: none", False),
    ("directive name", "a line that begins with %, allowed: none", False),
    ("unexpected end of stream", "a quote is not closed, allowed: the same quote at its end", True),
    ("expected '-' indicator", f"indented too little, {BELOW}", False),
    ("expected key", f"words behind a closing quote or bracket, {QUOTED}; or {INDENTED}", False),
    ("expected ':'", "a field without a colon, allowed: name: value", False),
    ("expected ',' or", "a bracket is not closed, allowed: [one, other]", True),
)

#: What is more than words in Markdown.
MARKUP = re.compile(r"[`{\[<&*_$\\]")

Path_ = tuple[str | int, ...]


def one_line(text: str) -> str:
    """Return *text* with spaces for line ends; no-break spaces stay."""
    return re.sub(r"[ \t\n]+", " ", text).strip()


class Tree:
    """A YAML file as plain Python data that remembers the line of each value."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self.data: Any = None
        self.lines: dict[Path_, int] = {}
        #: Lines of the values that hold Markdown, by their words in one line.
        self.marked: dict[str, int] = {}
        self.problems: list[Problem] = []
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
        if control := CONTROL.search(text):
            line = text.count("\n", 0, control.start()) + 1
            found = f"found control character {control[0]!r}"
            return self.add(line, f"{found}, allowed: plain text", stops=True)
        try:
            node = yaml.compose(text, LOADER)
        except (yaml.YAMLError, RecursionError) as error:
            return self.add(*self._syntax(error, text), stops=True)
        if DROPPED.search(text) and (line := self._dropped(text)):
            return self.add(line, f"a value that begins with & or !, {QUOTED}", stops=True)
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
        lines = text.splitlines()
        # The end of a file, where something was still awaited, is behind its last line.
        line = min(mark.line + 1, len(lines)) if mark else 1
        if re.match(r" *\t", lines[line - 1]):
            return line, "found a tab at the start of the line, allowed: spaces"
        return line, f"not YAML: {said}"

    @staticmethod
    def _dropped(text: str) -> int | None:
        """Line of the first value with a name or a type of its own, which would lose words."""
        for event in yaml.parse(text, LOADER):
            if getattr(event, "anchor", None) or getattr(event, "tag", None):
                return event.start_mark.line + 1
        return None

    def _plain(self, node: yaml.Node, path: Path_) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(child, (*path, i)) for i, child in enumerate(node.value)]
        if control := CONTROL.search(node.value):
            self.add(line, f"found control character {control[0]!r}, allowed: plain text")
        if MARKUP.search(node.value):
            self.marked.setdefault(one_line(node.value), line)
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name in result:
                first = self.lines[*path, name]
                self.add(
                    line, f"field {short(name)} stands twice (first in line {first}), allowed: once"
                )
                continue
            self.lines[*path, name] = line
            result[name] = self._plain(value, (*path, name))
        return result

    @staticmethod
    def _scalar(node: yaml.ScalarNode) -> Any:
        constructor = yaml.constructor.SafeConstructor()
        try:
            return constructor.construct_object(node)
        except (yaml.YAMLError, ValueError):  # 2026-02-30
            return node.value
