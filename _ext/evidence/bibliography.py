"""The author-year look of citations and of the bibliography, for pybtex and sphinxcontrib-bibtex.

Both styles are named ``evidence``. A label is ``Younger and others 2013``; all else is built on it,
so a citation and the start of its bibliography entry always agree. What is not the entry's own word
is in the language of the book.
"""

import functools
import importlib.metadata
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from string import ascii_lowercase
from typing import Any
from urllib.parse import urlsplit

import pybtex.plugin
import sphinxcontrib.bibtex.plugin
from docutils import nodes
from pybtex.database import Entry, Person
from pybtex.plugin import Plugin
from pybtex.richtext import HRef, Tag, Text
from pybtex.style import FormattedEntry
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib.bibtex.domain import BibtexDomain
from sphinxcontrib.bibtex.style.referencing import BaseReferenceStyle
from sphinxcontrib.bibtex.style.template import (
    SphinxReferenceText,
    join,
    node,
    sentence,
)

MOST_AUTHORS = 6
PUBLISHERS = ("publisher", "institution", "organization", "school", "howpublished", "address")
#: What means the same in BibTeX and in plain text: no command, group, tie, dash or quote.
PLAIN = re.compile(r"(?! )(?:[\w.:;()/+=]| (?! )|,(?!,)|-(?!-))*")
OTHERS = "others"  # BibTeX: "and others" closes an incomplete list of authors
UNDATED = "n.d."  # the year of a work that has none


def cache_plugin_lookup() -> None:
    """Let pybtex ask for the installed plugins once instead of once per citation.

    ``pybtex.plugin`` calls :func:`importlib.metadata.entry_points` anew at every look-up: 7 ms,
    and 8 of 10 s of resolving a book with 1,200 citations. Nobody installs plugins during a build.
    """
    pybtex.plugin.entry_points = functools.cache(importlib.metadata.entry_points)


@functools.cache
def rich(latex: str) -> Text:
    """A field of BibTeX as text with its markup.

    Decoding was the dearest part of a build where little had changed, and every field is asked for
    several times; most have nothing to decode.
    """
    return Text(latex) if PLAIN.fullmatch(latex) else Text.from_latex(latex)


def plain(latex: str) -> str:
    """A field of BibTeX as mere characters."""
    return str(rich(latex))


def _family(person: Person) -> str:
    return " ".join(map(plain, person.prelast_names + person.last_names))


def _name(person: Person) -> str:
    """``Younger J`` for a person, the name as it is for an organisation."""
    given = [plain(name) for name in person.first_names + person.middle_names]
    initials = "".join(part[0] for name in given for part in name.split("-") if part)
    lineage = " ".join(map(plain, person.lineage_names))
    return " ".join(filter(None, [_family(person), initials, lineage]))


def _persons(entry: Entry) -> list[Person]:
    return entry.persons.get("author") or entry.persons.get("editor") or []


def short_author(entry: Entry) -> str:
    """Who a citation names: ``Younger and Mackey``, ``Younger and others`` or an organisation."""
    if "shortauthor" in entry.fields:
        return plain(entry.fields["shortauthor"])
    names = [_family(person) for person in _persons(entry)]
    if not names:
        title = entry.fields.get("title")
        words = (plain(title) if title else entry.key).split()
        return " ".join(words[:5]) + ("…" if len(words) > 5 else "")
    if len(names) == 1:
        return names[0]
    if len(names) == 2 and names[1] != OTHERS:
        return _("{one} and {other}").format(one=names[0], other=names[1])
    return _("{names} and others").format(names=names[0])


def _year(entry: Entry) -> str:
    """The year, without a space in any language: labels are divided at their last one."""
    year = plain(entry.fields.get("year", UNDATED))
    return _("n.d.").replace(" ", "\N{NO-BREAK SPACE}") if year == UNDATED else year


def label(entry: Entry) -> str:
    """Label without the letter that tells works of one author and year apart."""
    return f"{short_author(entry)} {_year(entry)}"


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()


