"""Small builders of docutils nodes, shared by all evidence directives."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from babel.dates import format_date
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from .load import Evidence

LOGGER = logging.getLogger(__name__)

CIRCLES = {"high": 4, "moderate": 3, "low": 2, "very low": 1, "no evidence": 0}
Cell = str | Sequence[nodes.Node]


def certainty_nodes(word: str) -> list[nodes.Node]:
    """Full and empty circles, a no-break space and the certainty in words."""
    full = CIRCLES[word]
    circles = nodes.inline("", "●" * full + "○" * (4 - full), classes=["certainty-circles"])
    name = f"{word} certainty" if full else word
    return [circles, nodes.Text("\N{NO-BREAK SPACE}"), nodes.strong("", name[0].upper() + name[1:])]


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

    def pick(self, records: Iterable[Any], field: str, kind: str) -> Any | None:
        """The record named by the directive's argument."""
        known = {getattr(record, field): record for record in records}
        record = known.get(self.arguments[0])
        if record is None:
            names = ", ".join(known) or "none is free of errors"
            found = self.arguments[0]
            self.complain(f'found "{found}", allowed: a {kind} without errors ({names})')
        return record

    def day(self, date: Any) -> str:
        return format_date(date, "d\N{NO-BREAK SPACE}MMMM y", locale=self.config.language or "en")

    def inline(self, text: str) -> list[nodes.Node]:
        """Inline Markdown as nodes; line ends become spaces, no-break spaces stay."""
        parsed, messages = self.parse_inline(re.sub(r"[ \t\n]+", " ", text).strip())
        return [*parsed, *messages]

    def paragraph(self, content: Cell, *classes: str) -> nodes.paragraph:
        children = self.inline(content) if isinstance(content, str) else content
        return nodes.paragraph("", "", *children, classes=list(classes))

    def named(self, node: nodes.Element) -> nodes.Element:
        """*node* with the ``:name:`` and the place of the directive."""
        self.set_source_info(node)
        self.add_name(node)
        return node

    def caption(self, default: str) -> list[nodes.Node]:
        return self.inline(self.options.get("caption", default))

    def table(
        self,
        caption: Sequence[nodes.Node],
        widths: Sequence[int],
        header: Sequence[str],
        rows: Iterable[Sequence[Cell | list[Cell]]],
        kind: str,
    ) -> nodes.table:
        """A table with a title and a header row; a list as cell holds several paragraphs."""
        group = nodes.tgroup("", *(nodes.colspec(colwidth=w) for w in widths), cols=len(widths))
        group += nodes.thead("", self._row(header))
        group += nodes.tbody("", *map(self._row, rows))
        classes = ["evidence-table", kind, "colwidths-given"]
        table = nodes.table("", nodes.title("", "", *caption), group, classes=classes)
        self.set_source_info(table)
        return table

    def _row(self, cells: Sequence[Cell | list[Cell]]) -> nodes.row:
        row = nodes.row()
        for cell in cells:
            parts = cell if isinstance(cell, list) else [cell]
            row += nodes.entry("", *(self.paragraph(part) for part in parts if part))
        return row
