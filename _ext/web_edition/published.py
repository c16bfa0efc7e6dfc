"""Where a book is published and corrected, as whoever publishes it says in the environment."""

import os
import re

from sphinx.errors import ConfigError

ADDRESS = re.compile(r"https?://[^\s/?#\"'<>\[\]]+(?:/[^\s?#\"'<>]*)?")
CORRECTIONS = re.compile(r"(?:https?://|mailto:)(?:[^\s\"'<>{}]|\{(?:page|version)\})+")
#: A repository on GitHub: ``owner/name``, or the address that it is cloned from.
REPOSITORY = re.compile(
    r"(?:(?:https://|(?:ssh://)?git@)github\.com[:/])?([\w-]+/[\w.-]+?)(?:\.git)?/?", re.A
)


def first_set(variables: tuple[str, ...]) -> tuple[str, str]:
    """Return name and value of the first environment variable that says something."""
    values = ((name, os.environ.get(name, "").strip()) for name in variables)
    return next((pair for pair in values if pair[1]), ("", ""))


def told(pattern: re.Pattern[str], example: str, variables: tuple[str, ...]) -> str:
    """Return the first value of *variables*, empty when none is set.

    Raises ConfigError, in one line, when it is not as *pattern* wants it.
    """
    name, value = first_set(variables)
    if value and not pattern.fullmatch(value):
        raise ConfigError(f"{name}: found {value!r}, allowed: an address like {example}")
    return value


def public_address(*variables: str) -> str:
    """Return for ``html_baseurl`` the address that one of the environment *variables* holds.

    It ends in a slash, whatever the variable says; it is empty when none is set. Raises ConfigError
    when it is not the address of a site.
    """
    address = told(ADDRESS, "https://example.org/book/", variables)
    return f"{address.rstrip('/')}/" if address else ""


def corrections_address(*variables: str) -> str:
    """Return for ``web_corrections`` the address that one of the environment *variables* holds.

    Raises ConfigError when it is neither an address of the web nor of mail.
    """
    return told(CORRECTIONS, "mailto:name@example.org?subject={page}", variables)


def repository_name(*variables: str) -> str:
    """Return ``owner/name`` of the repository on GitHub that one of *variables* holds.

    Empty when none is set and for repositories elsewhere, which is no mistake.
    """
    found = REPOSITORY.fullmatch(first_set(variables)[1])
    return found[1] if found else ""
