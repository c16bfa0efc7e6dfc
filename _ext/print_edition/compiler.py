"""Typst source to PDF/A-2a + PDF/UA-1 bytes; every complaint is traced back to its document.

Run as a program, it compiles and finishes books until its input ends: pickled jobs come in, what
became of each goes out. Of a book it has compiled before it sets only what is new.
"""

import json
import pickle
import re
import signal
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import typst

STANDARDS = ["a-2a", "ua-1"]
#: Complaints about characters that no font has, or that have no meaning of their own.
GLYPHS = re.compile(r'the (?:text|PDF contains the codepoint) `"(.+?)"`')
ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
#: So begins a complaint that book.typ words itself.
ASSERTION = "assertion failed: "
TABLE = re.compile(r"^#table-block\(", re.MULTILINE)
ROW_HEADS = re.compile(r"^// row heads: (\d+)$", re.MULTILINE)
SOURCE_MARK = re.compile(r"^// source: (.+):(\d+)$")
#: A line of the index, and the last of the places that it leads to.
INDEX_ENTRY = re.compile(r'^  index-entry\(.*("[^"]+#[^"]*")')


class PrintError(Exception):
    """The book cannot be printed; the message has one line per cause.

    :param unprintable: the characters that no font has, if nothing else is wrong
    """

    def __init__(self, message: str, unprintable: str = "") -> None:
        super().__init__(message)
        self.unprintable = unprintable


