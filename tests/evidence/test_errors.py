"""Every mistake in an evidence file is one line: file, line, record, field; nothing throws."""

import shutil

import pytest
import yaml
from evidence.load import Evidence, load

from tests.conftest import sphinx_build
from tests.evidence.conftest import FILES, INDEX, STUDIES

OTHER_PLAIN = "# Other\n\n{cite:p}`ash2001,elm2002`\n\n```{bibliography}\n```\n"

ONE = [
    ("studies/sneezing", "randomised: 31", "randomised: many",
     '6: WARNING: record ash2001: field randomised: found "many", allowed: a whole number or null'),
    ("studies/sneezing", "analysed: 28", "analysed: 32",
     "1: WARNING: record ash2001: found 32 analysed of 31 randomised, "
     "allowed: analysed <= randomised"),
    ("studies/sneezing", "dose: 4.5 mg a day", "dose: 4.5",
     "8: WARNING: record ash2001: field dose: found 4.5, "
     "allowed: text (numbers and yes/no in quotation marks)"),
    ("studies/sneezing", "favours LDN", "good",
     '12: WARNING: record ash2001: field direction: found "good", '
     "allowed: favours LDN, no difference, favours placebo, mixed, no comparison"),
    ("studies/sneezing", "  funding: null\n", "",
     "1: WARNING: record ash2001: field funding: nothing, "
     "allowed: a value (null where nothing is known)"),
    ("studies/sneezing", "one centre, short", "one centre, 3",
     "15: WARNING: record ash2001: field limitations[2]: found 3, "
     "allowed: text (numbers and yes/no in quotation marks)"),
    ("studies/sneezing", "condition: sneezing", "condition: coughing",
     '2: WARNING: record ash2001: field condition: found "coughing", '
     "allowed: sneezing, the name of the file"),
    ("studies/sneezing", "{cite:p}`elm2002`", "{cite:p}`ash2001,oak1999`",
     '11: WARNING: record ash2001: field finding: found "oak1999", '
     "allowed: a key of references.bib"),
    ("effects", "per_hundred: 45", "per_hundred: 145",
     "17: WARNING: record sneezing-free: field arms[2].per_hundred: found 145, "
     "allowed: less than or equal to 100"),
    ("effects", "high: 0.2", "high: -0.7",
     "8: WARNING: record sneezing-score: field rows[1]: found low -1.25, estimate -0.5, high -0.7, "
     "allowed: low <= estimate <= high"),
    ("effects", "high: 0.2", "high: null",
     "8: WARNING: record sneezing-score: field rows[1]: "
     "allowed: estimate, low and high all given or all null"),
    ("effects", "kind: natural-frequency", "kind: pie",
     '13: WARNING: record sneezing-free: field kind: found "pie", '
     "allowed: difference, natural-frequency"),
    ("conditions", "imprecision: few", "smallness: few",
     '27: WARNING: record sneezing: field ratings[2].reasons.smallness: found "smallness", '
     "allowed: risk of bias, inconsistency, indirectness, imprecision, publication bias"),
    ("conditions", "{imprecision: few people, risk of bias: open}", "{}",
     "21: WARNING: record sneezing: field ratings[2]: certainty low without reasons, "
     "allowed: at least one GRADE domain that lowered it"),
    ("conditions", "2026-01-03", "2026-02-30",
     '11: WARNING: record sneezing: field checked_on: found "2026-02-30", '
     "allowed: a day as 2026-11-24"),
    ("conditions", "2026-07-03", "2026-01-03",
     "1: WARNING: record sneezing: found next_check 2026-01-03, allowed: a day after checked_on"),
    ("conditions", "certainty: low\n  statement", "certainty: moderate\n  statement",
     "1: WARNING: record sneezing: statement of moderate certainty without its wording, "
     'allowed: a sentence with "probably"'),
    ("conditions", "slug: coughing", "slug: sneezing",
     '28: WARNING: record sneezing: field slug: "sneezing" is used twice, allowed: once'),
    ("effects", "id: sneezing-free", "id: sneezing-score",
     '12: WARNING: record sneezing-score: field id: "sneezing-score" is used twice, allowed: once'),
    ("studies/sneezing", STUDIES, STUDIES * 2,
     '16: WARNING: record ash2001: field key: "ash2001" is used twice, allowed: once'),
    ("conditions", "LDN may make", "LDN will make",
     "1: WARNING: record sneezing: statement of low certainty without its wording, "
     'allowed: a sentence with "may"'),
    ("conditions", "one randomised trial", "a trial",
     '5: WARNING: record sneezing: field best_design: found "a trial", allowed: '
     "several randomised trials, one randomised trial, uncontrolled studies, case reports, "
     "other doses only, registered only, reviews only"),
    ("conditions", "direction: untested", "direction: mixed",
     '28: WARNING: record coughing: found direction "mixed" with certainty no evidence, '
     "allowed: no comparison, untested"),
    ("conditions", "kind: harm", "kind: bad",
     '15: WARNING: record sneezing: field ratings[1].kind: found "bad", allowed: benefit, harm'),
    ("conditions", "      effect: null\n", "",
     "14: WARNING: record sneezing: field ratings[1].effect: nothing, "
     "allowed: a value (null where nothing is known)"),
    ("studies/sneezing", "comparator: placebo", "comparator: none",
     '1: WARNING: record ash2001: found direction "favours LDN" with comparator none, '
     "allowed: no comparison"),
    ("pharmacology", "bioavailability_low: 0.05", "bioavailability_low: 0.5",
     "14: WARNING: field level_model: found bioavailability_low 0.5, bioavailability_high 0.4, "
     "allowed: low <= high"),
    ("pharmacology", "absorption_per_h: 3.0", "absorption_per_h: 0.1",
     "14: WARNING: field level_model: found absorption_per_h 0.1, "
     "allowed: more than 0.173, the removal at half_life_h"),
    ("pharmacology", "base_fraction: 0.9035", "base_fraction: 90.35",
     "18: WARNING: field level_model.base_fraction: found 90.35, "
     "allowed: less than or equal to 1"),
    ("pharmacology", "half_time_low_h: 72", "half_time_low_h: 720",
     "24: WARNING: field blockade_decay: found half_time_low_h 720, half_time_high_h 108, "
     "allowed: low <= high"),
    ("trials", "condition: coughing", "condition: hiccups",
     '14: WARNING: record X2: field condition: found "hiccups", allowed: sneezing, coughing'),
    ("trials", "status: recruiting", "status: open",
     '17: WARNING: record X2: field status: found "open", allowed: recruiting, '
     "not yet recruiting, completed, terminated, withdrawn, suspended, unknown"),
    ("trials", "results: ash2001", "results: oak1999",
     '9: WARNING: record X1: field results: found "oak1999", allowed: a key of references.bib'),
    ("trials", "sources: [elm2002, ash2001]", "sources: [elm2002, oak1999]",
     '11: WARNING: record X1: field sources[2]: found "oak1999", '
     "allowed: a key of references.bib"),
    ("trials", "sources: [elm2002, ash2001]", "sources: []",
     "11: WARNING: record X1: field sources: found [], allowed: a list with more entries"),
    ("trials", "number: X2", "number: X1",
     '12: WARNING: record X1: field number: "X1" is used twice, allowed: once'),
    ("timeline", "label: A scan", "label: A scan that nobody ever wrote about",
     '4: WARNING: record spring 2002: field label: found "A scan that nobody ever wrote about", '
     "allowed: at most 34 characters or null"),
    ("timeline", "year: 1963", "year: 196",
     "8: WARNING: record 1963: field year: found 196, allowed: greater than or equal to 1900"),
    ("timeline", "confidence: advocacy", "confidence: rumour",
     '20: WARNING: record about 2003: field confidence: found "rumour", '
     "allowed: good, one source, advocacy"),
    ("harms", "43 of 50 (86%)\n  comparator: placebo", "43 of 50 (86%)\n  comparator: null",
     "1: WARNING: record any harm: control without comparator, allowed: both, or control null"),
    ("harms", "7 of 17", "17 of 7",
     "10: WARNING: record bad sleep: found 17 of 7, allowed: a part of a whole"),
    ("harms", "7 of 17", "0 of 0",
     "10: WARNING: record bad sleep: found 0 of 0, allowed: a part of a whole"),
    ("harms", "43 of 50 (86%)", "43 of 50 (68%)",
     '1: WARNING: record any harm: found "43 of 50 (68%)", allowed: the share 86.0%'),
    ("harms", "41 of 49 (84%)", "41 of 49 (85%)",
     '1: WARNING: record any harm: found "41 of 49 (85%)", allowed: the share 83.7%'),
    ("claims", "id: second", "id: first",
     '7: WARNING: record first: field id: "first" is used twice, allowed: once'),
    ("claims", "order: 2", "order: 1",
     "8: WARNING: record first: field order: 1 is used twice, allowed: once"),
    ("claims", "chapter: other", "chapter: nowhere",
     '6: WARNING: record second: field chapter: found "nowhere", '
     "allowed: an existing document or null"),
    ("claims", "chapter: null", "chapter: null\n  colour: blue",
     "13: WARNING: record first: field colour: unknown field, "
     "allowed: id, order, claim, verdict, why, chapter"),
    ("claims", "  verdict: partly", "\tverdict: partly",
     "4: WARNING: found a tab at the start of the line, allowed: spaces"),
    ("claims", "  verdict: partly", "  verdict: partly\n  order: 3",
     "5: WARNING: field order stands twice (first in line 2), allowed: once"),
    ("pharmacology", "ed50_mg: 5", "ed50_mg: 0",
     "6: WARNING: field occupancy_model.ed50_mg: found 0, allowed: greater than 0"),
    ("pharmacology", "unit: h", "unit: &h h, note: *h}\n- {parameter: a, value: b, unit: c",
     '12: WARNING: a value that begins with & or !, allowed: such a value in quotes, "..."'),
]  # fmt: skip


