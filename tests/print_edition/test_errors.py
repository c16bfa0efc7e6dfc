"""Whatever an author gets wrong is said in one line with its place, and the old PDF stays."""

import contextlib
import io
import re
import sys

import pytest
from sphinx.cmd.build import build_main

from tests.print_edition.conftest import CONF, text_of

EMPTY_PARAGRAPH = """
def setup(app):
    from docutils import nodes

    def empty_last_cell(app, doctree):
        for entry in list(doctree.findall(nodes.entry))[-1:]:
            entry.children = []
            entry += nodes.paragraph("", "")

    app.connect("doctree-read", empty_last_cell)
"""

PAGE = "# Title\n\nText.\n\n"


def problem_lines(outcome) -> list[str]:
    """Return what a failed build said, without Sphinx's closing words."""
    assert outcome.status != 0
    assert "Traceback" not in outcome.problems
    return [line for line in outcome.problems.splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("page", "place", "message"),
    [
        ("![](dots.svg)", "index.md:5", "image 'dots.svg' has no alternative text"),
        ("```{math}\n\\unheard{1}\n```", "index.md:5", "unexpected control sequence \\unheard"),
        (
            "An {unknown-word}`x` of no use.\n\n{sub}`2` \u4e2d\u6587",
            "index.md:7",
            "no font has \u4e2d (U+4E2D), \u6587 (U+6587)",
        ),
        ("{doc}`nowhere`", "index.md:5", "unknown document: 'nowhere'"),
        ("(a)=\n## A\n\n(a)=\n## B", "index.md:8", "uplicate"),
        ("![Dots](nowhere.svg)", "index.md:5", "image 'nowhere.svg' is not there"),
    ],
    ids=["no-alt", "formula", "no-glyph", "dangling", "duplicate-label", "missing-image"],
)
def test_author_errors_name_file_and_line(print_book, page, place, message):
    page = page.replace("An {unknown-word}`x` of no use.\n\n", "Before.\n\n")
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
    outcome = print_book({"index.md": PAGE + page, "dots.svg": svg})
    lines = problem_lines(outcome)
    assert any(place in line and message in line for line in lines), outcome.problems


@pytest.mark.parametrize(
    ("page", "line"),
    [
        (f"{'W' * 50}\u4e2d", 5),
        ("<https://a.b/\u4e2d>", 5),
        ("```{index} \u4e2d\n```\n\nWords.\n\n## Last", 8),
        ("```{glossary}\n\u4e2d\n    Words.\n```", 7),
        (":::{figure} dots.svg\n:alt: Dots\n\nWords \u4e2d\n:::", 5),
        ("```{math}\n\\text{\u4e2d}\n```", 5),
        ("![Dots](words.svg)", 5),
    ],
    ids=["long-word", "address", "index", "term", "caption", "formula", "picture"],
)
def test_letters_that_no_font_has_are_found_wherever_they_stand(print_book, page, line):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text y="9">{}</text></svg>'
    files = {"dots.svg": svg.format(""), "words.svg": svg.format("&#x4e2d;")}
    conf = "numfig = True\nmyst_enable_extensions = ['colon_fence']\n"
    outcome = print_book({"index.md": PAGE + page} | files, conf)
    message = f"index.md:{line}: cannot be printed: no font has \u4e2d (U+4E2D) [print_edition]"
    assert [said.split("ERROR: ")[1] for said in problem_lines(outcome)] == [message]


def test_letters_that_no_font_has_are_found_in_the_settings(print_book):
    lines = problem_lines(print_book({"index.md": PAGE}, conf="print_subtitle = '\u4e2d'"))
    assert ["conf.py: cannot be printed: no font has \u4e2d" in line for line in lines] == [True]


def test_letter_of_a_picture_is_an_error_where_others_are_marked(print_book):
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text y="9">\u4e2d</text></svg>'
    )
    page = PAGE + "Not \u6587.\n\n![A word](word.svg)"
    outcome = print_book({"index.md": page, "word.svg": svg}, "print_placeholders = True\n")
    (line,) = problem_lines(outcome)
    assert "index.md:7: cannot be printed: no font has \u4e2d (U+4E2D)" in line


def test_letter_below_a_mark_that_no_font_has_is_not_blamed(print_book):
    page = PAGE + "Not t\u20da, nor e\u0301."
    (line,) = problem_lines(print_book({"index.md": page}))
    assert "index.md:5: cannot be printed: no font has \u20da (U+20DA) [" in line
    outcome = print_book({"index.md": page}, conf="print_placeholders = True")
    assert "Not t[U+20DA], nor e\u0301." in text_of(outcome)


