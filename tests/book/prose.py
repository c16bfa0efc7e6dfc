"""The prose of the built book: its paragraphs without citations, and what they and theirs cite."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag

CITATION = 'a[href*="#cite-"]:not([href$="#cite-this-book"])'
#: References whose words are not the author's: citations, numbers of figures, footnote marks.
REFERENCES = f"{CITATION}, .std-numref, .caption-number, a.footnote-reference, a.headerlink"
INTERNAL = 'a[href]:not(.headerlink):not([href*="://"])'
BLOCKS = ("p", "li", "td", "dd", "dt", "figcaption", "caption")

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
#: Names that hold digits, and no number of a study: NCT05536050, IL-6, PFS-16, 95% interval.
NAME = re.compile(
    r"\b\w*[^\W\d_]\w*\d[\w-]*|\b[^\W\d_]+-\d+\b|6-(?=beta)|95%(?= (?:confidence )?interval)"
    r"|\btype [12](?= diabetes)"
)


class Paragraph(NamedTuple):
    """A block of text that holds no other block."""

    page: str
    heading: str  # the nearest above
    text: str
    cites: list[str]  # keys of the bibliography
    around: list[str]  # keys that its row (with head and caption), list item, figure or box cites
    links: int  # to other places of the book
    in_table: bool
    table: list[str]  # classes of the table around it


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


def cites(part: Tag) -> list[str]:
    """The keys of the bibliography that *part* cites."""
    return [link["href"].split("#cite-")[1] for link in part.select(CITATION)]


def cited_around(block: Tag) -> list[str]:
    """What the nearest part of the page that is one statement cites, *block* included."""
    if row := block.find_parent("tr"):
        head = row.find_parent("table").select("caption, thead")
        return [key for part in (row, *head) for key in cites(part)]
    whole = block.find_parent(["li", "figure", "dd"]) or block.find_parent(class_="admonition")
    return cites(whole or block)


def paragraphs(name: str, part: Tag) -> Iterator[Paragraph]:
    """Yield the paragraphs of *part* of the page *name*, tables and captions included."""
    for block in part.find_all(BLOCKS):
        # Reading time and day of the last check are no author's words.
        if block.find(BLOCKS) or "chapter-facts" in block.get("class", []):
            continue
        heading = block.find_previous(["h1", "h2", "h3", "h4"])
        table = block.find_parent("table")
        yield Paragraph(
            name,
            heading.get_text().rstrip("#") if heading else "",
            plain(block),
            cites(block),
            cited_around(block),
            len(block.select(INTERNAL)),
            block.find_parent(["table", "figure"]) is not None,
            table.get("class", []) if table else [],
        )