def lines(outcome, name):
    """Warnings about the evidence file *name*, without the source folder's path."""
    mark = f"evidence/{name}.yaml"
    found = [line for line in outcome.problems.splitlines() if line.startswith(mark)]
    return [line.removeprefix(mark).removesuffix(" [evidence]") for line in found]


def evidence(folder, changed: dict[str, str | bytes], retracted=()) -> Evidence:
    """The evidence, some files of which are *changed*."""
    for name, content in (FILES | changed).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    chapters = {"other", "conditions/sneezing"}
    keys = {"ash2001", "elm2002"}
    return load(folder / "evidence", "evidence", keys, set(retracted), set(chapters))


def loaded(folder, changed: dict[str, str | bytes], retracted=()) -> list[str]:
    """What loading finds wrong in it, line by line."""
    found = evidence(folder, changed, retracted).problems
    return [f"{problem.location}: WARNING: {problem.text}" for problem in found]


@pytest.mark.parametrize(("name", "old", "new", "expected"), ONE)
def test_mistake_is_one_line(tmp_path, name, old, new, expected):
    name = f"evidence/{name}.yaml"
    assert old in FILES[name]
    assert f"{name}:{expected}" in loaded(tmp_path, {name: FILES[name].replace(old, new, 1)})


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("studies/sneezing", "analysed: 28", "analysed: 31"),
        ("trials", "condition: coughing", "condition: null"),
        ("harms", "41 of 49 (84%)", "41 of 49 (83%)"),
        ("effects", "high: 0.2", "high: -0.5"),
        ("claims", "{cite:p}`ash2001`", "{cite:p}`{see}ash2001{p. 3},elm2002`"),
    ],
)
def test_what_is_allowed_gives_no_line(tmp_path, name, old, new):
    name = f"evidence/{name}.yaml"
    assert loaded(tmp_path, {name: FILES[name].replace(old, new)}) == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ":1: WARNING: file is empty, allowed: a list of records ([] for none)"),
        (b"- a\n\x00\n", ":2: WARNING: found control character '\\x00', allowed: plain text"),
        (b"- a\n- \xff\n", ":2: WARNING: found byte 0xff, allowed: UTF-8 text"),
        (b"a: 1\n", ':1: WARNING: found {"a": 1}, allowed: a list of records'),
    ],
    ids=["empty", "binary", "latin-1", "mapping"],
)
def test_unreadable_file_is_one_line(tmp_path, content, expected):
    name = "evidence/claims.yaml"
    assert loaded(tmp_path, {name: content}) == [f"{name}{expected}"]


