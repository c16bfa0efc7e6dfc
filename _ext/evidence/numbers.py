"""How numbers are written, the same way in charts, tables and alternative texts."""

from sphinx.locale import _

from .model import OccupancyModel, Row

MINUS = "\N{MINUS SIGN}"


def signed(value: float, decimals: int) -> str:
    """*value* with a real minus sign."""
    return f"{value:.{decimals}f}".replace("-", MINUS)


def decimals(row: Row) -> int:
    """Digits after the point that the most exact number of *row* has."""
    values = [v for v in (row.estimate, row.low, row.high) if v is not None]
    return max((len(repr(v).partition(".")[2]) for v in values if v % 1), default=0)


def span(low: str, high: str) -> str:
    """``−0.95 to 0.27``."""
    return _("{low} to {high}").format(low=low, high=high)


def bounds(row: Row) -> tuple[str, str]:
    """Estimate and interval of *row*, which has them: ``−0.34`` and ``−0.95 to 0.27``."""
    estimate, low, high = (signed(v, decimals(row)) for v in (row.estimate, row.low, row.high))
    return estimate, span(low, high)


def interval(row: Row) -> str:
    """``−0.34 (−0.95 to 0.27)``, or what stands for it."""
    if row.estimate is None:
        return _("no interval confirmed")
    estimate, rest = bounds(row)
    return f"{estimate} ({rest})"


def people(row: Row) -> str:
    """How many people were compared."""
    parts = [(row.n_ldn, _("{number} LDN")), (row.n_placebo, _("{number} placebo"))]
    return ", ".join(text.format(number=n) for n, text in parts if n is not None)


def grams(dose: float) -> str:
    """``4.5 mg`` with a no-break space."""
    return f"{dose:g}\N{NO-BREAK SPACE}mg"


def predicted(model: OccupancyModel, dose_mg: float) -> float:
    """Occupied receptors in percent by the published model: dose / (dose + ED50)."""
    return 100 * dose_mg / (dose_mg + model.ed50_mg)
