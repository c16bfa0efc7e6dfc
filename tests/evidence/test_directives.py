"""What the directives print, and that it is plain docutils."""

import os
import pickle

import pytest
from docutils import nodes


def doctree(book, name="index"):
    return pickle.loads((book.folder / "doctrees" / f"{name}.doctree").read_bytes())


def table(book, kind, page="index"):
    found = book.page(page).select_one(f"table.{kind}")
    header = [cell.get_text(" ", strip=True) for cell in found.select("thead th")]
    rows = [
        [" | ".join(p.text for p in cell.select("p")) for cell in row.select("th, td")]
        for row in found.select("tbody tr")
    ]
    return header, rows


def test_only_nodes_that_every_writer_knows(built):
    for name in ("index", "other", "overview"):
        for node in doctree(built, name).findall():
            module = type(node).__module__
            assert module.startswith(("docutils", "sphinx.")) or "bibtex" in module


def test_certainty_badge(built):
    badge = built.page().select_one(".certainty-low")
    assert badge.select_one(".certainty-circles.unspoken").text == "●●○○"
    assert [p.text for p in badge.select("p")] == [
        "●●○○\xa0Low certainty: LDN may make people sneeze less.",
        "Evidence last checked 3\xa0January 2026; next check 3\xa0July 2026. "
        "Certainty rated by the makers, 2\xa0January 2026.",
    ]


def test_certainty_role(built):
    assert built.page().select_one(".certainty-inline").text == "●○○○\xa0Very low certainty"


def test_study_table(built):
    header, rows = table(built, "study-table")
    assert header == ["Study", "Who, and how", "What the main outcome showed", "Main limits"]
    assert rows == [[
        "Ash and Birch (2001) | Abstract or registry entry read",
        "Randomised crossover. Adults who sneeze: 31 randomised, 28 analysed | "
        "4.5 mg a day; 12 weeks | Compared with: placebo",
        "Favours LDN. Sneezes fell by half (Elm and others 2002).",
        "One centre; short",
    ]]  # fmt: skip


def test_each_study_has_an_address(book):
    again = "```{study-table} sneezing\n```\n{ref}`To it <study-ash2001>`.\n"
    path = book.source / "index.md"
    path.write_text(path.read_text("utf-8") + again, "utf-8")
    outcome = book.build()
    assert (outcome.status, outcome.problems) == (0, "")
    places = book.page().select("[id=study-ash2001]")
    assert [place.find_parent("th").find_next("p").text for place in places] == [
        "Ash and Birch (2001)"
    ]
    assert book.page().select_one("a[href='#study-ash2001']").text == "To it"


def test_findings_table_gives_benefits_before_harms(built):
    header, rows = table(built, "findings-table")
    assert header == [
        "Outcome", "People and studies", "Effect (interval)", "Certainty",
        "What it means, and why we are this sure",
    ]  # fmt: skip
    assert rows == [
        ["Possible benefits"],
        ["Sneezes", "28 people in 1 trial", "−0.50 points (−1.25 to 0.20)", "●●○○ | Low",
         "LDN may lower the number (Ash and Birch 2001). | "
         "Imprecision: few people | Risk of bias: open"],
        ["Possible harms"],
        ["Drowsiness", "28 people in 1 trial", "None confirmed", "●○○○ | Very low",
         "We do not know (Ash and Birch 2001). | Imprecision: nobody counted"],
    ]  # fmt: skip
    headings = built.page().select("table.findings-table tr.row-heading th")
    assert [cell["colspan"] for cell in headings] == ["5", "5"]


def numbers(book, place, page="overview"):
    """Rows of the table with numbers behind the figure *place*."""
    found = book.page(page).select_one(f"#{place}").find_next("div", class_="evidence-numbers")
    return [
        [" | ".join(p.text for p in cell.select("p")) for cell in row.select("th, td")]
        for row in found.select("tbody tr")
    ]


def test_evidence_map_names_all_conditions_and_links_their_chapters(built):
    assert numbers(built, "fig-map") == [
        ["One randomised trial"],
        ["Sneezing", "Favours LDN", "●●○○ | Low",
         "One trial saw fewer sneezes (Ash and Birch 2001)."],
        ["Registered only"],
        ["Coughing", "Untested", "○○○○ | No evidence", "Nobody has tested it."],
    ]  # fmt: skip
    links = built.page("overview").select(".evidence-numbers a.internal[href^='conditions/']")
    assert [(link.text, link["href"]) for link in links] == [
        ("Sneezing", "conditions/sneezing.html")
    ]


