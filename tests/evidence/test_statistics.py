"""What can be calculated again agrees with what the sources publish."""

import math
import re
from pathlib import Path

import pytest
import yaml
from evidence import dose_figure, numbers
from evidence.model import BlockadeDecay, LevelModel, OccupancyModel
from scipy import stats

from tests.conftest import ROOT

DOCS = ROOT / "docs"
PHARMACOLOGY = yaml.safe_load((DOCS / "evidence/pharmacology.yaml").read_text("utf-8"))
OCCUPANCY = OccupancyModel(**PHARMACOLOGY["occupancy_model"])
LEVELS = LevelModel(**PHARMACOLOGY["level_model"])
DECAY = BlockadeDecay(**PHARMACOLOGY["blockade_decay"])

NUMBER = r"[−-]?\d+\.\d+"
#: An estimate in a reading with its 95% interval and p-value; no size of effect between them.
PUBLISHED = re.compile(
    rf"(?<!d )(?P<estimate>{NUMBER})[;,]? \(?(?:interval |95% CI |95% interval )?"
    rf"(?P<low>{NUMBER}) to (?P<high>{NUMBER})\)?[;,] p = (?P<p>0\.\d+)"
)
RATIO = re.compile(r"\b(RR|OR|HR|IRR|ratio)\b")
#: Source and p-value where the p-value does not follow, as the book says wherever it prints them.
UNFIT = {("hegde2025", "0.31"), ("hegde2025", "0.35"), ("tsui2024", "0.55"), ("tsui2024", "0.83")}
COUNTED = re.compile(r"\b(\d+)\s+of\s+(\d+)\b[^.;()%\d]{0,40}\((\d+(?:\.\d+)?)%\)")
P_VALUE = re.compile(r"\bp\s*=\s*(0\.\d+)")


def half(number: str) -> float:
    """Half of one in the last digit of *number*: what rounding may have taken or added."""
    return 0.5 * 10 ** -len(number.partition(".")[2])


def p_values(estimate: str, low: str, high: str, ratio: bool) -> tuple[float, float]:
    """Smallest and largest two-sided p-value that fits the rounded estimate and interval."""
    scale = math.log if ratio else float
    shortest = scale(float(high) - half(high)) - scale(float(low) + half(low))
    longest = scale(float(high) + half(high)) - scale(float(low) - half(low))
    ends = [scale(float(estimate) + sign * half(estimate)) for sign in (-1, 1)]
    sizes = sorted(map(abs, ends)) if ends[0] * ends[1] > 0 else [0.0, max(map(abs, ends))]
    to_z = 2 * stats.norm.ppf(0.975)
    return (
        float(2 * stats.norm.sf(sizes[1] * to_z / shortest)),
        float(2 * stats.norm.sf(sizes[0] * to_z / longest)),
    )


def fits(p: str, estimate: str, low: str, high: str, ratio: bool) -> bool:
    least, most = p_values(estimate, low, high, ratio)
    return least - half(p) <= float(p) <= most + half(p)


def test_p_values_that_were_read_follow_from_their_intervals():
    readings = yaml.safe_load((DOCS / "evidence/readings.yaml").read_text("utf-8"))
    found = [
        (reading["key"], match["p"], fits(match["p"], *numbers, ratio=bool(RATIO.search(line))))
        for reading in readings
        for line in reading["read"]
        for match in PUBLISHED.finditer(line)
        for numbers in [[match[n].replace("−", "-") for n in ("estimate", "low", "high")]]
    ]
    assert len(found) >= 15
    assert {(key, p) for key, p, fit in found if not fit} == UNFIT


def rows() -> list[tuple[str, dict]]:
    """Rows of the forest plots that have an interval, each with its measure."""
    sets = yaml.safe_load((DOCS / "evidence/effects.yaml").read_text("utf-8"))
    found = [(s["measure"], row) for s in sets for row in s.get("rows", [])]
    return [(measure, row) for measure, row in found if row["estimate"] is not None]


