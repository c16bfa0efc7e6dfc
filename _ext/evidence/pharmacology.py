"""The directives that print pharmacology.yaml: occupancy, values, what one dose does."""

from docutils import nodes
from sphinx.locale import _

from . import dose_figure, figures
from .bibliography import label
from .build import Cells, Figure
from .model import Measured, Pharmacology
from .names import capital
from .numbers import grams, predicted


class PharmacologyDirective(Figure):
    """Base of the directives that print pharmacology.yaml."""

    files = ("pharmacology",)

    def content_nodes(self) -> list[nodes.Node]:
        if not self.evidence.pharmacology:
            return self.lack("pharmacology", "pharmacology.yaml is missing")
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
