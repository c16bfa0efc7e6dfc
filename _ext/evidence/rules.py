"""The rules of a record that only other files can tell: sources, conditions, chapters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .problems import nearest, shown
from .tree import Path_

RETRACTED = re.compile(r"\bretract(ed|ion)", re.I)
KEY_FIELDS = ("key", "source", "sources", "results")
CITE = re.compile(r"\{cite(?::\w+)?\}`([^`]*)`")


def _strings(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for step, child in items:
            yield from _strings(child, (*path, step))
    elif isinstance(value, str):
        yield path, value


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


@dataclass
class Rules:
    """What only other files can tell about a record."""

    bib_keys: set[str]  # of references.bib
    retracted: set[str]  # those of retracted works
    slugs: list[Any]  # of the conditions
    confirmed: dict[Any, Any]  # source -> how it was read
    chapters: set[str]  # names of the documents

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
        if isinstance(chapter, str) and chapter not in self.chapters:
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
