"""The search index as search.js reads it: titles, subjects of the book's index, and words.

Sphinx's own index tears the subjects apart, does not say in which section they stand, and holds
what only Sphinx's search page needs.
"""

import json
import textwrap
from collections.abc import Iterable
from typing import Any, TextIO

from docutils import nodes
from sphinx import addnodes
from sphinx.search import IndexBuilder, js_index

#: Entries of the book's index in a document: the entry, the id of its place (empty for the page),
#: and its kind: ``main``, ``see``, or empty.
Subjects = list[tuple[str, str, str]]
#: The most letters of a title among the results: a caption can be a paragraph.
LONGEST = 120


class ReadersIndex:
    """What Sphinx writes its search index with, and reads the one of the last build with."""

    def __init__(self, index: IndexBuilder) -> None:
        self.index = index
        self.loaded: dict[str, Any] = {"docnames": [], "titles": [], "subjects": {}, "see": {}}

    def dump(self, frozen: dict[str, Any], stream: TextIO) -> None:
        """Write what *frozen*, Sphinx's index, and the subjects say."""
        names = frozen["docnames"]
        titles = [named_places(self.index._all_titles[name]) for name in names]
        words: dict[str, set[int]] = {}
        for found in (frozen["terms"], frozen["titleterms"]):
            for word, numbers in found.items():
                # A word with a capital is one that says nothing, at the beginning of a sentence.
                if word == word.lower() and len(word) > 1:
                    words.setdefault(word, set()).update(as_list(numbers))
        subjects: dict[str, dict[str, list[Any]]] = {"": {}, "see": {}}
        for number, name in enumerate(names):
            sections = {anchor: place for place, (_title, anchor) in enumerate(titles[number])}
            for entry, anchor, kind in sorted(self.index._index_entries.get(name, ())):
                # A section is named by its number, a term of a glossary by its id.
                place = [number, sections.get(anchor or None, anchor)]
                subjects["see" if kind == "see" else ""].setdefault(entry, []).append(place)
        data = {
            "envversion": frozen["envversion"],
            "docnames": names,
            "titles": titles,
            "subjects": subjects[""],
            "see": subjects["see"],
            "words": {word: as_few(numbers) for word, numbers in words.items()},
        }
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        stream.write(f"Search.setIndex({text})")

    def load(self, stream: TextIO) -> dict[str, Any]:
        """Return Sphinx's index from what :meth:`dump` has written.

        :raises ValueError: if something else has written it
        """
        data = js_index.loads(stream.read())
        if "subjects" not in data:
            raise ValueError("old format")
        self.loaded = data
        return {
            "envversion": data["envversion"],
            "docnames": data["docnames"],
            # Sphinx wants a name for each, and we do not write them.
            "filenames": data["docnames"],
            "titles": [titles[0][0] for titles in data["titles"]],
            "alltitles": {},
            "terms": data["words"],
            "titleterms": {},
        }

    def restore(self, docnames: Iterable[str]) -> None:
        """Give the index titles and subjects of *docnames* as they were loaded."""
        data, staying = self.loaded, set(docnames)
        names, titles = data["docnames"], data["titles"]
        entries: dict[str, Subjects] = {name: [] for name in staying}
        for kind in ("subjects", "see"):
            for entry, places in data[kind].items():
                for number, place in places:
                    anchor = titles[number][place][1] or "" if isinstance(place, int) else place
                    if names[number] in staying:
                        entries[names[number]].append((entry, anchor, kind))
        self.index._index_entries = entries
        self.index._all_titles = {
            name: each for name, each in zip(names, titles, strict=True) if name in staying
        }


def as_list(numbers: int | list[int]) -> list[int]:
    """Return the documents of a word, which Sphinx names without a list if it is one."""
    return [numbers] if isinstance(numbers, int) else numbers


def as_few(numbers: set[int]) -> int | list[int]:
    """Return the documents of a word as Sphinx names them."""
    return sorted(numbers) if len(numbers) > 1 else min(numbers)


def named_places(titles: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """Return of Sphinx's titles of a document its own, and those that a link can lead to."""

    def cut(title: str) -> str:
        return (
            title if len(title) <= LONGEST else textwrap.shorten(title, LONGEST, placeholder=" …")
        )

    return [(cut(t), anchor) for number, (t, anchor) in enumerate(titles) if anchor or not number]


def subjects(doctree: nodes.document) -> Subjects:
    """Return the entries of the book's index in a document, each once."""
    found = set()
    for node in doctree.findall(addnodes.index):
        for kind, entry, target, main, _category in node["entries"]:
            kind = "see" if kind in ("see", "seealso") else main
            found.add((entry, target if main else section_id(node), kind))
    return sorted(found)


def section_id(node: nodes.Node) -> str:
    """Return the id of the section that a node stands in, empty for that of the page."""
    while node.parent and not isinstance(node.parent, nodes.document):
        if isinstance(node, nodes.section):
            return node["ids"][0]
        node = node.parent
    return ""
