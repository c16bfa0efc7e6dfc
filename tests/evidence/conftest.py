"""A small, complete book about made-up evidence, and ways to change and build it."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.conftest import Outcome, sphinx_build

CONF = """
extensions = ["myst_parser", "evidence"]
source_suffix = {".md": "markdown"}
language = "en_GB"
html_theme = "basic"
numfig = True
numfig_secnum_depth = 0
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = bibtex_reference_style = "evidence"
version = "1"
project = author = copyright = "Makers"
epub_uid = epub_identifier = "x"
suppress_warnings = ["epub.unknown_project_files"]
"""
BIB = """@article{ash2001,
  author = {Ash, Ann Mary and Birch, Bo},
  title = {A trial of {LDN}},
  journal = {Trees},
  year = 2001,
  volume = 3,
  number = 2,
  pages = {10--19},
  doi = {10.1000/1},
  pmid = {42},
}

@misc{elm2002,
  author = {Elm, Eve and others},
  title = {A scan},
  year = 2002,
  url = {https://example.org/elm},
}
"""
STUDIES = """- key: ash2001
  condition: sneezing
  confirmed: abstract
  design: randomised crossover
  population: Adults who sneeze
  randomised: 31
  analysed: 28
  dose: 4.5 mg a day
  duration: 12 weeks
  comparator: placebo
  finding: Sneezes fell by half {cite:p}`elm2002`.
  direction: favours LDN
  registration: null
  funding: null
  limitations: [one centre, short]
"""
EFFECTS = """- id: sneezing-score
  kind: difference
  title: Difference in sneezing
  measure: mean difference
  unit: points
  lower_is_better: true
  rows:
    - {source: ash2001, label: ASH, n_ldn: 14, n_placebo: 14, note: main,
       estimate: -0.5, low: -1.25, high: 0.2}
    - {source: elm2002, label: ELM, n_ldn: 9, n_placebo: null,
       estimate: null, low: null, high: null}
- id: sneezing-free
  kind: natural-frequency
  title: Free of sneezes
  outcome: no sneeze in a week
  source: ash2001
  arms: [{label: placebo, per_hundred: 28}, {label: LDN, per_hundred: 45}]
"""
CONDITIONS = """- slug: sneezing
  name: Sneezing
  chapter: conditions/sneezing
  summary: One trial saw fewer sneezes {cite:p}`ash2001`.
  best_design: one randomised trial
  direction: favours LDN
  certainty: low
  statement: LDN may make people sneeze less.
  rated_by: the makers
  rated_on: 2026-01-02
  checked_on: 2026-01-03
  next_check: 2026-07-03
  ratings:
    - outcome: Drowsiness
      kind: harm
      effect: null
      finding: We do not know {cite:p}`ash2001`.
      people: 28 people in 1 trial
      certainty: very low
      reasons: {imprecision: nobody counted}
    - outcome: Sneezes
      kind: benefit
      effect: −0.50 points (−1.25 to 0.20)
      finding: LDN may lower the number {cite:p}`ash2001`.
      people: 28 people in 1 trial
      certainty: low
      reasons: {imprecision: few people, risk of bias: open}
- slug: coughing
  name: Coughing
  chapter: null
  summary: Nobody has tested it.
  best_design: registered only
  direction: untested
  certainty: no evidence
  statement: There is no result.
  rated_by: the makers
  rated_on: 2026-01-02
  checked_on: 2026-01-03
  next_check: 2026-07-03
  ratings: []
"""
CLAIMS = """- id: second
  order: 2
  claim: LDN blocks sneezes.
  verdict: partly
  why: It halves them {cite:p}`ash2001`.
  chapter: other
- id: first
  order: 1
  claim: LDN is blue.
  verdict: untested
  why: Nobody looked.
  chapter: null
"""
PHARMACOLOGY = """occupancy_measured:
- {dose_mg: 2, receptor: mu, values_percent: [27], when: within 8 h, method: PET, source: elm2002}
- {dose_mg: 5, receptor: mu, values_percent: [43, 46.5], when: within 8 h, method: PET,
   source: elm2002}
occupancy_model:
  ed50_mg: 5
  source: elm2002
  receptor: mu
  statement: A curve by {cite:t}`elm2002`.
  doses_mg: [0.5, 5]
parameters:
- {parameter: Half-life, value: '4', unit: h, source: elm2002, note: about}
low_dose_mg: [0.5, 6]
level_model:
  volume_l: 1350
  half_life_h: 4
  absorption_per_h: 3.0
  base_fraction: 0.9035
  bioavailability_low: 0.05
  bioavailability_high: 0.4
  doses_mg: [4.5, 50]
  sources: [elm2002]
  statement: Nobody has measured it.
blockade_decay:
  measured_until_h: 8
  half_time_low_h: 72
  half_time_high_h: 108
  source: elm2002
  label: never measured
  statement: A guess.
"""
TRIALS = """- number: X1
  name: Nose trial
  condition: sneezing
  dose: 3 mg
  people: 40 planned
  status: completed
  status_note: ended in 2004
  dates: null
  results: ash2001
  low_dose: true
  sources: [elm2002, ash2001]
- number: X2
  name: Throat trial
  condition: coughing
  dose: 50 mg
  people: null
  status: recruiting
  status_note: null
  dates: since 2005
  results: null
  low_dose: false
  sources: [elm2002]
"""
TIMELINE = """- year: 2002
  date: spring 2002
  event: A scan is made.
  label: A scan
  kind: laboratory
  confidence: one source
  sources: [elm2002]
- year: 1963
  date: '1963'
  event: Trees are planted {cite:p}`elm2002`.
  label: Trees planted
  kind: practice
  confidence: good
  sources: [elm2002, ash2001]
- year: 2003
  date: about 2003
  event: A talk.
  label: null
  kind: publication
  confidence: advocacy
  sources: [elm2002]
"""
HARMS = """- harm: any harm
  low_dose: true
  dose: 4.5 mg
  ldn: 41 of 49 (84%)
  control: 43 of 50 (86%)
  comparator: placebo
  source: ash2001
  confirmed: abstract
  note: adults only
- harm: bad sleep
  low_dose: true
  dose: 4.5 mg
  ldn: 7 of 17
  control: null
  comparator: null
  source: elm2002
  confirmed: full
  note: null
- harm: dizziness
  low_dose: false
  dose: 50 mg
  ldn: more often
  control: less often
  comparator: placebo
  source: elm2002
  confirmed: secondary
  note: null
"""
INDEX = """# Book

```{toctree}
other
overview
conditions/sneezing
```

Compare {numref}`tab-studies`, {numref}`fig-score` and {certainty}`very low`.

```{certainty} sneezing
```
```{study-table} sneezing
:name: tab-studies
:caption: The *studies*
```
```{findings-table} sneezing
```
```{forest-plot} sneezing-score
:name: fig-score
```
```{hundred-dots} sneezing-free
```
```{occupancy-figure}
:name: fig-occupancy
:table: tab-occupancy
```
```{occupancy-table}
:name: tab-occupancy
```
```{parameter-table}
```
"""
OTHER = """# Other

```{claims-summary}
:name: tab-verdicts
```
```{claims}
:name: register
```

```{bibliography}
```
"""
OVERVIEW = """# Overview

```{evidence-map}
:name: fig-map
```
```{timeline}
:name: fig-timeline
```
```{trials-table}
:name: tab-trials
```
```{harms-table}
:name: tab-harms
```
```{dose-figure}
:name: fig-dose
```
"""
FILES = {
    "conf.py": CONF,
    "references.bib": BIB,
    "index.md": INDEX,
    "other.md": OTHER,
    "overview.md": OVERVIEW,
    "conditions/sneezing.md": "# About sneezing\n",
    "evidence/studies/sneezing.yaml": STUDIES,
    "evidence/effects.yaml": EFFECTS,
    "evidence/conditions.yaml": CONDITIONS,
    "evidence/claims.yaml": CLAIMS,
    "evidence/pharmacology.yaml": PHARMACOLOGY,
    "evidence/trials.yaml": TRIALS,
    "evidence/timeline.yaml": TIMELINE,
    "evidence/harms.yaml": HARMS,
}


@dataclass
class Book:
    """The source tree and how to build it."""

    source: Path
    folder: Path

    def build(self, builder: str = "html", *options: str) -> Outcome:
        return sphinx_build(self.source, self.folder, builder, *options)

    def change(self, name: str, old: str, new: str) -> None:
        """Replace *old*, which must be there once, by *new* in the file *name*."""
        path = self.source / name
        text = path.read_text("utf-8")
        assert text.count(old) == 1, (name, old)
        path.write_text(text.replace(old, new), "utf-8")

    def page(self, name: str = "index") -> BeautifulSoup:
        return BeautifulSoup(
            (self.folder / "html" / f"{name}.html").read_text("utf-8"), "html.parser"
        )


def write_book(folder: Path, files: dict[str, str]) -> Book:
    """Write *files* below *folder*; return the book they are the sources of."""
    for name, text in files.items():
        path = folder / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return Book(folder / "source", folder)


@pytest.fixture
def book(tmp_path) -> Book:
    """The book, not built yet."""
    return write_book(tmp_path, FILES)


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Book:
    """The book, built without changes; tests only look at it."""
    book = write_book(tmp_path_factory.mktemp("built"), FILES)
    outcome = book.build()
    assert (outcome.status, outcome.problems) == (0, "")
    return book
