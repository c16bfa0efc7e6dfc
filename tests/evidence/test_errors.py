"""Every mistake in an evidence file is one line: file, line, record, field; nothing throws."""

import pytest

ONE = [
    ("studies", "randomised: 31", "randomised: many",
     '6: WARNING: record ash2001: field randomised: found "many", allowed: a whole number or null'),
    ("studies", "analysed: 28", "analysed: 32",
     "1: WARNING: record ash2001: found 32 analysed of 31 randomised, "
     "allowed: analysed <= randomised"),
    ("studies", "dose: 4.5 mg a day", "dose: 4.5",
     "8: WARNING: record ash2001: field dose: found 4.5, "
     "allowed: text (numbers and yes/no in quotation marks)"),
    ("studies", "favours LDN", "good",
     '12: WARNING: record ash2001: field direction: found "good", '
     "allowed: favours LDN, no difference, favours placebo, mixed, no comparison"),
    ("studies", "  funding: null\n", "",
     "1: WARNING: record ash2001: field funding: nothing, "
     "allowed: a value (null where nothing is known)"),
    ("studies", "one centre, short", "one centre, 3",
     "15: WARNING: record ash2001: field limitations[2]: found 3, "
     "allowed: text (numbers and yes/no in quotation marks)"),
    ("studies", "condition: sneezing", "condition: coughing",
     '2: WARNING: record ash2001: field condition: found "coughing", allowed: sneezing'),
    ("studies", "{cite:p}`elm2002`", "{cite:p}`ash2001,oak1999`",
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
     '14: WARNING: record sneezing: field ratings[1].reasons.smallness: found "smallness", '
     "allowed: risk of bias, inconsistency, indirectness, imprecision, publication bias"),
    ("conditions", "{imprecision: few people, risk of bias: open}", "{}",
     "10: WARNING: record sneezing: field ratings[1]: certainty low without reasons, "
     "allowed: at least one GRADE domain that lowered it"),
    ("conditions", "2026-01-03", "2026-02-30",
     '7: WARNING: record sneezing: field checked_on: found "2026-02-30", '
     "allowed: a day as 2026-11-24"),
    ("conditions", "2026-07-03", "2025-07-03",
     "1: WARNING: record sneezing: found next_check 2025-07-03, allowed: a day after checked_on"),
    ("conditions", "LDN may make", "LDN will make",
     "1: WARNING: record sneezing: statement of low certainty without its wording, "
     'allowed: a sentence with "may"'),
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
     "12: WARNING: found an alias (*name) of this value, allowed: every value written out"),
]  # fmt: skip


def lines(outcome, name):
    """Warnings about the evidence file *name*, without the source folder's path."""
    mark = f"evidence/{name}.yaml"
    found = [line for line in outcome.problems.splitlines() if line.startswith(mark)]
    return [line.removeprefix(mark).removesuffix(" [evidence]") for line in found]


@pytest.mark.parametrize(("name", "old", "new", "expected"), ONE)
def test_mistake_is_one_line(book, name, old, new, expected):
    path = book.source / f"evidence/{name}.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    outcome = book.build("dummy")
    assert f":{expected}" in lines(outcome, name)
    assert "Traceback" not in outcome.problems
    assert outcome.status == 1


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, ":1: WARNING: cannot be read (No such file or directory), allowed: a YAML file"),
        (b"", ":1: WARNING: file is empty, allowed: a list of records ([] for none)"),
        (b"- a\n\x00\n", ":2: WARNING: found control character '\\x00', allowed: plain text"),
        (b"- a\n- \xff\n", ":2: WARNING: found byte 0xff, allowed: UTF-8 text"),
        (b"a: 1\n", ':1: WARNING: found {"a": 1}, allowed: a list of records'),
    ],
    ids=["missing", "empty", "binary", "latin-1", "mapping"],
)
def test_unreadable_file_is_one_line(book, content, expected):
    path = book.source / "evidence/claims.yaml"
    path.unlink() if content is None else path.write_bytes(content)
    assert lines(book.build("dummy"), "claims") == [expected]


def test_yaml_syntax_error_is_one_line(book):
    book.change("evidence/claims.yaml", "order: 1", "order: [")
    (line,) = lines(book.build("dummy"), "claims")
    assert line.startswith((":9: WARNING: not YAML: ", ":10: WARNING: not YAML: "))


def test_deep_nesting_is_reported(book):
    (book.source / "evidence/claims.yaml").write_text("[" * 5000, "utf-8")
    outcome = book.build("dummy")
    assert len(lines(outcome, "claims")) == 1


def test_all_mistakes_at_once_and_directives_complain_once(book):
    book.change("evidence/studies.yaml", "randomised: 31", "randomised: many")
    book.change("evidence/claims.yaml", "order: 2", "order: two")
    book.change("evidence/conditions.yaml", "slug: sneezing", "slug: Sneezing")
    outcome = book.build("dummy")
    assert len(lines(outcome, "studies")) == 2  # the number, and the condition that is gone
    assert len(lines(outcome, "claims")) == 1
    assert len(lines(outcome, "conditions")) == 1
    index = [line for line in outcome.problems.splitlines() if "index.md" in line]
    assert [line.split(": WARNING: ")[1].split(":")[0] for line in index[:3]] == [
        "certainty", "study-table", "certainty-table",
    ]  # fmt: skip


def test_unknown_name_lists_the_known_ones(book):
    book.change("index.md", "{forest-plot} sneezing-score", "{forest-plot} score")
    problems = book.build("dummy").problems
    assert (
        'forest-plot: found "score", allowed: a set of differences without errors (sneezing-score)'
        in problems
    )


def test_unknown_certainty_word_lists_the_allowed_ones(book):
    book.change("index.md", "{certainty}`very low`", "{certainty}`tiny`")
    problems = book.build("dummy").problems
    assert 'index.md:7: WARNING: certainty: found "tiny", allowed: high, moderate, low' in problems
