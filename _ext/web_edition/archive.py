"""Zip archives whose bytes depend on nothing but the names and contents of their files."""

import io
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

#: The earliest time that an archive can hold: no clock reaches the bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)


def write_archive(target: Path, files: Iterable[tuple[str, bytes]], stored: set[str]) -> None:
    """Write a zip archive whose bytes depend on nothing but names and contents.

    Files whose suffix, or whose name, is in *stored* are not compressed. What an archive at
    *target* holds already is taken from there: compressing is the dearest part.
    """
    packed = packed_files(target)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            entry.file_size, entry.CRC = len(content), zlib.crc32(content)
            if name not in stored and Path(name).suffix not in stored:
                entry.compress_type = zipfile.ZIP_DEFLATED
                content = packed.get((name, content)) or packed_content(content)
            entry.compress_size = len(content)
            # As ZipFile.mkdir does; its other methods compress themselves.
            entry.header_offset = whole.tell()
            whole.write(entry.FileHeader() + content)
            archive.start_dir = whole.tell()
            archive.filelist.append(entry)
    target.write_bytes(whole.getvalue())


def packed_content(content: bytes) -> bytes:
    """Return *content* as archives hold it, compressed."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def packed_files(archive: Path) -> dict[tuple[str, bytes], bytes]:
    """Return what an archive that :func:`write_archive` wrote holds, by name and content.

    Empty without an archive, or with a damaged one.
    """
    found = {}
    try:
        whole = archive.read_bytes()
        with zipfile.ZipFile(io.BytesIO(whole)) as earlier:
            for entry in earlier.infolist():
                if entry.compress_type == zipfile.ZIP_DEFLATED:
                    start = entry.header_offset + len(entry.FileHeader())
                    packed = whole[start : start + entry.compress_size]
                    content = zlib.decompress(packed, -zlib.MAX_WBITS)
                    found[entry.filename, content] = packed
    except (OSError, zipfile.BadZipFile, zlib.error):
        return {}
    return found
