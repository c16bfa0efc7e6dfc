"""What an author is told of a mistake: where it is, what was found, what is allowed."""

import difflib
import json
from collections.abc import Iterable
from typing import Any, NamedTuple


class Problem(NamedTuple):
    """One mistake of an author: where it is and what to do about it."""

    file: str  # relative to the folder of conf.py
    line: int
    text: str
    stops: bool = False  # the file cannot be read: what rests on it cannot be judged

    @property
    def location(self) -> str:
        return f"{self.file}:{self.line}"


def shown(value: Any) -> str:
    """*value* as an author wrote it, shortened to fit in one line."""
    return short(json.dumps(value, ensure_ascii=False, default=str))


def short(text: str) -> str:
    """*text*, or its beginning: a line of a thousand letters hides what is wrong."""
    return text if len(text) <= 60 else text[:57] + "..."


def nearest(key: str, keys: Iterable[str]) -> str:
    """The *keys* that *key* may have been meant to be, in brackets; empty when none is like it."""
    alike = difflib.get_close_matches(key, sorted(keys))
    return f" (nearest: {', '.join(alike)})" if alike else ""
