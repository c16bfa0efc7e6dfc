"""What a test wants to know of a PDF: text by page, bookmarks, structure tags, fonts."""

from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject


def page_texts(reader: PdfReader) -> list[str]:
    """Return the text of each page, white space made single spaces."""
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def bookmarks(reader: PdfReader) -> list[tuple[int, str]]:
    """Return the outline as (depth, title), depth 0 for the topmost."""

    def walk(entries: list, depth: int) -> Iterator[tuple[int, str]]:
        for entry in entries:
            if isinstance(entry, list):
                yield from walk(entry, depth + 1)
            else:
                yield depth, entry.title

    return list(walk(reader.outline, 0))


def structure(reader: PdfReader) -> Iterator[tuple[str, DictionaryObject]]:
    """Yield every structure element, in reading order, as (tag, element)."""
    yield from elements_below(reader.trailer["/Root"]["/StructTreeRoot"])


def elements_below(node: object) -> Iterator[tuple[str, DictionaryObject]]:
    """Yield a structure element and all below it."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, ArrayObject):
        for child in node:
            yield from elements_below(child)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield str(node["/S"]).lstrip("/"), node
        if "/K" in node:
            yield from elements_below(node["/K"])


def fonts(reader: PdfReader) -> dict[str, bool]:
    """Return the names of all fonts and whether each is embedded."""
    found = {}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            parts = [part.get_object() for part in font.get("/DescendantFonts", [font])]
            for part in parts:
                descriptor = part.get("/FontDescriptor", DictionaryObject()).get_object()
                files = {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
                found[str(part["/BaseFont"])] = bool(files)
    return found