def load_fonts(paths: list[str]) -> typst.Fonts:
    """Return the fonts of the given folders and Typst's own; never those of the system."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=list(paths)
    )


def compile_book(
    files: dict[str, bytes], fonts: typst.Fonts, timestamp: int, marked: list[str] | None = None
) -> tuple[bytes, dict[str, dict]]:
    """Compile ``main.typ`` among *files* (path to content); return the PDF and its named places.

    :param timestamp: seconds since 1970, printed into the file's metadata
    :param marked: when given, characters that no font has are printed as their code points, and
        this list gets a line for each place
    :raises PrintError: on any error or warning of Typst
    """
    try:
        return compile_strictly(files, fonts, timestamp)
    except PrintError as error:
        if marked is None or not error.unprintable:
            raise
        if (changed := mark(files, error.unprintable)) == files:
            raise  # the letters stand in a picture
        marked.extend(str(error).splitlines())
        return compile_book(changed, fonts, timestamp, marked)


def mark(files: dict[str, bytes], letters: str) -> dict[str, bytes]:
    """Return *files* with code points like [U+4E2D] in the place of *letters*."""
    table = {ord(letter): f"[U+{ord(letter):04X}]" for letter in letters}
    texts = {name: files[name].decode().translate(table) for name in ("main.typ", "book.json")}
    return files | {name: text.encode() for name, text in texts.items()}


def compile_strictly(
    files: dict[str, bytes], fonts: typst.Fonts, timestamp: int
) -> tuple[bytes, dict[str, dict]]:
    """Compile to one PDF; raise PrintError on any error or warning of Typst."""
    printed = {"format": "pdf", "pdf_standards": STANDARDS, "timestamp": timestamp}
    try:
        with as_world(files) as world:
            world |= {"font_paths": fonts, "sys_inputs": {}}
            pdf, warnings = typst.compile_with_warnings(**world, **printed)
            if any("did not converge" in warning.message for warning in warnings):
                # The words of a cross-reference push it off its page and back: see book.typ.
                world["sys_inputs"] = {"steady": "true"}
                pdf, warnings = typst.compile_with_warnings(**world, **printed)
            # Typst remembers what it has set: to ask costs a fiftieth of compiling.
            places = json.loads(typst.query(selector="<places>", field="value", **world))
    except typst.TypstError as error:
        lines, unprintable = explain(error, files)
        raise PrintError("\n".join(lines), unprintable) from None
    except RuntimeError as error:
        raise PrintError(f"book: {error}") from None
    if warnings:
        lines = [line for warning in warnings for line in explain(warning, files)[0]]
        raise PrintError("\n".join(dict.fromkeys(lines)))
    return pdf, places[0] if places else {}


def run_typst(files: dict[str, bytes], **options) -> tuple[bytes, list[typst.TypstWarning]]:
    """Compile ``main.typ`` among *files* to what the options say; return it and all warnings."""
    with as_world(files) as world:
        return typst.compile_with_warnings(**world, **options)


@contextmanager
def as_world(files: dict[str, bytes]) -> Iterator[dict]:
    """Give Typst *files*, and nothing else that lies on the disk, as options of its functions.

    Typst's wheel takes only texts from memory: pictures are laid into a folder for the moment.
    """
    with tempfile.TemporaryDirectory() as root:
        texts = {}
        for name, content in files.items():
            try:
                content.decode()
                texts[name] = content
            except UnicodeDecodeError:
                path = Path(root, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        yield {"input": texts, "root": root}


def explain(
    complaint: typst.TypstError | typst.TypstWarning, files: dict[str, bytes]
) -> tuple[list[str], str]:
    """Return a complaint of Typst as lines that begin with a place in the source, one per cause.

    Characters that no font has are one cause for each place. If nothing else is wrong, they are
    returned as well.
    """
    causes: dict[tuple[str, str], list[str]] = {}
    source = files["main.typ"].decode()
    for part in re.split(r"^(?=error: |warning: )", complaint.diagnostic, flags=re.MULTILINE)[1:]:
        message = part.partition("\n")[0].partition(": ")[2]
        hints = "".join(f" ({hint})" for hint in re.findall(r"= hint: (.*)", part))
        if message.startswith(ASSERTION):
            causes[tuple(message.removeprefix(ASSERTION).split(": ", 1))] = []
            continue
        spots = re.findall(r"┌─ (?:\S*?)([\w.-]+\.typ):(\d+)", part)
        places = source_places(spots, source)
        if match := GLYPHS.search(message):
            letters = ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), match[1])
            for place in places or holders(letters, files) or ["book"]:
                causes.setdefault((place, "cannot be printed: no font has "), []).extend(letters)
        else:
            place = [*places, *map(":".join, spots), "book"][0]
            causes.setdefault((place, message + hints), [])
    causes = {cause: at_fault(letters, source) for cause, letters in causes.items()}
    lines = [f"{place}: {message}{named(letters)}" for (place, message), letters in causes.items()]
    letters = "".join(map("".join, causes.values())) if all(causes.values()) else ""
    return lines, letters


def at_fault(letters: list[str], source: str) -> list[str]:
    """Return letters without those that only bear a mark that no font has: Typst names both."""
    marks = [letter for letter in letters if unicodedata.category(letter).startswith("M")]
    return [c for c in letters if c in marks or not any(c + mark in source for mark in marks)]


def named(letters: list[str]) -> str:
    """Return characters with their code points, as 中 (U+4E2D), 文 (U+6587)."""
    return ", ".join(f"{c} (U+{ord(c):04X})" for c in dict.fromkeys(letters))


def source_places(spots: list[tuple[str, str]], source: str) -> list[str]:
    """Return ``file:line`` of the block that a complaint points at, or nothing.

    A complaint of a function of book.typ names the line of its call in main.typ as well.
    """
    numbers = [int(number) for name, number in spots if name == "main.typ"]
    marks = [mark_above(source.split("\n"), number) for number in numbers]
    return [mark for mark in marks if mark][:1]


def mark_above(lines: list[str], number: int) -> str | None:
    """Return ``file:line`` of the block that holds a line of the translated source."""
    for line in reversed(lines[:number]):
        if match := SOURCE_MARK.match(line):
            return f"{match[1]}:{match[2]}"
    return None


def holders(letters: str, files: dict[str, bytes]) -> list[str]:
    """Return the places of the blocks, index entries, pictures and settings that hold *letters*.

    Typst names no place of what book.typ takes apart, of the index, of formulas and of pictures.
    """
    lines = files["main.typ"].decode().split("\n")
    texts = {name: unescape(content.decode(errors="ignore")) for name, content in files.items()}
    pictures = [n for n, text in texts.items() if n.startswith("images/") and letters in text]
    shown = [letters, *(f'"{name}"' for name in pictures)]
    places = []
    for number, line in enumerate(lines, 1):
        if any(words in line for words in shown) and not line.startswith("  index-letter("):
            if entry := INDEX_ENTRY.match(line):
                number = next(n for n, other in enumerate(lines, 1) if entry[1] in other)
            places.append(mark_above(lines, number))
    places.append("conf.py" if letters in texts["book.json"] else None)
    return list(dict.fromkeys(place for place in places if place))


def outcome(
    files: dict[str, bytes], font_paths: list[str], timestamp: int, may_mark: bool
) -> tuple[bytes, list[str], list[str]]:
    """Compile and finish one book; return the PDF, lines of problems, lines of marks."""
    from finish import NotFinished, finish

    marked: list[str] | None = [] if may_mark else None
    source = files["main.typ"].decode()
    try:
        pdf, places = compile_book(files, load_fonts(font_paths), timestamp, marked)
        row_heads = sum(map(int, ROW_HEADS.findall(source)))
        return finish(pdf, places, len(TABLE.findall(source)), row_heads), [], marked or []
    except PrintError as error:
        return b"", str(error).splitlines(), []
    except NotFinished as error:
        return b"", [f"book: {error} (Typst {typst.__version__})"], []


def main() -> None:
    """Answer each job on standard input on standard output, until there are no more."""
    # An interrupt is for the build: when that ends, so does the input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            job = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(outcome(*job), sys.stdout.buffer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    # Behind all others: the modules beside this one must not hide those of the same names.
    sys.path.append(str(Path(__file__).parent))
    main()
