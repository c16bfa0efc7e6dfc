"""Whatever a valid record holds is printed in every format; whatever a file holds, nothing throws.

The examples are always the same: a failure found once is found again.
"""

import re
import tempfile
from pathlib import Path
from random import Random

import pytest
import yaml
from bs4 import BeautifulSoup
from evidence import bibcheck, bibliography
from evidence.load import FILES as KINDS
from evidence.load import FOLDER, load
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.conftest import ROOT, sphinx_build
from tests.evidence import strategies
from tests.evidence.conftest import FILES

same = {
    "deadline": None,
    "database": None,
    "derandomize": True,
    "suppress_health_check": list(HealthCheck),
}
# A failing build is slow to make smaller: its first example will do.
few = settings(max_examples=4, phases=[Phase.generate], **same)
many = settings(max_examples=150, **same)

CONF = FILES["conf.py"].replace('"evidence"]', '"evidence", "print_edition"]') + (
    'bibtex_cite_id = "cite-{key}"\nprint_basename = "book"\nprint_date = "2026-01-31"\n'
)
BIB = "".join(
    f"@article{{{key}, author={{Ash, Ann}}, title={{T {key}}}, journal={{J}}, year={key[3:]}, "
    f"doi={{10.1/{key}}}}}\n"
    for key in strategies.KEYS
)


def write(source: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def fenced(name: str, argument: str = "") -> str:
    return f"```{{{name}}} {argument}\n```\n"


def page(contents: dict) -> str:
    """A page with every directive that the records of *contents* can feed."""
    parts = ["# Everything\n"]
    parts.append("{cite:p}`" + ",".join(strategies.KEYS) + "`\n")
    studied = {study["condition"] for study in contents["studies"]}
    for condition in contents["conditions"]:
        slug = condition["slug"]
        parts.append(fenced("certainty", slug))
        parts += [fenced("findings-table", slug)] * bool(condition["ratings"])
        parts += [fenced("study-table", slug)] * (slug in studied)
    for effects in contents["effects"]:
        name = {"difference": "forest-plot", "natural-frequency": "hundred-dots"}[effects["kind"]]
        parts.append(fenced(name, effects["id"]))
    parts += [fenced(name) for name in (
        "occupancy-figure", "occupancy-table", "parameter-table", "claims", "claims-summary",
        "evidence-map", "timeline", "trials-table", "harms-table",
        "evidence-downloads", "data-dictionary", "cite-this-book", "bibliography",
    )]  # fmt: skip
    data = contents["pharmacology"]
    measured = {values["receptor"] for values in data["occupancy_measured"]}
    if data["level_model"] and data["blockade_decay"]:
        parts += [fenced("dose-figure")] * (data["occupancy_model"]["receptor"] in measured)
    return "\n".join(parts)


def sources(contents: dict) -> dict[str, str]:
    """All files of a book whose evidence is *contents*."""
    files = {"conf.py": CONF, "references.bib": BIB, "index.md": page(contents)}
    for name, content in contents.items():
        if name == FOLDER:
            for slug in {study["condition"] for study in content}:
                own = [study for study in content if study["condition"] == slug]
                files[f"evidence/{name}/{slug}.yaml"] = yaml.safe_dump(own, allow_unicode=True)
        else:
            files[f"evidence/{name}.yaml"] = yaml.safe_dump(content, allow_unicode=True)
    return files


@few
@given(contents=strategies.files(6))
def test_valid_records_are_printed_in_every_format(contents):
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder, "source"), sources(contents))
        for builder in ("html", "epub", "pdf"):
            outcome = sphinx_build(Path(folder, "source"), Path(folder), builder)
            assert outcome.status == 0, f"{builder}: {outcome.problems}"


# -- Text in, text out -----------------------------------------------------------------------------

#: Signs that typography may replace: quotation marks, ellipses and pairs of hyphens.
PRINTABLE = "".join(
    chr(number)
    for number in (*range(0x20, 0x7F), *range(0xA1, 0x100))
    if chr(number) not in "\"'\xad"
)
#: docutils' smart quotes read such a pair as its second sign.
PAIR = re.compile(r"\\[\\.`-]")
words = st.text(PRINTABLE, min_size=1, max_size=80).filter(
    lambda text: text.strip() and not ("--" in text or "..." in text or PAIR.search(text))
)


