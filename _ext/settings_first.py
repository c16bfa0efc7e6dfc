"""Sphinx extension: a setting of a wrong kind is one line, and nothing is built with it.

Sphinx only warns of it and goes on, until something falls over the value.
"""

from types import NoneType
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import ENUM, Config
from sphinx.errors import ConfigError
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)

#: How a person calls what Python calls by the name of a type.
KINDS = {
    bool: "True or False",
    dict: "a dict {...}",
    float: "a number",
    int: "a whole number",
    list: "a list [...]",
    NoneType: "None",
    str: "a text",
    tuple: "a tuple (...)",
}


def kinds(config: Config, name: str) -> set[type]:
    """Return the types that the setting *name* may have; empty when it may have any."""
    option = config._options[name]
    if isinstance(option.valid_types, ENUM) or option.valid_types in (Any, frozenset({Any})):
        return set()
    default = option.default(config) if callable(option.default) else option.default
    declared = set(option.valid_types)
    if not declared and default is None:
        return set()
    # Sphinx takes a list for a tuple or a set, and its own settings None where that is the default.
    alike = {list, tuple} if declared & {tuple, set, frozenset} or type(default) is tuple else set()
    return declared | alike | {type(default)}


def check(app: Sphinx, config: Config) -> None:
    """Say in one line which settings of conf.py are of a wrong kind, and raise ConfigError."""
    problems = []
    for name in config._raw_config.keys() & config._options.keys():
        value, allowed = getattr(config, name), kinds(config, name)
        if allowed and not any(isinstance(value, kind) for kind in allowed):
            words = sorted(KINDS.get(kind, kind.__name__) for kind in allowed)
            problems.append(f"conf.py: {name}: found {value!r}, allowed: {' or '.join(words)}")
    if problems:
        *others, last = sorted(problems)
        for problem in others:
            LOGGER.warning("%s", problem)
        raise ConfigError(last)


def setup(app: Sphinx) -> dict[str, Any]:
    # Before all that look at settings.
    app.connect("config-inited", check, priority=1)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
