"""Python values as Typst source: whatever a text holds, Typst reads it as text."""

import re

#: More letters than any line holds, of scripts that break lines at spaces, and no place to break.
LONG_WORD = re.compile(r"[0-9A-Za-z\u00c0-\u058f_=*#~+^|\u2010-\u2026-]{41,}")


def quote(text: str) -> str:
    """Return *text* as a Typst string literal; control characters have no place in a book."""
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\ufffe\uffff]", "", text)
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped.replace(chr(9), " ")}"'


def inline(text: str) -> str:
    """Return *text* for use inside a content block; the semicolon ends the expression."""
    if LONG_WORD.search(text):
        return f"#long-words({quote(text)});"
    return f"#{quote(text)};" if text else ""


def array(items: list[str]) -> str:
    """Return Typst expressions as one array; a comma keeps an array of one an array."""
    return "(" + "".join(f"{item}, " for item in items).rstrip(" ") + ")"
