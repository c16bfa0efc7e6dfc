"""Read the BibTeX files ourselves, so that every mistake in them is one line with a place.

A citation of what is in none of them is told with the keys that are most like it.

sphinxcontrib-bibtex stops with a traceback at the first syntax error. It parses only when its
cached data are out of date, so data that we parsed are handed to it.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pybtex.errors
from pybtex.database import Entry
from pybtex.database.input.bibtex import Parser
from pybtex.exceptions import PybtexError
from sphinxcontrib.bibtex.bibfile import BibData, BibFile, get_mtime

from .problems import Problem, nearest

ENTRY = re.compile(r"(?<!\S)@(?!comment|string|preamble)\w+\s*[{(]\s*([^\s,})]+)", re.IGNORECASE)
ACRONYM = re.compile(r"\b\w*[A-Z]\w*[A-Z]\w*")
ADDRESSES = ("doi", "pmid", "url", "isbn", "note")  # a note may say where a paper copy is kept


class Bibliography(NamedTuple):
    """Parsed BibTeX files, in the form that sphinxcontrib-bibtex keeps."""

    data: BibData
    lines: dict[str, tuple[str, int]]  # key -> file, line
    problems: list[Problem]


class NearestKeys(logging.Filter):
    """Says of a citation that is not found what is allowed, where sphinxcontrib-bibtex does not."""

    LOGGER = logging.getLogger("sphinx.sphinxcontrib.bibtex.domain")
    SAID = re.compile(r'could not find bibtex key "(.*)"')

    def __init__(self, keys: Iterable[str]) -> None:
        """Take *keys* for those of the bibliography, until the next bibliography is read."""
        super().__init__()
        self.keys = list(keys)
        for old in [old for old in self.LOGGER.filters if isinstance(old, NearestKeys)]:
            self.LOGGER.removeFilter(old)
        self.LOGGER.addFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        if match := self.SAID.fullmatch(str(record.msg)):
            alike = nearest(match[1], self.keys)
            record.msg = f'found "{match[1]}", allowed: a key of references.bib{alike}'
        return True


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _parse(parser: Parser, text: str, name: str) -> dict[int, Problem]:
    """Feed *text* to *parser*; what pybtex stumbles over, once per entry, by the entry's start."""
    with pybtex.errors.capture() as errors:
        try:
            parser.parse_string(text)
        except PybtexError as error:
            errors.append(error)
    found: dict[int, Problem] = {}
    for error in errors:
        if "repeated bibliography entry" in str(error):  # has its own check
            continue
        if hasattr(error, "error_context_info"):
            start, line, what = error.error_context_info[0], error.lineno, error.args[0]
        else:
            key = re.search(r"entry with key (\S+)", str(error))
            place = re.search(rf"@\w+\s*[{{(]\s*{re.escape(key[1])}\b", text) if key else None
            start = place.start() if place else 0
            line, what = _line(text, start), str(error)
        entry = ENTRY.match(text, start)
        which = f"entry {entry[1] if entry else '?'}, begun in line {_line(text, start)}"
        problem = Problem(
            name, line, f"{which}: not BibTeX, {what} here or just before", stops=True
        )
        found.setdefault(start, problem)
    return found


def _field_line(field: str, text: str, start: int) -> int:
    match = re.compile(rf"\b{field}\s*=", re.I).search(text, start)
    return _line(text, match.start() if match else start)


def unbraced(title: str) -> list[str]:
    """Words of *title* with two or more capitals outside braces, which some styles would lower."""
    innermost = re.compile(r"\{[^{}]*\}")
    while innermost.search(title):
        title = innermost.sub(" ", title)
    return ACRONYM.findall(title)


def _check(entry: Entry, text: str, start: int) -> Iterator[tuple[int, str]]:
    """Line and text of each mistake in the fields of *entry*, which begins at *start*."""
    for field, allowed in (("title", "a title"), ("year", "a year or {n.d.}")):
        if field not in entry.fields:
            yield _line(text, start), f"no {field}, allowed: {allowed}"
    year = entry.fields.get("year", "n.d.")
    if not re.fullmatch(r"\d{4}|n\.d\.", year):
        line = _field_line("year", text, start)
        yield line, f"field year: found {year}, allowed: four digits or {{n.d.}}"
    if not any(field in entry.fields for field in ADDRESSES):
        allowed = f"at least one of {', '.join(ADDRESSES)}"
        yield _line(text, start), f"nothing to find it by, allowed: {allowed}"
    for word in unbraced(entry.fields.get("title", "")):
        line = _field_line("title", text, start)
        yield line, f'field title: found "{word}", allowed: {{{word}}} in braces'


def _decoded(path: Path, name: str, encoding: str) -> str | Problem:
    """The text of a BibTeX file, or why it cannot be read."""
    try:
        return path.read_bytes().decode(encoding)
    except OSError as error:
        found = f"cannot be read ({error.strerror}), allowed: BibTeX"
        return Problem(name, 1, found, stops=True)
    except LookupError:
        found = f"bibtex_encoding: found {encoding}, allowed: an encoding like utf-8-sig"
        return Problem("conf.py", 1, found, stops=True)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        found = f"found a byte that is not {encoding}, allowed: UTF-8 text"
        return Problem(name, line, found, stops=True)


def read(files: list[Path], names: list[str], encoding: str) -> Bibliography:
    """Parse *files*, called *names* in messages. Raises nothing: see ``problems`` of the result."""
    parser = Parser(encoding)
    bibfiles: dict[Path, BibFile] = {}
    lines: dict[str, tuple[str, int]] = {}
    places: dict[str, str] = {}  # BibTeX does not tell small keys from capital ones
    problems: list[Problem] = []
    for path, name in zip(files, names, strict=True):
        old = set(parser.data.entries)
        text = _decoded(path, name, encoding)
        if isinstance(text, Problem):
            problems.append(text)
            text = ""
        elif not ENTRY.search(text):
            problems.append(Problem(name, 1, "no entry found, allowed: BibTeX", stops=True))
        text = text.replace("\r\n", "\n")
        broken = _parse(parser, text, name)
        problems += broken.values()
        for match in ENTRY.finditer(text):
            key, line = match[1], _line(text, match.start())
            if place := places.get(key.lower()):
                found = f"entry {key} stands twice (first {place}), allowed: once"
                problems.append(Problem(name, line, found))
                continue
            lines[key] = (name, line)
            places[key.lower()] = f"{name}:{line}"
            if key in parser.data.entries and match.start() not in broken:
                mistakes = _check(parser.data.entries[key], text, match.start())
                problems += [Problem(name, at, f"entry {key}: {said}") for at, said in mistakes]
        new = dict.fromkeys(key for key in parser.data.entries if key not in old)
        bibfiles[path] = BibFile(get_mtime(path), new)
    return Bibliography(BibData(encoding, bibfiles, parser.data), lines, sorted(problems))