MISSING = [
    ("studies/sneezing", "index",
     "study-table: no study in studies/sneezing.yaml"),
    ("claims", "other", "claims: no claim from 1 to 1000000 in claims.yaml"),
    ("trials", "overview", "trials-table: no such trial in trials.yaml"),
    ("timeline", "overview", "timeline: no event in timeline.yaml"),
    ("harms", "overview", "harms-table: no such harm in harms.yaml"),
    ("pharmacology", "overview", "dose-figure: pharmacology.yaml is missing"),
]  # fmt: skip


def test_missing_file_is_told_by_the_directive_that_needs_it(book):
    for name, _page, _expected in MISSING:
        (book.source / f"evidence/{name}.yaml").unlink()
    outcome = book.build("dummy")
    assert "Traceback" not in outcome.problems
    said = outcome.problems.splitlines()
    for name, page, expected in MISSING:
        assert lines(outcome, name) == []
        assert [line for line in said if f"{page}.md" in line and expected in line], name


def test_book_without_evidence_folder_needs_none(write_tree, tmp_path):
    plain = {name: text for name, text in FILES.items() if not name.startswith("evidence/")}
    toctree = INDEX.partition("Compare")[0].replace("overview\n", "")
    source = write_tree(plain | {"index.md": toctree, "other.md": OTHER_PLAIN})
    (source / "overview.md").unlink()
    assert sphinx_build(source, tmp_path, "dummy").problems == ""


