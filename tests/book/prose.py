"""The prose of the built book: its paragraphs without citations, and what they cite."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag

CITATION = 'a[href*="#cite-"]'
#: References whose words are not the author's: citations, numbers of figures, footnote marks.
REFERENCES = f"{CITATION}, .std-numref, a.footnote-reference, a.headerlink"
INTERNAL = 'a[href]:not(.headerlink):not([href*="://"])'
BLOCKS = ("p", "li", "td", "dd", "dt", "figcaption")

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
#: Names that hold digits, and no number of a study: NCT05536050, IL-6, PFS-16, 95% interval.
NAME = re.compile(
    r"\b\w*[^\W\d_]\w*\d[\w-]*|\b[^\W\d_]+-\d+\b|6-(?=beta)|95%(?= (?:confidence )?interval)"
)


class Paragraph(NamedTuple):
    """A block of text that holds no other block."""

    page: str
    heading: str  # the nearest above
    text: str
    cites: list[str]  # keys of the bibliography
    links: int  # to other places of the book
    in_table: bool


def numbers(text: str) -> set[str]:
    """The numbers in *text* as written, without commas between thousands."""
    found = NUMBER.findall(NAME.sub("", text))
    return {number.rstrip(",").replace(",", "") for number in found}


def plain(block: Tag) -> str:
    """The words of *block* without references, in one line."""
    copy = BeautifulSoup(str(block), "html.parser")
    for reference in copy.select(REFERENCES):
        reference.decompose()
    return copy.get_text().replace("\n", " ").strip()


def paragraphs(name: str, part: Tag) -> Iterator[Paragraph]:
    """Yield the paragraphs of *part* of the page *name*, tables and captions included."""
    for block in part.find_all(BLOCKS):
        # Reading time and day of the last check are no author's words.
        if block.find(BLOCKS) or "chapter-facts" in block.get("class", []):
            continue
        heading = block.find_previous(["h1", "h2", "h3", "h4"])
        yield Paragraph(
            name,
            heading.get_text().rstrip("#") if heading else "",
            plain(block),
            [link["href"].split("#cite-")[1] for link in block.select(CITATION)],
            len(block.select(INTERNAL)),
            block.find_parent(["table", "figure"]) is not None,
        )