def test_evidence_map_names_conditions_that_are_alike_in_the_order_of_the_alphabet(book):
    conditions = "evidence/conditions.yaml"
    alike = "direction: untested\n  certainty: no evidence"
    book.change(conditions, "direction: favours LDN\n  certainty: low", alike)
    book.change(conditions, "registered only", "one randomised trial")
    assert book.build().status == 0
    assert [row[0] for row in numbers(book, "fig-map")] == [
        "One randomised trial", "Coughing", "Sneezing",
    ]  # fmt: skip


def test_timeline_in_order_with_every_source_once(built):
    assert numbers(built, "fig-timeline") == [
        ["1963", "Trees are planted (Elm and others 2002). (Ash and Birch 2001)", "Practice"],
        ["Spring 2002", "A scan is made. (Elm and others 2002)",
         "Laboratory | Rests on one source"],
        ["About 2003", "A talk. (Elm and others 2002)",
         "Publication | Rests on advocates’ own accounts"],
    ]  # fmt: skip


def test_trials_table_sets_other_doses_apart(built):
    _, rows = table(built, "trials-table", "overview")
    assert rows == [
        ["Nose trial | X1 | Sneezing", "3 mg | 40 planned", "Completed | Ended in 2004",
         "Report: Ash and Birch (2001) | (Elm and others 2002)"],
        ["Other doses, routes or substances"],
        ["Throat trial | X2 | Coughing", "50 mg", "Recruiting | since 2005",
         "No report known | (Elm and others 2002)"],
    ]  # fmt: skip


def add_directives(book, name, option, values):
    """Add to the overview a directive for each of *values*, named by the option and a number."""
    with (book.source / "overview.md").open("a", encoding="utf-8") as page:
        for n, value in enumerate(values):
            page.write(f"\n```{{{name}}}\n:name: {option}-{n}\n:{option}: {value}\n```\n")


def test_trials_table_shows_what_is_asked_for(book):
    add_directives(book, "trials-table", "status", ["recruiting, unknown"])
    add_directives(book, "trials-table", "condition", ["coughing"])
    assert book.build().status == 0
    for option in ("status", "condition"):
        _, rows = table(book, f"trials-table#{option}-0", "overview")
        assert [row[0][:12] for row in rows] == ["Other doses,", "Throat trial"]


ANY, SLEEP, OTHER_DOSE = (
    ["Any harm | 4.5 mg", "41 of 49 (84%)",
     "43 of 50 (86%), placebo | Risk ratio 0.97 (95% interval 0.82 to 1.15), our calculation",
     "Ash and Birch (2001) | Abstract or registry entry read | Adults only"],
    ["Bad sleep | 4.5 mg", "7 of 17 | 41% (95% interval 22% to 64%), our calculation",
     "No comparison group", "Elm and others (2002)"],
    ["Dizziness | 50 mg", "More often", "Less often, placebo",
     "Elm and others (2002) | Known through another source"],
)  # fmt: skip


HARMS = {
    "all": [ANY, SLEEP, ["Other doses: not low-dose naltrexone"], OTHER_DOSE],
    "low": [ANY, SLEEP],
    "other": [OTHER_DOSE],
}


def test_harms_table(book):
    add_directives(book, "harms-table", "doses", HARMS)
    assert book.build().status == 0
    for n, (doses, expected) in enumerate(HARMS.items()):
        header, rows = table(book, f"harms-table#doses-{n}", "overview")
        assert rows == expected
        assert header[1] == ("On LDN" if doses == "low" else "On naltrexone")


