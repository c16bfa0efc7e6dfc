"""What the directives print, and that it is plain docutils."""

import os
import pickle

from docutils import nodes


def doctree(book, name="index"):
    return pickle.loads((book.folder / "doctrees" / f"{name}.doctree").read_bytes())


def table(book, kind, page="index"):
    found = book.page(page).select_one(f"table.{kind}")
    header = [cell.get_text(" ", strip=True) for cell in found.select("thead th")]
    rows = [
        [" | ".join(p.text for p in cell.select("p")) for cell in row.select("td")]
        for row in found.select("tbody tr")
    ]
    return header, rows


def test_only_nodes_that_every_writer_knows(built):
    for name in ("index", "other"):
        for node in doctree(built, name).findall():
            module = type(node).__module__
            assert module.startswith(("docutils", "sphinx.")) or "bibtex" in module


def test_certainty_badge(built):
    badge = built.page().select_one(".certainty-low")
    assert badge.select_one(".certainty-circles").text == "●●○○"
    assert [p.text for p in badge.select("p")] == [
        "●●○○\xa0Low certainty: LDN may make people sneeze less.",
        "Evidence last checked 3\xa0January 2026; next check 3\xa0July 2026. "
        "Certainty rated by the makers, 2\xa0January 2026.",
    ]


def test_certainty_role(built):
    assert built.page().select_one(".certainty-inline").text == "●○○○\xa0Very low certainty"


def test_study_table(built):
    header, rows = table(built, "study-table")
    assert header == [
        "Study", "Design and people", "Dose and length",
        "What the main outcome showed", "Main limits",
    ]  # fmt: skip
    assert rows == [[
        "Ash and Birch (2001) | Abstract or register entry read",
        "Randomised crossover | Adults who sneeze: 31 randomised, 28 analysed",
        "4.5 mg a day | 12 weeks | Compared with: placebo",
        "Favours LDN. Sneezes fell by half (Elm and others 2002).",
        "One centre; short",
    ]]  # fmt: skip


def test_certainty_table(built):
    _, rows = table(built, "certainty-table")
    assert rows[0][0] == "Sneezes"
    assert rows[0][3] == "●●○○\xa0Low certainty | Imprecision: few people | Risk of bias: open"


def test_numbers_of_the_forest_plot_stand_in_a_table(built):
    _, rows = table(built, "numbers-table")
    assert rows == [
        ["ASH | Ash and Birch (2001)", "14 LDN, 14 placebo", "−0.50 (−1.25 to 0.20)", "Main"],
        ["ELM | Elm and others (2002)", "9 LDN", "No interval confirmed", ""],
    ]


def test_occupancy_table_keeps_measured_and_predicted_apart(built):
    _, rows = table(built, "occupancy-table")
    assert [row[0] for row in rows] == ["0.5\xa0mg", "2\xa0mg", "5\xa0mg"]
    assert [row[2].split(" | ")[0] for row in rows] == ["Not measured", "27%", "43%, 46.5%"]
    assert [row[3] for row in rows] == ["9.1%", "28.6%", "50.0%"]


def test_parameter_table(built):
    _, rows = table(built, "parameter-table")
    assert rows == [["Half-life", "4 h", "Elm and others (2002)", "About"]]


def test_claims_in_their_order_with_verdict_and_chapter(built):
    claims = built.page("other").select_one("dl.claims")
    terms = [term.get_text(strip=True).rstrip("¶") for term in claims.select("dt")]
    assert terms == ["1. LDN is blue.", "2. LDN blocks sneezes."]
    assert claims.select_one("#claim-second")
    assert claims.select_one("strong.verdict-partly").text == "Partly supported."
    assert claims.select_one(".read-on a").get_text() == "Other"


def test_claims_between_first_and_last(book):
    book.change("other.md", "{claims}\n", "{claims}\n:first: 2\n:last: 2\n")
    assert book.build().status == 0
    assert len(book.page("other").select("dl.claims dt")) == 1


def test_summary_counts_from_the_data(built):
    _, rows = table(built, "claims-summary", "other")
    assert rows[-1] == ["All", "2", "1 to 2"]
    assert ["Partly supported", "1", "2"] in rows
    assert ["Contradicted", "0", "none"] in rows


def test_every_table_and_figure_has_a_number_and_a_caption(built):
    page = built.page()
    captions = [c.get_text() for c in page.select("table caption, figcaption .caption-text")]
    assert len(captions) == len(page.select("table, figure")) == 8
    assert all(captions)
    assert page.select_one("p a[href='#tab-studies']").text == "Table 2"
    assert page.select_one("p a[href='#fig-score']").text.startswith("Fig. 1")
    assert page.select_one("#tab-studies caption em").text == "studies"


def test_no_break_spaces_survive(book):
    book.change("evidence/studies.yaml", "12 weeks", "12\u00a0weeks")
    book.build()
    assert "12\u00a0weeks" in book.page().select_one("table.study-table").text


def test_changed_data_rereads_only_the_pages_that_use_them(book):
    book.build()
    before = {
        n: (book.folder / f"doctrees/{n}.doctree").stat().st_mtime_ns for n in ("index", "other")
    }
    path = book.source / "evidence/studies.yaml"
    book.change("evidence/studies.yaml", "analysed: 28", "analysed: 27")
    later = path.stat().st_mtime + 10
    os.utime(path, (later, later))
    assert book.build().status == 0
    after = {
        n: (book.folder / f"doctrees/{n}.doctree").stat().st_mtime_ns for n in ("index", "other")
    }
    assert before["other"] == after["other"]
    assert before["index"] != after["index"]
    assert "27 analysed" in book.page().text


def test_captions_have_the_names_of_the_author(built):
    figures = list(doctree(built).findall(nodes.figure))
    assert [figure["names"] for figure in figures] == [["fig-score"], [], ["fig-occupancy"]]
