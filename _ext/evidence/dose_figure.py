"""What happens to one dose over two days: calculated level in blood, and receptor blockade."""

import math
from dataclasses import dataclass
from typing import Any

from sphinx.locale import _

from .drawing import DASHED, EDGE, SMALL, WIDTH, Look, bare_axes, new_page, write
from .model import BlockadeDecay, LevelModel, Measured, Pharmacology
from .numbers import grams, span

END = 48  # h
HOURS = (1, 4, 8, 12, 24, 48)  # rows of the table
LEAST = 0.001  # ng/mL, foot of the axis: less is drawn and printed as less than this
POINTS = [hour / 8 for hour in range(1, END * 8 + 1)]


def level(model: LevelModel, dose_mg: float, bioavailability: float, hour: float) -> float:
    """Level of naltrexone in blood plasma in ng/mL, *hour* hours after one dose by mouth.

    One compartment with uptake and removal of first order (the Bateman function).
    """
    up, down = model.absorption_per_h, math.log(2) / model.half_life_h
    base = dose_mg * 1000 * model.base_fraction * bioavailability / model.volume_l  # ng/mL
    return base * up / (up - down) * (math.exp(-down * hour) - math.exp(-up * hour))


@dataclass(frozen=True)
class Course:
    """One dose: its calculated levels, and the blockade measured at the nearest dose."""

    dose_mg: float
    model: LevelModel
    decay: BlockadeDecay
    measured: Measured

    @property
    def peak_hour(self) -> float:
        up, down = self.model.absorption_per_h, math.log(2) / self.model.half_life_h
        return math.log(up / down) / (up - down)

    def levels(self, hour: float) -> tuple[float, float]:
        """Lowest and highest level over the range of bioavailability, in ng/mL."""
        shares = (self.model.bioavailability_low, self.model.bioavailability_high)
        low, high = (level(self.model, self.dose_mg, share, hour) for share in shares)
        return low, high

    def shares(self, hour: float) -> tuple[float, float]:
        """Blocked receptors in percent: the measured range, later what the half-times leave."""
        values = self.measured.values_percent
        if hour <= self.decay.measured_until_h:
            return min(values), max(values)
        half_times = (self.decay.half_time_low_h, self.decay.half_time_high_h)
        low, high = (0.5 ** (hour / half_time) for half_time in half_times)
        return min(values) * low, max(values) * high

    def level_text(self, hour: float) -> str:
        low, high = (_short(value) for value in self.levels(hour))
        return low if low == high else span(low, high)

    def share_text(self, hour: float) -> str:
        low, high = (f"{value:.0f}" for value in self.shares(hour))
        return f"{low}%" if low == high else span(low, f"{high}%")


def _short(value: float) -> str:
    """*value* with two digits that count."""
    if value < LEAST:
        return _("less than {value}").format(value=f"{LEAST:g}")
    return f"{value:.{max(0, 1 - math.floor(math.log10(value)))}f}"


def of_model(data: Pharmacology) -> list[Measured]:
    """What was measured at the receptor of the occupancy model."""
    return [m for m in data.occupancy_measured if m.receptor == data.occupancy_model.receptor]


def courses(data: Pharmacology) -> list[Course]:
    """The doses of the level model, each with the measurement at the dose next to it."""
    measured = of_model(data)

    def nearest(dose: float) -> Measured:
        return min(measured, key=lambda m: abs(math.log(m.dose_mg / dose)))

    model, decay = data.level_model, data.blockade_decay
    return [Course(dose, model, decay, nearest(dose)) for dose in sorted(model.doses_mg)]


def draw(data: Pharmacology, look: Look) -> Any:
    """Levels above on a logarithmic axis, blockade below, both over the same two days."""
    figure = new_page(122)
    left, width = 13.0, WIDTH - 16.0
    above = bare_axes(figure, left, 72, width, 44)
    below = bare_axes(figure, left, 12, width, 47)
    doses = courses(data)
    fills = _fills(look, len(doses))
    _hours(above, look)
    _hours(below, look)
    above.set(yscale="log", ylim=(LEAST, 30))
    ticks = [0.001, 0.01, 0.1, 1, 10]
    above.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    above.set_yticks([], minor=True)
    below.set(ylim=(0, 114))
    below.set_yticks(range(0, 101, 25), [f"{share}%" for share in range(0, 101, 25)])
    for course, (fill, words) in zip(doses, fills, strict=True):
        _level(above, course, fill, words)
        _blockade(below, course, fill, look)
    lowest = doses[0]
    below.text(
        29,
        lowest.shares(END)[0] - 6,
        lowest.decay.label,
        ha="center",
        va="top",
        color=look["accent"],
        weight="semibold",
        fontsize=SMALL,
    )
    write(figure, EDGE, 119, _("Level in blood, ng/mL: calculated, not measured"), **look.quiet)
    receptor = data.occupancy_model.receptor
    blockade = _("Blockade: share of {receptor} receptors occupied").format(receptor=receptor)
    write(figure, EDGE, 62, blockade, **look.quiet)
    write(
        figure, left + width / 2, 3, _("Hours after one dose by mouth"), ha="center", **look.quiet
    )
    return figure


def _fills(look: Look, count: int) -> list[tuple[str, str]]:
    """Colour of a band and of words on it: the lowest dose stands out."""
    return [(look["accent"], look["paper"])] + [(look["rule"], look["ink"])] * (count - 1)


def _hours(axes: Any, look: Look) -> None:
    hours = range(0, END + 1, 12)
    axes.set(xlim=(0, END))
    axes.set_xticks(hours, [str(hour) for hour in hours])
    axes.grid(color=look["rule"], linewidth=0.5, zorder=0)
    axes.set_axisbelow(True)
    axes.spines["bottom"].set_visible(True)


def _level(axes: Any, course: Course, fill: str, words: str) -> None:
    low, high = zip(*map(course.levels, POINTS), strict=True)
    axes.fill_between(POINTS, low, high, color=fill, linewidth=0, zorder=2)
    middle = max(LEAST, math.sqrt(math.prod(course.levels(12))))
    style = {"ha": "center", "va": "center", "color": words, "weight": "semibold", "zorder": 3}
    axes.text(12, middle, grams(course.dose_mg), **style)


def _blockade(axes: Any, course: Course, fill: str, look: Look) -> None:
    """A block for what was measured, dashed lines for what the half-times would leave."""
    until = course.decay.measured_until_h
    low, high = course.shares(0)
    axes.fill_between([0, until], [low] * 2, [high] * 2, color=fill, linewidth=0, zorder=3)
    later = [until + hour * (END - until) / 60 for hour in range(1, 61)]
    bounds = list(zip(*map(course.shares, later), strict=True))
    line = look["accent"] if fill == look["accent"] else look["muted"]
    for bound in bounds:
        axes.plot(later, bound, color=line, linewidth=1.1, linestyle=DASHED, zorder=2)
    name = _("{dose}: measured")
    if course.measured.dose_mg != course.dose_mg:
        name = _("{dose}: measured at {other}")
    name = name.format(dose=grams(course.dose_mg), other=grams(course.measured.dose_mg))
    style = {"va": "bottom", "color": look["ink"], "weight": "semibold", "fontsize": SMALL}
    axes.text(0.6, high + 1.5, name, zorder=4, **style)
