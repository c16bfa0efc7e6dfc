"""The directives that print claims.yaml: each claim with its verdict, and a summary."""

from collections import Counter
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.locale import _

from .build import Cells, EvidenceDirective, strong
from .model import Claim


def verdicts() -> dict[str, str]:
    """Verdicts on claims, each with its name for readers."""
    return {
        "supported": _("Supported"),
        "partly": _("Partly supported"),
        "unsupported": _("Unsupported"),
        "contradicted": _("Contradicted"),
        "untested": _("Untested"),
    }


class ClaimsDirective(EvidenceDirective):
    """Base of the directives that print the claims from ``:first:`` to ``:last:``."""

    files = ("claims",)
    option_spec: ClassVar[dict[str, Any]] = {
        **EvidenceDirective.option_spec,
        "first": directives.positive_int,
        "last": directives.positive_int,
    }

    def content_nodes(self) -> list[nodes.Node]:
        first, last = self.options.get("first", 1), self.options.get("last", 10**6)
        claims = [claim for claim in self.evidence.claims if first <= claim.order <= last]
        if not claims:
            return self.lack("claims", f"no claim from {first} to {last} in claims.yaml")
        return [self.named(self.from_claims(claims))]

    def from_claims(self, claims: list[Claim]) -> nodes.Element:
        raise NotImplementedError


class Claims(ClaimsDirective):
    """Each claim with its verdict, the reasons, and where to read on."""

    def from_claims(self, claims: list[Claim]) -> nodes.Element:
        return nodes.definition_list("", *map(self._claim, claims), classes=["claims"])

    def _claim(self, claim: Claim) -> nodes.definition_list_item:
        term = nodes.term("", f"{claim.order}. ", *self.inline(claim.claim))
        term["names"].append(f"claim-{claim.id}")
        self.state.document.note_explicit_target(term, term)
        verdict = strong(f"{verdicts()[claim.verdict]}.", "verdict", f"verdict-{claim.verdict}")
        why = [verdict, nodes.Text(" "), *self.inline(claim.why)]
        if claim.chapter:
            more = _("Read on: {chapter}").format(chapter=f"{{doc}}`/{claim.chapter}`")
            # Within the paragraph, so that no page break parts it from its claim.
            why += [nodes.Text(" "), nodes.inline("", "", *self.inline(more), classes=["read-on"])]
        body = nodes.definition("", self.paragraph(why))
        return nodes.definition_list_item("", term, body)


class ClaimsSummary(ClaimsDirective):
    """How many claims got which verdict, counted from the data."""

    def from_claims(self, claims: list[Claim]) -> nodes.Element:
        counts = Counter(claim.verdict for claim in claims)
        rows: list[Cells] = []
        for verdict, name in verdicts().items():
            which = ", ".join(str(c.order) for c in claims if c.verdict == verdict) or _("none")
            word = strong(name, "verdict", f"verdict-{verdict}")
            rows.append(([[word]], str(counts[verdict]), which))
        rows.append(
            (
                [[strong(_("All"))]],
                str(len(claims)),
                _("{first} to {last}").format(first=claims[0].order, last=claims[-1].order),
            )
        )
        caption = self.caption(_("The claims by verdict"))
        header = (_("Verdict"), _("Claims"), _("Which"))
        return self.table(caption, (30, 15, 55), header, rows, "claims-summary")