def test_all_causes_are_reported_at_once(print_book):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
    outcome = print_book({"index.md": PAGE + "![](a.svg)\n\n![](a.svg)", "a.svg": svg})
    places = re.findall(r"index\.md:(\d+): \S*ERROR", outcome.problems)
    assert places == ["5", "7"]


@pytest.mark.parametrize(
    ("conf", "message"),
    [
        (
            "print_editions = {'a4': {'body-font': 'Nope'}}",
            "body-font: found 'Nope', allowed: Atki",
        ),
        ("print_editions = {'a4': {'pappe': 'a4'}}", "a4: unknown key 'pappe', allowed: form"),
        ("print_editions = {'a4': {'justify': 'no'}}", "found 'no', allowed: True or False"),
        ("print_editions = {'a4': {'size': 'big'}}", "size: found 'big', allowed: a length like"),
        ("print_date = 'soon'", "print_date: found 'soon', allowed: a date like 2026-01-31"),
        ("print_language = 'a b'", "print_language: found 'a b', allowed: a language like en-GB"),
        ("print_cover = 'no.svg'", "print_cover: no.svg: No such file or directory"),
    ],
)
def test_wrong_settings_say_what_is_allowed(print_book, conf, message):
    lines = problem_lines(print_book({"index.md": PAGE}, conf=conf))
    assert any(message in line for line in lines), lines


def test_formulas_without_pandoc_say_what_to_install(print_book, monkeypatch):
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    lines = problem_lines(print_book({"index.md": PAGE + "{math}`x`\n"}))
    assert any("index.md:5" in line and "pip install pypandoc-binary" in line for line in lines)


def test_failed_build_leaves_the_old_pdf(print_book):
    pdf = print_book({"index.md": PAGE}).folder / "small-book-a4.pdf"
    before = pdf.read_bytes()
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
    problem_lines(print_book({"index.md": PAGE + "More text. ![](a.svg)", "a.svg": svg}))
    assert pdf.read_bytes() == before


def test_output_folder_that_cannot_be_written(print_book, tmp_path):
    (tmp_path / "pdf" / "small-book-a4.pdf").mkdir(parents=True)
    lines = problem_lines(print_book({"index.md": PAGE}))
    assert any("small-book-a4.pdf: cannot be written" in line for line in lines)


def test_book_that_cannot_be_printed_fails_even_when_warnings_are_allowed(write_tree, tmp_path):
    source = write_tree({"conf.py": CONF + "print_date = 'soon'\n", "index.md": PAGE})
    arguments = ["-b", "pdf", "-q", "-d", str(tmp_path / "doctrees"), str(source)]
    with contextlib.redirect_stderr(io.StringIO()):
        assert build_main([*arguments, str(tmp_path / "pdf")]) != 0


def test_warnings_of_typst_are_errors(print_book):
    style = '#let styles = ("special": body => text(font: "Nope", body))\n'
    page = PAGE + "```{container} special\nText.\n```\n"
    lines = problem_lines(
        print_book({"index.md": page, "style.typ": style}, conf="print_style = 'style.typ'\n")
    )
    assert any("unknown font family: nope" in line for line in lines), lines


def test_document_in_two_toctrees_is_named(print_book):
    toctrees = "```{toctree}\none\n```\n\n```{toctree}\none\n```\n"
    lines = problem_lines(print_book({"index.md": PAGE + toctrees, "one.md": "# One\n\nText.\n"}))
    assert any("'one' stands in more than one toctree" in line for line in lines), lines


def test_empty_paragraph_in_a_table_prints(print_book):
    page = PAGE + "| a | b |\n|---|---|\n| c | d |\n"
    outcome = print_book({"index.md": page}, conf=EMPTY_PARAGRAPH)
    assert outcome.status == 0, outcome.problems


def test_note_below_a_title_as_high_as_a_page_prints(print_book):
    """Typst stops at a note on the page of a title that is divided between two pages."""
    outcome = print_book({"index.md": f"# {'word ' * 100}\n\nText.[^1]\n\n[^1]: A note.\n"})
    assert outcome.status == 0, outcome.problems
    assert text_of(outcome).count("word") >= 200  # in the contents as well