def escaped(text: str) -> str:
    """*text* as Markdown that means just that text."""
    return "".join(
        f"\\{sign}" if sign in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" else sign for sign in text
    )


def spaceless(text: str) -> str:
    """*text* without what line breaks change: spaces, hyphens, soft hyphens."""
    return "".join(text.replace("-", "").replace("\xad", "").split())


@few
@given(findings=st.lists(words, min_size=15, max_size=15))
def test_findings_come_out_as_they_went_in(findings):
    study = FILES["evidence/studies/sneezing.yaml"]
    studies = [
        yaml.safe_load(study)[0] | {"key": key, "finding": escaped(finding)}
        for key, finding in zip(strategies.KEYS, findings, strict=False)
    ]
    index = "# Book\n\n{cite:p}`" + ",".join(strategies.KEYS) + "`\n\n"
    index += fenced("study-table", "sneezing") + fenced("bibliography")
    conditions = FILES["evidence/conditions.yaml"].replace("{cite:p}`ash2001`", "")
    conditions = conditions.replace("chapter: conditions/sneezing", "chapter: index")
    files = {
        "conf.py": CONF, "references.bib": BIB, "index.md": index,
        "evidence/studies/sneezing.yaml": yaml.safe_dump(studies, allow_unicode=True),
        "evidence/conditions.yaml": conditions,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "source", files)
        for builder in ("html", "pdf"):
            outcome = sphinx_build(folder / "source", folder, builder)
            assert outcome.status == 0, f"{builder}: {outcome.problems}"
        html = BeautifulSoup((folder / "html/index.html").read_text("utf-8"), "html.parser")
        cells = [
            row.select("td")[1].get_text() for row in html.select("table.study-table tbody tr")
        ]
        (pdf,) = (folder / "pdf").glob("*.pdf")
        printed = spaceless("".join(p.extract_text() for p in PdfReader(pdf).pages))
    for finding, cell in zip(findings, cells, strict=True):
        assert cell.removeprefix("Favours LDN. ").split() == finding.split()
        assert spaceless(finding) in printed


# -- Broken files ----------------------------------------------------------------------------------

BIB_PIECES = st.sampled_from([
    "@article{", "@misc(", "@", "{", "}", "(", ")", ",", "=", '"', "#", "%", "\\", "\n", "$", "~",
    "title = ", "author = {A and B}", "year = 2001", "and", "others", "ash2001", "@comment", "\\'e",
    "@string{x = {y}}", "@preamble{", "{\\O}", "--", "von der", "A, B, C, D", "retracted={x}",
])  # fmt: skip
bib = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=60).map(str.encode),
    st.lists(BIB_PIECES, max_size=25).map("".join).map(str.encode),
    st.lists(st.sampled_from(BIB.splitlines()) | BIB_PIECES, max_size=8)
    .map("\n".join)
    .map(str.encode),
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.dates()
    | strategies.text
    | st.sampled_from(["{cite:p}`", "{cite:p}`oak`", "{cite:p}`{`,`", "difference"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def broken(draw, name: str) -> bytes:
    """Bytes for the evidence file *name*: noise, YAML of any shape, or a record gone wrong."""
    kind = draw(st.sampled_from(["bytes", "text", "cut", "values", "record"]))
    good = FILES.get(f"evidence/{name}.yaml", FILES["evidence/studies/sneezing.yaml"]).encode()
    if kind == "bytes":
        return draw(st.binary(max_size=60))
    if kind == "text":
        return draw(st.text(max_size=60)).encode()
    if kind == "cut":
        start, stop = sorted(draw(st.tuples(*[st.integers(0, len(good))] * 2)))
        return good[:start] + draw(st.binary(max_size=3)) + good[stop:]
    if kind == "values":
        return yaml.safe_dump(draw(values), allow_unicode=True).encode()
    content = yaml.safe_load(good)
    record = content[0] if isinstance(content, list) else content
    record[draw(st.sampled_from(sorted(record)))] = draw(values)
    return yaml.safe_dump(content, allow_unicode=True).encode()


def evidence_path(name: str) -> str:
    return f"evidence/{name}/sneezing.yaml" if name == FOLDER else f"evidence/{name}.yaml"


@pytest.mark.parametrize("name", KINDS)
def test_no_evidence_file_makes_the_loader_throw(name):
    @many
    @given(content=broken(name))
    def run(content):
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), FILES | {evidence_path(name): content})
            keys = {"ash2001", "elm2002"}
            evidence = load(Path(folder, "evidence"), "evidence", keys, set(), set())
        for problem in evidence.problems:
            assert problem.file.startswith("evidence/")
            assert problem.line >= 1
            assert len(problem.text.splitlines()) == 1

    run()


