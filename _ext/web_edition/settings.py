"""The shape of the settings ``web_...``: what is wrong is one line, before anything is made."""

import re
from datetime import date
from typing import Annotated, Any

from babel.core import Locale, UnknownLocaleError
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)


def like(pattern: str, example: str) -> Any:
    """Return the type of a text that the whole of *pattern* fits."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(example)
        return text

    return Annotated[str, AfterValidator(check)]


def day(text: str) -> str:
    """Return *text*, the name of a day; raise ValueError when there is no such day."""
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError("a day like 2026-01-31") from None
    return text


def language(text: str) -> str:
    """Return *text*, the name of a language; raise ValueError when nobody knows it."""
    try:
        Locale.parse(text, sep="-")
    except (ValueError, UnknownLocaleError):
        raise ValueError("a language like en-GB") from None
    return text


Day = Annotated[str, AfterValidator(day)]
Language = Annotated[str, AfterValidator(language)]
Colour = like(r"#[0-9a-fA-F]{6}", "a colour like #1c2326")
Page = like(r"(?!.*\.\.)\w[\w./-]*\.html", "a page like part/old.html")


class Shape(BaseModel):
    """Base of what has named parts: others are errors, and nothing is taken for something else."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Download(Shape):
    """A file to download, or a page that the menu of downloads leads to."""

    label: str
    path: str = ""
    page: str = ""
    online: bool = False


class About(Shape):
    """What is told of the book to machines."""

    title: str = ""
    author: str = ""
    date: Day = ""
    checked: Day = ""
    licence: str = ""
    description: str = ""
    keywords: list[str] = []
    page_type: str = ""
    subject: dict[str, str] = {}
    accessibility: str = ""
    picture: str = ""
    picture_alt: str = ""


class Settings(Shape):
    """All settings, without their ``web_``."""

    about: About
    chapters: list[str]
    corrections: like(
        r"|(https?://|mailto:)([^\s{}]|\{(page|version)\})+",
        "an address like mailto:name@example.org?subject={page}, with {page} and {version} at most",
    )
    downloads: list[Download]
    faces: dict[str, list[str]]
    language: Language
    look: dict[str, Colour]
    offline: like(r"|[\w-][\w.-]*\.zip", "a name like book.zip")
    redirects: dict[Page, str]


ALLOWED = {
    "bool_type": "True or False",
    "dict_type": "a dict {...}",
    "list_type": "a list [...]",
    "missing": "a value",
    "model_type": "a dict {...}",
    "string_type": "a text",
}


def explain(error: Any) -> str:
    """Return in one line what is wrong with a setting, and what is allowed."""
    place = "web_" + "".join(f"{step}: " for step in error["loc"] if step != "[key]")
    found = "nothing" if error["type"] == "missing" else f"found {error['input']!r}"
    allowed = error.get("ctx", {}).get("error") or ALLOWED.get(error["type"], error["msg"])
    if error["type"] == "extra_forbidden":
        owner = {"about": About, "downloads": Download}[error["loc"][0]]
        allowed = ", ".join(owner.model_fields)
    return f"conf.py: {place}{found}, allowed: {allowed}"


def check(app: Sphinx, config: Config) -> None:
    """Say in one line each what is wrong with the settings, and raise ConfigError."""
    problems = []
    values = {name: getattr(config, f"web_{name}") for name in Settings.model_fields}
    if values["language"] == config.language.replace("_", "-"):
        values["language"] = "en"  # it is that of the book, and not ours to judge
    try:
        Settings(**values)
    except ValidationError as error:
        problems += map(explain, error.errors())
    problems += [
        f"conf.py: web_downloads: {download['label']}: found nothing, allowed: a path or a page"
        for download in config.web_downloads
        if not problems and not download.keys() & {"path", "page"}
    ]
    if problems:
        *others, last = problems
        for problem in others:
            LOGGER.warning("%s", problem, type="web_edition")
        raise ConfigError(last)
