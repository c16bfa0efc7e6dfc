"""A small, complete book about made-up evidence, and ways to change and build it."""

from dataclasses import dataclass

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
  certainty: low
  statement: LDN may make people sneeze less.
  rated_by: the makers
  rated_on: 2026-01-02
  checked_on: 2026-01-03
  next_check: 2026-07-03
  ratings:
    - outcome: Sneezes
      finding: LDN may lower the number {cite:p}`ash2001`.
      people: 28 people in 1 trial
      certainty: low
      reasons: {imprecision: few people, risk of bias: open}
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
"""
INDEX = """# Book

```{toctree}
other
```

Compare {numref}`tab-studies`, {numref}`fig-score` and {certainty}`very low`.

```{certainty} sneezing
```
```{study-table} sneezing
:name: tab-studies
:caption: The *studies*
```
```{certainty-table} sneezing
```
```{forest-plot} sneezing-score
:name: fig-score
```
```{hundred-dots} sneezing-free
```
```{occupancy-figure}
:name: fig-occupancy
```
```{occupancy-table}
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
FILES = {
    "conf.py": CONF,
    "references.bib": BIB,
    "index.md": INDEX,
    "other.md": OTHER,
    "evidence/studies.yaml": STUDIES,
    "evidence/effects.yaml": EFFECTS,
    "evidence/conditions.yaml": CONDITIONS,
    "evidence/claims.yaml": CLAIMS,
    "evidence/pharmacology.yaml": PHARMACOLOGY,
}


@dataclass
class Book:
    """The source tree and how to build it."""

    source: object
    folder: object

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


@pytest.fixture
def book(write_tree, tmp_path) -> Book:
    """The book, not built yet."""
    return Book(write_tree(FILES), tmp_path)


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Book:
    """The book, built without changes; tests only look at it."""
    folder = tmp_path_factory.mktemp("built")
    source = folder / "source"
    for name, text in FILES.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, "utf-8")
    book = Book(source, folder)
    outcome = book.build()
    assert (outcome.status, outcome.problems) == (0, "")
    return book