def test_wrong_record_is_left_out_and_the_others_stay(tmp_path):
    claims = FILES["evidence/claims.yaml"]
    twice_wrong = claims.replace("order: 1", "order: one").replace("untested", "unclear")
    found = evidence(tmp_path, {"evidence/claims.yaml": twice_wrong})
    assert [claim.id for claim in found.claims] == ["second"]
    assert [study.key for study in found.studies] == ["ash2001"]


READING = "- {{key: {}, confirmed: {}, kind: trial, about: null, read: [], care: []}}\n"


def test_source_without_a_reading_is_one_line(book):
    readings = book.source / "evidence/readings.yaml"
    readings.write_text(READING.format("ash2001", "abstract"), "utf-8")
    assert book.build("dummy").problems.splitlines() == [
        "references.bib:13: WARNING: entry elm2002: no reading, "
        "allowed: one in evidence/readings.yaml [evidence]"
    ]


def test_source_has_one_reading(tmp_path):
    twice = READING.format("ash2001", "abstract") * 2 + READING.format("elm2002", "full")
    assert loaded(tmp_path, {"evidence/readings.yaml": twice}) == [
        'evidence/readings.yaml:2: WARNING: record ash2001: field key: "ash2001" is used twice, '
        "allowed: once"
    ]


def test_study_is_confirmed_as_its_reading_is(tmp_path):
    both = READING.format("ash2001", "full") + READING.format("elm2002", "full")
    assert loaded(tmp_path, {"evidence/readings.yaml": both}) == [
        "evidence/studies/sneezing.yaml:3: WARNING: record ash2001: field confirmed: found "
        '"abstract", allowed: full, as in readings.yaml'
    ]


