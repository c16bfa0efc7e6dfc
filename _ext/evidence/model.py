"""The shape of the evidence files: one pydantic model per kind of record.

Strict: a number in quotation marks is no number, and an unknown field is an error. Rules that need
more than one record (unique names, known sources) are in :mod:`evidence.load`.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Text = Annotated[str, Field(min_length=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Count = Annotated[int, Field(ge=0)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Dose = Annotated[float, Field(gt=0, allow_inf_nan=False)]  # mg
Percent = Annotated[float, Field(ge=0, le=100)]

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

# The wording that tells a reader how sure a statement is (GRADE guidelines 26).
WORDING = {"moderate": "probably", "low": "may", "very low": "do not know"}


class Record(BaseModel):
    """Base of all records: unknown fields and loosely typed values are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Study(Record):
    """A study of one condition. ``randomised`` counts those enrolled if nobody was randomised."""

    key: Text
    condition: Slug
    confirmed: Literal["full", "abstract", "secondary"]
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


class Row(Record):
    """One comparison of a forest plot: a difference with its interval, or none of the three."""

    source: Text
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
    source: Text
    arms: Annotated[list[Arm], Field(min_length=2)]
    note: Text | None = None


Effects = Annotated[Difference | NaturalFrequency, Field(discriminator="kind")]


class Rating(Record):
    """GRADE certainty of one outcome, with the domains that lowered it."""

    outcome: Text
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
    source: Text


class OccupancyModel(Record):
    """Published fit: occupied share = dose / (dose + ed50)."""

    ed50_mg: Dose
    source: Text
    receptor: Text
    statement: Text
    doses_mg: Annotated[list[Dose], Field(min_length=1)]


class Parameter(Record):
    """One pharmacological value as a source reports it."""

    parameter: Text
    value: Text
    unit: str | None
    source: Text
    note: str | None


class Pharmacology(Record):
    """The whole of pharmacology.yaml. ``low_dose_mg`` is the shaded range of the figure."""

    occupancy_measured: list[Measured]
    occupancy_model: OccupancyModel
    parameters: list[Parameter]
    low_dose_mg: Annotated[list[Dose], Field(min_length=2, max_length=2)] | None = None
