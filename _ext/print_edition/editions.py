"""Editions as data: paper, type and margins of each PDF; every length is a Typst length."""

import re

from .compiler import PrintError

#: What an edition may say, with the values it has when it says nothing.
DEFAULTS = {
    "paper": "a4",
    "margin-side": "40mm",
    "margin-top": "28mm",
    "margin-bottom": "32mm",
    "table-overhang": "17mm",
    "size": "11.5pt",
    "leading": "0.72em",
    "body-font": "Source Serif 4",
    "head-font": "Atkinson Hyperlegible Next",
    "table-size": "9pt",
    "justify": True,
    "hyphenate": True,
    "italics": True,
}
LENGTH = re.compile(r"\d+(\.\d+)?(mm|cm|pt|in|em)")
DEFAULT_EDITIONS: dict[str, dict] = {"a4": {}}

#: Colours of a project that names none in ``print_look``.
DEFAULT_LOOK = {
    "ink": "#1c2326",
    "muted": "#465258",
    "rule": "#b9c6c8",
    "accent": "#0b565c",
    "accent-soft": "#e8f1f1",
    "warning": "#8a2a10",
    "warning-soft": "#fbefea",
}


def check_editions(editions: dict, families: list[str]) -> None:
    """Raise PrintError, one line per wrong key, value or font of ``print_editions``.

    :param families: names of the fonts there are
    """
    problems = [
        f"conf.py: print_editions: {name}: {problem}"
        for name, edition in editions.items()
        for key, value in edition.items()
        if (problem := problem_of(key, value, families))
    ]
    if problems:
        raise PrintError("\n".join(problems))


def problem_of(key: str, value: object, families: list[str]) -> str | None:
    """Return what is wrong with an edition's entry and what is allowed, or None."""
    if key not in DEFAULTS:
        return f"unknown key {key!r}, allowed: {', '.join(DEFAULTS)}"
    if not isinstance(value, type(DEFAULTS[key])):
        kind = "True or False" if isinstance(DEFAULTS[key], bool) else "a string"
        return f"{key}: found {value!r}, allowed: {kind}"
    if key.endswith("-font") and value not in families:
        return f"{key}: found {value!r}, allowed: {', '.join(sorted(families))}"
    is_length = LENGTH.fullmatch(str(DEFAULTS[key]))
    if is_length and not LENGTH.fullmatch(value):
        return f"{key}: found {value!r}, allowed: a length like {DEFAULTS[key]}"
    return None


def complete(edition: dict) -> dict:
    """Return the edition with the defaults for what it does not say."""
    return DEFAULTS | edition
