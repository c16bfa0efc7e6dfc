"""What stands around the chapters: the book's data, its front matter, lists and index."""

import datetime
import json
import os
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from babel.core import Locale, UnknownLocaleError, negotiate_locale
from babel.dates import format_date
from babel.localedata import locale_identifiers
from docutils import nodes
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.environment.adapters.indexentries import IndexEntries
from sphinx.locale import _

from . import images
from .compiler import PrintError
from .editions import DEFAULT_LOOK
from .labels import Target, written
from .typst_text import array, quote

HERE = Path(__file__).parent

#: The label of the index: Sphinx calls its document so.
INDEX = "genindex#"


def words() -> dict[str, str]:
    """Return what the printed book adds to the author's words, in the language of the build."""
    return {
        "page": _("on page"),
        "next-page": _("next page"),
        "cited-page": _("Cited on page"),
        "cited-pages": _("Cited on pages"),
        "edition": _("Edition"),
        "from": _("From"),
        "others": _("Other forms of this book"),
        "continued": _("{}, continued"),
        # A complaint for the author, and so in English.
        "too-long": "takes {} pages, allowed: {}",
    }


def release_date(config: Config) -> datetime.date | None:
    """Return ``print_date`` as a date; raise PrintError when it is none."""
    if config.print_date is None:
        return None
    try:
        return datetime.date.fromisoformat(config.print_date)
    except (TypeError, ValueError):
        raise PrintError(
            f"conf.py: print_date: found {config.print_date!r}, allowed: a date like 2026-01-31"
        ) from None


def day_in_words(day: datetime.date, language: str) -> str:
    """Return a date as people write it in *language*: 31 January 2026, 31 de enero de 2026."""
    wanted = [language.replace("-", "_"), re.split("[-_]", language)[0], "en"]
    return format_date(day, "long", locale=negotiate_locale(wanted, locale_identifiers()))


def timestamp(config: Config) -> int:
    """Return the moment to print into the file: SOURCE_DATE_EPOCH, else the day of the release."""
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(epoch)
    day = release_date(config) or datetime.date(2000, 1, 1)
    return int(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC).timestamp())


def cover_name(config: Config) -> str | None:
    """Return the cover's name among the compiler's files, or None when the book has none."""
    return f"cover{Path(config.print_cover).suffix}" if config.print_cover else None


def check_settings(config: Config, confdir: Path) -> None:
    """Raise PrintError, one line per setting that the book could not be made with."""
    problems = [
        f"print_look: {name}: found {colour!r}, allowed: a colour like #1c2326"
        for name, colour in config.print_look.items()
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", str(colour))
    ]
    for name in ("print_keywords", "print_imprint"):
        wrong = [item for item in getattr(config, name) if not isinstance(item, str)]
        problems += [f"{name}: found {item!r}, allowed: a text" for item in wrong]
    for path in config.print_font_paths:
        if not (confdir / path).is_dir():
            problems.append(f"print_font_paths: found {path!r}, allowed: a folder of fonts")
    for kind, text in config.numfig_format.items():
        if text.replace("%%", "").count("%") != 1 or "%s" not in text:
            problems.append(f"numfig_format: {kind}: found {text!r}, allowed: a text with one %s")
    try:
        Locale.parse(config.print_language.replace("_", "-").partition("-")[0])
    except (ValueError, UnknownLocaleError):
        problems.append(
            f"print_language: found {config.print_language!r}, allowed: a language like en-GB"
        )
    if problems:
        raise PrintError("\n".join(f"conf.py: {problem}" for problem in problems))


def book_data(config: Config, name: str, edition: dict, heading: str | None) -> bytes:
    """Return ``book.json``: what book.typ knows of the book and of the edition.

    :param heading: title of the document that the edition holds, None for the whole book
    """
    language, _sep, region = config.print_language.replace("_", "-").partition("-")
    day = release_date(config)
    data = {
        "title": config.project,
        "document-title": f"{heading} – {config.project}" if heading else config.project,
        "subtitle": config.print_subtitle,
        "author": config.author,
        "release": config.release,
        "date": day_in_words(day, config.print_language) if day else "",
        "description": config.print_description,
        "keywords": config.print_keywords,
        "language": language,
        "region": region or None,
        "notice": config.print_notice,
        "imprint": config.print_imprint,
        "cover": cover_name(config),
        "words": words(),
        "look": DEFAULT_LOOK | config.print_look,
        "doi": config.print_doi,
        "others": [
            other["name"]
            for key, other in config.print_editions.items()
            if key != name and other.get("name") and other.get("form", "book") == "book"
        ],
        "edition": edition | {"key": name},
    }
    return json.dumps(data, ensure_ascii=False).encode()


def support_paths(config: Config) -> dict[str, str]:
    """Return the project's own files that every edition holds: path by name of the option."""
    options = ("print_style", "print_cover")
    return {option: path for option in options if (path := getattr(config, option))}


def support_files(config: Config, confdir: Path) -> dict[str, bytes]:
    """Return the files beside ``main.typ``: vocabulary, the project's own style, cover."""
    files = {path.name: path.read_bytes() for path in HERE.glob("*.typ")}
    files["style.typ"] = b"#let styles = (:)\n"
    names = {"print_style": "style.typ", "print_cover": cover_name(config)}
    for option, path in support_paths(config).items():
        try:
            files[names[option]] = (confdir / path).read_bytes()
            if option == "print_cover":
                images.printable(path, files[names[option]])
            elif "styles" not in files[names[option]].decode():
                raise PrintError("found no styles, allowed: a file with `#let styles = (:)`")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            found = f"line {line}: found byte {error.object[error.start]:#04x}"
            raise PrintError(f"conf.py: {option}: {path}: {found}, allowed: UTF-8 text") from None
        except OSError as error:
            raise PrintError(f"conf.py: {option}: {path}: {error.strerror}") from None
        except PrintError as error:
            raise PrintError(f"conf.py: {option}: {path}: {error}") from None
    return files


