"""Citations and bibliography: how they read, and every mistake in a bib file as one line."""

import importlib.metadata
import itertools

import pybtex.plugin
import pytest
from evidence import bibcheck, bibliography
from evidence.bibcheck import unbraced
from pybtex.database import parse_string
from pybtex.richtext import Text


def printed(bib):
    """Entries as plain text, in order, and their labels."""
    entries = parse_string(bib, "bibtex").entries.values()
    style = bibliography.EvidenceStyle()
    ordered = style.sort(entries)
    labels = style.format_labels(ordered)
    texts = [str(style.format_entry(*pair).text) for pair in zip(labels, ordered, strict=True)]
    return texts, labels


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("@article{a, author={Ash, Ann Mary and {van Birch}, Jean-Paul}, title={On {LDN}}, "
         "journal={Trees}, year=2001, volume=3, number=2, pages={10--19}, doi={10.1/x}, pmid=42, "
         "url={https://x.org}}",
         "Ash AM, van Birch JP. 2001. On LDN. Trees 3(2):10–19. https://doi.org/10.1/x PubMed 42"),
        ("@misc{a, author={{Food Office}}, shortauthor={FO}, title={Is it safe?}, "
         "howpublished={Web page}, year={n.d.}, url={https://x.org}, note={Read in 2026}}",
         "FO (Food Office). n.d. Is it safe? Web page. Read in 2026. https://x.org"),
        ("@inproceedings{a, author={Ash, A and others}, title={T}, booktitle={Forum}, year=2001, "
         "pages={1-2}, doi={10.1/x}}",
         "Ash A and others. 2001. T. In: Forum. pages 1–2. https://doi.org/10.1/x"),
        ("@techreport{a, author={Ash, A}, title={T}, institution={Office}, number={7}, "
         "year=2001, pmid=1}",
         "Ash A. 2001. T. Report 7, Office. PubMed 1"),
        ("@incollection{a, author={Ash, A}, title={T}, booktitle={B}, publisher={P}, "
         "year=2001, isbn={1-2}}",
         "Ash A. 2001. T. In: B. P, ISBN 1-2."),
        ("@book{a, editor={Ash, A and Birch, B}, title={T}, publisher={P}, edition={2nd}, "
         "year=2001, isbn=1}",
         "Ash A, Birch B (editors). 2001. T. 2nd edition, P, ISBN 1."),
        ("@phdthesis{a, author={Ash, A}, title={T}, school={S}, year=2001, url={https://x.org}}",
         "Ash A. 2001. T. PhD thesis, S. https://x.org"),
        ("@article{a, author={Ash, A}, title={T}, journal={J}, year=2001, doi=1, "
         "retracted={false data}}",
         "Ash A. 2001. RETRACTED: false data. T. J. https://doi.org/1"),
        ("@article{a, author={Ash, A}, title={T}, journal={J}, year=2001, doi=1, "
         "erratum={Table 2 corrected in 2003}}",
         "Ash A. 2001. T. J. https://doi.org/1 Erratum: Table 2 corrected in 2003."),
        ("@article{a, author={A, A and B, B and C, C and D, D and E, E and F, F and G, G}, "
         "title={T}, journal={J}, year=2001, doi=1}",
         "A A, B B, C C, D D, E E, F F and others. 2001. T. J. https://doi.org/1"),
    ],
    ids=["article", "misc", "inproceedings", "techreport", "incollection", "book", "phdthesis",
         "retracted", "erratum", "many authors"],
)  # fmt: skip
def test_entry_reads(entry, text):
    assert printed(entry)[0] == [text]


def test_labels_tell_works_of_one_year_apart_and_sort_by_author_then_year():
    bib = "".join(
        f"@misc{{k{i}, author={{{authors}}}, title={{{title}}}, year={{{year}}}}}\n"
        for i, (authors, title, year) in enumerate([
            ("Young, A and Mack, B", "C", "2009"),
            ("Young, A and X, B and Y, C", "B", "2009"),
            ("Young, A and P, B and Q, C", "A", "2009"),
            ("{\\O}rn, A", "D", "n.d."),
            ("Ash, A", "E", "n.d."),
            ("Ash, A", "F", "n.d."),
            ("Ash, A", "G", "2001"),
        ])
    )  # fmt: skip
    assert printed(bib)[1] == [
        "Ash 2001", "Ash n.d.-a", "Ash n.d.-b", "Ørn n.d.", "Young and Mack 2009",
        "Young and others 2009a", "Young and others 2009b",
    ]  # fmt: skip


