"""The order of a book: documents in reading order, with the parts that toctree captions name."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from docutils import nodes
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

    def chapters(self, docname: str, level: int, above: tuple[str, ...] = ()) -> Iterator[Chapter]:
        """Yield the documents below *docname*, each once, in the order of its toctrees.

        :param above: the documents on the way from the root document to this one
        """
        self.seen.add(docname)
        above = (*above, docname)
        # Sphinx keeps headings and toctrees of every document: no doctree need be read.
        for toctree in self.env.tocs[docname].findall(addnodes.toctree):
            part = toctree.get("caption") if level == 1 else None
            below = level + 1 if part else level
            for child in toctree["includefiles"]:
                if child in self.seen:
                    logger.warning(
                        again(child, above), location=toctree, type="print_edition",
                        subtype="toctree",
                    )  # fmt: skip
                    continue
                yield Chapter(child, below, part)
                part = None
                # A document without a heading has no level of its own to stand below.
                headed = self.env.tocs[child].next_node(nodes.list_item) is not None
                yield from self.chapters(child, below + headed, above)


def again(child: str, above: tuple[str, ...]) -> str:
    """Return what to say of a document that a toctree names a second time."""
    if child in above:
        circle = " \N{RIGHTWARDS ARROW} ".join([*above[above.index(child) :], child])
        return f"toctrees run in a circle: {circle}; the book prints each document once"
    return f"document {child!r} stands in more than one toctree; the book prints it once"


def keep_links(toctree: addnodes.toctree) -> None:
    """Put a list of the addresses that a toctree holds beside its documents in its place."""
    links = nodes.bullet_list()
    for title, address in toctree["entries"]:
        if "://" in address:
            link = nodes.reference("", title or address, refuri=address)
            links += nodes.list_item("", nodes.paragraph("", "", link))
    toctree.parent.replace(toctree, [links] if links.children else [])


def reading_order(env: BuildEnvironment, root: str) -> list[Chapter]:
    """Return the documents of the book, the root document first."""
    return [Chapter(root, 1, is_root=True), *Walk(env).chapters(root, 1)]