PREAMBLE = """#import "book.typ": *
#import "style.typ": styles
#let styled = styled.with(styles)
#let admonition = admonition.with(styles)
#show: book
"""


def main_source(body: list[str], lists: str, ends: str, depth: int) -> str:
    """Return ``main.typ``: the frame, and in it the documents in reading order.

    :param ends: what follows the documents
    :param depth: the deepest heading level that the contents page lists
    """
    front = f"#front-matter()\n#contents({quote(_('Contents'))}, {depth}{lists})\n"
    return f"{PREAMBLE}{front}\n#show: main-matter\n{''.join(body)}{ends}\n"


def extract_source(body: list[str], ends: str) -> str:
    """Return ``main.typ`` for documents that stand alone."""
    return f"{PREAMBLE}{''.join(body)}\n#colophon()\n{ends}"


def places(labels: Set[str]) -> str:
    """Return the call by which compiler.py learns where these labels stand."""
    return f"\n#places({', '.join(map(quote, sorted(labels)))})\n" if labels else ""


@dataclass
class Numbered:
    """The numbered figures or tables of the book: number, words and label of each."""

    title: str
    entries: list[tuple[str, str, str]] = field(default_factory=list)

    def source(self, known: dict[str, Target]) -> str:
        """Return the list as an argument of the contents, or nothing when it is empty."""
        if not self.entries:
            return ""
        lines = "".join(
            f"  ({quote(number)}, {quote(words)}, {quote(written([label], known) or label)}),\n"
            for number, words, label in self.entries
        )
        return f", list-of({quote(self.title)}, (\n{lines}))"


class Caption(NamedTuple):
    """The caption of a figure or a table, its kind, with the ids of what it stands at."""

    kind: str
    ids: list[str]
    words: str


def captions(doctree: nodes.document) -> Iterator[Caption]:
    """Yield the captions of the figures and tables of a document."""
    for node in doctree.findall(lambda n: isinstance(n, nodes.figure | nodes.table)):
        kind = "figure" if isinstance(node, nodes.figure) else "table"
        words = next(node.findall(nodes.caption if kind == "figure" else nodes.title), None)
        if words is not None:
            # A line break comes as HTML.
            texts = words.findall(nodes.Text)
            line = "".join(" " if isinstance(t.parent, nodes.raw) else t for t in texts)
            yield Caption(kind, node["ids"], line)


def numbered_lists(env: BuildEnvironment, found: dict[str, list[Caption]]) -> list[Numbered]:
    """Return the lists of figures and of tables that have a number and a caption."""
    figures, tables = Numbered(_("Figures")), Numbered(_("Tables"))
    for docname, captions in found.items():
        for kind, ids, words in captions:
            numbers = env.toc_fignumbers.get(docname, {}).get(kind, {})
            id_ = next((i for i in ids if i in numbers), None)
            if id_ is not None:
                number = ".".join(map(str, numbers[id_]))
                entry = (number, first_sentence(words), f"{docname}#{id_}")
                (figures if kind == "figure" else tables).entries.append(entry)
    return [figures, tables]


def first_sentence(text: str) -> str:
    """Return the first sentence of a caption, without its full stop."""
    return re.split(r"\.\s+(?=[^\W\d_a-z])", " ".join(text.split()), maxsplit=1)[0].rstrip(".")


class Index:
    """The general index of the documents in the book.

    :param builder: the ``pdf`` builder
    :param docnames: documents the book holds; entries of others are left out
    """

    def __init__(self, builder, docnames: set[str]) -> None:
        self.docnames = docnames
        self.labels: set[str] = set()
        self.groups = IndexEntries(builder.env).create_index(builder)
        for _letter, entries in self.groups:
            for _name, (links, subitems, _key) in entries:
                for some in (links, *(sub_links for _sub, sub_links in subitems)):
                    self.labels.update(self.found(some))

    def label(self, uri: str) -> str | None:
        docname, _sep, anchor = uri.removeprefix("%").partition("#")
        return f"{docname}#{anchor}" if docname in self.docnames else None

    def found(self, links: list[tuple[str, str]]) -> list[str]:
        """Return the labels that an entry's (main, address) pairs lead to within the book."""
        return [label for _main, uri in links if (label := self.label(uri))]

    def source(self, known: dict[str, Target]) -> str:
        """Return the call that prints the index, or nothing when there is no entry."""
        if not self.labels:
            return ""
        lines = []
        for letter, entries in self.groups:
            lines.append(f"  index-letter({quote(letter)}),")
            for name, (links, subitems, _key) in entries:
                lines.append(f"  {self.entry(name, links, 0, known, heads=bool(subitems))},")
                lines += [f"  {self.entry(sub, some, 1, known)}," for sub, some in subitems]
        label = f"label: {quote(INDEX)}, " if INDEX in known else ""
        return f"\n#index-block({quote(_('Index'))}, {label}\n" + "\n".join(lines) + "\n)\n"

    def entry(
        self, name: str, links: list, depth: int, known: dict[str, Target], heads: bool = False
    ) -> str:
        targets = [quote(written([label], known) or label) for label in self.found(links)]
        option = "heads: true, " * heads
        return f"index-entry({quote(name)}, {depth}, {option}{array(targets)})"
