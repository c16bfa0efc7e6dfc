"""The words of a PDF as readers' machines say them: in the order of its tags."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

#: Stands where a line, a page or a block ends: there a space may or may not be.
BREAK = "\x01"
#: Tags that stand within a line; any other begins a new one.
IN_LINE = ("Em", "Strong", "Code", "Link", "Span", "Lbl", "Note", "Figure")
#: What book.typ adds to a cross-reference.
PAGES = re.compile(r"\s*\((?:on\s+page\s+\d+|next\s+page)\)|,\s*(?:on\s+page\s+\d+|next\s+page)")

Runs = dict[int | None, list[tuple[float, str]]]  # by mark: height on the page, and text


def said(pdf: Pdf) -> str:
    """Return the text of all tags, with breaks; without labels of lists and of notes."""
    fonts: dict[tuple[int, int], dict[int, str]] = {}
    runs = {page.obj.objgen: runs_of(page, fonts) for page in pdf.pages}
    found, last = "", None
    for tag, page, height, text in below(pdf.Root.StructTreeRoot.K, None, runs):
        new_line = tag not in IN_LINE if tag else (page, height) != last
        last = last if tag else (page, height)
        found += BREAK * new_line + text
    return found


def below(node: Object, page: Object, runs: dict) -> Iterator[tuple]:
    """Yield (tag, None, None, "") where a tag begins, ("", page, height, text) for its text."""
    if isinstance(node, Array):
        for child in node:
            yield from below(child, page, runs)
        return
    if isinstance(node, Dictionary):
        page = node.get(Name.Pg, page)
        if Name.S in node:
            if Name.Lbl != node.S:
                yield str(node.S)[1:], None, None, ""
                yield from below(node.get(Name.K, Array()), page, runs)
            return
        node = node.get(Name.MCID, -1)  # -1: an annotation
    for height, text in runs[page.objgen].get(int(node), []):
        yield "", page.objgen, height, text


def runs_of(page: Page, fonts: dict) -> Runs:
    """Return the text of a page by the number of its mark."""
    found: Runs = defaultdict(list)
    marks: list[Dictionary] = []  # of what is open
    font, height, offset, kept = {}, 0.0, 0.0, []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                kept.append(offset)
            case "Q":
                offset = kept.pop()
            case "cm":
                offset += float(operands[5])
            case "Tm":
                height = round(offset - float(operands[5]), 1)
            case "Tf":
                face = page.obj.Resources.Font[str(operands[0])]
                font = fonts.setdefault(face.objgen, {}) or letters_of(face)
                fonts[face.objgen] = font
            case "BDC":
                marks.append(operands[1])
                if actual := operands[1].get(Name.ActualText):
                    found[mark_of(marks)].append((height, str(actual)))
            case "BMC":
                marks.append(Dictionary())
            case "EMC":
                marks.pop()
            case "Tj" | "TJ" if not any(Name.ActualText in mark for mark in marks):
                pieces = operands[0] if str(operator) == "TJ" else operands
                shown = b"".join(bytes(p) for p in pieces if isinstance(p, pikepdf.String))
                codes = zip(shown[::2], shown[1::2], strict=True)
                text = "".join(font[high << 8 | low] for high, low in codes)
                found[mark_of(marks)].append((height, text))
    return found


def mark_of(marks: list[Dictionary]) -> int | None:
    return next((int(mark.MCID) for mark in reversed(marks) if Name.MCID in mark), None)


def letters_of(font: Object) -> dict[int, str]:
    """Return the letters that the codes of a font stand for."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    pairs = "".join(re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL))
    return {
        int(code, 16): bytes.fromhex(letters).decode("utf-16-be")
        for code, letters in re.findall(r"<(\w+)> <(\w*)>", pairs)
    }