def test_citations_and_entries_in_the_book(built):
    page = built.page()
    assert "Sneezes fell by half (Elm and others 2002)." in page.text
    entries = built.page("other").select("[role=doc-biblioentry]")
    assert [e.get_text().strip()[:8] for e in entries] == ["Ash AM, ", "Elm E an"]
    assert "[" not in entries[0].text
    assert entries[0].select_one("a")["href"] == "https://doi.org/10.1000/1"
    link = page.select_one("table.study-table .bibtex-citation a")
    assert link.text == "Ash and Birch (2001)"
    assert built.page("other").select_one(link["href"].partition(".html")[2])


def test_several_works_in_one_citation(book):
    page = "# Other\n\n{cite:p}`elm2002,{see}ash2001{p. 3}` and {cite:t}`elm2002`\n"
    book.change("other.md", "# Other\n", page)
    book.build()
    text = book.page("other").select_one("h1 + p").text
    assert text == "(see Ash and Birch 2001, p. 3; Elm and others 2002) and Elm and others (2002)"


def test_retraction_is_bold(book):
    book.change("references.bib", "pmid = {42},", "retracted = {false data},")
    book.change("other.md", "# Other\n", "# Other\n\nRetracted: {cite:p}`ash2001`.\n")
    book.build()
    assert book.page("other").select_one("[role=doc-biblioentry] strong").text == (
        "RETRACTED: false data."
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("year = 2001,", "year = 2001", "6: WARNING: entry ash2001, begun in line 1: not BibTeX, "),
        ("{A scan}", "{A scan", "WARNING: entry elm2002, begun in line 13: not BibTeX, "),
        ("@misc{elm2002", "@misc{ASH2001",
         "13: WARNING: entry ASH2001 stands twice (first references.bib:1), allowed: once"),
        ("{LDN}", "LDN",
         '3: WARNING: entry ash2001: field title: found "LDN", allowed: {LDN} in braces'),
        ("  year = 2002,\n", "", "13: WARNING: entry elm2002: no year, allowed: a year or {n.d.}"),
        ("year = 2002,", "year = {02},",
         "16: WARNING: entry elm2002: field year: found 02, allowed: four digits or {n.d.}"),
        ("  url = {https://example.org/elm},\n", "",
         "13: WARNING: entry elm2002: nothing to find it by, "
         "allowed: at least one of doi, pmid, url, isbn"),
        ("@misc{elm2002", "@misc{oak, title={T}, year=2001, pmid=1}\n\n@misc{elm2002",
         "13: WARNING: entry oak: never cited, allowed: an entry that a page cites"),
        ("pmid = {42},", "year = 1999,",
         "1: WARNING: entry ash2001, begun in line 1: not BibTeX, "
         "entry with key ash2001 has a duplicate"),
    ],
    ids=["comma", "brace", "twice", "acronym", "no year", "year", "address", "uncited",
         "field twice"],
)  # fmt: skip
def test_mistake_in_the_bib_file_is_one_line(book, old, new, expected):
    book.change("references.bib", old, new)
    outcome = book.build()
    found = [line for line in outcome.problems.splitlines() if line.startswith("references.bib:")]
    assert len([line for line in found if expected in line]) == 1, outcome.problems
    assert len(found) == 1, outcome.problems
    assert "Traceback" not in outcome.problems
    assert outcome.status == 1


