"""Charts of what studies measured: forest plots, fields of dots, receptor occupancy."""

import textwrap
from collections.abc import Sequence
from typing import Any

from sphinx.locale import _

from .drawing import DASHED, EDGE, INCH, SMALL, WIDTH, Look, bare_axes, new_page, write
from .model import Difference, NaturalFrequency, Pharmacology, Row
from .names import capital
from .numbers import bounds, interval, people, predicted, signed, span

LINE = 3.5  # mm from one line of text to the next


def forest_plot(effects: Difference, look: Look) -> Any:
    """Differences with their intervals, one row each; rows without interval say so instead."""
    left, width, foot, head = 45.0, 34.0, 17.0, 8.0
    labels = [_row_label(row) for row in effects.rows]
    heights = [LINE * len(lines) + 4.5 for lines in labels]
    figure = new_page(head + foot + sum(heights))
    axes = bare_axes(figure, left, foot, width, sum(heights))
    ends = [0.0] + [v for row in effects.rows if row.low is not None for v in (row.low, row.high)]
    pad = 0.08 * (max(ends) - min(ends) or 1)
    axes.set(xlim=(min(ends) - pad, max(ends) + pad), ylim=(0, sum(heights)), yticks=[])
    axes.locator_params(axis="x", nbins=5)
    axes.xaxis.set_major_formatter(
        lambda value, _place: signed(value, 0 if value == round(value) else 1)
    )
    axes.spines["bottom"].set_visible(True)
    axes.axvline(0, color=look["muted"], linewidth=0.8, zorder=1)
    y = sum(heights)
    write(figure, EDGE, foot + y + 4, _("Trial"), **look.quiet)
    write(figure, WIDTH - EDGE, foot + y + 4, _("Difference (interval)"), ha="right", **look.quiet)
    for row, lines, height in zip(effects.rows, labels, heights, strict=True):
        y -= height / 2
        _stack(figure, EDGE, foot + y, lines, look)
        _forest_mark(figure, axes, row, y, foot + y, look)
        y -= height / 2
    _directions(figure, axes, effects, left, width, look)
    return figure


def _row_label(row: Row) -> list[tuple[str, bool]]:
    """Lines at the left of a row, each with whether it is quiet."""
    lines = [(line, False) for line in textwrap.wrap(row.label, 26)]
    return [*lines, (people(row), True)] if people(row) else lines


def _stack(
    figure: Any, x: float, y: float, lines: list[tuple[str, bool]], look: Look, **style: Any
) -> None:
    """Lines of text below each other, centred on *y* mm; quiet ones small and grey."""
    for n, (line, quiet) in enumerate(lines):
        small = {**look.quiet, "weight": "normal"} if quiet else {}
        write(figure, x, y + LINE * ((len(lines) - 1) / 2 - n), line, **{**style, **small})


def _forest_mark(figure: Any, axes: Any, row: Row, y: float, mm: float, look: Look) -> None:
    """Square and line of a row, and its numbers at the right."""
    if row.estimate is None:
        lines = [(line, True) for line in interval(row).rsplit(" ", 1)]
    else:
        estimate, rest = bounds(row)
        lines = [(estimate, False), (rest, True)]
        mark = {"color": look["accent"], "solid_capstyle": "butt", "linewidth": 1.6}
        axes.plot([row.low, row.high], [y, y], **mark)
        axes.plot([row.estimate], [y], "s", markersize=5.5, markeredgewidth=0, **mark)
    _stack(figure, WIDTH - EDGE, mm, lines, look, ha="right", weight="semibold")


def _arrow(figure: Any, x: float, y: float, length: float, colour: str) -> None:
    """Arrow from *x*, *y* mm, *length* mm to the right; text fonts may lack arrows."""
    height = figure.get_figheight() * INCH
    axes = figure.axes[0]
    axes.annotate(
        "",
        ((x + length) / WIDTH, y / height),
        (x / WIDTH, y / height),
        "figure fraction",
        arrowprops={
            "arrowstyle": "-|>,head_width=0.2,head_length=0.4",
            "color": colour,
            "linewidth": 1,
            "shrinkA": 0,
            "shrinkB": 0,
        },
    )


def _directions(
    figure: Any, axes: Any, effects: Difference, left: float, width: float, look: Look
) -> None:
    """Say under the axis which side is good news, and what is measured."""
    low, high = axes.get_xlim()
    zero = left + width * (0 - low) / (high - low)
    sides = [_("favours LDN"), _("favours placebo")]
    better, worse = sides if effects.lower_is_better else sides[::-1]
    style = {"fontsize": SMALL, "weight": "semibold", "color": look["accent"]}
    for sign, text, side in ((-1, better, "right"), (1, worse, "left")):
        _arrow(figure, zero + sign * 1.5, 8.6, sign * 4, look["accent"])
        write(figure, zero + sign * 6.5, 8.6, text, ha=side, **style)
    measured = f"{capital(effects.measure)}, {effects.unit}"
    write(figure, zero, 3, measured, ha="center", **look.quiet)