class EvidenceStyle(Plugin):
    """Pybtex style of the bibliography: sorted by author, then year; authors and year first."""

    def sort(self, entries: Iterable[Entry]) -> list[Entry]:
        def key(entry: Entry) -> tuple[str, ...]:
            year, title = entry.fields.get("year", UNDATED), entry.fields.get("title", "")
            return _folded(short_author(entry)), year, _folded(title), entry.key

        return sorted(entries, key=key)

    def format_labels(self, sorted_entries: Iterable[Entry]) -> list[str]:
        """Labels in the order of the entries; equal ones get the letters a, b, c."""
        labels = [label(entry) for entry in sorted_entries]
        total, used = Counter(labels), Counter[str]()
        for index, text in enumerate(labels):
            if total[text] > 1:
                n = used[text]
                used[text] += 1
                letter = (ascii_lowercase[n // 26 - 1] if n >= 26 else "") + ascii_lowercase[n % 26]
                labels[index] = text + ("-" if text.endswith(".") else "") + letter
        return labels

    def format_entry(self, label: str, entry: Entry, bib_data: Any = None) -> FormattedEntry:
        """The printed entry; any field may be missing (:mod:`evidence.bibcheck` complains)."""
        parts = [
            Text(self._authors(entry)).add_period(),
            Text(label.rpartition(" ")[2]).add_period(),
            self._retraction(entry),
            self._title(entry),
            *self._container(entry),
            self._field(entry, "note"),
            *self._addresses(entry),
            self._erratum(entry),
        ]
        return FormattedEntry(entry.key, Text(" ").join(part for part in parts if part), label)

    @staticmethod
    def _field(entry: Entry, name: str) -> Text:
        return rich(entry.fields[name]).add_period() if name in entry.fields else Text()

    @staticmethod
    def _authors(entry: Entry) -> str:
        persons = _persons(entry)
        names = [_name(person) for person in persons[:MOST_AUTHORS] if _family(person) != OTHERS]
        more = len(persons) > len(names)
        full = ", ".join(names)
        if more:
            full = _("{names} and others").format(names=full)
        if "editor" in entry.persons and "author" not in entry.persons:
            edited = _("{names} (editors)") if len(persons) > 1 else _("{names} (editor)")
            full = edited.format(names=full)
        if "shortauthor" in entry.fields or not persons:
            short = short_author(entry)
            return f"{short} ({full})" if full and full != short else short
        return full

    @staticmethod
    def _retraction(entry: Entry) -> Text:
        if "retracted" not in entry.fields:
            return Text()
        reason = rich(entry.fields["retracted"]).add_period()
        return Text(Tag("strong", str(_("RETRACTED:")), " ", reason))

    def _erratum(self, entry: Entry) -> Text:
        text = self._field(entry, "erratum")
        return Text(Tag("strong", str(_("Erratum:")), " "), text) if text else text

    def _title(self, entry: Entry) -> Text:
        title = self._field(entry, "title")
        return Text(Tag("em", title)) if entry.type in ("book", "phdthesis") and title else title

    def _container(self, entry: Entry) -> list[Text]:
        """Journal with volume and pages, or the book, report or site that holds the work."""
        fields = {name: plain(value) for name, value in entry.fields.items()}
        pages = fields.get("pages", "").replace("--", "-").replace("-", "\N{EN DASH}")
        number = f"({fields['number']})" if "number" in fields else ""
        issue = fields.get("volume", "") + number if "journal" in fields else ""
        if "journal" in fields:
            where = ":".join(filter(None, [issue, pages]))
            return [Text(Tag("em", fields["journal"]), f" {where}" if where else "", ".")]
        kind = {"phdthesis": _("PhD thesis"), "techreport": _("Report")}.get(entry.type, "")
        kind = fields.get("type", str(kind))
        rest = [" ".join(filter(None, [kind, fields.get("number", "")]))]
        if "edition" in fields:
            rest.append(_("{which} edition").format(which=fields["edition"]))
        rest += [fields.get(name, "") for name in PUBLISHERS]
        rest.append(_("pages {pages}").format(pages=pages) if pages else "")
        rest.append(f"ISBN {fields['isbn']}" if "isbn" in fields else "")
        line = Text(", ".join(filter(None, rest)))
        title = fields.get("booktitle", "")
        book = Text(str(_("In:")), " ", Tag("em", title), ".") if title else Text()
        return [book, line.add_period() if line else line]

    @staticmethod
    def _addresses(entry: Entry) -> list[Text]:
        """Links to the work: DOI and PubMed, or else the address given."""
        fields, links = entry.fields, []
        if "doi" in fields:
            links.append((f"https://doi.org/{fields['doi']}",) * 2)
        if "pmid" in fields:
            pmid = fields["pmid"]
            links.append((f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/", f"PubMed {pmid}"))
        if "url" in fields and not links:
            links.append((fields["url"],) * 2)
        return [Text(HRef(address, text)) for address, text in links]


@node
def _cited(children: list[Any], data: dict[str, Any], textual: bool) -> Text:
    """One citation; the whole of author and year is the link."""
    author, _, year = data["formatted_entry"].label.rpartition(" ")
    info = data["reference_info"]
    pre = f"{info.pre_text} " if info.pre_text else ""
    post = f", {info.post_text}" if info.post_text else ""
    if textual:
        return Text(SphinxReferenceText(info, f"{author} ({pre}{year}{post})"))
    return Text(pre, SphinxReferenceText(info, f"{author} {year}"), post)


class EvidenceReferenceStyle(BaseReferenceStyle):
    """``(Younger and others 2013; Lee 1988)``, or ``Younger and others (2013)`` in running text."""

    def role_names(self) -> Iterable[str]:
        return BibtexDomain._role_names

    def inner(self, role_name: str) -> Any:
        return _cited(textual=role_name.removeprefix("c").startswith("t"))

    def outer(self, role_name: str, children: list[Any]) -> Any:
        if role_name.removeprefix("c").startswith("t"):
            word = _("{one} and {other}").format(one="", other="")
            ands = {"sep": ", ", "sep2": word, "last_sep": word}
            return sentence(capfirst=role_name[0] == "c", add_period=False, **ands)[children]
        brackets = ("", "") if role_name.startswith("al") else ("(", ")")
        return join[brackets[0], join(sep="; ")[children], brackets[1]]


class DropLabels(SphinxPostTransform):
    """Take the bracketed label from bibliography entries: they begin with author and year."""

    default_priority = 6  # after sphinxcontrib-bibtex has put the entries in place (5)

    def run(self, **kwargs: Any) -> None:
        for citation in self.document.findall(nodes.citation):
            for child in list(citation.findall(nodes.label)):
                citation.remove(child)


def short_address(address: str) -> str:
    """What a page shows of an address that the reader can follow: ``doi:10.1/x`` or the host."""
    doi = address.removeprefix("https://doi.org/")
    return f"doi:{doi}" if doi != address else urlsplit(address).netloc.removeprefix("www.")


class ShortenAddresses(SphinxPostTransform):
    """Show addresses in the web book's entries short: in full they are a tenth of a long page."""

    default_priority = 6
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        if self.app.builder.name == "epub":
            return
        for citation in self.document.findall(nodes.citation):
            for link in citation.findall(nodes.reference):
                if link.astext() == (address := link.get("refuri", "")):
                    link.children = []
                    link += nodes.Text(short_address(address))


def register_styles() -> None:
    """Make both styles known in this process; an entry point would need an installed package."""
    pybtex.plugin.register_plugin("pybtex.style.formatting", "evidence", EvidenceStyle, force=True)
    sphinxcontrib.bibtex.plugin.register_plugin(
        "sphinxcontrib.bibtex.style.referencing", "evidence", EvidenceReferenceStyle, force=True
    )
