"""95% intervals for counted people, by scipy; scipy is imported only when a count is printed."""

import math

from sphinx.locale import _

from .model import Counts


def ratio(first: Counts, second: Counts) -> tuple[float, float, float] | None:
    """Risk ratio of two independent groups with its interval (Katz); None if a count is 0."""
    from scipy.stats.contingency import relative_risk

    if not (first.n and second.n):
        return None
    result = relative_risk(first.n, first.total, second.n, second.total)
    interval = result.confidence_interval(0.95)
    return result.relative_risk, float(interval.low), float(interval.high)


def share(counts: Counts) -> tuple[float, float, float]:
    """Share in percent with its score interval (Wilson)."""
    from scipy.stats import binomtest

    interval = binomtest(counts.n, counts.total).proportion_ci(0.95, method="wilson")
    values = (counts.n / counts.total, float(interval.low), float(interval.high))
    return tuple(100 * value for value in values)


def ratio_text(first: Counts, second: Counts) -> str:
    """``Risk ratio 0.97 (95% interval 0.82 to 1.15)``, or the shares where there is no ratio."""
    values = ratio(first, second)
    if values is None:
        return _("{first} and {second}").format(first=share_text(first), second=share_text(second))
    estimate, low, high = (f"{value:.2f}" for value in values)
    return _("Risk ratio {estimate} (95% interval {low} to {high})").format(
        estimate=estimate, low=low, high=high
    )


def share_text(counts: Counts) -> str:
    """``41% (95% interval 22% to 64%)``."""
    estimate, low, high = (f"{math.floor(value + 0.5)}%" for value in share(counts))
    return _("{estimate} (95% interval {low} to {high})").format(
        estimate=estimate, low=low, high=high
    )