def test_unknown_key_is_told_with_those_it_may_have_been(book):
    book.change("other.md", "# Other\n", "# Other\n\nText {cite:p}`elm2020`.\n")
    book.change("evidence/harms.yaml", "source: ash2001", "source: ash2010")
    problems = book.build().problems
    key = "allowed: a key of references.bib (nearest: "
    assert f'other.md:3: WARNING: found "elm2020", {key}elm2002)' in problems
    assert f':7: WARNING: record any harm: field source: found "ash2010", {key}ash2001)' in problems


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("evidence/conditions.yaml", "name: Sneezing", "name: Snee: zing"),
        ("evidence/studies/sneezing.yaml", "dose: 4.5", 'dose: "4.5'),
        ("evidence/effects.yaml", "- id: sneezing-score", "id: sneezing"),
        ("evidence/pharmacology.yaml", "occupancy_measured", "\0"),
        ("references.bib", "year = 2002,", "year = 2002"),
    ],
)
def test_of_a_file_that_cannot_be_read_only_that_is_said(book, name, old, new):
    book.change(name, old, new)
    outcome = book.build()
    (line,) = outcome.problems.splitlines()
    assert line.startswith(f"{name}:")
    assert outcome.status == 1


@pytest.mark.parametrize(
    "name", ["studies.yaml", "trails.yaml", "studies/sneezing.yml", "notes.txt"]
)
def test_misnamed_file_is_one_line(tmp_path, name):
    assert loaded(tmp_path, {f"evidence/{name}": "[]\n"}) == [
        f"evidence/{name}:1: WARNING: unknown file, allowed: studies/<condition>.yaml, "
        "effects.yaml, conditions.yaml, claims.yaml, pharmacology.yaml, trials.yaml, "
        "timeline.yaml, harms.yaml, readings.yaml"
    ]


WRONG = [
    ("trials-table", "", ":status: open",
     'status: found "open", allowed: recruiting, not yet recruiting'),
    ("trials-table", "", ":condition: sneezing, hiccups",
     'condition: found "hiccups", allowed: sneezing, coughing'),
    ("trials-table", "", ":status: terminated", "no such trial in trials.yaml"),
    ("harms-table", "", ":doses: high", 'doses: found "high", allowed: low, other, all'),
    ("findings-table", "coughing", "", '"coughing" has no ratings in conditions.yaml'),
    ("forest-plot", "score", "",
     'found "score", allowed: a set of differences without errors (sneezing-score)'),
]  # fmt: skip


def test_wrong_argument_or_option_is_one_line(book):
    with (book.source / "other.md").open("a", encoding="utf-8") as file:
        for name, argument, option, _expected in WRONG:
            file.write(f"\n```{{{name}}} {argument}\n{option}\n```\n")
    said = book.build("dummy").problems.splitlines()
    assert len(said) == len(WRONG)
    for line, (name, _argument, _option, expected) in zip(said, WRONG, strict=True):
        assert f": WARNING: {name}: {expected}" in line


@pytest.mark.parametrize("part", ["level_model", "blockade_decay", "occupancy_measured"])
def test_dose_figure_says_what_it_needs(book, part):
    path = book.source / "evidence/pharmacology.yaml"
    data = yaml.safe_load(path.read_text("utf-8")) | {part: [] if "measured" in part else None}
    path.write_text(yaml.safe_dump(data), "utf-8")
    problems = book.build("dummy").problems
    assert problems.count("dose-figure: pharmacology.yaml without level_model, blockade_decay") == 1


SAID = 'is retracted, allowed: words that say "retracted"'


def test_retracted_work_in_a_record_must_be_called_so(tmp_path):
    harms, conditions = "evidence/harms.yaml", "evidence/conditions.yaml"
    found = loaded(tmp_path, {}, {"ash2001"})
    assert f"{harms}:7: WARNING: record any harm: field source: ash2001 {SAID}" in found
    assert f"{conditions}:4: WARNING: record sneezing: field summary: ash2001 {SAID}" in found
    # Of a source, any words of the record may say it; of a citation, those that it stands in.
    changed = {
        harms: FILES[harms].replace("note: adults only", "note: retracted in 2003"),
        conditions: FILES[conditions].replace("by: the makers", "by: makers of retracted work"),
    }
    again = loaded(tmp_path, changed, {"ash2001"})
    assert [line for line in found if line not in again] == [
        f"{harms}:7: WARNING: record any harm: field source: ash2001 {SAID}"
    ]


