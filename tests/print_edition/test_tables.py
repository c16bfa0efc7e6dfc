"""Tables on paper: columns hold their words, rows their page, and large print its lists."""

import re

import pytest
from pypdf import PdfReader

from tests.print_edition.conftest import text_of
from tests.print_edition.pdf_tools import runs

LARGE = """
print_editions = {"a4": {
    "size": "18pt", "table-size": "18pt", "one-size": True, "hyphenate": False,
    "wide-tables": "records", "margin-inside": "18mm", "margin-outside": "18mm",
    "table-overhang": "0mm",
}}
"""
CODE = "IRCT20180809040747N1"


def table(*rows: list[str]) -> str:
    """Return a table of Markdown; the first row is its head."""
    lines = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return "".join(f"| {' | '.join(row)} |\n" for row in lines) + "\n"


@pytest.fixture
def pages_of(print_book):
    """Print a document; return its pages."""

    def pages(text: str, conf: str = "", name: str = "index.md") -> list:
        outcome = print_book({name: text}, conf)
        assert outcome.status == 0, outcome.problems
        return PdfReader(outcome.folder / "small-book-a4.pdf").pages

    return pages


def test_column_is_as_wide_as_its_longest_word(pages_of):
    widths = "```{list-table}\n:header-rows: 1\n:widths: 5 95\n\n"
    text = f"# Title\n\n{widths}* - Code\n  - Words\n* - {CODE}\n  - beside it\n```\n"
    (*_, page) = pages_of(text)
    (code,) = (x for x, _y, run in runs(page) if run == CODE)
    (beside,) = (x for x, _y, run in runs(page) if run == "beside it")
    assert beside - code > 100  # points; the code takes about 104


def test_codes_and_chained_words_are_divided_where_no_column_could_hold_them(pages_of):
    chain = "one\N{NO-BREAK SPACE}two\N{NO-BREAK SPACE}three\N{NO-BREAK SPACE}four"
    rows = table(["a"] * 8, [CODE] * 7 + [chain])
    (*_, page) = pages_of(f"# Title\n\n{rows}")
    text = page.extract_text()
    assert CODE not in text
    assert chain not in text
    assert "".join(text.split("\n")).count(CODE) == 7


@pytest.mark.parametrize(
    ("head", "row", "listed"),
    [
        (["Name", "B", "C", "D"], ["a"] * 4, True),
        (["Name", "B", "C"], ["a"] * 3, False),
        (["Name", "B", "C"], ["a" * 25] * 3, True),
        (["Name", "B", "C"], ["a " * 60] * 3, True),
    ],
    ids=["wide", "narrow", "long word", "long texts"],
)
def test_table_that_is_too_wide_for_large_letters_is_a_list(pages_of, head, row, listed):
    text = " ".join(page_texts_of(pages_of(f"# Title\n\n{table(head, row)}", LARGE)))
    assert ("B: a" in text) == listed


def page_texts_of(pages: list) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pages]


def test_row_that_names_a_group_is_a_heading_of_the_list(pages_of):
    rule = "+---+---+---+---+\n"
    rows = f"{rule}| n | b | c | d |\n+===+===+===+===+\n| Harms         |\n{rule}"
    text = f"Title\n=====\n\n{rows}|xyz| y | z |   |\n{rule}"
    assert "Harms xyz b: y c: z" in page_texts_of(pages_of(text, LARGE, "index.rst"))[-1]


def test_row_higher_than_a_page_runs_on_to_the_next(pages_of):
    words = " ".join(f"w{n}" for n in range(220))
    rows = "".join(f"* - {words if n == 1 else 'b'}\n" for n in range(3)).replace("* -", "  -")
    text = f"# Title\n\n```{{list-table}}\n:widths: 50 25 25\n\n* {rows.lstrip()}```\n"
    pages = pages_of(text, LARGE)
    assert "w219" in page_texts_of(pages)[-1]
    assert all(y > 70 for page in pages for _x, y, run in runs(page) if re.match(r"w\d", run))


@pytest.mark.parametrize(
    "last", ["x", "x " * 300, "incomprehensibilities " * 21], ids=["low", "high", "of long words"]
)
def test_beginning_and_end_of_a_table_stand_together(pages_of, last):
    sizes = range(26, 76)
    tables = "".join(
        f"Table {size}.\n\n"
        + table(["a", "b"], *([f"t{size}r{n}", "x" if n < size - 1 else last] for n in range(size)))
        for size in sizes
    )
    pages = page_texts_of(pages_of(f"# Title\n\n{tables}"))

    def page_with(name: str) -> int:
        return next(n for n, text in enumerate(pages) if f"{name} " in text)

    for size in sizes:
        assert page_with(f"t{size}r0") == page_with(f"t{size}r1")
        assert page_with(f"t{size}r{size - 1}") == page_with(f"t{size}r{size - 2}")


def test_first_two_rows_stand_with_the_name_of_their_group(pages_of):
    rule = f"+---------+{'-' * 300}+\n"
    head = f"{rule}| a       | {'b':299}|\n{rule.replace('-', '=')}| {'Group':308} |\n{rule}"
    sizes = range(9, 30)
    tables = "".join(
        f"Table {size}.\n\n{head}"
        + "".join(f"| {f't{size}r{n}':7} | {'word ' * 59:299}|\n{rule}" for n in range(size))
        + "\n"
        for size in sizes
    )
    pages = page_texts_of(pages_of(f"Title\n=====\n\n{tables}", name="index.rst"))
    for size in sizes:
        (page,) = (text for text in pages if f"t{size}r0 " in text)
        assert "Group" in page
        assert f"t{size}r1 " in page


