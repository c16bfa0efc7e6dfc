"""The shape of the evidence files: one pydantic model per kind of record.

Strict: a number in quotation marks is no number, and an unknown field is an error. Rules that need
more than one record (unique names, known sources) are in :mod:`evidence.load` and
:mod:`evidence.rules`.
"""

import math
import re
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Count = Annotated[int, Field(ge=0)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Dose = Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)]  # mg
Hours = Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)]
Percent = Annotated[float, Field(ge=0, le=100)]
Key = Text  # of references.bib; checked in evidence.rules
Keys = Annotated[list[Key], Field(min_length=1)]
Label = Annotated[str, Field(min_length=1, max_length=34)]  # printed on a figure
Confirmed = Literal["full", "abstract", "secondary"]

Certainty = Literal["high", "moderate", "low", "very low", "no evidence"]
Domain = Literal["risk of bias", "inconsistency", "indirectness", "imprecision", "publication bias"]
Verdict = Literal["supported", "partly", "unsupported", "contradicted", "untested"]
Direction = Literal["favours LDN", "no difference", "favours placebo", "mixed", "no comparison"]
Design = Literal[
    "randomised crossover",
    "randomised parallel-group",
    "single-blind",
    "dose-finding",
    "open-label",
    "cohort",
    "case series",
    "case report",
    "survey",
]
BestDesign = Literal[
    "several randomised trials",
    "one randomised trial",
    "uncontrolled studies",
    "case reports",
    "other doses only",
    "registered only",
    "reviews only",
]
Overall = Literal["favours LDN", "mixed", "no difference", "no comparison", "untested"]
Status = Literal[
    "recruiting",
    "not yet recruiting",
    "completed",
    "terminated",
    "withdrawn",
    "suspended",
    "unknown",
]
EventKind = Literal["laboratory", "practice", "trial", "regulation", "publication", "retraction"]

# The wording that tells a reader how sure a statement is (GRADE guidelines 26).
WORDING = {"moderate": "probably", "low": "may", "very low": "do not know"}

COUNTS = re.compile(r"(\d{1,9}) of (\d{1,9})(?: \((\d+(?:\.(\d+))?)%\))?")


