"""Editions as data: form, paper, type and margins of each PDF; every length is a Typst length."""

import re
from collections.abc import Iterable

from .compiler import PrintError

#: What an edition may say, with the values it has when it says nothing.
DEFAULTS = {
    "form": "book",
    "documents": [],
    "name": "",
    "isbn": "",
    "pages": 0,
    "two-sided": False,
    "paper": "a4",
    "margin-inside": "40mm",
    "margin-outside": "40mm",
    "margin-top": "28mm",
    "margin-bottom": "32mm",
    "table-overhang": "17mm",
    "size": "11.5pt",
    "leading": "0.72em",
    "spacing": "1.15em",
    "title-size": "2.2em",
    "body-font": "Source Serif 4",
    "head-font": "Atkinson Hyperlegible Next",
    "table-size": "9pt",
    "one-size": False,
    "wide-tables": "grid",
    "justify": True,
    "hyphenate": True,
    "italics": True,
}
#: Values of which a key takes one.
CHOICES = {"form": ("book", "chapter", "sheet"), "wide-tables": ("grid", "records")}
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


def chosen(editions: dict, only: list[str]) -> dict:
    """Return the editions to print: all, or those that ``print_only`` names."""
    if unknown := set(only) - set(editions):
        raise PrintError(
            f"conf.py: print_only: unknown edition {', '.join(sorted(unknown))}, "
            f"allowed: {', '.join(editions)}"
        )
    return {
        name: complete(edition) for name, edition in editions.items() if name in only or not only
    }


def check_editions(editions: dict, families: list[str], docnames: Iterable[str]) -> None:
    """Raise PrintError, one line per wrong key, value, font or document of ``print_editions``.

    :param families: names of the fonts there are
    :param docnames: names of the documents there are
    """
    if not (isinstance(editions, dict) and all(isinstance(e, dict) for e in editions.values())):
        raise PrintError(
            f"conf.py: print_editions: found {editions!r}, allowed: a dict for each edition's name"
        )
    problems = [
        f"conf.py: print_editions: {name}: {problem}"
        for name, edition in editions.items()
        for problem in problems_of(edition, families, set(docnames))
    ]
    if problems:
        raise PrintError("\n".join(problems))


def problems_of(edition: dict, families: list[str], docnames: set[str]) -> list[str]:
    """Return what is wrong with an edition and what is allowed."""
    found = [problem_of(key, value, families) for key, value in edition.items()]
    documents = edition.get("documents", [])
    if isinstance(documents, list):
        found += [f"documents: unknown document {d!r}" for d in documents if d not in docnames]
    form = edition.get("form", "book")
    if form in ("chapter", "sheet") and not documents:
        found.append(f"form {form!r} needs documents, a list of names like 'part/chapter'")
    if form == "book" and documents:
        found.append("documents: form 'book' takes the whole book, allowed: chapter, sheet")
    return [problem for problem in found if problem]


def problem_of(key: str, value: object, families: list[str]) -> str | None:
    """Return what is wrong with an edition's entry and what is allowed, or None."""
    if key not in DEFAULTS:
        return f"unknown key {key!r}, allowed: {', '.join(DEFAULTS)}"
    default = DEFAULTS[key]
    if type(value) is not type(default):
        kinds = {bool: "True or False", int: "a whole number", list: "a list", str: "a string"}
        return f"{key}: found {value!r}, allowed: {kinds[type(default)]}"
    if key in CHOICES and value not in CHOICES[key]:
        return f"{key}: found {value!r}, allowed: {', '.join(CHOICES[key])}"
    if key.endswith("-font") and value not in families:
        return f"{key}: found {value!r}, allowed: {', '.join(sorted(families))}"
    if LENGTH.fullmatch(str(default)) and not LENGTH.fullmatch(value):
        return f"{key}: found {value!r}, allowed: a length like {default}"
    return None


def complete(edition: dict) -> dict:
    """Return the edition with the defaults for what it does not say."""
    return DEFAULTS | edition
