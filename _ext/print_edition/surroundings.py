"""All that the translation of a document may depend on besides the document, as one digest.

Whatever Sphinx and its extensions keep in the environment counts, since a reference may show it:
titles, labels, numbers, entries of a bibliography, terms. What is left out is named here.
"""

import hashlib
from collections.abc import Callable, Mapping, Set
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .stamps import basis

#: Kept in the environment, and shown by no other document: when each was read and what files it is
#: made of; or else looked at by itself. So are names that begin with an underscore.
ASIDE = {
    "all_docs", "config", "dependencies", "dlfiles", "domaindata", "images", "included", "metadata",
    "settings",
}  # fmt: skip
#: The same in the data of domains: lines that cite; entries that only the index shows.
ASIDE_IN_DOMAINS = {("cite", "citation_refs"), ("index", "entries")}
#: What stands for itself.
PLAIN = (str, bytes, int, float, type(None))
#: What MyST notes of a document: its anchors, each of which begins with its line, and its length.
ANCHORS, LENGTH = "myst_slugs", "wordcount"


def digest_of_surroundings(app: Sphinx) -> str | None:
    """Return a digest of settings, code and environment, or None when there can be none."""
    words: list[str] = []
    try:
        for part in (*basis(app), *facts(app.env)):
            write_down(part, words.append)
    except (RecursionError, TypeError):
        return None  # an extension keeps something that cannot be written down
    return hashlib.sha256(",".join(words).encode()).hexdigest()


def facts(env: BuildEnvironment) -> list[tuple]:
    """Return what the environment knows, by name."""
    found = [(name, value) for name, value in env.__getstate__().items() if name not in ASIDE]
    for domain, data in env.domaindata.items():
        kept = ((name, value) for name, value in data.items())
        found += [(name, domain, v) for name, v in kept if (domain, name) not in ASIDE_IN_DOMAINS]
    for docname, about in env.metadata.items():
        anchors = {anchor: place[1:] for anchor, place in about.get(ANCHORS, {}).items()}
        found.append(("metadata", docname, about | {ANCHORS: anchors, LENGTH: None}))
    return sorted((fact for fact in found if not fact[0].startswith("_")), key=lambda f: f[:-1])


def write_down(value: Any, say: Callable[[str], object]) -> None:
    """Say *value*, in the same words in every process for what is equal."""
    if isinstance(value, PLAIN):
        say(repr(value))
    elif isinstance(value, list | tuple):
        say("(")
        for item in value:
            write_down(item, say)
        say(")")
    elif isinstance(value, Mapping):
        say("{")
        for key in sorted(value, key=repr):
            write_down(key, say)
            write_down(value[key], say)
        say("}")
    elif isinstance(value, Set):
        write_down(sorted(value, key=repr), say)
    elif isinstance(value, nodes.Node):
        say(repr(value.pformat()))
    elif isinstance(value, type) or callable(value):
        say(f"{value.__module__}:{value.__qualname__}")
    else:
        # What a pickle would hold: how it is made, and its state, lists and mappings as iterators.
        for part in value.__reduce_ex__(2):
            write_down(list(part) if hasattr(part, "__next__") else part, say)
