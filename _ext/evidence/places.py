"""What is wrong in the Markdown of a record is told where the record stands."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from logging import Filter, LogRecord, getLogger

from docutils import nodes
from sphinx.util.logging import NAMESPACE

Parsed = tuple[list[nodes.Node], list[nodes.system_message]]


class Elsewhere(Filter):
    """Leads complaints of a line of a page to another file."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.place = f"{file}:{line}"

    def filter(self, record: LogRecord) -> bool:
        record.location = self.place
        return True


def parse_at(
    file: str, line: int, document: nodes.document, parse: Callable[[], Parsed]
) -> list[nodes.Node]:
    """Return what *parse* makes of a text that stands in a line of *file*, with its messages."""
    with _standing_at(file, line, document):
        parsed, messages = parse()
    for part in (*parsed, *messages):
        for node in part.findall():
            node.source, node.line = file, line
    return [*parsed, *messages]


@contextmanager
def _standing_at(file: str, line: int, document: nodes.document) -> Iterator[None]:
    reporter, myst = document.reporter, getLogger(f"{NAMESPACE}.myst_parser.warnings_")
    place, elsewhere = reporter.get_source_and_line, Elsewhere(file, line)
    reporter.get_source_and_line = lambda number: (file, line)
    myst.addFilter(elsewhere)
    try:
        yield
    finally:
        reporter.get_source_and_line = place
        myst.removeFilter(elsewhere)
