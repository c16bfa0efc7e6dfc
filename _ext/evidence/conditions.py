"""The directives and the role that print what is known of one condition, and how surely."""

from collections.abc import Iterator

from docutils import nodes
from sphinx.locale import _
from sphinx.util.docutils import SphinxRole

from .build import (
    CIRCLES,
    LOGGER,
    Cells,
    EvidenceDirective,
    certainty_cell,
    certainty_nodes,
    heading,
    read_as,
    strong,
)
from .model import Condition, Rating, Study
from .names import capital, named


def domain_name(domain: str) -> str:
    """A reason of GRADE to be less sure, for readers."""
    return {
        "risk of bias": _("Risk of bias"),
        "inconsistency": _("Inconsistency"),
        "indirectness": _("Indirectness"),
        "imprecision": _("Imprecision"),
        "publication bias": _("Publication bias"),
    }[domain]


class CertaintyRole(SphinxRole):
    """{certainty}`low`: circles and words in running text."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        if self.text not in CIRCLES:
            text = f'certainty: found "{self.text}", allowed: {", ".join(CIRCLES)}'
            LOGGER.warning(text, location=self.get_location(), type="evidence")
            return [], []
        content = certainty_nodes(self.text)
        return [nodes.inline("", "", *content, classes=["certainty-inline"])], []


class ConditionDirective(EvidenceDirective):
    """Base of the directives about the condition that their argument names."""

    required_arguments = 1
    files = ("conditions",)

    def content_nodes(self) -> list[nodes.Node]:
        condition = self.pick(self.evidence.conditions, "slug", "condition", "conditions")
        return [] if condition is None else self.from_condition(condition)

    def from_condition(self, condition: Condition) -> list[nodes.Node]:
        raise NotImplementedError


class CertaintyBadge(ConditionDirective):
    """How sure the headline of a condition is, and when that was last checked."""

    def from_condition(self, condition: Condition) -> list[nodes.Node]:
        word = condition.certainty
        headline = [*certainty_nodes(word), nodes.Text(": "), *self.inline(condition.statement)]
        dates = (
            _("Evidence last checked {checked}; next check {next}. ")
            + _("Certainty rated by {rated_by}, {rated}.")
        ).format(
            checked=self.day(condition.checked_on),
            next=self.day(condition.next_check),
            rated_by=condition.rated_by,
            rated=self.day(condition.rated_on),
        )
        badge = nodes.container(
            "",
            self.paragraph(headline, "certainty-statement"),
            self.paragraph(dates, "certainty-dates"),
            classes=["certainty", "certainty-" + word.replace(" ", "-")],
        )
        return [self.named(badge)]


class StudyTable(ConditionDirective):
    """What each study of a condition did and found, for a reader with three minutes."""

    def from_condition(self, condition: Condition) -> list[nodes.Node]:
        file = f"studies/{condition.slug}.yaml"
        self.env.note_dependency(f"evidence/{file}")
        studies = [s for s in self.evidence.studies if s.condition == condition.slug]
        if not studies:
            return self.lack("studies", f"no study in {file}")
        caption = self.caption(_("{condition}: the studies").format(condition=condition.name))
        header = (
            _("Study"),
            _("Who, and how"),
            _("What the main outcome showed"),
            _("Main limits"),
        )
        rows = [self._study(study) for study in studies]
        return [self.named(self.table(caption, (17, 33, 27, 23), header, rows, "study-table"))]

    def _study(self, study: Study) -> Cells:
        verb = _("randomised") if study.design.startswith("randomised") else _("took part")
        counts = [(study.randomised, verb), (study.analysed, _("analysed"))]
        numbers = ", ".join(f"{n} {word}" for n, word in counts if n is not None)
        people = f"{study.population}: {numbers}" if numbers else study.population
        kind = "" if study.direction == "no comparison" else f"{capital(named(study.direction))}. "
        direction = "direction-" + study.direction.lower().replace(" ", "-")
        names = [study.nickname or "", study.registration or "", read_as(study.confirmed)]
        return [
            [self._address(study), *names],
            [
                f"{capital(named(study.design))}. {people}",
                f"{capital(study.dose)}; {study.duration}",
                _("Compared with: {comparator}").format(comparator=study.comparator),
            ],
            [[*([strong(kind, direction)] if kind else []), *self.inline(study.finding)]],
            capital("; ".join(study.limitations)),
        ]

    def _address(self, study: Study) -> nodes.paragraph:
        """The citation of *study*, to which ``study-<key>`` leads; once on a page."""
        paragraph = self.paragraph(f"{{cite:t}}`{study.key}`")
        name, document = f"study-{study.key}", self.state.document
        if nodes.fully_normalize_name(name) not in document.nameids:
            paragraph["names"].append(nodes.fully_normalize_name(name))
            document.note_explicit_target(paragraph, paragraph)
        return paragraph


class FindingsTable(ConditionDirective):
    """Summary of findings as GRADE lays it out: benefits first, then harms."""

    def from_condition(self, condition: Condition) -> list[nodes.Node]:
        if not condition.ratings:
            return self.complain(f'"{condition.slug}" has no ratings in conditions.yaml')
        caption = self.caption(
            _("{condition}: summary of findings").format(condition=condition.name)
        )
        header = (
            _("Outcome"),
            _("People and studies"),
            _("Effect (interval)"),
            _("Certainty"),
            _("What it means, and why we are this sure"),
        )
        rows = self._rows(condition)
        table = self.table(caption, (12, 14, 12, 10, 52), header, rows, "findings-table")
        return [self.named(table)]

    def _rows(self, condition: Condition) -> Iterator[Cells]:
        for kind, name in (("benefit", _("Possible benefits")), ("harm", _("Possible harms"))):
            ratings = [rating for rating in condition.ratings if rating.kind == kind]
            if ratings:
                yield heading(name)
            yield from map(self._rating, ratings)

    def _rating(self, rating: Rating) -> Cells:
        reasons = [
            [strong(f"{domain_name(domain)}: "), *self.inline(why)]
            for domain, why in rating.reasons.items()
        ]
        return (
            [[strong(rating.outcome)]],
            capital(rating.people),
            rating.effect or _("None confirmed"),
            certainty_cell(rating.certainty),
            [rating.finding, *reasons],
        )