def test_retracted_work_in_a_list_of_sources_may_be_called_so_anywhere_in_the_record(tmp_path):
    timeline = "evidence/timeline.yaml"
    said = FILES[timeline].replace("A talk.", "A talk, retracted later.")
    before, after = (
        [line for line in loaded(tmp_path, changed, {"elm2002"}) if line.startswith(timeline)]
        for changed in ({}, {timeline: said})
    )
    talk = f"{timeline}:21: WARNING: record about 2003: field sources[1]: elm2002 {SAID}"
    assert [line for line in before if line not in after] == [talk]


BARE = """# About sneezing

A trial {cite:p}`oak1999`.

A trial, now retracted {cite:p}`oak1999`.

| a | retracted |
|---|---|
| A trial {cite:p}`oak1999` | now retracted |
| A trial {cite:p}`oak1999` | by Oak |

- A trial {cite:p}`oak1999`.
- Another, retracted.
"""
OAK = "@misc{oak1999, author={Oak, O}, title={T}, year=1999, pmid=1}\n"


def test_retracted_work_in_a_chapter_must_be_called_so_where_it_is_cited(book):
    path = book.source / "references.bib"
    path.write_text(path.read_text("utf-8") + OAK, "utf-8")
    # Not where the bibliography stands, which is read again whenever it changes.
    book.change("conditions/sneezing.md", "# About sneezing\n", BARE)
    assert book.build("dummy").problems == ""
    # It is retracted later, when nobody edits the chapter.
    book.change("references.bib", "pmid=1}", "pmid=1, retracted={by whom}}")
    found = book.build("dummy").problems.splitlines()
    assert [line.partition("sneezing.md:")[2] for line in found] == [
        f"{line}: WARNING: citation of oak1999, which is retracted, "
        'allowed: a paragraph that says "retracted" [evidence]'
        for line in (3, 10, 12)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- key: a\n  finding: Pain: less\n", '2: a colon in a value, allowed: such a value in q'),
        ("- key: a\n   finding: b\n", "2: a colon in a value, allowed: such a value in quotes"),
        ("- key: a\n  finding: @b\n", "2: a value that begins with @, %, ` or a bracket, allowed"),
        ("- key: 'a\n  finding: b\n", "1: a quote is not closed, allowed: the same quote"),
        ("- key: a\n finding: b\n", "2: indented too little, allowed: the fields of a record"),
        ('- key: "a" b\n', "1: words behind a closing quote or bracket, allowed: "),
        ("- key a\n  finding: b\n", "2: a colon in a value, allowed: such a value in quotes"),
        ("- key: a\n  dose 4\n  finding: b\n", "3: a field without a colon, allowed: name: val"),
        ("- key: [a, b\n  finding: c\n", "1: a bracket is not closed, allowed: [one, other]"),
        ("- key: *Low* dose\n", "1: a value that begins with * or &, allowed: such"),
        ("- key: *low\n", "1: a value that begins with *, allowed: such"),
        ("- key: {cite:p}`a` b\n", "1: a value that begins with @, %, ` or a bracket, allowed"),
        ("- key: > 5 people\n", "1: a value that begins with > or |, allowed: such"),
        ("- key: - a\n", "1: a value that begins with - or ?, allowed: such"),
        ("- key: , a\n", "1: a value that begins with a comma or a closing bracket, allowed"),
        ('- key: "a\\d"\n', "1: a backslash in double quotes, allowed: such a value in single"),
        ("- key: a\n---\n- key: b\n", "2: a second document (---), allowed: one"),
        ("%FOO\n---\n- key: a\n", "1: a line that begins with %, allowed: none"),
    ],
)  # fmt: skip
def test_a_slip_in_yaml_is_said_in_plain_words(tmp_path, text, expected):
    (tmp_path / "claims.yaml").write_text(text, "utf-8")
    [problem] = load(tmp_path, "", set(), set(), set()).problems
    assert f"{problem.line}: {problem.text}".startswith(expected.replace(": ", ": not YAML: ", 1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- id: &c more\n", "1: a value that begins with & or !, allowed: such a value in quotes"),
        ("- id: a\n  why: !important\n", "2: a value that begins with & or !, allowed: such a va"),
        ("- id: a\n  why: R & D!\n", "1: record a: field order: nothing, allowed: a value (null"),
        ('- id: a\n  why: "a\\0b"\n', "2: found control character '\\x00', allowed: plain text"),
        ("- id: a\n  why: '  '\n", '2: record a: field why: found "  ", allowed: text that'),
        ("null\n", "1: found null, allowed: a list of records"),
    ],
)
def test_no_word_of_a_value_is_lost(tmp_path, text, expected):
    (tmp_path / "claims.yaml").write_text(text, "utf-8")
    found = load(tmp_path, "", set(), set(), set()).problems
    assert [p for p in found if f"{p.line}: {p.text}".startswith(expected)], found


