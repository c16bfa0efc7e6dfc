"""One build at a time in a folder, and whatever ended the one before, a whole book stays there."""

import contextlib
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout


class Busy(Exception):
    """Another build is at work in the folder."""


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@contextlib.contextmanager
def only_one(folder: Path, names: Iterable[str]) -> Iterator[None]:
    """Hold *folder* for one build, which SIGTERM ends as Control-C does.

    A build that was killed while it exchanged old for new left the old under the name ``.old``: it
    is put back first.

    :param names: of the published folders
    :raises Busy: when another build holds the folder
    """
    lock = FileLock(folder / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise Busy from None
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        for name in names:
            target = folder / name
            if not target.exists() and target.with_suffix(".old").is_dir():
                target.with_suffix(".old").rename(target)
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        lock.release()
