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
#: What MyST notes of a document: its anchors, each of which begins with its line, and its length.
ANCHORS, LENGTH = "myst_slugs", "wordcount"


def digest_of_surroundings(app: Sphinx) -> str | None:
    """Return a digest of settings, code and environment, or None when there can be none."""
    total = hashlib.sha256()
    try:
        for part in (*basis(app), *facts(app.env)):
            feed(total.update, part)
    except (RecursionError, TypeError):
        return None  # an extension keeps something that cannot be written down
    return total.hexdigest()


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


def feed(update: Callable[[bytes], object], value: Any) -> None:
    """Hand *value* to a digest, the same bytes in every process for what is equal."""
    if value is None or isinstance(value, str | bytes | int | float):
        update(f"{value!r},".encode())
    elif isinstance(value, Mapping):
        update(b"{")
        for key in sorted(value, key=repr):
            feed(update, key)
            feed(update, value[key])
        update(b"}")
    elif isinstance(value, list | tuple):
        update(b"(")
        for item in value:
            feed(update, item)
        update(b")")
    elif isinstance(value, Set):
        feed(update, sorted(value, key=repr))
    elif isinstance(value, nodes.Node):
        feed(update, value.pformat())
    elif isinstance(value, type) or callable(value):
        feed(update, (value.__module__, value.__qualname__))
    else:
        # What a pickle would hold: how it is made, and its state, lists and mappings as iterators.
        for part in value.__reduce_ex__(2):
            feed(update, list(part) if hasattr(part, "__next__") else part)
