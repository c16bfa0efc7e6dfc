"""The directives and the role that print evidence, as plain docutils nodes."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.locale import _
from sphinx.util.docutils import SphinxRole

from . import dose_figure, figures
from .bibliography import label
from .build import (
    CIRCLES,
    LOGGER,
    Cells,
    EvidenceDirective,
    Figure,
    certainty_cell,
    certainty_nodes,
    heading,
    read_as,
    strong,
)
from .model import (
    Claim,
    Condition,
    Difference,
    Measured,
    NaturalFrequency,
    Pharmacology,
    Rating,
    Row,
    Study,
)
from .names import capital, named
from .numbers import grams, interval, people, predicted
from .overview import EvidenceMap, HarmsTable, Timeline, TrialsTable


def verdicts() -> dict[str, str]:
    """Verdicts on claims, each with its name for readers."""
    return {
        "supported": _("Supported"),
        "partly": _("Partly supported"),
        "unsupported": _("Unsupported"),
        "contradicted": _("Contradicted"),
        "untested": _("Untested"),
    }


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


class StudyTable(EvidenceDirective):
    """What each study of a condition did and found, for a reader with three minutes."""

    required_arguments = 1
    files = ("conditions",)

    def content_nodes(self) -> list[nodes.Node]:
        condition = self.pick(self.evidence.conditions, "slug", "condition")
        if condition is None:
            return []
        file = f"studies/{condition.slug}.yaml"
        self.env.note_dependency(f"evidence/{file}")
        studies = [s for s in self.evidence.studies if s.condition == condition.slug]
        if not studies:
            return self.complain(f"no study without errors in {file}")
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


class FindingsTable(EvidenceDirective):
    """Summary of findings as GRADE lays it out: benefits first, then harms."""

    required_arguments = 1
    files = ("conditions",)

    def content_nodes(self) -> list[nodes.Node]:
        condition = self.pick(self.evidence.conditions, "slug", "condition")
        if condition is None:
            return []
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
        table = self.table(caption, (13, 14, 16, 11, 46), header, rows, "findings-table")
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


class ForestPlot(Figure):
    """Differences with intervals as a figure, and the same numbers as a table."""

    required_arguments = 1
    files = ("effects",)

    def content_nodes(self) -> list[nodes.Node]:
        sets = [e for e in self.evidence.effects if isinstance(e, Difference)]
        effects = self.pick(sets, "id", "set of differences")
        if effects is None:
            return []
        numbers = "; ".join(f"{row.label}: {interval(row)}" for row in effects.rows)
        alt = (
            _("Forest plot. {title}; {measure} in {unit}, values left of 0 favour LDN. {numbers}.")
            if effects.lower_is_better
            else _(
                "Forest plot. {title}; {measure} in {unit}, values right of 0 favour LDN. "
                "{numbers}."
            )
        ).format(title=effects.title, measure=effects.measure, unit=effects.unit, numbers=numbers)
        figure = self.figure(effects.id, figures.forest_plot, effects, alt, effects.title, "")
        header = (
            _("Trial"),
            _("People"),
            _("{measure} ({unit}), interval").format(
                measure=capital(effects.measure), unit=effects.unit
            ),
            _("Note"),
        )
        rows = [self._row_cells(row) for row in effects.rows]
        title = _("{title}: the numbers").format(title=effects.title)
        return self.with_numbers(figure, self.numbers(title, (28, 16, 22, 34), header, rows))

    @staticmethod
    def _row_cells(row: Row) -> Cells:
        return (
            [row.label, f"{{cite:t}}`{row.source}`"],
            capital(people(row)) or _("Not confirmed"),
            capital(interval(row)),
            capital(row.note or ""),
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
        arms = "; ".join(
            _("{number} of 100 on {arm}").format(number=arm.per_hundred, arm=arm.label)
            for arm in effects.arms
        )
        alt = _("Fields of one hundred dots. {title} ({outcome}): {arms}.").format(
            title=effects.title, outcome=effects.outcome, arms=arms
        )
        legend = _("Full dots, {outcome}: {arms} {source}.").format(
            outcome=effects.outcome, arms=arms, source=f"{{cite:p}}`{effects.source}`"
        )
        if effects.note:
            legend += f" {effects.note}"
        return [self.figure(effects.id, figures.hundred_dots, effects, alt, effects.title, legend)]


class PharmacologyDirective(Figure):
    """Base of the directives that print pharmacology.yaml."""

    files = ("pharmacology",)

    def content_nodes(self) -> list[nodes.Node]:
        if not self.evidence.pharmacology:
            return self.complain("pharmacology.yaml is missing or has errors")
        return self.from_data(self.evidence.pharmacology[0])

    def from_data(self, data: Pharmacology) -> list[nodes.Node]:
        raise NotImplementedError

    @staticmethod
    def values(measured: Measured) -> str:
        return ", ".join(f"{value:g}%" for value in measured.values_percent)


class OccupancyFigure(PharmacologyDirective):
    """Measured occupancy and the published model, against dose."""

    def from_data(self, data: Pharmacology) -> list[nodes.Node]:
        model, measured = data.occupancy_model, data.occupancy_measured
        dots = "; ".join(
            _("{values} of {receptor} receptors at {dose}").format(
                values=self.values(m), receptor=m.receptor, dose=grams(m.dose_mg)
            )
            for m in measured
        )
        curve = "; ".join(
            _("{share} at {dose}").format(share=f"{predicted(model, dose):.0f}%", dose=grams(dose))
            for dose in model.doses_mg
        )
        entries = self.env.get_domain("cite").bibdata.data.entries
        author = label(entries[model.source]) if model.source in entries else model.source
        alt = _(
            "Share of {receptor} receptors occupied, by dose. Measured: {dots}. "
            "Dashed curve, a model ({author}), not measured: {curve}."
        ).format(receptor=model.receptor, dots=dots, author=author, curve=curve)
        sources = ",".join(dict.fromkeys(m.source for m in measured))
        legend = ""
        if sources:
            legend = _("Dots: measured {sources}.").format(sources=f"{{cite:p}}`{sources}`")
            legend += f" {model.statement}"
        caption = _("Share of {receptor} receptors occupied after a dose").format(
            receptor=model.receptor
        )
        return [self.figure("occupancy", figures.occupancy, data, alt, caption, legend)]


class OccupancyTable(PharmacologyDirective):
    """The numbers of the occupancy figure: measured and predicted side by side."""

    def from_data(self, data: Pharmacology) -> list[nodes.Node]:
        model = data.occupancy_model
        rows: list[tuple[float, int, Cells]] = []
        for index, m in enumerate(data.occupancy_measured):
            what = [self.values(m), f"{capital(m.when)}; {m.method} {{cite:p}}`{m.source}`"]
            guess = (
                self._predicted(data, m.dose_mg)
                if m.receptor == model.receptor
                else _("No prediction")
            )
            rows.append((m.dose_mg, index, (grams(m.dose_mg), m.receptor, what, guess)))
        seen = {m.dose_mg for m in data.occupancy_measured if m.receptor == model.receptor}
        for dose in set(model.doses_mg) - seen:
            guess = self._predicted(data, dose)
            rows.append((dose, -1, (grams(dose), model.receptor, _("Not measured"), guess)))
        header = (
            _("Dose"),
            _("Receptor"),
            _("Measured"),
            _("Predicted by the model of {source}").format(source=f"{{cite:t}}`{model.source}`"),
        )
        caption = self.caption(_("Receptors occupied after a dose, measured and predicted"))
        cells = [row for *_order, row in sorted(rows, key=lambda r: r[:2])]
        table = self.table(caption, (12, 12, 48, 28), header, cells, "occupancy-table")
        return [self.named(table)]

    @staticmethod
    def _predicted(data: Pharmacology, dose: float) -> str:
        return f"{predicted(data.occupancy_model, dose):.1f}%"


class ParameterTable(PharmacologyDirective):
    """Pharmacological values as reported, each with its source."""

    def from_data(self, data: Pharmacology) -> list[nodes.Node]:
        rows = []
        for p in data.parameters:
            # A unit stays with its figure, but need not stay with the words behind a figure.
            space = "\N{NO-BREAK SPACE}" if p.value[-1:].isdigit() else " "
            value = space.join(filter(None, [p.value, p.unit]))
            value = value.replace("\N{NO-BREAK SPACE}%", "%")
            rows.append((p.parameter, value, f"{{cite:t}}`{p.source}`", capital(p.note or "")))
        header = (_("What"), _("Value"), _("Source"), _("Note"))
        caption = self.caption(_("Pharmacological values"))
        return [self.named(self.table(caption, (30, 20, 20, 30), header, rows, "parameter-table"))]


class DoseFigure(PharmacologyDirective):
    """Level in blood and receptor blockade over two days, at the doses of ``level_model``."""

    def from_data(self, data: Pharmacology) -> list[nodes.Node]:
        if not (data.level_model and data.blockade_decay and dose_figure.of_model(data)):
            need = (
                f"level_model, blockade_decay or measured {data.occupancy_model.receptor} receptors"
            )
            return self.complain(f"pharmacology.yaml without {need}, allowed: all three")
        courses = dose_figure.courses(data)
        alt, legend = self._alt(data, courses), self._legend(data, courses)
        caption = _("Naltrexone after one dose: the calculated level in blood, and the blockade")
        figure = self.figure("dose", dose_figure.draw, data, alt, caption, legend)
        return self.with_numbers(figure, self._numbers(data, courses))

    def _numbers(self, data: Pharmacology, courses: list[dose_figure.Course]) -> nodes.Node:
        model, decay = data.level_model, data.blockade_decay
        stand_ins = "".join(
            _(" The values for {dose} start from those measured after {measured}.").format(
                dose=grams(c.dose_mg), measured=grams(c.measured.dose_mg)
            )
            for c in courses
            if c.measured.dose_mg != c.dose_mg
        )
        measured = ",".join(dict.fromkeys(c.measured.source for c in courses))
        caption = (
            _("The same in numbers. Levels: calculated {level_sources}. ")
            + _(
                "Blockade: up to {until}\N{NO-BREAK SPACE}hours the span of the values, each "
                "measured at some time within them {measured_sources}; then from the half-times "
                "{decay_source}: {label}."
            )
        ).format(
            level_sources=f"{{cite:p}}`{','.join(model.sources)}`",
            until=f"{decay.measured_until_h:g}",
            measured_sources=f"{{cite:p}}`{measured}`",
            decay_source=f"{{cite:p}}`{decay.source}`",
            label=decay.label,
        ) + stand_ins
        doses = [grams(course.dose_mg) for course in courses]
        header = [
            _("Hours"),
            *(_("Level after {dose}, ng/mL").format(dose=dose) for dose in doses),
            *(_("Blockade after {dose}").format(dose=dose) for dose in doses),
        ]
        rows = []
        for hour in dose_figure.HOURS:
            levels = [course.level_text(hour) for course in courses]
            rows.append([str(hour), *levels, *(course.share_text(hour) for course in courses)])
        width = 88 // (2 * len(doses))
        return self.numbers(caption, (12, *[width] * (2 * len(doses))), header, rows)

    @staticmethod
    def _alt(data: Pharmacology, courses: list[dose_figure.Course]) -> str:
        parts = [
            _(
                "After {dose}: peak {peak} ng/mL, {level} ng/mL at 24 hours; blockade {share}, as "
                "measured after {measured}, by half-times {later} at 24 hours"
            ).format(
                dose=grams(c.dose_mg),
                peak=c.level_text(c.peak_hour),
                level=c.level_text(24),
                share=c.share_text(0),
                measured=grams(c.measured.dose_mg),
                later=c.share_text(24),
            )
            for c in courses
        ]
        return _(
            "Two charts over {hours} hours, above the calculated level in blood, below the "
            "blockade of {receptor} receptors. {doses}. Dashed lines: {label}."
        ).format(
            hours=dose_figure.END,
            receptor=data.occupancy_model.receptor,
            doses=". ".join(parts),
            label=data.blockade_decay.label,
        )

    @staticmethod
    def _legend(data: Pharmacology, courses: list[dose_figure.Course]) -> str:
        model, decay = data.level_model, data.blockade_decay
        low, high = 100 * model.bioavailability_low, 100 * model.bioavailability_high
        nearest = "; ".join(
            _("for {dose}, {share} measured at {measured} {source}").format(
                dose=grams(c.dose_mg),
                share=c.share_text(0),
                measured=grams(c.measured.dose_mg),
                source=f"{{cite:p}}`{c.measured.source}`",
            )
            for c in courses
        )
        above = _(
            "Above: volume {volume}\N{NO-BREAK SPACE}L, half-life {half_life}\N{NO-BREAK SPACE}h, "
            "bioavailability {low} to {high}% (the height of each band), "
            "{base}\N{NO-BREAK SPACE}mg of naltrexone in 1\N{NO-BREAK SPACE}mg of the "
            "hydrochloride {sources}; uptake {uptake} per hour."
        ).format(
            volume=f"{model.volume_l:g}",
            half_life=f"{model.half_life_h:g}",
            low=f"{low:g}",
            high=f"{high:g}",
            base=f"{model.base_fraction:g}",
            sources=f"{{cite:p}}`{','.join(model.sources)}`",
            uptake=f"{model.absorption_per_h:g}",
        )
        below = _(
            "Below: {nearest}. Dashed: these values, falling from the dose on with a half-time of "
            "{low} to {high}\N{NO-BREAK SPACE}h {source}."
        ).format(
            nearest=nearest,
            low=f"{decay.half_time_low_h:g}",
            high=f"{decay.half_time_high_h:g}",
            source=f"{{cite:p}}`{decay.source}`",
        )
        return f"{above} {model.statement} {below} {decay.statement}"


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


DIRECTIVES: dict[str, type[EvidenceDirective]] = {
    "certainty": CertaintyBadge,
    "study-table": StudyTable,
    "findings-table": FindingsTable,
    "forest-plot": ForestPlot,
    "hundred-dots": HundredDots,
    "occupancy-figure": OccupancyFigure,
    "occupancy-table": OccupancyTable,
    "parameter-table": ParameterTable,
    "dose-figure": DoseFigure,
    "claims": Claims,
    "claims-summary": ClaimsSummary,
    "evidence-map": EvidenceMap,
    "timeline": Timeline,
    "trials-table": TrialsTable,
    "harms-table": HarmsTable,
}
