"""What the book says about its data: downloads, the data dictionary, how to cite the book.

The web book holds the files; other formats say in words where they are.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri
from sphinxcontrib.bibtex.domain import get_docnames

from .bibliography import EvidenceStyle, label
from .build import LOGGER, Cells, EvidenceDirective, between, heading
from .datafiles import Facts, files
from .dataset import PAGE, PART_OF, REFERENCES, Column, Exporter
from .digests import digest
from .load import Evidence

FOLDER = "downloads"
MARK = "evidence-downloads"
SHARED = [PART_OF, PAGE, *REFERENCES]


def check_date(app: Sphinx, config: Config) -> None:
    """Report a date in conf.py that is none, and go on without it."""
    try:
        config.evidence_date and date.fromisoformat(config.evidence_date)
    except (TypeError, ValueError):
        text = 'conf.py: evidence_date: found "%s", allowed: a day as 2026-11-24'
        LOGGER.warning(text, config.evidence_date, type="evidence")
        config.evidence_date = ""


def facts(config: Config) -> Facts:
    """What conf.py says about the edition."""
    return Facts(
        name=config.evidence_dataset,
        title=config.evidence_title,
        authors=config.author,
        release=config.release or config.version,
        date=config.evidence_date,
        licence=config.evidence_licence,
        licence_url=config.evidence_licence_url,
    )


def format_name(suffix: str) -> str:
    """What a file of the data set is, for readers."""
    return {
        ".json": _("JSON, all tables in one file"),
        ".zip": _("CSV, one file for each table, zipped"),
    }[suffix]


# -- Directives ------------------------------------------------------------------------------------


class Downloads(EvidenceDirective):
    """Links to the files of the data set, or a sentence that says where they are."""

    option_spec: Mapping[str, Any] = {}

    def content_nodes(self) -> list[nodes.Node]:
        # Of a data set without sources, which only tells the names.
        names = [nodes.literal("", name) for name in files([], facts(self.config))]
        text = nodes.Text("The web edition of this book offers the data set for download, as ")
        end = nodes.Text(f" in its folder {FOLDER}.")
        words = self.paragraph([text, names[0], nodes.Text(" and "), names[1], end])
        return [nodes.container("", words, classes=[MARK])]


class DataDictionary(EvidenceDirective):
    """Every field of every table of the data set: type, allowed values, meaning."""

    def content_nodes(self) -> list[nodes.Node]:
        rows: list[Cells] = []
        for table in Exporter({}, {}, {}, lambda name: None).tables(Evidence()):
            own = [column for column in table.columns if column not in SHARED]
            rows += [heading(table.name), *map(self._line, own)]
        rows += [heading(_("in several tables")), *map(self._line, SHARED)]
        caption = self.caption(_("The data dictionary"))
        header = (_("Field"), _("What it holds"), _("Meaning"))
        return [self.named(self.table(caption, (22, 36, 42), header, rows, "data-dictionary"))]

    @staticmethod
    def _line(column: Column) -> Cells:
        holds = ": ".join(filter(None, [column.type, column.allowed]))
        texts = (column.name, holds, column.meaning)
        return [[[nodes.Text(text)]] if text else [] for text in texts]


class CiteThisBook(EvidenceDirective):
    """How to cite this edition, in words and as BibTeX."""

    def content_nodes(self) -> list[nodes.Node]:
        edition = facts(self.config)
        day = self.day(date.fromisoformat(edition.date)) if edition.date else ""
        before = f"{day}. " if day else ""
        licence: nodes.Node = nodes.Text(edition.licence)
        if edition.licence_url:
            licence = nodes.reference("", edition.licence, refuri=edition.licence_url)
        box = nodes.admonition(
            "",
            nodes.title("", _("Cite this book")),
            self.paragraph([nodes.Text(edition.citation())]),
            self.paragraph([nodes.Text(f"{before}Licence: "), licence, nodes.Text(".")]),
            nodes.literal_block("", edition.bibtex(), language="bibtex"),
            classes=["cite-this-book"],
        )
        return [self.named(box)]


# -- Files -----------------------------------------------------------------------------------------


def _for_download(app: Sphinx) -> bool:
    return app.builder.format == "html" and app.builder.name != "epub"


class Places(EnvironmentCollector):
    """Remembers the link targets of each document, and which documents offer the files."""

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        names = {name: id_ for name, id_ in doctree.nameids.items() if id_}
        offers = any(MARK in node["classes"] for node in doctree.findall(nodes.container))
        _places(app.env)[app.env.docname] = (names, offers)

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        _places(env).pop(docname, None)

    def merge_other(
        self, app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment
    ) -> None:
        for docname in docnames:
            _places(env)[docname] = _places(other)[docname]


def _places(env: BuildEnvironment) -> dict[str, tuple[dict[str, str], bool]]:
    return env.__dict__.setdefault("evidence_places", {})


def make_files(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Make the data set of a web book; pages that offer it are written again if it changed."""
    app.evidence_files = {}
    if not _for_download(app):
        return []
    labels = {
        citation.key: citation.formatted_entry.label
        for citation in env.get_domain("cite").citations
    }
    where: dict[str, str] = {}
    for docname in get_docnames(env):
        for name, anchor in _places(env)[docname][0].items():
            where.setdefault(name, f"{app.builder.get_target_uri(docname)}#{anchor}")
    made_from = digest(
        [env.evidence_inputs.everything, labels, where, facts(app.config), app.config.language]
    )
    before, old = env.__dict__.get("_evidence_files", ("", {}))
    app.evidence_files = old if before == made_from else _files(app, env, labels, where)
    env._evidence_files = (made_from, app.evidence_files)
    changed = app.evidence_files != old
    return [name for name, (_, offers) in _places(env).items() if offers and changed]


