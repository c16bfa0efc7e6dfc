"""Where each work is cited: link targets at the citing places, chapters listed in the entries.

Only builders of HTML and EPUB get the lists; paper has page numbers instead. In a web book with a
long bibliography the lists would be half of its page; ``evidence_citing_page`` names one for them.
"""

import html
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.domain import Citation, get_docnames

from .build import between

#: key -> label, and the documents that cite it in the order of the book
Cited = dict[str, tuple[str, list[str]]]


def place_id(key: str) -> str:
    """Id of the first place in a document that cites *key*."""
    return f"cited-{key}"


def cited(env: BuildEnvironment) -> Cited:
    """Label of every entry of the bibliography, and the documents that cite it."""
    domain = env.get_domain("cite")
    citing: dict[str, set[str]] = {}
    for ref in domain.citation_refs:
        for target in ref.targets:
            citing.setdefault(target.key, set()).add(ref.docname)
    order = {docname: place for place, docname in enumerate(get_docnames(env))}
    return {
        citation.key: (
            citation.formatted_entry.label,
            sorted(citing.get(citation.key, ()), key=order.__getitem__),
        )
        for citation in domain.citations
    }


def rewrite_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages to write again because a bibliography or who cites what has changed.

    A changed entry or label changes the citations on pages whose own source did not change, and a
    new citation changes the list in its entry. Each builder writes in its own time, so what it
    has seen is kept by its name.
    """
    domain = env.get_domain("cite")
    now = cited(env)
    labels = {key: label for key, (label, _) in now.items()}
    entries = env.evidence_inputs.bibliography
    seen = env.__dict__.setdefault("evidence_seen", {})
    before = seen.get(app.builder.name)
    titles = {name: env.titles[name].astext() for _, names in now.values() for name in names}
    seen[app.builder.name] = (entries, labels, now, titles)
    if before == seen[app.builder.name]:
        return []
    pages = {key.docname for key in domain.bibliographies}
    if before and before[:2] != (entries, labels):
        pages |= {ref.docname for ref in domain.citation_refs}
    return sorted(pages)


class MarkCitingPlaces(SphinxPostTransform):
    """Give the first place that cites a work an id; later places need none."""

    default_priority = 4  # while citations still are references to be resolved
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        seen: set[str] = set()
        for node in self.document.findall(addnodes.pending_xref):
            if node.get("refdomain") != "cite":
                continue
            for target in parse_citation_targets(node["reftarget"]):
                if target.key not in seen:
                    seen.add(target.key)
                    node["ids"].append(place_id(target.key))


def entries_of(
    document: nodes.document, env: BuildEnvironment
) -> Iterator[tuple[Citation, nodes.citation]]:
    """Yield the entries of a page with what the domain knows of them."""
    entries = list(document.findall(nodes.citation))
    known = {
        citation.citation_id: citation
        for citation in (env.get_domain("cite").citations if entries else ())
        if citation.bibliography_key.docname == env.docname
    }
    for entry in entries:
        if citation := next((known[id_] for id_ in entry["ids"] if id_ in known), None):
            yield citation, entry


class PlaceEntries(SphinxPostTransform):
    """Have what is wrong with a printed entry told where it stands in the BibTeX file."""

    default_priority = 6  # after sphinxcontrib-bibtex has put the entries in place (5)

    def run(self, **kwargs: Any) -> None:
        bibliographies = self.env.get_domain("cite").bibliographies
        for citation, entry in entries_of(self.document, self.env):
            prefix = bibliographies[citation.bibliography_key].keyprefix
            key = citation.key.removeprefix(prefix)
            entry.source, entry.line = self.env.evidence_bib_lines[key]


class ListCitingChapters(SphinxPostTransform):
    """Say below each entry of the bibliography which chapters cite it."""

    default_priority = 7  # after the entries are in place and have lost their labels
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        if not (entries := list(entries_of(self.document, self.env))):
            return
        chapters = cited(self.env)
        for citation, entry in entries:
            key = citation.key
            if not (docnames := chapters[key][1]):
                continue
            apart = len(docnames) > 1 and citing_page(self.app)
            words = self._number(key, docnames, apart) if apart else self._titles(key, docnames)
            entry += nodes.paragraph("", "", *words, classes=["cited-in"])

    def _number(self, key: str, docnames: list[str], apart: str) -> list[nodes.Node]:
        """How many chapters cite the work, leading to their list on the page *apart*."""
        address = self.app.builder.get_relative_uri(self.env.docname, apart)
        words = _("Cited in {number} chapters").format(number=len(docnames))
        return [nodes.reference("", words, refuri=f"{address}#{place_id(key)}")]

    def _titles(self, key: str, docnames: list[str]) -> list[nodes.Node]:
        """The titles of the chapters, each leading to the place that cites the work."""
        builder, here = self.app.builder, self.env.docname
        links = [
            make_refnode(
                builder, here, docname, place_id(key),
                [child.deepcopy() for child in self.env.titles[docname].children],
            )
            for docname in docnames
        ]  # fmt: skip
        return [nodes.Text(_("Cited in: ")), *between(links, ", "), nodes.Text(".")]


def citing_page(app: Sphinx) -> str:
    """Name of the page with the lists; empty when they stand in the entries."""
    return app.config.evidence_citing_page if app.builder.name == "html" else ""


def list_apart(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the page that says for each work which chapters cite it.

    ``previews`` has the words that links to a place on the page can show: its id and its text.
    """
    if not (page := citing_page(app)):
        return
    links = app.builder.get_relative_uri
    domain = app.env.get_domain("cite")
    home = {citation.key: citation for citation in domain.citations}
    rows, previews = [], []
    for key, (label, docnames) in sorted(
        cited(app.env).items(), key=lambda work: (work[1][0].casefold(), work[0])
    ):
        entry = f"{links(page, home[key].bibliography_key.docname)}#{home[key].citation_id}"
        chapters = ", ".join(
            f'<a href="{links(page, docname)}#{place_id(key)}">'
            f"{html.escape(app.env.titles[docname].astext())}</a>"
            for docname in docnames
        )
        titles = ", ".join(app.env.titles[docname].astext() for docname in docnames)
        previews.append((place_id(key), f"{label}: {titles}"))
        rows.append(
            f'<dt id="{place_id(key)}"><a href="{entry}">{html.escape(label)}</a></dt>'
            f"<dd>{chapters}</dd>\n"
        )
    title = html.escape(_("Where each source is cited"))
    works = f'<dl class="citations">\n{"".join(rows)}</dl>\n'
    body = f"<section>\n<h1>{title}</h1>\n{works}</section>\n"
    yield page, {"title": title, "body": body, "previews": previews}, "page.html"
