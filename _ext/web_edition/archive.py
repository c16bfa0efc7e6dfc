"""Zip archives whose bytes depend on nothing but the names and contents of their files."""

import zipfile
from collections.abc import Iterable
from pathlib import Path

#: The earliest time that an archive can hold: no clock reaches the bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)


def write_archive(target: Path, files: Iterable[tuple[str, bytes]], stored: set[str]) -> None:
    """Write a zip archive whose bytes depend on nothing but names and contents.

    Files whose suffix, or whose name, is in *stored* are not compressed.
    """
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            plain = name in stored or Path(name).suffix in stored
            entry.compress_type = zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