@pytest.mark.parametrize("place", ["evidence", "evidence/studies"])
def test_a_file_in_the_place_of_a_folder_is_one_line(book, place):
    shutil.rmtree(book.source / place)
    (book.source / place).write_text("x", "utf-8")
    (line,) = book.build("dummy").problems.splitlines()
    assert line == f"{place}:1: WARNING: found a file, allowed: a folder [evidence]"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("studies/sneezing", "randomised: 31", "randomised: many"),
        ("effects", "high: 0.2", "high: -0.7"),
        ("conditions", "one randomised trial", "a trial"),
        ("pharmacology", "ed50_mg: 5", "ed50_mg: 0"),
        ("claims", "chapter: other", f"chapter: {'a' * 500}"),
    ],
)
def test_a_wrong_record_is_told_once(book, name, old, new):
    book.change(f"evidence/{name}.yaml", old, new)
    said = book.build("dummy").problems.splitlines()
    # What refers to a table that is not printed has nowhere to lead.
    (line,) = [line for line in said if "undefined label" not in line]
    assert line.startswith(f"evidence/{name}.yaml:")


@pytest.mark.parametrize("mistake", ["{cite:p}`nobody`", "{nothing}`x`", "{ref}`nowhere`"])
def test_mistake_in_the_markdown_of_a_record_is_told_where_the_record_stands(book, mistake):
    book.change("evidence/claims.yaml", "It halves them {cite:p}`ash2001`.", f"It is {mistake}.")
    said = book.build("html", "-n").problems.splitlines()
    assert said
    assert [line for line in said if "evidence/claims.yaml:5: " not in line] == []


def test_deep_nesting_is_reported(tmp_path):
    assert len(loaded(tmp_path, {"evidence/claims.yaml": "[" * 5000})) == 1


def test_all_mistakes_at_once_and_directives_complain_once(book):
    book.change("evidence/studies/sneezing.yaml", "randomised: 31", "randomised: many")
    book.change("evidence/claims.yaml", "order: 2", "order: two")
    book.change("evidence/claims.yaml", "chapter: other", "chapter: nowhere")
    book.change("evidence/conditions.yaml", "slug: sneezing", "slug: Sneezing")
    outcome = book.build("dummy")
    assert outcome.status == 1
    assert (
        len(lines(outcome, "studies/sneezing")) == 2
    )  # the number, and the condition that is gone
    assert len(lines(outcome, "claims")) == 2
    assert len(lines(outcome, "conditions")) == 1
    index = [line for line in outcome.problems.splitlines() if "index.md" in line]
    assert [line.split(": WARNING: ")[1].split(":")[0] for line in index[:3]] == [
        "certainty", "study-table", "findings-table",
    ]  # fmt: skip


def test_unknown_certainty_word_lists_the_allowed_ones(book):
    book.change("index.md", "{certainty}`very low`", "{certainty}`tiny`")
    problems = book.build("dummy").problems
    assert 'index.md:9: WARNING: certainty: found "tiny", allowed: high, moderate, low' in problems