def test_intervals_in_the_forest_plots_lie_evenly_about_their_estimates():
    assert rows()
    for measure, row in rows():
        scale = math.log if "ratio" in measure else float
        texts = {name: repr(row[name]) for name in ("estimate", "low", "high")}
        slack = {n: scale(row[n] + half(t)) - scale(row[n]) for n, t in texts.items()}
        middle = (scale(row["low"]) + scale(row["high"])) / 2
        most = slack["estimate"] + (slack["low"] + slack["high"]) / 2 + 1e-9
        assert abs(scale(row["estimate"]) - middle) <= most, row["label"]


def test_p_values_in_the_notes_of_the_forest_plots_follow_from_their_intervals():
    noted = [(measure, row, P_VALUE.search(row.get("note") or "")) for measure, row in rows()]
    noted = [(measure, row, match[1]) for measure, row, match in noted if match]
    assert noted
    for measure, row, p in noted:
        numbers = [repr(row[name]) for name in ("estimate", "low", "high")]
        assert fits(p, *numbers, ratio="ratio" in measure), row["label"]


def counted() -> list[tuple[Path, str, re.Match]]:
    paths = [*sorted(DOCS.rglob("*.md")), *sorted((DOCS / "evidence").rglob("*.yaml"))]
    return [
        (path, match[0], match)
        for path in paths
        for match in COUNTED.finditer(path.read_text("utf-8"))
    ]


def test_percentages_follow_from_their_counts():
    assert len(counted()) >= 20
    wrong = [
        (path.name, text)
        for path, text, match in counted()
        if abs(100 * int(match[1]) / int(match[2]) - float(match[3])) > half(match[3]) + 1e-9
    ]
    assert wrong == []


@pytest.mark.parametrize(("dose", "percent"), [
    (0.5, 8.2), (1, 15.2), (1.5, 21.1), (2, 26.3), (3, 34.9), (4.5, 44.6), (6, 51.8), (12.5, 69.1),
    (15, 72.8), (50, 89.9), (100, 94.7),
])  # fmt: skip
def test_occupancy_is_that_of_trostheim2023(dose, percent):
    assert round(numbers.predicted(OCCUPANCY, dose), 1) == percent


@pytest.mark.parametrize(("dose", "bioavailability", "at_12h", "at_24h"), [
    (4.5, 0.05, 0.02, 0.0025), (4.5, 0.12, 0.048, 0.006), (4.5, 0.4, 0.16, 0.02),
    (50, 0.05, 0.222, 0.0277), (50, 0.2, 0.887, 0.111), (50, 0.4, 1.774, 0.222),
])  # fmt: skip
def test_levels_are_those_of_the_calculation_from_fdalabel2023(
    dose, bioavailability, at_12h, at_24h
):
    found = [dose_figure.level(LEVELS, dose, bioavailability, hour) for hour in (12, 24)]
    assert found == [pytest.approx(at_12h, rel=0.02), pytest.approx(at_24h, rel=0.02)]


@pytest.mark.parametrize(("dose", "bioavailability", "peak"), [
    (4.5, 0.05, 0.127), (4.5, 0.4, 1.013), (50, 0.05, 1.407), (50, 0.4, 11.256),
])  # fmt: skip
def test_highest_levels_are_those_of_the_calculation_from_fdalabel2023(dose, bioavailability, peak):
    highest = max(
        dose_figure.level(LEVELS, dose, bioavailability, minute / 60) for minute in range(1, 600)
    )
    assert highest == pytest.approx(peak, rel=0.01)


def test_blockade_left_after_a_day_is_that_of_the_half_times_of_lee1988():
    left = [0.5 ** (24 / hours) for hours in (DECAY.half_time_low_h, DECAY.half_time_high_h)]
    assert [round(100 * share) for share in left] == [79, 86]