def _files(
    app: Sphinx, env: BuildEnvironment, labels: dict[str, str], where: dict[str, str]
) -> dict[str, bytes]:
    domain, style = env.get_domain("cite"), EvidenceStyle()
    entries = {entry.key: entry for entry in style.sort(domain.bibdata.data.entries.values())}
    labels = {key: label(entry) for key, entry in entries.items()} | labels
    printed = {key: str(style.format_entry(labels[key], entries[key]).text) for key in entries}

    def place(name: str) -> str | None:
        return where.get(nodes.fully_normalize_name(name))

    tables = Exporter(entries, labels, printed, place).tables(env.evidence)
    return files(tables, facts(app.config))


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Put the files of the data set into the web book."""
    if exception is not None or not _for_download(app):
        return
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in app.evidence_files.items():
        (folder / name).write_bytes(content)


def _size(content: bytes) -> str:
    size = len(content)
    return (
        f"{size / 1e6:.1f}\N{NO-BREAK SPACE}MB"
        if size >= 1e6
        else f"{-(-size // 1000)}\N{NO-BREAK SPACE}kB"
    )


class FileLinks(SphinxPostTransform):
    """Base of the transforms that put links to the files into pages of the web book."""

    formats = ("html",)

    def links(self, text: str) -> list[nodes.reference]:
        """One link for each file that is offered; *text* is a format of its kind and size."""
        here = self.app.builder.get_target_uri(self.env.docname)
        return [
            nodes.reference(
                "",
                text.format(kind=format_name(Path(name).suffix), size=_size(content)),
                refuri=relative_uri(here, f"{FOLDER}/{name}"),
                internal=True,
            )
            for name, content in self.app.evidence_files.items()
        ]


class OfferFiles(FileLinks):
    """Put links to the files where other formats have a sentence."""

    default_priority = 8

    def run(self, **kwargs: Any) -> None:
        links = self.links("{kind} ({size})")
        for place in self.document.findall(nodes.container):
            if MARK in place["classes"] and links:
                place.children = []
                items = [nodes.list_item("", nodes.paragraph("", "", link)) for link in links]
                place += nodes.bullet_list("", *items)


class LinkStudyTables(FileLinks):
    """Under each table of studies, say where its rows are in the data set."""

    default_priority = 9

    def run(self, **kwargs: Any) -> None:
        for table in list(self.document.findall(nodes.table)):
            if "study-table" in table["classes"] and (links := self.links("{kind}")):
                start = nodes.Text(_("These rows as data, table \u201cstudies\u201d: "))
                words = [start, *between(links, "; "), nodes.Text(".")]
                note = nodes.paragraph("", "", *words, classes=["table-data"])
                table.parent.insert(table.parent.index(table) + 1, note)
