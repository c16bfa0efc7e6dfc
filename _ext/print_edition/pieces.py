"""What documents became in print, kept beside the doctrees: what did not change is not done again.

A document is resolved and translated again when its doctree or its surroundings have changed, or
what the book knows of the labels that it holds or leads to.
"""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from docutils import nodes

from . import frame, labels

NAME = "print_edition.pieces.json"


@dataclass
class Piece:
    """What the book needs to know of a document, and its Typst source.

    :param made_from: digest of its doctree
    :param leads_to: the labels that it leads to
    :param places: what may be led to in it
    :param captions: those of its figures and tables
    :param asked: digest of its place in the book and of what was known of its labels
    :param linked: the places that its links by name lead to
    :param images: path among the compiler's files of each image, by its address
    """

    made_from: str
    leads_to: list[str]
    places: list[labels.Place]
    captions: list[frame.Caption]
    asked: str = ""
    source: str = ""
    linked: list[str] = field(default_factory=list)
    images: dict[str, str] = field(default_factory=dict)


def take(docname: str, doctree: nodes.document, made_from: str = "") -> Piece:
    """Return what a resolved document says of itself; it is not translated yet."""
    return Piece(
        made_from,
        sorted(labels.referenced(docname, doctree)),
        list(labels.places(docname, doctree)),
        list(frame.captions(doctree)),
    )


def digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()


class Pieces:
    """The pieces of the last build.

    :param folder: folder of the doctrees
    :param surroundings: digest of all that documents may say of others; None when it is unknown
    """

    def __init__(self, folder: Path, surroundings: str | None) -> None:
        self.path, self.folder = folder / NAME, folder
        self.surroundings = surroundings
        self.kept: dict[str, Piece] = {}
        try:
            said = json.loads(self.path.read_text("utf-8"))
            if surroundings is not None and said["surroundings"] == surroundings:
                self.kept = {name: restored(piece) for name, piece in said["pieces"].items()}
        except (OSError, ValueError):
            pass

    def made_from(self, docname: str) -> str:
        """Return the digest of a document's doctree."""
        return hashlib.sha256((self.folder / f"{docname}.doctree").read_bytes()).hexdigest()

    def get(self, docname: str) -> Piece | None:
        """Return what is kept of a document, if it is still true."""
        piece = self.kept.get(docname)
        return piece if piece and piece.made_from == self.made_from(docname) else None

    def keep(self, pieces: dict[str, Piece]) -> None:
        """Keep these and no others for the next build."""
        if self.surroundings is None:
            return
        said = {name: vars(piece) for name, piece in pieces.items()}
        text = json.dumps({"surroundings": self.surroundings, "pieces": said})
        self.path.write_text(text, "utf-8")


def restored(said: dict) -> Piece:
    """Return a piece that was kept as JSON."""
    places = [labels.Place(*place) for place in said["places"]]
    captions = [frame.Caption(*caption) for caption in said["captions"]]
    return Piece(**said | {"places": places, "captions": captions})
