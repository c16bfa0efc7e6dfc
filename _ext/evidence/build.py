"""Small builders of docutils nodes, shared by all evidence directives."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from babel.dates import format_date
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from . import drawing
from .digests import catalogues
from .load import Evidence
from .places import parse_at
from .tree import one_line

LOGGER = logging.getLogger(__name__)

CIRCLES = {"high": 4, "moderate": 3, "low": 2, "very low": 1, "no evidence": 0}
Cell = str | Sequence[nodes.Node] | nodes.paragraph
Cells = Sequence[Cell | list[Cell]]


def read_as(confirmed: str) -> str:
    """How far a study was read, for a reader; nothing when it was read in full."""
    return {
        "full": "",
        "abstract": _("Abstract or registry entry read"),
        "secondary": _("Known through another source"),
    }[confirmed]


def certainty_names(word: str) -> tuple[str, str]:
    """A certainty for running text, and for a narrow column whose head says what it is."""
    return {
        "high": (_("High certainty"), _("High")),
        "moderate": (_("Moderate certainty"), _("Moderate")),
        "low": (_("Low certainty"), _("Low")),
        "very low": (_("Very low certainty"), _("Very low")),
        "no evidence": (_("No evidence"), _("No evidence")),
    }[word]


def strong(text: str, *classes: str) -> nodes.strong:
    return nodes.strong("", text, classes=list(classes))


def heading(text: str) -> Cells:
    """A row of one cell, which heads the rows below it."""
    return ([[strong(text)]],)


def between(items: Iterable[nodes.Node], separator: str) -> list[nodes.Node]:
    """*items* with *separator* between them."""
    pairs = [part for item in items for part in (nodes.Text(separator), item)]
    return pairs[1:]


def certainty_nodes(word: str) -> list[nodes.Node]:
    """Full and empty circles, a no-break space and the certainty in words."""
    full = CIRCLES[word]
    classes = ["certainty-circles", "unspoken"]
    circles = nodes.inline("", "●" * full + "○" * (4 - full), classes=classes)
    return [circles, nodes.Text("\N{NO-BREAK SPACE}"), strong(certainty_names(word)[0])]


def certainty_cell(word: str) -> list[list[nodes.Node]]:
    """Circles, and below them the word, for a narrow column."""
    return [certainty_nodes(word)[:1], [strong(certainty_names(word)[1])]]


class EvidenceDirective(SphinxDirective):
    """Base of the directives: data, inline Markdown, numbered tables, complaints in one line."""

    option_spec: ClassVar[dict[str, Any]] = {
        "name": directives.unchanged,
        "caption": directives.unchanged_required,
    }
    files: ClassVar[tuple[str, ...]] = ()  # evidence files whose change re-reads the page

    def run(self) -> list[nodes.Node]:
        for name in self.files:
            self.env.note_dependency(f"evidence/{name}.yaml")
        return self.content_nodes()

    def content_nodes(self) -> list[nodes.Node]:
        raise NotImplementedError

    @property
    def evidence(self) -> Evidence:
        return self.env.evidence

    def complain(self, text: str) -> list[nodes.Node]:
        """Report *text* at the directive's line; the directive then prints nothing."""
        LOGGER.warning("%s: %s", self.name, text, location=self.get_location(), type="evidence")
        return []

    def lack(self, file: str, text: str) -> list[nodes.Node]:
        """Complain that there is nothing to print, unless the cause is a record already told."""
        return [] if self.evidence.wrong.get(file) else self.complain(text)

    def pick(self, records: Iterable[Any], field: str, kind: str, file: str) -> Any | None:
        """The record of *file* named by the directive's argument; a wrong one is told already."""
        known = {getattr(record, field): record for record in records}
        record = known.get(self.arguments[0])
        if record is None and self.arguments[0] not in self.evidence.wrong.get(file, ()):
            names = ", ".join(known) or "none is free of errors"
            found = self.arguments[0]
            self.complain(f'found "{found}", allowed: a {kind} without errors ({names})')
        return record

    def day(self, date: Any) -> str:
        return format_date(date, "d\N{NO-BREAK SPACE}MMMM y", locale=self.config.language or "en")

    def inline(self, text: str) -> list[nodes.Node]:
        """Inline Markdown as nodes, which stand where the record does that has the words."""
        text = one_line(text)
        if place := self.evidence.places.get(text):
            file, line = str(Path(self.env.srcdir, "evidence", place[0])), place[1]
            return parse_at(file, line, self.state.document, lambda: self.parse_inline(text))
        parsed, messages = self.parse_inline(text)
        return [*parsed, *messages]

    def paragraph(self, content: Cell, *classes: str) -> nodes.paragraph:
        if isinstance(content, nodes.paragraph):
            return content
        children = self.inline(content) if isinstance(content, str) else content
        return nodes.paragraph("", "", *children, classes=list(classes))

    def named(self, node: nodes.Element) -> nodes.Element:
        """*node* with the ``:name:`` and the place of the directive."""
        self.set_source_info(node)
        self.add_name(node)
        return node

    def caption(self, default: str) -> str:
        return self.options.get("caption", default)

    def marked(self, kind: type[nodes.TextElement], text: str) -> nodes.TextElement:
        """A node of inline Markdown that catalogues for translators hold with its markup."""
        return kind(text, "", *self.inline(text))

    def table(
        self,
        caption: str,
        widths: Sequence[int],
        header: Sequence[str],
        rows: Iterable[Cells],
        kind: str,
    ) -> nodes.table:
        """A table with a title, a header row, and a first column that names the rows.

        A list as cell holds several paragraphs; a row of one cell goes across the whole table.
        """
        columns = [nodes.colspec(colwidth=width) for width in widths]
        columns[0]["stub"] = 1
        group = nodes.tgroup("", *columns, cols=len(widths))
        group += nodes.thead("", self._row(header, len(widths)))
        group += nodes.tbody("", *(self._row(cells, len(widths)) for cells in rows))
        classes = ["evidence-table", kind, "colwidths-given"]
        table = nodes.table("", self.marked(nodes.title, caption), group, classes=classes)
        self.set_source_info(table)
        return table

    def _row(self, cells: Cells, columns: int) -> nodes.row:
        row = nodes.row()
        for cell in cells:
            parts = cell if isinstance(cell, list) else [cell]
            row += nodes.entry("", *(self.paragraph(part) for part in parts if part))
        if len(cells) < columns:
            row[0]["morecols"] = columns - 1
            row["classes"].append("row-heading")
        return row


