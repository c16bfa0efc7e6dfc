"""What a test wants to know of a PDF: text by page, bookmarks, structure tags, fonts."""

from collections.abc import Iterator

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject


def page_texts(reader: PdfReader) -> list[str]:
    """Return the text of each page, white space made single spaces."""
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def lines(page: PageObject) -> list[tuple[float, str]]:
    """Return the lines of a page from the top, each as (distance from the left in pt, text)."""
    pieces: dict[int, list[tuple[float, str]]] = {}

    def note(text: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        if text.strip():
            x, y = (tm[4] * cm[i] + tm[5] * cm[i + 2] + cm[i + 4] for i in (0, 1))
            pieces.setdefault(round(-y), []).append((x, text.strip()))

    page.extract_text(visitor_text=note)
    found = [sorted(pieces[y]) for y in sorted(pieces)]
    return [(line[0][0], " ".join(text for _x, text in line)) for line in found]


def runs(page: PageObject) -> list[tuple[float, float, str]]:
    """Return each run of text on a page with the place where it begins, as (x, y, text)."""
    found = []

    def visit(text, matrix, text_matrix, _font, _size):
        if text.strip():
            x, y = text_matrix[4], text_matrix[5]
            a, b, c, d, e, f = matrix
            found.append((a * x + c * y + e, b * x + d * y + f, text.strip()))

    page.extract_text(visitor_text=visit)
    return found


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