def test_dose_figure_has_its_numbers_in_a_table(built):
    assert numbers(built, "fig-dose") == [
        ["1", "0.13 to 1.0", "1.4 to 11", "43 to 46%", "43 to 46%"],
        ["4", "0.080 to 0.64", "0.89 to 7.1", "43 to 46%", "43 to 46%"],
        ["8", "0.040 to 0.32", "0.44 to 3.6", "43 to 46%", "43 to 46%"],
        ["12", "0.020 to 0.16", "0.22 to 1.8", "38 to 43%", "38 to 43%"],
        ["24", "0.0025 to 0.020", "0.028 to 0.22", "34 to 40%", "34 to 40%"],
        ["48", "less than 0.001", "less than 0.001 to 0.0035", "27 to 34%", "27 to 34%"],
    ]
    caption = built.page("overview").find(id="fig-dose-numbers").caption.text
    assert "The values for 4.5\xa0mg start from those measured after 5\xa0mg." in caption
    legend = built.page("overview").select_one("#fig-dose .legend").text
    for words in (
        "volume 1350\xa0L", "half-life 4\xa0h", "5 to 40%", "0.9035\xa0mg", "3 per hour",
        "72 to 108\xa0h", "measured at 5\xa0mg", "Nobody has measured it.", "A guess.",
    ):  # fmt: skip
        assert words in legend


def test_every_directive_in_print(book):
    book.change("conf.py", '"evidence"]', '"evidence", "print_edition"]')
    outcome = book.build("pdf")
    assert (outcome.status, outcome.problems) == (0, "")


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
    assert rows == [["Half-life", "4\xa0h", "Elm and others (2002)", "About"]]


def test_other_receptors_have_no_prediction_and_units_stand_as_they_are_written(book):
    book.change("evidence/pharmacology.yaml", "dose_mg: 2, receptor: mu", "dose_mg: 2, receptor: d")
    more = "".join(
        f"- {{parameter: x, value: '{value}', unit: '{unit}', source: elm2002, note: null}}\n"
        for value, unit in (("40", "%"), ("not known", "hours"))
    )
    book.change("evidence/pharmacology.yaml", "low_dose_mg:", f"{more}low_dose_mg:")
    assert book.build().status == 0
    _, rows = table(book, "occupancy-table")
    assert [row[3] for row in rows] == ["9.1%", "No prediction", "50.0%"]
    _, rows = table(book, "parameter-table")
    assert [row[1] for row in rows] == ["4\xa0h", "40%", "not known hours"]


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
    assert page.select_one("p a[href='#tab-studies']").text == "Table 7"
    assert page.select_one("p a[href='#fig-score']").text.startswith("Fig. 4")
    assert page.select_one("#tab-studies caption em").text == "studies"


def test_no_break_spaces_survive(book):
    book.change("evidence/studies/sneezing.yaml", "12 weeks", "12\u00a0weeks")
    book.build()
    assert "12\u00a0weeks" in book.page().select_one("table.study-table").text


def test_changed_data_rereads_only_the_pages_that_use_them(book):
    book.build()
    before = {
        n: (book.folder / f"doctrees/{n}.doctree").stat().st_mtime_ns for n in ("index", "other")
    }
    path = book.source / "evidence/studies/sneezing.yaml"
    book.change("evidence/studies/sneezing.yaml", "analysed: 28", "analysed: 27")
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


@pytest.mark.parametrize(
    ("page", "figure", "table"),
    [
        ("index", "fig-score", "fig-score-numbers"),
        ("index", "fig-occupancy", "tab-occupancy"),
        ("overview", "fig-map", "fig-map-numbers"),
        ("overview", "fig-timeline", "fig-timeline-numbers"),
        ("overview", "fig-dose", "fig-dose-numbers"),
    ],
)
def test_each_figure_leads_to_its_numbers(built, page, figure, table):
    page = built.page(page)
    (link,) = page.select(f"#{figure} figcaption .to-numbers a")
    assert (link.text, link["href"]) == ("The numbers as a table", f"#{table}")
    assert page.find(id=table).name == "table"


def test_figure_without_a_name_leads_to_its_numbers(book):
    book.change("overview.md", ":name: fig-timeline\n", "")
    assert book.build().status == 0
    (link,) = book.page("overview").select(".timeline .to-numbers a")
    assert book.page("overview").find(id=link["href"][1:]).name == "table"


def test_figure_cannot_lead_to_a_table_that_is_not_there(book):
    book.change("index.md", ":table: tab-occupancy", ":table: tab-nowhere")
    outcome = book.build()
    assert outcome.status != 0
    (line,) = [line for line in outcome.problems.splitlines() if "tab-nowhere" in line]
    assert "index.md:" in line


def test_other_formats_do_not_lead_from_figures_to_numbers(book):
    assert book.build("text").status == 0
    assert "The numbers as a table" not in (book.folder / "text/index.txt").read_text("utf-8")