def hundred_dots(effects: NaturalFrequency, look: Look) -> Any:
    """One field of a hundred dots for each arm, two side by side; full discs had the outcome."""
    step, gap, head = 4.6, 14.0, 12.0
    field = 10 * step
    arms = effects.arms
    lines = (len(arms) + 1) // 2
    figure = new_page(lines * (field + head + 3))
    for index, arm in enumerate(arms):
        column, line = index % 2, index // 2
        left = (WIDTH - 2 * field - gap) / 2 + column * (field + gap)
        bottom = 1.5 + (lines - 1 - line) * (field + head + 3)
        axes = bare_axes(figure, left, bottom, field, field)
        axes.set(xlim=(0, 10), ylim=(0, 10), xticks=[], yticks=[])
        places = [(n % 10 + 0.5, 9.5 - n // 10) for n in range(100)]
        _dots(axes, places[: arm.per_hundred], look["accent"], 8.6, look["accent"])
        _dots(axes, places[arm.per_hundred :], look["paper"], 5.4, look["muted"])
        write(
            figure,
            left,
            bottom + field + 8,
            _("{number} of 100").format(number=arm.per_hundred),
            fontsize=13,
            weight="semibold",
            color=look["accent"],
        )
        write(figure, left, bottom + field + 3, _("on {arm}").format(arm=arm.label))
    return figure


def _dots(
    axes: Any, places: Sequence[tuple[float, float]], fill: str, size: float, edge: str
) -> None:
    if places:
        x, y = zip(*places, strict=True)
        axes.plot(x, y, "o", markersize=size, color=fill, markeredgecolor=edge, markeredgewidth=0.8)


def occupancy(data: Pharmacology, look: Look) -> Any:
    """Measured receptor occupancy against dose, with the published model as a dashed curve."""
    model = data.occupancy_model
    left, width = 12.0, WIDTH - 15.0
    figure = new_page(72)
    axes = bare_axes(figure, left, 14, width, 52)
    doses = sorted({*model.doses_mg, *(m.dose_mg for m in data.occupancy_measured)})
    first, last = doses[0] / 1.25, doses[-1] * 1.6
    _doses_and_shares(axes, first, last, look)
    if data.low_dose_mg:
        _low_doses(axes, *data.low_dose_mg, look)
    curve = [first * (last / first) ** (n / 120) for n in range(121)]
    shares = [predicted(model, dose) for dose in curve]
    axes.plot(curve, shares, color=look["muted"], linewidth=1.2, linestyle=DASHED, zorder=2)
    _occupancy_dots(axes, data, look)
    target = 3 * model.ed50_mg  # the curve reaches 75% here
    words = _("model, not measured")
    axes.text(target * 0.9, 79, words, color=look["muted"], ha="right", va="bottom")
    above = _("Share of {receptor} receptors occupied").format(receptor=model.receptor)
    write(figure, EDGE, 70, above, **look.quiet)
    below = _("Dose in mg (each step to the right multiplies the dose)")
    write(figure, left + width / 2, 4, below, ha="center", **look.quiet)
    return figure


def _doses_and_shares(axes: Any, first: float, last: float, look: Look) -> None:
    """Scales: doses from *first* to *last* mg, each step the same factor; shares in percent."""
    axes.set(xscale="log", xlim=(first, last), ylim=(0, 104))
    axes.set_yticks(range(0, 101, 25), [f"{p}%" for p in range(0, 101, 25)])
    ticks = [dose for dose in (0.1, 0.5, 1, 2, 5, 10, 20, 50, 100, 200) if first <= dose <= last]
    axes.set_xticks(ticks, [f"{dose:g}" for dose in ticks], minor=False)
    axes.set_xticks([], minor=True)
    axes.grid(axis="y", color=look["rule"], linewidth=0.5, zorder=0)
    axes.spines["bottom"].set_visible(True)


def _low_doses(axes: Any, low: float, high: float, look: Look) -> None:
    axes.axvspan(low, high, color=look["accent-soft"], zorder=0, linewidth=0)
    words = _("low dose, {doses} mg").format(doses=span(f"{low:g}", f"{high:g}"))
    middle = (low * high) ** 0.5  # of a logarithmic scale
    axes.text(middle, 94, words, ha="center", va="center", color=look["muted"])


def _occupancy_dots(axes: Any, data: Pharmacology, look: Look) -> None:
    for measured in data.occupancy_measured:
        same = measured.receptor == data.occupancy_model.receptor
        axes.plot(
            [measured.dose_mg] * len(measured.values_percent),
            measured.values_percent,
            "o" if same else "D",
            markersize=6,
            zorder=3,
            color=look["accent"] if same else look["paper"],
            markeredgecolor=look["paper"] if same else look["accent"],
            markeredgewidth=0.7,
        )
        if not same:
            axes.annotate(
                _("{receptor} receptors").format(receptor=measured.receptor),
                (measured.dose_mg, measured.values_percent[0]),
                (-6, 0),
                textcoords="offset points",
                ha="right",
                va="center",
                color=look["accent"],
            )
    lowest = min(data.occupancy_measured, key=lambda m: m.dose_mg, default=None)
    if lowest:
        axes.annotate(
            _("measured"),
            (lowest.dose_mg, lowest.values_percent[0]),
            (7, -6),
            textcoords="offset points",
            va="center",
            color=look["accent"],
            weight="semibold",
        )