def test_high_rows_leave_little_of_a_page_white(pages_of):
    """Only low rows are tied to each other: two high ones would leave half of a page."""
    high = table(["a", "b"], *[["x", "word " * 210]] * 3)
    tables = "".join(f"{'words ' * (n % 7 * 30)}\n\n{high}" for n in range(14))
    *pages, _last = pages_of(f"# Title\n\n{tables}")[2:]  # behind title page and contents
    feet = [min(y for _x, y, run in runs(page) if not run.isdigit()) for page in pages]
    assert len(feet) > 7
    assert max(feet) < 300  # points; a page of text ends at 91 and has 671


def test_small_table_stays_on_one_page(pages_of):
    rows = [[[f"t{n}r{k}", "x"] for k in range(4)] for n in range(30)]
    tables = "".join(
        f"{'words ' * (n % 5 * 30)}\n\n{table(['a', 'b'], *each)}" for n, each in enumerate(rows)
    )
    for text in page_texts_of(pages_of(f"# Title\n\n{tables}")):
        shown = re.findall(r"t(\d+)r\d", text)
        assert all(shown.count(n) == 4 for n in shown)


def test_heading_stands_on_the_page_of_its_table(pages_of):
    tables = "".join(
        f"## Head {n}.\n\n" + table(["a", "b"], [f"t{n}", "x " * (700 + 20 * n)]) for n in range(20)
    )
    for text in page_texts_of(pages_of(f"# Title\n\n{tables}")):
        assert not re.search(r"Head \d+\. \d+$", text)  # the page number follows


def test_list_names_each_row_once_in_bold_and_keeps_a_sign_with_its_word(pages_of):
    head = "```{list-table}\n:header-rows: 1\n\n* - Name\n  - B\n  - Sign\n  - D\n"
    text = f"# Title\n\n{head}* - Birch\n\n    Register\n  - b\n  - ++\n\n    Low\n  - d\n```\n"
    (*_, page) = pages_of(text, LARGE)
    fonts = {}

    def note(run, _matrix, _text_matrix, font, _size):
        fonts.setdefault(run.strip(), font and font["/BaseFont"])

    lines = page.extract_text(visitor_text=note).splitlines()
    assert fonts["Birch"].endswith("Bold")
    assert fonts["Register"].endswith("Regular")
    assert "Sign: ++ Low" in [" ".join(line.split()) for line in lines]


def test_page_that_begins_within_a_record_says_its_name_again(pages_of):
    link = "[Birch {}](https://example.org)"
    rows = [[link.format(n), *[f"r{n} " * (20 + 9 * n)] * 3] for n in range(16)]
    text = f"# Title\n\n{table(['Name', 'B', 'C', 'D'], *rows)}"
    begun, turned = None, 0
    for page in page_texts_of(pages_of(text, LARGE)):
        names = re.findall(r"Birch (\d+)(, continued)?", page)
        first = re.search(r"r(\d+) ", page)
        goes_on = first is not None and first[1] == begun
        assert [name for name, again in names if again] == ([begun] if goes_on else [])
        turned += goes_on
        begun = names[-1][0] if names else begun
    assert turned > 5


def test_line_below_a_list_turns_no_page(pages_of):
    row = ["Birch", "b", "c"]
    lists = [table(["Name", "B", "C", "D"], [*row, "d " * n]) for n in range(500, 720, 20)]
    text = "".join(f"# Title\n\n{each}" for each in lists)
    pages = page_texts_of(pages_of(text, LARGE))[3:]  # behind the contents
    assert len(lists) < len(pages) < 2 * len(lists)
    assert all("d d" in page for page in pages)


def test_first_record_stands_with_the_caption_of_its_list(pages_of):
    """The room that is kept for a record holds its name, here of four lines, and two lines more."""
    head = "```{list-table} Caption\n:header-rows: 1\n\n* - Name\n  - B\n  - C\n  - D\n"
    name = "Birch\n\n    Register\n\n    Number\n\n    Read"
    record = f"{head}* - {name}\n  - {'b ' * 200}\n  - c\n  - d\n```\n\n"
    sizes = range(10, 30)
    lists = "".join("# Title\n\n" + "line\\\n" * size + f"line\n\n{record}" for size in sizes)
    pages = page_texts_of(pages_of(lists, LARGE))
    assert sum("Caption Birch " in text for text in pages) == len(sizes)


NESTED = """Title
=====

.. list-table::
   :widths: 20 10
   :header-rows: 1

   * - Head
     - Other
   * - .. list-table::
          :widths: 1 2 3
          :header-rows: 1

          * - one
            - two
            - three
          * - four
            - five
            - six
     - seven
"""


def test_table_in_a_cell_has_widths_of_its_own(print_book):
    outcome = print_book({"index.rst": NESTED})
    assert outcome.status == 0, outcome.problems
    assert "Head Other one two three four five six seven" in text_of(outcome)
