"""The directives that print effects.yaml: forest plots and how many of a hundred."""

from docutils import nodes
from sphinx.locale import _

from . import figures
from .build import Cells, Figure
from .model import Difference, NaturalFrequency, Row
from .names import capital
from .numbers import interval, people


class ForestPlot(Figure):
    """Differences with intervals as a figure, and the same numbers as a table."""

    required_arguments = 1
    files = ("effects",)

    def content_nodes(self) -> list[nodes.Node]:
        sets = [e for e in self.evidence.effects if isinstance(e, Difference)]
        effects = self.pick(sets, "id", "set of differences", "effects")
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
        effects = self.pick(sets, "id", "natural frequency", "effects")
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
