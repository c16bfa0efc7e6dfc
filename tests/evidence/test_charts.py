"""What is drawn is what the records say: each mark of a chart stands where its number is."""

import itertools

import pytest
import yaml
from evidence import DEFAULT_LOOK, dose_figure, figures, overview_figures
from evidence.drawing import Look
from evidence.model import Difference, Event, NaturalFrequency, Pharmacology
from evidence.overview_figures import Place
from matplotlib.patches import Wedge
from pydantic import TypeAdapter

from tests.evidence.conftest import EFFECTS, PHARMACOLOGY, TIMELINE

LOOK = Look(DEFAULT_LOOK | {"accent": "#550000", "muted": "#555555"}, "", "")
FOREST, DOTS = TypeAdapter(list[Difference | NaturalFrequency]).validate_python(
    yaml.safe_load(EFFECTS)
)
PHARMA = Pharmacology(**yaml.safe_load(PHARMACOLOGY))
EVENTS = sorted(
    TypeAdapter(list[Event]).validate_python(yaml.safe_load(TIMELINE)), key=lambda e: e.year
)


def lines(axes, **style) -> list[tuple[list[float], list[float]]]:
    """Places of the lines and marks of *axes* that look so."""
    return [
        (list(line.get_xdata()), list(line.get_ydata()))
        for line in axes.lines
        if all(getattr(line, f"get_{name}")() == value for name, value in style.items())
    ]


def words(figure) -> dict[str, float]:
    """How far to the right each text of *figure* stands, from 0 to 1."""
    return {text.get_text(): text.get_position()[0] for text in figure.texts}


def test_forest_plot_draws_estimate_and_interval_of_each_row():
    (axes,) = figures.forest_plot(FOREST, LOOK).axes
    assert [x for x, _ in lines(axes, color="#550000", marker="s")] == [[-0.5]]
    assert [x for x, _ in lines(axes, color="#550000", marker="None")] == [[-1.25, 0.2]]


@pytest.mark.parametrize("lower_is_better", [True, False])
def test_forest_plot_says_on_which_side_ldn_is_favoured(lower_is_better):
    effects = FOREST.model_copy(update={"lower_is_better": lower_is_better})
    place = words(figures.forest_plot(effects, LOOK))
    first = min(place["favours LDN"], place["favours placebo"])
    assert (place["favours LDN"] == first) == lower_is_better


def test_as_many_dots_are_full_as_people_had_the_outcome():
    fields = figures.hundred_dots(DOTS, LOOK).axes
    assert len(fields) == 2
    for axes, full in zip(fields, (28, 45), strict=True):
        assert [len(x) for x, _ in lines(axes, color="#550000")] == [full]
        assert [len(x) for x, _ in lines(axes, color="#ffffff")] == [100 - full]


def test_occupancy_has_a_mark_for_each_value_and_the_curve_of_the_model():
    other = PHARMA.occupancy_measured[0].model_copy(update={"receptor": "delta"})
    measured = {"occupancy_measured": [*PHARMA.occupancy_measured, other]}
    (axes,) = figures.occupancy(PHARMA.model_copy(update=measured), LOOK).axes
    assert lines(axes, marker="o") == [([2], [27]), ([5, 5], [43, 46.5])]
    assert lines(axes, marker="D") == [([2], [27])]
    ((doses, shares),) = lines(axes, marker="None")
    assert shares == pytest.approx([100 * dose / (dose + 5) for dose in doses])


def test_map_fills_as_many_quarters_as_the_certainty_has_circles():
    for certainty, quarters in (
        ("high", 4), ("moderate", 3), ("low", 2), ("very low", 1), ("no evidence", 0),
    ):  # fmt: skip
        place = Place("one randomised trial", "mixed", certainty)
        (axes,) = overview_figures.evidence_map([place], LOOK).axes
        key = 4  # the discs of the key, of which one is empty
        wedges = [patch for patch in axes.patches if isinstance(patch, Wedge)]
        assert len(wedges) == key + bool(quarters)
        if quarters:
            assert wedges[0].theta2 - wedges[0].theta1 == 90 * quarters


def test_map_has_a_disc_for_each_condition_in_its_row_and_column():
    one = Place("case reports", "untested", "low")
    places = [one, one, one._replace(direction="mixed"), one._replace(design="reviews only")]
    (axes,) = overview_figures.evidence_map(places, LOOK).axes
    discs = [patch.center for patch in axes.patches if isinstance(patch, Wedge)][:4]
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = sorted(discs, key=lambda at: (-at[1], at[0]))
    assert (y1 == y2 == y3) and y4 < y1
    assert x1 < x2 < x3
    assert x4 == x2


def test_timeline_marks_each_event_at_its_year_and_leads_to_its_label():
    events = [event for event in EVENTS if event.label]
    close = [*events, *(events[-1].model_copy(update={"year": year}) for year in (2001, 2002))]
    close.sort(key=lambda event: event.year)
    (axes,) = overview_figures.timeline(close, LOOK).axes
    marks = [y[0] for _, y in lines(axes, markersize=3)]
    falls = [(marks[0] - mark) / (marks[0] - marks[-1]) for mark in marks]
    years = [(event.year - 1963) / (2002 - 1963) for event in close]
    assert falls == pytest.approx(years)
    leads = [y for x, y in lines(axes, color="#bbbbbb")]
    assert [y[0] for y in leads] == pytest.approx(marks)
    labels = [y[-1] for y in leads]
    gaps = [upper - lower for upper, lower in itertools.pairwise(labels)]
    assert min(gaps) == pytest.approx(overview_figures.SPACING)


def test_timeline_fills_the_dots_of_events_that_rest_well():
    events = [event for event in EVENTS if event.label]
    assert [event.confidence for event in events] == ["good", "one source"]
    (axes,) = overview_figures.timeline(events, LOOK).axes
    fills = [line.get_color() for line in axes.lines if line.get_markersize() == 4.5]
    assert fills == ["#550000", "#ffffff", "#ffffff"]  # the last one is the key


def test_dose_figure_draws_levels_and_blockade_of_each_dose():
    above, below = dose_figure.draw(PHARMA, LOOK).axes
    low, high = dose_figure.courses(PHARMA)
    assert (low.dose_mg, high.dose_mg) == (4.5, 50)
    for course, band in zip((low, high), above.collections, strict=True):
        highest = max(course.levels(hour)[1] for hour in dose_figure.POINTS)
        assert max(band.get_paths()[0].vertices[:, 1]) == pytest.approx(highest)
    blocks = [band.get_paths()[0].get_extents() for band in below.collections]
    assert [(box.x0, box.y0, box.x1, box.y1) for box in blocks] == [(0, 43, 8, 46.5)] * 2
    ends = [(x[-1], y[-1]) for x, y in lines(below)]
    assert ends == [(48, pytest.approx(value)) for value in (*low.shares(48), *high.shares(48))]


def test_dose_figure_takes_the_measurement_at_the_nearest_dose_by_its_ratio():
    one = PHARMA.occupancy_measured[0]
    measured = [
        one.model_copy(update={"dose_mg": dose, "receptor": receptor})
        # 4.5 mg is 4.5 times the first dose; the second is 2.1 times 4.5 mg.
        for dose, receptor in ((1.0, "mu"), (9.5, "mu"), (4.5, "delta"))
    ]
    low, _ = dose_figure.courses(PHARMA.model_copy(update={"occupancy_measured": measured}))
    assert low.measured.dose_mg == 9.5
