"""Typst source to PDF/A-2a + PDF/UA-1 bytes; every complaint is traced back to its document."""

import re

import typst

STANDARDS = ["a-2a", "ua-1"]
SOURCE_MARK = re.compile(r"^// source: (.+):(\d+)$")


class PrintError(Exception):
    """The book cannot be printed; the message has one line per cause."""


def load_fonts(paths: list[str]) -> typst.Fonts:
    """Return the fonts of the given folders and Typst's own; never those of the system."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=list(paths)
    )


def compile_book(files: dict[str, bytes], fonts: typst.Fonts, timestamp: int) -> bytes:
    """Compile ``main.typ`` among *files* (path to content) to one PDF.

    :param timestamp: seconds since 1970, printed into the file's metadata
    :raises PrintError: on any error or warning of Typst
    """
    try:
        pdf, warnings = typst.compile_with_warnings(
            files, font_paths=fonts, pdf_standards=STANDARDS, timestamp=timestamp, format="pdf"
        )
    except typst.TypstError as error:
        raise PrintError(explain(error, files)) from None
    if warnings:
        raise PrintError("\n".join(dict.fromkeys(explain(w, files) for w in warnings)))
    return pdf


def explain(complaint: typst.TypstError | typst.TypstWarning, files: dict[str, bytes]) -> str:
    """Return a complaint of Typst as one line that begins with the place in the source."""
    hints = "".join(f" ({hint})" for hint in complaint.hints)
    return f"{source_place(complaint.diagnostic, files)}: {complaint.message}{hints}"


def source_place(diagnostic: str, files: dict[str, bytes]) -> str:
    """Return ``file:line`` of the block that a diagnostic points at.

    Typst points at a line of the translated source; the nearest mark above it names the block.
    A complaint of a function of book.typ names the line of its call in main.typ as well.
    """
    spots = re.findall(r"┌─ (?:\S*?)([\w.-]+\.typ):(\d+)", diagnostic)
    for name, number in spots:
        if name == "main.typ":
            lines = files[name].decode().split("\n")
            for line in reversed(lines[: int(number)]):
                if match := SOURCE_MARK.match(line):
                    return f"{match[1]}:{match[2]}"
    return ":".join(spots[0]) if spots else "book"
