"""Number figures and tables, and resolve references to them, without reading whole documents.

Sphinx unpickles every document to count its figures, at each build, and one for each ``numref``:
with 90 of these that was a third of the time of building the web book after a small edit.
"""

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.environment.collectors.toctree import TocTreeCollector
from sphinx.util.nodes import clean_astext

#: What a node is called by in references.
WORDS = (nodes.caption, nodes.title)


class Outline(nodes.Element):
    """What of a document its numbers depend on: sections, lists of documents, numbered things."""

    def __init__(self, doctree: nodes.document, env: BuildEnvironment) -> None:
        super().__init__()
        self.domains, self.twins = list(env.domains.sorted()), {}
        self.extend(self.twins_below(doctree))
        other = nodes.Element()
        self.ids = {id_: self.twins.get(id(node), other) for id_, node in doctree.ids.items()}
        del self.domains, self.twins

    def twins_below(self, node: nodes.Element) -> Iterator[nodes.Element]:
        """Yield copies without text of what is numbered below *node*, nested as in the document."""
        for child in node.children:
            if not isinstance(child, nodes.Element):
                continue
            numbered = any(domain.get_enumerable_node_type(child) for domain in self.domains)
            if not numbered and not isinstance(child, addnodes.toctree):
                yield from self.twins_below(child)
                continue
            words = [part for part in child.children if isinstance(part, WORDS)]
            named = [type(part)("", clean_astext(part)) for part in words]
            twin = type(child)("", *named, *self.twins_below(child), **child.attributes)
            self.twins[id(child)] = twin
            yield twin


class Outlines(EnvironmentCollector):
    """Keeps the outline of each document."""

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        outlines(app.env)[app.env.docname] = Outline(doctree, app.env)

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        outlines(env).pop(docname, None)

    def merge_other(
        self, app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment
    ) -> None:
        for docname in docnames:
            outlines(env)[docname] = outlines(other)[docname]


def outlines(env: BuildEnvironment) -> dict[str, Outline]:
    return env.__dict__.setdefault("numbered_outlines", {})


class Outlined:
    """An environment that gives the outlines of documents in the place of the documents."""

    def __init__(self, env: BuildEnvironment) -> None:
        self.__dict__["env"] = env

    def __getattr__(self, name: str) -> Any:
        return getattr(self.env, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.env, name, value)

    def get_doctree(self, docname: str) -> Outline:
        return outlines(self.env)[docname]


class NumberedDomain(StandardDomain):
    """The standard domain, which asks outlines for the numbers that references name."""

    def _resolve_numref_xref(self, env: BuildEnvironment, *args, **options):
        return super()._resolve_numref_xref(Outlined(env), *args, **options)


def number_outlines(app: Sphinx) -> None:
    """Let Sphinx number by outlines, in the place of documents."""
    (sphinx,) = (
        listener for listener in app.events.listeners["env-get-updated"]
        if isinstance(getattr(listener.handler, "__self__", None), TocTreeCollector)
    )  # fmt: skip
    app.disconnect(sphinx.id)
    app.connect("env-get-updated", lambda app, env: sphinx.handler(app, Outlined(env)))


def setup(app: Sphinx) -> dict:
    app.add_domain(NumberedDomain, override=True)
    app.add_env_collector(Outlines)
    number_outlines(app)
    return {
        "version": "2",
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