class Record(BaseModel):
    """Base of all records: unknown fields and loosely typed values are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


class Study(Record):
    """A study of one condition. ``randomised`` counts those enrolled if nobody was randomised."""

    key: Key
    condition: Slug
    confirmed: Confirmed
    design: Design
    population: Text
    randomised: Count | None
    analysed: Count | None
    dose: Text
    duration: Text
    comparator: Text
    finding: Text
    direction: Direction
    registration: Text | None
    funding: Text | None
    limitations: list[Text]
    nickname: Text | None = None

    @model_validator(mode="after")
    def _not_more_analysed(self) -> Self:
        if None not in (self.analysed, self.randomised) and self.analysed > self.randomised:
            raise ValueError(
                f"found {self.analysed} analysed of {self.randomised} randomised, "
                "allowed: analysed <= randomised"
            )
        return self

    @model_validator(mode="after")
    def _direction_needs_comparison(self) -> Self:
        if self.comparator == "none" and self.direction != "no comparison":
            raise ValueError(
                f'found direction "{self.direction}" with comparator none, allowed: no comparison'
            )
        return self


class Reading(Record):
    """What was read in a source: the numbers that a paragraph citing it may print."""

    key: Key
    confirmed: Confirmed
    kind: Text
    about: Text | None
    read: list[Text]
    care: list[Text]


class Row(Record):
    """One comparison of a forest plot: a difference with its interval, or none of the three."""

    source: Key
    label: Text
    n_ldn: Count | None
    n_placebo: Count | None
    estimate: Number | None
    low: Number | None
    high: Number | None
    note: Text | None = None

    @model_validator(mode="after")
    def _interval_holds_estimate(self) -> Self:
        values = (self.low, self.estimate, self.high)
        if values.count(None) not in (0, 3):
            raise ValueError("allowed: estimate, low and high all given or all null")
        if None not in values and not self.low <= self.estimate <= self.high:
            raise ValueError(
                f"found low {self.low}, estimate {self.estimate}, high {self.high}, "
                "allowed: low <= estimate <= high"
            )
        return self


class Difference(Record):
    """Differences between LDN and placebo, to be drawn as a forest plot."""

    id: Slug
    kind: Literal["difference"]
    title: Text
    measure: Text
    unit: Text
    lower_is_better: bool
    rows: Annotated[list[Row], Field(min_length=1)]


class Arm(Record):
    """One group of a trial; ``per_hundred`` people of a hundred had the outcome."""

    label: Text
    per_hundred: Annotated[int, Field(ge=0, le=100)]


class NaturalFrequency(Record):
    """How many of a hundred people had an outcome, to be drawn as fields of dots."""

    id: Slug
    kind: Literal["natural-frequency"]
    title: Text
    outcome: Text
    source: Key
    arms: Annotated[list[Arm], Field(min_length=2)]
    note: Text | None = None


Effects = Annotated[Difference | NaturalFrequency, Field(discriminator="kind")]


class Rating(Record):
    """GRADE certainty of one outcome, with the domains that lowered it.

    ``effect`` is the effect with its interval, or the counts, as reported; null if not confirmed.
    """

    outcome: Text
    kind: Literal["benefit", "harm"]
    effect: Text | None
    finding: Text
    people: Text
    certainty: Certainty
    reasons: dict[Domain, Text] = {}

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.certainty not in ("high", "no evidence") and not self.reasons:
            raise ValueError(
                f"certainty {self.certainty} without reasons, "
                "allowed: at least one GRADE domain that lowered it"
            )
        return self


class Condition(Record):
    """A condition with its headline statement and the rated outcomes."""

    slug: Slug
    name: Text
    chapter: Text | None
    summary: Text
    best_design: BestDesign
    direction: Overall
    certainty: Certainty
    statement: Text
    rated_by: Text
    rated_on: date
    checked_on: date
    next_check: date
    ratings: list[Rating]

    @model_validator(mode="after")
    def _wording_and_dates(self) -> Self:
        word = WORDING.get(self.certainty, "")
        if word not in self.statement:
            raise ValueError(
                f"statement of {self.certainty} certainty without its wording, "
                f'allowed: a sentence with "{word}"'
            )
        if self.next_check <= self.checked_on:
            raise ValueError(f"found next_check {self.next_check}, allowed: a day after checked_on")
        return self

    @model_validator(mode="after")
    def _direction_needs_evidence(self) -> Self:
        if self.certainty == "no evidence" and self.direction not in ("no comparison", "untested"):
            raise ValueError(
                f'found direction "{self.direction}" with certainty no evidence, '
                "allowed: no comparison, untested"
            )
        return self


class Claim(Record):
    """A statement about LDN with our verdict and the reasons for it."""

    id: Slug
    order: Annotated[int, Field(ge=1)]
    claim: Text
    verdict: Verdict
    why: Text
    chapter: Text | None


class Measured(Record):
    """Measured receptor occupancy; ``values_percent`` holds one value per person or one mean."""

    dose_mg: Dose
    receptor: Text
    values_percent: Annotated[list[Percent], Field(min_length=1)]
    when: Text
    method: Text
    source: Key


class OccupancyModel(Record):
    """Published fit: occupied share = dose / (dose + ed50)."""

    ed50_mg: Dose
    source: Key
    receptor: Text
    statement: Text
    doses_mg: Annotated[list[Dose], Field(min_length=1)]


def _in_order(record: Record, *names: str) -> Any:
    """*record*, whose fields of these two names must not fall."""
    low, high = (getattr(record, name) for name in names)
    if low > high:
        raise ValueError(f"found {names[0]} {low:g}, {names[1]} {high:g}, allowed: low <= high")
    return record


class LevelModel(Record):
    """One compartment, uptake and removal each at a constant rate: a calculation, not data."""

    volume_l: Annotated[float, Field(ge=1, le=1e6)]
    half_life_h: Hours
    absorption_per_h: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]
    base_fraction: Annotated[float, Field(gt=0, le=1)]
    bioavailability_low: Annotated[float, Field(gt=0, le=1)]
    bioavailability_high: Annotated[float, Field(gt=0, le=1)]
    doses_mg: Annotated[list[Dose], Field(min_length=1)]
    sources: Keys
    statement: Text

    @model_validator(mode="after")
    def _low_below_high(self) -> Self:
        return _in_order(self, "bioavailability_low", "bioavailability_high")

    @model_validator(mode="after")
    def _uptake_is_faster(self) -> Self:
        """At equal speeds the formula would divide by 0."""
        removal = math.log(2) / self.half_life_h
        if self.absorption_per_h <= removal:
            raise ValueError(
                f"found absorption_per_h {self.absorption_per_h:g}, "
                f"allowed: more than {removal:.3g}, the removal at half_life_h"
            )
        return self


class BlockadeDecay(Record):
    """Half-times of blockade; ``label`` says on the figure what the curve for low doses is.

    Until ``measured_until_h`` the figure shows measured values.
    """

    measured_until_h: Hours
    half_time_low_h: Hours
    half_time_high_h: Hours
    source: Key
    label: Annotated[str, Field(min_length=1, max_length=45)]
    statement: Text

    @model_validator(mode="after")
    def _low_below_high(self) -> Self:
        return _in_order(self, "half_time_low_h", "half_time_high_h")


class Parameter(Record):
    """One pharmacological value as a source reports it."""

    parameter: Text
    value: Text
    unit: str | None
    source: Key
    note: str | None


class Pharmacology(Record):
    """The whole of pharmacology.yaml. ``low_dose_mg`` is the shaded range of the figure."""

    occupancy_measured: list[Measured]
    occupancy_model: OccupancyModel
    parameters: list[Parameter]
    low_dose_mg: Annotated[list[Dose], Field(min_length=2, max_length=2)] | None = None
    level_model: LevelModel | None = None
    blockade_decay: BlockadeDecay | None = None


class Trial(Record):
    """A registered trial, as its registry entry stood when last read.

    ``condition`` is null for trials in healthy volunteers and in what this book does not cover.
    """

    number: Text
    name: Text
    condition: Slug | None
    dose: Text
    people: Text | None
    status: Status
    status_note: Text | None
    dates: Text | None
    results: Key | None
    low_dose: bool
    sources: Keys


class Event(Record):
    """A dated event; those with a ``label`` stand on the figure at ``year``."""

    year: Annotated[int, Field(ge=1900, le=2100)]
    date: Text
    event: Text
    label: Label | None
    kind: EventKind
    confidence: Literal["good", "one source", "advocacy"]
    sources: Keys


class Counts(NamedTuple):
    """*n* of *total* people."""

    n: int
    total: int


def counts(text: str | None) -> Counts | None:
    """``41 of 49 (84%)`` as numbers; None for every other text."""
    match = COUNTS.fullmatch(text or "")
    return Counts(int(match[1]), int(match[2])) if match else None


class Harm(Record):
    """An unwanted effect as one source reports it; ``low_dose`` false is shown apart."""

    harm: Text
    low_dose: bool
    dose: Text
    ldn: Text | None
    control: Text | None
    comparator: Text | None
    source: Key
    confirmed: Confirmed
    note: Text | None

    @model_validator(mode="after")
    def _control_has_a_name(self) -> Self:
        if self.control is not None and self.comparator is None:
            raise ValueError("control without comparator, allowed: both, or control null")
        return self

    @model_validator(mode="after")
    def _counts_agree(self) -> Self:
        """A percentage may be rounded either way, but not differ by more than its last digit."""
        for text in (self.ldn, self.control):
            match = COUNTS.fullmatch(text or "")
            if not match:
                continue
            n, total = int(match[1]), int(match[2])
            if not 0 <= n <= total or not total:
                raise ValueError(f"found {n} of {total}, allowed: a part of a whole")
            share, last = 100 * n / total, 10 ** -len(match[4] or "")
            if match[3] and abs(float(match[3]) - share) > last:
                raise ValueError(f'found "{text}", allowed: the share {share:.1f}%')
        return self
