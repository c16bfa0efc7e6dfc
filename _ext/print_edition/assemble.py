"""The order of a book: documents in reading order, with the parts that toctree captions name."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sphinx import addnodes
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

logger = logging.getLogger(__name__)


@dataclass
class Chapter:
    """A document in the book: its heading level, and the part that begins with it, if any."""

    docname: str
    level: int
    part: str | None = None
    is_root: bool = False


@dataclass
class Walk:
    """State of one walk through the toctrees of a project."""

    env: BuildEnvironment
    seen: set[str] = field(default_factory=set)

    def chapters(self, docname: str, level: int) -> Iterator[Chapter]:
        """Yield the documents below *docname*, each once, in the order of its toctrees."""
        self.seen.add(docname)
        for toctree in self.env.get_doctree(docname).findall(addnodes.toctree):
            part = toctree.get("caption") if level == 1 else None
            below = level + 1 if part else level
            for child in toctree["includefiles"]:
                if child in self.seen:
                    logger.warning(
                        "document %r stands in more than one toctree; the book prints it once",
                        child,
                        location=toctree,
                        type="print_edition",
                        subtype="toctree",
                    )
                    continue
                yield Chapter(child, below, part)
                part = None
                yield from self.chapters(child, below + 1)


def reading_order(env: BuildEnvironment, root: str) -> list[Chapter]:
    """Return the documents of the book, the root document first."""
    return [Chapter(root, 1, is_root=True), *Walk(env).chapters(root, 1)]
