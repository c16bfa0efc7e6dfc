"""The domain ``cite``, in time that grows with the book and not with its square.

sphinxcontrib-bibtex looks through all citations for each entry, and through all entries for each
citation: a book four times as long took sixteen times as long to read and to write.
"""

import ast
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from docutils import nodes
from pybtex.database import Entry
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.directives import BibliographyKey
from sphinxcontrib.bibtex.domain import BibtexDomain, Citation, get_docnames
from sphinxcontrib.bibtex.roles import CitationRef
from sphinxcontrib.bibtex.transforms import BibliographyTransform

from .digests import digest

#: What a bibliography lists when nothing else is asked of it.
CITED = ast.dump(ast.parse("cited"))


class CitationDomain(BibtexDomain):
    """Makes the entries anew only when they or the citations changed, not at each build."""

    #: Entries of the citation that is being resolved.
    _cited_here: list[Citation] | None = None
    #: Whether a bibliography is being resolved.
    resolves_bibliography = False

    @property
    def citations(self) -> list[Citation]:
        """The entries of all bibliographies; of a citation that is being resolved, only its own."""
        return self.data["citations"] if self._cited_here is None else self._cited_here

    @property
    def citation_refs(self) -> list[CitationRef]:
        """All citations, but none while a bibliography is resolved.

        They are looked through for ways back within its document, which no edition shows: lists of
        chapters and pages are made otherwise.
        """
        return [] if self.resolves_bibliography else self.data["citation_refs"]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where the entries of each key stand among all."""
        places: dict[str, list[int]] = {}
        for place, citation in enumerate(self.data["citations"]):
            places.setdefault(citation.key, []).append(place)
        return places

    def resolve_xref(self, env: BuildEnvironment, docname: str, builder: Builder, typ: str,
                     target: str, *rest: nodes.Element) -> nodes.Element:  # fmt: skip
        keys = {target.key for target in parse_citation_targets(target)}
        places = sorted(place for key in keys for place in self._places.get(key, ()))
        self._cited_here = [self.data["citations"][place] for place in places]
        try:
            return super().resolve_xref(env, docname, builder, typ, target, *rest)
        finally:
            self._cited_here = None

    def clear_doc(self, docname: str) -> None:
        if any(bibliography.docname == docname for bibliography in self.bibliographies):
            self.data.pop("_made_from", None)
        super().clear_doc(docname)

    def env_updated(self) -> list[str]:
        self.__dict__.pop("_places", None)
        order = {docname: place for place, docname in enumerate(get_docnames(self.env))}
        refs = sorted(self.citation_refs, key=lambda ref: order[ref.docname])
        citing = [(ref.docname, [target.key for target in ref.targets]) for ref in refs]
        made_from = digest(
            [self.env.evidence_inputs.bibliography, list(self.bibliographies), citing]
        )
        if self.data.get("_made_from") != made_from:
            super().env_updated()
            self.data["_made_from"] = made_from
        return []

    def get_filtered_entries(
        self, bibliography_key: BibliographyKey
    ) -> Iterable[tuple[str, Entry]]:
        """Yield the entries that a bibliography lists, with their keys."""
        bibliography = self.bibliographies[bibliography_key]
        if ast.dump(bibliography.filter_) != CITED:
            yield from super().get_filtered_entries(bibliography_key)
            return
        cited_keys = {target.key for ref in self.citation_refs for target in ref.targets}
        for entry in self.get_entries(bibliography.bibfiles):
            key = bibliography.keyprefix + entry.key
            if key in cited_keys or entry.key in bibliography.keys:
                yield key, entry


class ResolveBibliographies(BibliographyTransform):
    """Puts the entries in the place of a bibliography, while the domain knows of that."""

    def run(self, **kwargs: Any) -> None:
        domain = self.env.get_domain("cite")
        domain.resolves_bibliography = True
        try:
            super().run(**kwargs)
        finally:
            domain.resolves_bibliography = False

    @classmethod
    def take_over(cls, app: Sphinx) -> None:
        """Run in the place of the transform of sphinxcontrib-bibtex."""
        transforms = app.registry.get_post_transforms()
        transforms[transforms.index(BibliographyTransform)] = cls
