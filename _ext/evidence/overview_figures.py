"""Charts of the whole field: how far each condition has been tested, and the history of LDN."""

from collections.abc import Sequence
from typing import Any, NamedTuple, get_args

from sphinx.locale import _

from .drawing import EDGE, SMALL, WIDTH, Look, bare_axes, new_page, write
from .model import BestDesign, Certainty, Event, Overall
from .names import capital, named

DESIGNS: tuple[str, ...] = get_args(BestDesign)
DIRECTIONS: tuple[str, ...] = get_args(Overall)
CERTAINTIES: tuple[str, ...] = get_args(Certainty)
STEP = 3.5  # mm from one disc of the map to the next
SPACING = 4.7  # mm from one line of the timeline to the next
YEARS = 12.0  # mm from the left to the scale of the timeline
LABELS = 22.0  # mm from the left to its labels


class Place(NamedTuple):
    """Where a condition stands on the evidence map."""

    design: str
    direction: str
    certainty: str


def evidence_map(places: Sequence[Place], look: Look) -> Any:
    """One disc for each condition: best design down, direction across, certainty as its filling."""
    left, head, foot = 26.5, 11.0, 11.0
    width = (WIDTH - EDGE - left) / len(DIRECTIONS)
    in_line = int((width - 1) // STEP)
    lines = [
        max(-(-len(_cell(places, design, direction)) // in_line) for direction in DIRECTIONS)
        for design in DESIGNS
    ]
    heights = [max(STEP * n + 3.6, 10) for n in lines]
    total = head + sum(heights) + foot
    figure = new_page(total)
    axes = bare_axes(figure, 0, 0, WIDTH, total)
    axes.set(xlim=(0, WIDTH), ylim=(0, total), xticks=[], yticks=[])
    quiet = {**look.quiet, "linespacing": 0.95}
    for column, direction in enumerate(DIRECTIONS):
        text = named(direction).replace(" ", "\n")
        write(figure, left + column * width + 1, total - head + 1.5, text, va="bottom", **quiet)
    y = total - head
    for design, height in zip(DESIGNS, heights, strict=True):
        axes.plot([EDGE, WIDTH - EDGE], [y, y], color=look["rule"], linewidth=0.6)
        write(
            figure,
            EDGE,
            y - height / 2,
            _two_lines(named(design)),
            fontsize=SMALL,
            linespacing=0.95,
        )
        for column, direction in enumerate(DIRECTIONS):
            for n, place in enumerate(_cell(places, design, direction)):
                x = left + column * width + 2.7 + n % in_line * STEP
                _disc(axes, x, y - 3.6 - n // in_line * STEP, place.certainty, look)
        y -= height
    axes.plot([EDGE, WIDTH - EDGE], [y, y], color=look["rule"], linewidth=0.6)
    _key(figure, axes, look)
    return figure


def _cell(places: Sequence[Place], design: str, direction: str) -> list[Place]:
    """Conditions of one cell, the most certain first."""
    cell = [place for place in places if place[:2] == (design, direction)]
    return sorted(cell, key=lambda place: CERTAINTIES.index(place.certainty))


def _two_lines(design: str) -> str:
    first, _space, rest = design.partition(" ")
    return capital(f"{first}\n{rest}" if len(design) > 18 else design)


def _disc(axes: Any, x: float, y: float, certainty: str, look: Look) -> None:
    """A disc with as many quarters filled as the certainty has full circles."""
    from matplotlib.patches import Circle, Wedge

    radius, quarters = 1.35, len(CERTAINTIES) - 1 - CERTAINTIES.index(certainty)
    axes.add_patch(Circle((x, y), radius, facecolor=look["paper"], edgecolor="none"))
    if quarters:
        wedge = Wedge((x, y), radius, 90 - 90 * quarters, 90, facecolor=look["accent"], linewidth=0)
        axes.add_patch(wedge)
    ring = {"facecolor": "none", "edgecolor": look["accent"], "linewidth": 0.8}
    axes.add_patch(Circle((x, y), radius, **ring))


def _key(figure: Any, axes: Any, look: Look) -> None:
    x = EDGE
    write(figure, x, 4, _("Certainty"), **look.quiet)
    x += 17
    for certainty in CERTAINTIES:
        _disc(axes, x, 4, certainty, look)
        word = named(certainty)
        write(figure, x + 2.6, 4, word, **look.quiet)
        x += 8 + 1.55 * len(word)


def timeline(events: Sequence[Event], look: Look) -> Any:
    """Labelled events beside a scale of years, each label as near to its year as room allows."""
    scale, years = _scale(events)
    places = _apart([scale * (years[-1] - event.year) for event in events])
    height = scale * (years[-1] - years[0])
    foot = 10 - min(*places, 0)
    total = foot + max(*places, height) + 4
    figure = new_page(total)
    axes = bare_axes(figure, 0, 0, WIDTH, total)
    axes.set(xlim=(0, WIDTH), ylim=(0, total), xticks=[], yticks=[])
    axes.plot([YEARS, YEARS], [foot, foot + height], color=look["muted"], linewidth=0.8, zorder=1)
    for year in years:
        y = foot + scale * (years[-1] - year)
        axes.plot([YEARS - 1.2, YEARS], [y, y], color=look["muted"], linewidth=0.8, zorder=1)
        write(figure, YEARS - 2.4, y, str(year), ha="right", **look.quiet)
    for event, place in zip(events, places, strict=True):
        at, y = foot + scale * (years[-1] - event.year), foot + place
        corners = [YEARS, YEARS + 5, LABELS - 2]
        axes.plot(corners, [at, y, y], color=look["rule"], linewidth=0.8, zorder=1)
        axes.plot([YEARS], [at], "o", markersize=3, color=look["muted"])
        _dot(axes, LABELS - 2, y, event.confidence == "good", look)
        write(figure, LABELS, y, str(event.year), weight="semibold", color=look["accent"])
        write(figure, LABELS + 9, y, event.label)
        write(figure, WIDTH - EDGE, y, named(event.kind), ha="right", **look.quiet)
    _dot(axes, EDGE + 1, 3, False, look)
    words = _("open: rests on one source or on advocates’ own accounts")
    write(figure, EDGE + 4, 3, words, **look.quiet)
    return figure


def _dot(axes: Any, x: float, y: float, full: bool, look: Look) -> None:
    fill = look["accent"] if full else look["paper"]
    axes.plot([x], [y], "o", markersize=4.5, color=fill, markeredgecolor=look["accent"])


def _scale(events: Sequence[Event]) -> tuple[float, list[int]]:
    """Millimetres for a year, and the decades that the events lie between."""
    first = min(event.year for event in events) // 10 * 10
    last = -(-max(event.year for event in events) // 10) * 10
    last = max(last, first + 10)
    height = max(80.0, 1.1 * SPACING * len(events))
    return height / (last - first), list(range(first, last + 1, 10))


def _apart(places: Sequence[float]) -> list[float]:
    """*places*, which fall, moved as little as possible to be a line apart at least.

    Least squares under an order is isotonic regression.
    """
    from scipy.optimize import isotonic_regression

    steps = [place + SPACING * n for n, place in enumerate(places)]
    moved = isotonic_regression(steps, increasing=False).x
    return [float(place) - SPACING * n for n, place in enumerate(moved)]
