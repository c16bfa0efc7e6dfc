"""The directives and the role that print evidence, as plain docutils nodes."""

import os
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxRole

from . import figures
from .bibliography import label
from .build import CIRCLES, LOGGER, Cell, EvidenceDirective, certainty_nodes
from .model import Claim, Difference, Measured, NaturalFrequency, Pharmacology, Rating, Row, Study

READ_AS = {
    "full": "",
    "abstract": "Abstract or register entry read",
    "secondary": "Known through another source",
}
STUDY_HEADER = (
    "Study",
    "Design and people",
    "Dose and length",
    "What the main outcome showed",
    "Main limits",
)
VERDICTS = {
    "supported": "Supported",
    "partly": "Partly supported",
    "unsupported": "Unsupported",
    "contradicted": "Contradicted",
    "untested": "Untested",
}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _strong(text: str, *classes: str) -> nodes.strong:
    return nodes.strong("", text, classes=list(classes))


class CertaintyRole(SphinxRole):
    """{certainty}`low`: circles and words in running text."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        if self.text not in CIRCLES:
            text = f'certainty: found "{self.text}", allowed: {", ".join(CIRCLES)}'
            LOGGER.warning(text, location=self.get_location(), type="evidence")
            return [], []
        content = certainty_nodes(self.text)
        return [nodes.inline("", "", *content, classes=["certainty-inline"])], []


class CertaintyBadge(EvidenceDirective):
    """How sure the headline of a condition is, and when that was last checked."""

    required_arguments = 1
    files = ("conditions",)

    def content_nodes(self) -> list[nodes.Node]:
        condition = self.pick(self.evidence.conditions, "slug", "condition")
        if condition is None:
            return []
        word = condition.certainty
        headline = [*certainty_nodes(word), nodes.Text(": "), *self.inline(condition.statement)]
        dates = (
            f"Evidence last checked {self.day(condition.checked_on)}; "
            f"next check {self.day(condition.next_check)}. "
            f"Certainty rated by {condition.rated_by}, {self.day(condition.rated_on)}."
        )
        badge = nodes.container(
            "",
            self.paragraph(headline, "certainty-statement"),
            self.paragraph(dates, "certainty-dates"),
            classes=["certainty", "certainty-" + word.replace(" ", "-")],
        )
        return [self.named(badge)]


class StudyTable(EvidenceDirective):
    """What each study of a condition did and found, for a reader with three minutes."""

    required_arguments = 1
    files = ("studies", "conditions")

    def content_nodes(self) -> list[nodes.Node]:
        condition = self.pick(self.evidence.conditions, "slug", "condition")
        if condition is None:
            return []
        studies = [s for s in self.evidence.studies if s.condition == condition.slug]
        if not studies:
            return self.complain(f'no study of "{condition.slug}" without errors in studies.yaml')
        caption = self.caption(f"{condition.name}: the studies")
        rows = [self._study(study) for study in studies]
        return [
            self.named(self.table(caption, (15, 22, 17, 24, 22), STUDY_HEADER, rows, "study-table"))
        ]

    def _study(self, study: Study) -> list[Cell | list[Cell]]:
        verb = "randomised" if study.design.startswith("randomised") else "took part"
        counts = [(study.randomised, verb), (study.analysed, "analysed")]
        numbers = ", ".join(f"{n} {word}" for n, word in counts if n is not None)
        kind = "" if study.direction == "no comparison" else f"{_capital(study.direction)}. "
        direction = "direction-" + study.direction.lower().replace(" ", "-")
        names = [study.nickname or "", study.registration or "", READ_AS[study.confirmed]]
        return [
            [f"{{cite:t}}`{study.key}`", *names],
            [
                _capital(study.design),
                f"{study.population}: {numbers}" if numbers else study.population,
            ],
            [_capital(study.dose), _capital(study.duration), f"Compared with: {study.comparator}"],
            [[*([_strong(kind, direction)] if kind else []), *self.inline(study.finding)]],
            _capital("; ".join(study.limitations)),
        ]


class CertaintyTable(EvidenceDirective):
    """Summary of findings: each outcome with its certainty and the reasons for it."""

    required_arguments = 1
    files = ("conditions",)

    def content_nodes(self) -> list[nodes.Node]:
        condition = self.pick(self.evidence.conditions, "slug", "condition")
        if condition is None:
            return []
        rows = [self._rating(rating) for rating in condition.ratings]
        header = ("Outcome", "What was found", "People", "How certain, and why")
        caption = self.caption(f"{condition.name}: how certain the findings are")
        return [self.named(self.table(caption, (15, 35, 16, 34), header, rows, "certainty-table"))]

    def _rating(self, rating: Rating) -> tuple[Cell | list[Cell], ...]:
        reasons = [
            [_strong(f"{_capital(domain)}: "), *self.inline(why)]
            for domain, why in rating.reasons.items()
        ]
        certainty = [certainty_nodes(rating.certainty), *reasons]
        return [[_strong(rating.outcome)]], rating.finding, _capital(rating.people), certainty


class Figure(EvidenceDirective):
    """Base of the directives that draw: an image with alt text, caption and legend."""

    def figure(
        self, name: str, draw: figures.Draw, data: Any, alt: str, caption: str, legend: str
    ) -> nodes.Node:
        """Draw *data* into the folder of the doctrees, where every builder finds it."""
        config = self.config
        look = figures.Look(config.evidence_look, config.evidence_font, config.evidence_font_bold)
        folder = Path(self.env.doctreedir) / "evidence"
        try:
            path = figures.save(folder, name, draw, data, look)
        except (OSError, UserWarning, KeyError) as error:
            self.complain(f"cannot draw {name}: {error}")
            return nodes.comment()
        source = Path(os.path.relpath(path, self.env.srcdir)).as_posix()
        image = nodes.image(uri=f"/{source}", alt=alt)
        text = nodes.caption("", "", *self.caption(caption))
        figure = nodes.figure("", image, text, classes=["evidence-figure", self.name])
        for node in (image, text):
            self.set_source_info(node)
        if legend:
            figure += nodes.legend("", self.paragraph(legend))
        return self.named(figure)


class ForestPlot(Figure):
    """Differences with intervals as a figure, and the same numbers as a table."""

    required_arguments = 1
    files = ("effects",)

    def content_nodes(self) -> list[nodes.Node]:
        sets = [e for e in self.evidence.effects if isinstance(e, Difference)]
        effects = self.pick(sets, "id", "set of differences")
        if effects is None:
            return []
        numbers = "; ".join(f"{row.label}: {figures.interval(row)}" for row in effects.rows)
        side = "left" if effects.lower_is_better else "right"
        alt = (
            f"Forest plot. {effects.title}; {effects.measure} in {effects.unit}, "
            f"values {side} of 0 favour LDN. {numbers}."
        )
        figure = self.figure(effects.id, figures.forest_plot, effects, alt, effects.title, "")
        header = (
            "Trial",
            "People",
            f"{_capital(effects.measure)} ({effects.unit}), interval",
            "Note",
        )
        caption = [nodes.Text(f"{effects.title}: the numbers")]
        rows = [self._row_cells(row) for row in effects.rows]
        table = self.table(caption, (28, 16, 22, 34), header, rows, "numbers-table")
        return [figure, nodes.container("", table, classes=["evidence-numbers"])]

    @staticmethod
    def _row_cells(row: Row) -> tuple[Cell | list[Cell], ...]:
        return (
            [row.label, f"{{cite:t}}`{row.source}`"],
            _capital(figures.people(row)) or "Not confirmed",
            _capital(figures.interval(row)),
            _capital(row.note or ""),
        )


class HundredDots(Figure):
    """Natural frequencies: of a hundred people, so many."""

    required_arguments = 1
    files = ("effects",)

    def content_nodes(self) -> list[nodes.Node]:
        sets = [e for e in self.evidence.effects if isinstance(e, NaturalFrequency)]
        effects = self.pick(sets, "id", "natural frequency")
        if effects is None:
            return []
        arms = "; ".join(f"{arm.per_hundred} of 100 on {arm.label}" for arm in effects.arms)
        alt = f"Fields of one hundred dots. {effects.title} ({effects.outcome}): {arms}."
        legend = f"Full dots, {effects.outcome}: {arms} {{cite:p}}`{effects.source}`."
        if effects.note:
            legend += f" {effects.note}"
        return [self.figure(effects.id, figures.hundred_dots, effects, alt, effects.title, legend)]


class PharmacologyDirective(Figure):
    """Base of the directives that print pharmacology.yaml."""

    files = ("pharmacology",)

    def content_nodes(self) -> list[nodes.Node]:
        if not self.evidence.pharmacology:
            return self.complain("pharmacology.yaml is missing or has errors")
        return [self.from_data(self.evidence.pharmacology[0])]

    def from_data(self, data: Pharmacology) -> nodes.Node:
        raise NotImplementedError

    @staticmethod
    def values(measured: Measured) -> str:
        return ", ".join(f"{value:g}%" for value in measured.values_percent)


class OccupancyFigure(PharmacologyDirective):
    """Measured occupancy and the published model, against dose."""

    def from_data(self, data: Pharmacology) -> nodes.Node:
        model, measured = data.occupancy_model, data.occupancy_measured
        dots = "; ".join(
            f"{self.values(m)} of {m.receptor} receptors at {figures.grams(m.dose_mg)}"
            for m in measured
        )
        curve = "; ".join(
            f"{figures.predicted(model, dose):.0f}% at {figures.grams(dose)}"
            for dose in model.doses_mg
        )
        entries = self.env.get_domain("cite").bibdata.data.entries
        author = label(entries[model.source]) if model.source in entries else model.source
        alt = (
            f"Share of {model.receptor} receptors occupied, by dose. Measured: {dots}. "
            f"Dashed curve, a model ({author}), not measured: {curve}."
        )
        sources = ",".join(dict.fromkeys(m.source for m in measured))
        legend = f"Dots: measured {{cite:p}}`{sources}`. {model.statement}" if sources else ""
        caption = f"Share of {model.receptor} receptors occupied after a dose"
        return self.figure("occupancy", figures.occupancy, data, alt, caption, legend)


class OccupancyTable(PharmacologyDirective):
    """The numbers of the occupancy figure: measured and predicted side by side."""

    def from_data(self, data: Pharmacology) -> nodes.Node:
        model = data.occupancy_model
        rows: list[tuple[float, int, tuple[Cell | list[Cell], ...]]] = []
        for index, m in enumerate(data.occupancy_measured):
            what = [self.values(m), f"{_capital(m.when)}; {m.method} {{cite:p}}`{m.source}`"]
            guess = (
                self._predicted(data, m.dose_mg)
                if m.receptor == model.receptor
                else "No prediction"
            )
            rows.append((m.dose_mg, index, (figures.grams(m.dose_mg), m.receptor, what, guess)))
        seen = {m.dose_mg for m in data.occupancy_measured if m.receptor == model.receptor}
        for dose in set(model.doses_mg) - seen:
            guess = self._predicted(data, dose)
            rows.append((dose, -1, (figures.grams(dose), model.receptor, "Not measured", guess)))
        header = (
            "Dose",
            "Receptor",
            "Measured",
            f"Predicted by the model of {{cite:t}}`{model.source}`",
        )
        caption = self.caption("Receptors occupied after a dose, measured and predicted")
        cells = [row for _, _, row in sorted(rows, key=lambda r: r[:2])]
        return self.named(self.table(caption, (12, 12, 48, 28), header, cells, "occupancy-table"))

    @staticmethod
    def _predicted(data: Pharmacology, dose: float) -> str:
        return f"{figures.predicted(data.occupancy_model, dose):.1f}%"


class ParameterTable(PharmacologyDirective):
    """Pharmacological values as reported, each with its source."""

    def from_data(self, data: Pharmacology) -> nodes.Node:
        rows = []
        for p in data.parameters:
            value = " ".join(filter(None, [p.value, p.unit])).replace(" %", "%")
            rows.append((p.parameter, value, f"{{cite:t}}`{p.source}`", _capital(p.note or "")))
        header = ("What", "Value", "Source", "Note")
        caption = self.caption("Pharmacological values")
        return self.named(self.table(caption, (30, 20, 20, 30), header, rows, "parameter-table"))


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
            return self.complain(f"no claim without errors from {first} to {last} in claims.yaml")
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
        verdict = _strong(f"{VERDICTS[claim.verdict]}.", "verdict", f"verdict-{claim.verdict}")
        why = [verdict, nodes.Text(" "), *self.inline(claim.why)]
        body = nodes.definition("", self.paragraph(why))
        if claim.chapter:
            body += self.paragraph(f"Read on: {{doc}}`/{claim.chapter}`", "read-on")
        return nodes.definition_list_item("", term, body)


class ClaimsSummary(ClaimsDirective):
    """How many claims got which verdict, counted from the data."""

    def from_claims(self, claims: list[Claim]) -> nodes.Element:
        counts = Counter(claim.verdict for claim in claims)
        rows: list[tuple[Cell | list[Cell], ...]] = []
        for verdict, name in VERDICTS.items():
            which = ", ".join(str(c.order) for c in claims if c.verdict == verdict) or "none"
            strong = _strong(name, "verdict", f"verdict-{verdict}")
            rows.append(([[strong]], str(counts[verdict]), which))
        rows.append(
            ([[_strong("All")]], str(len(claims)), f"{claims[0].order} to {claims[-1].order}")
        )
        caption = self.caption("The claims by verdict")
        header = ("Verdict", "Claims", "Which")
        return self.table(caption, (30, 15, 55), header, rows, "claims-summary")


DIRECTIVES: dict[str, type[EvidenceDirective]] = {
    "certainty": CertaintyBadge,
    "study-table": StudyTable,
    "certainty-table": CertaintyTable,
    "forest-plot": ForestPlot,
    "hundred-dots": HundredDots,
    "occupancy-figure": OccupancyFigure,
    "occupancy-table": OccupancyTable,
    "parameter-table": ParameterTable,
    "claims": Claims,
    "claims-summary": ClaimsSummary,
}
