"""Read the BibTeX files ourselves, so that every mistake in them is one line with a place.

A citation of what is in none of them is told with the keys that are most like it.

sphinxcontrib-bibtex stops with a traceback at the first syntax error. It parses only when its
cached data are out of date, so data that we parsed are handed to it.
"""

import logging
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pybtex.errors
from pybtex.database import Entry
from pybtex.database.input.bibtex import Parser
from pybtex.exceptions import PybtexError
from sphinxcontrib.bibtex.bibfile import BibData, BibFile, get_mtime

from .bibliography import PUBLISHERS, plain
from .problems import Problem, nearest

ENTRY = re.compile(r"(?<!\S)@(?!comment|string|preamble)\w+\s*[{(]\s*([^\s,})]+)", re.IGNORECASE)
ACRONYM = re.compile(r"\b\w*[A-Z]\w*[A-Z]\w*")
TYPES = ("article", "book", "incollection", "inproceedings", "misc", "phdthesis", "techreport")
FIELDS = (
    *("title", "year", "author", "editor", "shortauthor", "journal", "volume", "number", "pages"),
    *("booktitle", "edition", *PUBLISHERS, "type", "isbn", "doi", "pmid", "pmcid", "url", "note"),
    *("retracted", "erratum"),
)
#: Fields that have a form, and what it is for an author.
FORMS = {
    "doi": (r"10\.[\d.]+/\S+", "a DOI like 10.1000/182, without https://doi.org/"),
    "pmid": (r"\d+", "digits"),
    "url": (r"https?://\S+|(?!https?:)(?i:[a-z]+):\S+", "an address like https://example.org/page"),
    "year": (r"\d{4}|n\.d\.", "four digits or {n.d.}"),
}
#: LaTeX and HTML that would be printed as it stands.
RAW = re.compile(r"\\[a-zA-Z]+|(?<!\\)\$|&#?\w+;")
KEY = re.compile(r"[A-Za-z0-9:._-]+")
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


@lru_cache(1)
def _breaks(text: str) -> list[int]:
    """Where the lines of *text* end: counted once, not for each field of each entry."""
    return [match.start() for match in re.finditer("\n", text)]


def _line(text: str, position: int) -> int:
    return bisect_left(_breaks(text), position) + 1


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
            if not re.search(r"\s|expected", what):
                what = f"found {what} without quotes or braces"
        elif name_at := re.search(r"Too many commas in '(.*)'", str(error)):
            at = max(0, text.find(name_at[1]))
            start = max((m.start() for m in ENTRY.finditer(text, 0, at)), default=0)
            line, what = _line(text, at), f'{str(error)[:80]}, allowed: names joined by " and "'
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
    yield from _check_form(entry, text, start)
    for field, value in entry.fields.items():
        line, at = _field_line(field, text, start), f"field {field}: "
        form, allowed = FORMS.get(field.lower(), (r"[\s\S]*\S[\s\S]*", "words, or no such field"))
        if field.lower() not in FIELDS:
            yield line, f"{at}unknown field, allowed: {', '.join(FIELDS)}"
        elif not re.fullmatch(form, value):
            yield line, f"{at}found {value or 'nothing'}, allowed: {allowed}"
        elif field != "url" and (raw := RAW.search(plain(value))):
            yield line, f"{at}found {raw[0]}, allowed: plain text, or LaTeX accents"
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


def _check_form(entry: Entry, text: str, start: int) -> Iterator[tuple[int, str]]:
    """Line and text of what is wrong with an entry's kind, key and authors."""
    if entry.type not in TYPES:
        yield _line(text, start), f"found @{entry.type}, allowed: @{', @'.join(TYPES)}"
    if not KEY.fullmatch(entry.key):
        yield _line(text, start), "allowed: a key of letters and digits"
    for role in re.findall(r"^\s*(author|editor)\s*=", text[start : _close(text, start)], re.M):
        names = [str(person) for person in entry.persons.get(role, [])]
        if not "".join(names).strip() or any(";" in each for each in names):
            found = f"field {role}: found {'; '.join(names) or 'nothing'}"
            yield _field_line(role, text, start), f'{found}, allowed: names joined by " and "'


def _outside(text: str, name: str) -> Iterator[Problem]:
    """Words between the entries, such as the rest of one that a brace has closed too early."""
    end = 0
    for match in [*re.finditer(r"(?<!\S)@\w+\s*\{", text), None]:
        between = text[end : match.start() if match else len(text)]
        lines = [line for line in between.splitlines() if not line.lstrip().startswith("%")]
        if words := next((line.strip(" ,") for line in lines if re.search(r"\w", line)), ""):
            at = text.index(words, end)
            found = f"found {words[:20]} outside an entry"
            yield Problem(name, _line(text, at), f"{found}, allowed: @kind{{key, ...}}", stops=True)
            return
        end = _close(text, match.start()) if match else end


def _close(text: str, start: int) -> int:
    """Where the entry ends that begins at *start*."""
    depth = 0
    for brace in re.compile(r"(?<!\\)[{}]").finditer(text, start):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.end()
    return len(text)


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
        problems += broken.values() or list(_outside(text, name) if ENTRY.search(text) else ())
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