class Figure(EvidenceDirective):
    """Base of the directives that draw: an image with alt text, caption and legend.

    ``:table:`` names the table that holds the numbers when it does not come with the figure.
    """

    option_spec: ClassVar[dict[str, Any]] = {
        **EvidenceDirective.option_spec,
        "table": directives.unchanged_required,
    }

    def figure(
        self, name: str, draw: drawing.Draw, data: Any, alt: str, caption: str, legend: str
    ) -> nodes.Node:
        """Draw *data* into the folder of the doctrees, where every builder finds it."""
        config = self.config
        look = drawing.Look(config.evidence_look, config.evidence_font, config.evidence_font_bold)
        folder = Path(self.env.doctreedir) / "evidence"
        try:
            path = drawing.save(folder, name, draw, data, look, catalogues(self.env))
        except (OSError, RuntimeError, UserWarning) as error:
            self.complain(f"cannot draw {name}: {error}")
            return nodes.comment()
        source = Path(os.path.relpath(path, self.env.srcdir)).as_posix()
        image = nodes.image(uri=f"/{source}", alt=alt)
        text = self.marked(nodes.caption, self.caption(caption))
        figure = nodes.figure("", image, text, classes=["evidence-figure", self.name])
        for node in (image, text):
            self.set_source_info(node)
        if legend:
            figure += nodes.legend("", self.paragraph(legend))
        if "table" in self.options:
            words = _("The numbers as a table")
            self._lead_on(figure, self.inline(f"{{ref}}`{words} <{self.options['table']}>`"))
        return self.named(figure)

    def with_numbers(self, figure: nodes.Element, numbers: nodes.container) -> list[nodes.Node]:
        """Return *figure* with a link to its table, and the table."""
        if isinstance(figure, nodes.figure):
            (table,) = numbers
            table["names"] += [f"{name}-numbers" for name in figure["names"]]
            self.state.document.note_explicit_target(table, table)
            words, refid = _("The numbers as a table"), table["ids"][0]
            self._lead_on(figure, [nodes.reference("", words, internal=True, refid=refid)])
        return [figure, numbers]

    @staticmethod
    def _lead_on(figure: nodes.Element, link: list[nodes.Node]) -> None:
        """Add *link* below the caption; paper has no use for it, its table stands beside."""
        line = nodes.paragraph("", "", *link, classes=["to-numbers"])
        if not isinstance(figure[-1], nodes.legend):
            figure += nodes.legend()
        figure[-1] += addnodes.only("", line, expr="html")

    def numbers(
        self, caption: str, widths: Sequence[int], header: Sequence[str], rows: Iterable[Cells]
    ) -> nodes.container:
        """The table that says in numbers what the figure shows."""
        table = self.table(caption, widths, header, rows, "numbers-table")
        return nodes.container("", table, classes=["evidence-numbers"])