HOSTILE = [
    "\t", "\x00", "\ufeff", "\r\n", "\u2028", "\x85", "\x1b", "\u202e", "\U0001f600", "e\u0301",
    "&a x", "*a", "!!python/object:os.system x", "!!set {a}", "<<: *a", "? [a] : b", "{1: 2, 1: 3}",
    "'", '"', "[", "}", "|", ">", "---", "%YAML 9.9", "@", "\\", "{cite:p}`", "{cite:p}`oak`",
    "1e999", ".nan", "0x_", "0b", "12:30:45", "2026-02-30", "9" * 5000, "a" * 5000, "[" * 3000,
    "{a: " * 500, "null", "yes", "[]", '"\\uD800"', '"\\0"',
]  # fmt: skip


def hostile(random: Random, content: bytes) -> bytes:
    """Three records of a data file, spoilt in one place or two."""
    records = re.split(rb"(?m)^(?=- )", content)
    lines = b"".join(random.sample(records, min(3, len(records)))).splitlines()
    for _ in range(random.randint(1, 2)):
        place = random.randrange(len(lines))
        field, _colon, _value = lines[place].partition(b": ")
        odd = random.choice(HOSTILE).encode()
        lines[place] = random.choice([
            b"", odd, lines[place] + odd, odd + lines[place], field + b": " + odd,
            lines[place] + b"\n" + lines[place], b" " + lines[place], lines[place] + b"\xff",
        ])  # fmt: skip
    return random.choice([b"\n", b"\n", b"\r\n"]).join(lines)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "docs/evidence").rglob("*.yaml")), ids=lambda path: path.stem
)
def test_spoilt_file_of_the_book_is_told_in_short_lines(path, tmp_path):
    folder = tmp_path / "evidence"
    copy = folder / path.relative_to(ROOT / "docs/evidence")
    copy.parent.mkdir(parents=True)
    for seed in range(40):
        content = hostile(Random(seed), path.read_bytes())
        copy.write_bytes(content)
        for problem in load(folder, "evidence", set(), set(), set()).problems:
            assert problem.file == copy.relative_to(tmp_path).as_posix()
            assert 1 <= problem.line <= len(content.decode(errors="replace").splitlines())
            assert len(problem.text.splitlines()) == 1
            assert len(problem.text) < 1000


@many
@given(content=bib)
def test_no_bib_file_makes_the_reader_throw(content):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "references.bib")
        path.write_bytes(content)
        found = bibcheck.read([path], ["references.bib"], "utf-8-sig")
    for problem in found.problems:
        assert problem.file == "references.bib"
        assert problem.line >= 1
        assert len(problem.text.splitlines()) == 1
    style = bibliography.EvidenceStyle()
    entries = style.sort(found.data.data.entries.values())
    for label, entry in zip(style.format_labels(entries), entries, strict=True):
        assert str(style.format_entry(label, entry).text)


@few
@given(data=st.data())
def test_no_book_of_broken_files_gives_a_traceback(data):
    changed = {evidence_path(name): data.draw(broken(name)) for name in KINDS}
    changed["references.bib"] = data.draw(bib)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder, "source"), FILES | changed)
        outcome = sphinx_build(Path(folder, "source"), Path(folder), "html")
    assert outcome.status == 1
    assert "Traceback" not in outcome.problems
    assert "Exception occurred" not in outcome.problems