ENTRY = """@article{oak2003,
  author = {Oak, Otto},
  title = {A title},
  journal = {Trees},
  year = 2003,
  doi = {10.1/3},
}
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "{A title}",
            "{A title}}",
            "4: found journal = {Trees} outside an entry, allowed: @kin",
        ),
        ("@article{", "article{", "1: no entry found, allowed: BibTeX"),
        ("@article{", "@artikel{", "1: entry oak2003: found @artikel, allowed: @article, @book, @"),
        ("{oak2003", "{öak", "1: entry öak: allowed: a key of letters and digits"),
        ("journal", "jurnal", "4: entry oak2003: field jurnal: unknown field, allowed: title, ye"),
        ("{A title}", "{}", "3: entry oak2003: field title: found nothing, allowed: words, or no"),
        ("{Oak, Otto}", "{}", "2: entry oak2003: field author: found nothing, allowed: names joi"),
        ("Otto", "Otto; Elm, E", "2: entry oak2003: field author: found Oak, Otto; Elm, E, allowe"),
        ("Otto", "O, Elm, E, Ash", "2: entry oak2003, begun in line 1: not BibTeX, Too many comma"),
        ("{Trees}", "trees", "4: entry oak2003, begun in line 1: not BibTeX, found trees without "),
        ("{10.1/3}", "{https://doi.org/10.1/3}", "6: entry oak2003: field doi: found https://doi"),
        ("{10.1/3}", "{10.1/3 x}", "6: entry oak2003: field doi: found 10.1/3 x, allowed: a DOI "),
        ("doi = {10.1/3}", "pmid = {PMC1}", "6: entry oak2003: field pmid: found PMC1, allowed: d"),
        ("doi = {10.1/3}", "url = {x.org}", "6: entry oak2003: field url: found x.org, allowed: a"),
        ("doi = {10.1/3}", "url = {https://x.org/a b}", "6: entry oak2003: field url: found http"),
        (
            "{A title}",
            "{A \\foo title}",
            "3: entry oak2003: field title: found \\foo, allowed: pla",
        ),
        ("{A title}", "{An $x$}", "3: entry oak2003: field title: found $, allowed: plain text, o"),
        ("{A title}", "{A &amp; B}", "3: entry oak2003: field title: found &amp;, allowed: plain"),
    ],
)
def test_slip_in_an_entry_is_one_line(tmp_path, old, new, expected):
    path = tmp_path / "references.bib"
    path.write_text(ENTRY.replace(old, new), "utf-8")
    found = bibcheck.read([path], ["references.bib"], "utf-8-sig").problems
    (problem,) = [each for each in found if each.stops] or found
    assert f"{problem.line}: {problem.text}".startswith(expected)


@pytest.mark.parametrize("content", [None, b"@misc{a, title={\xff}}"], ids=["missing", "latin-1"])
def test_unreadable_bib_file_is_one_line(book, content):
    path = book.source / "references.bib"
    path.unlink() if content is None else path.write_bytes(content)
    problems = book.build("dummy").problems
    assert "Traceback" not in problems
    assert len([line for line in problems.splitlines() if line.startswith("references.bib")]) == 1


def test_changed_bibliography_rewrites_pages_that_cite(book):
    page = "---\norphan: true\n---\n\n# Apart\n\n{cite:p}`elm2002`\n"
    (book.source / "apart.md").write_text(page, "utf-8")
    book.build()
    book.change("references.bib", "Elm, Eve", "Elder, Eve")
    assert book.build().status == 0
    assert "Elder and others 2002" in book.page("apart").text


@pytest.mark.parametrize(
    ("title", "words"),
    [("{LDN} in {MS} and mRNA", ["mRNA"]), ("{A {B} CD} EF-gh", ["EF"]), ("Plain Title", [])],
)
def test_acronyms_outside_braces(title, words):
    assert unbraced(title) == words


def test_pybtex_asks_for_installed_plugins_only_once(monkeypatch):
    asked = []
    real = importlib.metadata.entry_points
    monkeypatch.setattr(
        importlib.metadata, "entry_points", lambda **kw: asked.append(kw) or real(**kw)
    )
    monkeypatch.setattr(pybtex.plugin, "entry_points", None)
    bibliography.cache_plugin_lookup()
    for _ in range(5):
        pybtex.plugin.find_plugin("pybtex.backends", "plaintext")
    assert asked == [{"group": "pybtex.backends", "name": "plaintext"}]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://doi.org/10.1000/1", "doi:10.1000/1"),
        ("https://www.example.org/a/long/way", "example.org"),
        ("http://example.org", "example.org"),
    ],
)
def test_address_that_can_be_followed_is_shown_short(address, shown):
    assert bibliography.short_address(address) == shown


def test_only_the_web_book_shortens_addresses(book):
    for builder, file, words in (
        ("html", "other.html", "doi:10.1000/1"),
        ("epub", "other.xhtml", "https://doi.org/10.1000/1"),
    ):
        assert book.build(builder).status == 0
        page = (book.folder / builder / file).read_text("utf-8")
        assert f">{words}</a>" in page, builder


def test_a_field_without_markup_is_what_pybtex_would_decode():
    signs = "a1é.,:;()/+=[]'` -~_^%&#?!<>\"\\{}$|"
    tried = 0
    for one, two in itertools.product(signs, repeat=2):
        for field in (one + two, f"x{one}{two}y", f"x{one}{two}"):
            if bibliography.PLAIN.fullmatch(field):
                tried += 1
                assert repr(bibliography.rich(field)) == repr(Text.from_latex(field)), field
    assert tried > 100
