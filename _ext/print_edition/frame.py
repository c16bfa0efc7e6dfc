"""What stands around the chapters: the book's data, its front matter and its index."""

import datetime
import json
import os
from pathlib import Path

from babel.dates import format_date
from sphinx.config import Config
from sphinx.environment.adapters.indexentries import IndexEntries
from sphinx.locale import _

from .compiler import PrintError
from .editions import DEFAULT_LOOK, complete
from .labels import Target, written
from .typst_text import array, quote

HERE = Path(__file__).parent

#: Words that the printed book adds to the author's.
WORDS = {
    "page": "page",
    "cited-page": "Cited on page",
    "cited-pages": "Cited on pages",
    "edition": "Edition",
}


def release_date(config: Config) -> datetime.date | None:
    """Return ``print_date`` as a date; raise PrintError when it is none."""
    if config.print_date is None:
        return None
    try:
        return datetime.date.fromisoformat(config.print_date)
    except ValueError:
        raise PrintError(
            f"conf.py: print_date: found {config.print_date!r}, allowed: a date like 2026-01-31"
        ) from None


def timestamp(config: Config) -> int:
    """Return the moment to print into the file: SOURCE_DATE_EPOCH, else the day of the release."""
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(epoch)
    day = release_date(config) or datetime.date(2000, 1, 1)
    return int(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC).timestamp())


def cover_name(config: Config) -> str | None:
    """Return the cover's name among the compiler's files, or None when the book has none."""
    return f"cover{Path(config.print_cover).suffix}" if config.print_cover else None


def book_data(config: Config, edition: dict) -> bytes:
    """Return ``book.json``: what book.typ knows of the book and of the edition."""
    language, _sep, region = config.print_language.replace("_", "-").partition("-")
    day = release_date(config)
    data = {
        "title": config.project,
        "subtitle": config.print_subtitle,
        "author": config.author,
        "release": config.release,
        "date": format_date(day, "d MMMM y", locale=language) if day else "",
        "description": config.print_description,
        "keywords": config.print_keywords,
        "language": language,
        "region": region or None,
        "notice": config.print_notice,
        "imprint": config.print_imprint,
        "cover": cover_name(config),
        "words": WORDS,
        "look": DEFAULT_LOOK | config.print_look,
        "edition": complete(edition),
    }
    return json.dumps(data, ensure_ascii=False).encode()


def support_files(config: Config, confdir: Path) -> dict[str, bytes]:
    """Return the files beside ``main.typ``: vocabulary, the project's own style, cover."""
    files = {
        "book.typ": (HERE / "book.typ").read_bytes(),
        "style.typ": b"#let styles = (:)\n",
    }
    for option, name in (("print_style", "style.typ"), ("print_cover", cover_name(config))):
        path = getattr(config, option)
        if path is None:
            continue
        try:
            files[name] = (confdir / path).read_bytes()
        except OSError as error:
            raise PrintError(f"conf.py: {option}: {path}: {error.strerror}") from None
    return files


def main_source(body: list[str], index: str, depth: int) -> str:
    """Return ``main.typ``: the frame, and in it the documents in reading order.

    :param depth: the deepest heading level that the contents page lists
    """
    return (
        '#import "book.typ": *\n#import "style.typ": styles\n'
        "#let styled = styled.with(styles)\n#let admonition = admonition.with(styles)\n"
        "#show: book\n#title-page()\n#imprint()\n"
        f"#contents({quote(_('Contents'))}, {depth})\n#show: main-matter\n"
        + "".join(body)
        + index
        + "\n"
    )


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
                lines.append(f"  {self.entry(name, links, 0, known)},")
                lines += [f"  {self.entry(sub, some, 1, known)}," for sub, some in subitems]
        return f"\n#index-block({quote(_('Index'))},\n" + "\n".join(lines) + "\n)\n"

    def entry(self, name: str, links: list, depth: int, known: dict[str, Target]) -> str:
        targets = [quote(written([label], known) or label) for label in self.found(links)]
        return f"index-entry({quote(name)}, {depth}, {array(targets)})"
