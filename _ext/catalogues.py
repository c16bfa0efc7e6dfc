"""Sphinx extension: a mistake in a catalogue of a translation is one line.

Sphinx takes what it can read of a catalogue, and a broken message is simply not translated.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
#: What the code puts words into: {}, {name} and %s. In chapters {name} is a role, which has words.
PLACES = re.compile(r"\{\w*\}(?!`)|%s")
LINE = re.compile(r'#.*|(?:msg\w+(?:\[\d\])? *)?"(?:[^"\\]|\\.)*"')
IDS = re.compile(r'^msgid "(?P<words>.+)"$', re.M)


def problems(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and words for each mistake in the catalogue *path*."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        yield 1, f"cannot be read ({error.strerror}), allowed: a catalogue"
        return
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        yield line, f"found byte {error.object[error.start]:#04x}, allowed: UTF-8 text"
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not LINE.fullmatch(line.strip()):
            yield (
                number,
                f'found {line.strip()[:40]}, allowed: msgid "words", msgstr "words", "more"',
            )
            return
    try:
        catalog = read_po(io.BytesIO(text.encode()), abort_invalid=True)
    except (PoFileError, ValueError, LookupError) as error:
        yield (
            getattr(error, "lineno", 0) + 1,
            f"not a catalogue: {error}, allowed: msgid and msgstr",
        )
        return
    yield from of_messages(catalog, text)


def of_messages(catalog: Catalog, text: str) -> Iterator[tuple[int, str]]:
    """Yield messages that stand twice, and translations whose places are not those of the words."""
    seen: set[str] = set()
    for found in IDS.finditer(text):
        if found["words"] in seen:
            line = text.count("\n", 0, found.start()) + 1
            yield line, f'"{found["words"][:40]}" stands twice, allowed: once'
        seen.add(found["words"])
    for message in catalog:
        if message.id and message.string and is_filled_wrongly(message):
            wanted = ", ".join(PLACES.findall(message.id)) or "none"
            yield message.lineno, f'"{message.string[:40]}", allowed: with the places {wanted}'


def is_filled_wrongly(message: Message) -> bool:
    """Return whether a translation has other places for words than its original."""
    if message.pluralizable:
        return False
    return sorted(PLACES.findall(message.id)) != sorted(PLACES.findall(message.string))


def check(app: Sphinx, config: Config) -> None:
    """Report what is wrong with the catalogues of every language."""
    for folder in config.locale_dirs:
        for path in sorted((Path(app.srcdir) / folder).resolve().rglob("*.po")):
            home = Path(app.confdir)
            shown = path.relative_to(home) if path.is_relative_to(home) else path
            for line, text in problems(path):
                LOGGER.warning("%s", text, location=f"{shown.as_posix()}:{line}", type="catalogues")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("config-inited", check)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
