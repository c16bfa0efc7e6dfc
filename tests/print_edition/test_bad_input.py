"""Whatever stands in the source, the book prints it rightly or says in one line what is wrong."""

import pytest
from pypdf import PdfReader

from tests.print_edition.conftest import text_of
from tests.print_edition.pdf_tools import bookmarks, lines, page_texts
from tests.print_edition.test_errors import PAGE, problem_lines

TOCTREE = "```{{toctree}}\n{}\n```\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


def outline_of(outcome) -> list[tuple[int, str]]:
    assert outcome.status == 0, outcome.problems
    return bookmarks(PdfReader(outcome.folder / "small-book-a4.pdf"))


def test_empty_document_takes_no_room_and_can_be_referred_to(print_book):
    pages = {"a.md": "", "b.md": "# B\n\nSee {doc}`the empty one <a>`.\n"}
    outcome = print_book({"index.md": PAGE + TOCTREE.format("a\nb"), **pages})
    assert "See the empty one" in text_of(outcome), outcome.problems


def test_empty_book_prints(print_book):
    outcome = print_book({"index.md": ""}, conf="print_root_title = 'About'\n")
    assert outcome.status == 0, outcome.problems


def test_documents_below_one_without_heading_take_its_level(print_book):
    pages = {"a.md": "Only text.\n\n" + TOCTREE.format("b"), "b.md": "# B\n\n## C\n"}
    outline = outline_of(print_book({"index.md": PAGE + TOCTREE.format("a"), **pages}))
    assert outline[-2:] == [(0, "B"), (1, "C")]


def test_skipped_heading_levels_become_the_next_level(print_book):
    page = PAGE + "### Three\n\ntext\n\n##### Five\n\ntext\n"
    outcome = print_book({"index.md": page}, conf="suppress_warnings = ['myst.header']\n")
    assert outline_of(outcome)[-3:] == [(0, "Title"), (1, "Three"), (2, "Five")]


def test_toctrees_in_a_circle_are_named(print_book):
    pages = {"a.md": "# A\n\n" + TOCTREE.format("b"), "b.md": "# B\n\n" + TOCTREE.format("a")}
    lines = problem_lines(print_book({"index.md": PAGE + TOCTREE.format("a"), **pages}))
    assert any("b.md:3" in line and "a → b → a" in line for line in lines), lines


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.png", "\x89PNG", "is damaged: "),
        ("a.jpg", "", "is damaged: "),
        ("a.svg", "<svg", "is damaged: unclosed token"),
        ("a.pdf", "%PDF-1.5", "is damaged: "),
        ("a.svg", SVG.format("<script>x()</script>"), "holds a script"),
        ("a.svg", SVG.format('<rect onclick="x()"/>'), "holds a script"),
        ("a.svg", SVG.format('<image href="/etc/passwd"/>'), "loads '/etc/passwd'"),
        ("a.svg", SVG.format("<style>@import url('http://x.y/z')</style>"), "loads 'http://x.y/z'"),
        ("a.svg", SVG.format('<rect fill="url(http://x.y/z#p)"/>'), "loads 'http://x.y/z#p'"),
    ],
)
def test_image_that_cannot_be_printed_is_named(print_book, name, content, message):
    outcome = print_book({"index.md": f"{PAGE}![words]({name})\n", name: content})
    lines = [line for line in problem_lines(outcome) if "ERROR" in line]
    assert len(lines) == 1
    assert lines[0].startswith(f"index.md:5: ERROR: image '{name}' {message}")


def test_picture_may_stand_above_a_list_and_at_the_end(print_book):
    page = "# Title\n\n![A plan](a.svg)\n\n- Point\n\nText ![A plan](a.svg)\n\n![A plan](a.svg)\n"
    conf = 'print_editions = {"a4": {"one-size": True}}\n'
    outcome = print_book({"index.md": page, "a.svg": SVG.format("<rect/>")}, conf)
    assert outcome.status == 0, outcome.problems


def test_image_among_words_stands_in_their_line(print_book):
    page = "# Title\n\nBefore **![A plan](a.svg) within** after.\n"
    outcome = print_book({"index.md": page, "a.svg": SVG.format("<rect/>")})
    assert outcome.status == 0, outcome.problems
    found = lines(PdfReader(outcome.folder / "small-book-a4.pdf").pages[-1])
    assert "Before within after." in [" ".join(text.split()) for _x, text in found]


def test_code_over_two_lines_of_the_source_is_in_one_line(print_book):
    outcome = print_book({"index.rst": "Title\n=====\n\nSee ``one\ntwo`` here.\n"})
    assert outcome.status == 0, outcome.problems
    found = lines(PdfReader(outcome.folder / "small-book-a4.pdf").pages[-1])
    assert "See one two here." in [" ".join(text.split()) for _x, text in found]


def test_remote_image_is_named_and_not_fetched(print_book):
    outcome = print_book({"index.md": PAGE + "![words](https://example.org/a.png)\n"})
    lines = problem_lines(outcome)
    assert any("'https://example.org/a.png' lies on another host" in line for line in lines)
    assert not any("fetch" in line for line in lines)


def test_ten_thousand_rows_print(print_book):
    rows = "".join(f"   {n},row {n}\n" for n in range(10_000))
    page = f"Title\n=====\n\n.. csv-table::\n   :header: Number,Words\n\n{rows}"
    outcome = print_book({"index.rst": page})
    assert outcome.status == 0, outcome.problems
    pages = page_texts(PdfReader(outcome.folder / "small-book-a4.pdf"))
    assert "row 9999" in pages[-1]
    assert pages[-1].count("Number Words") == 1


@pytest.mark.parametrize(
    "form", ["{}", "`{}`", "```\n{}\n```", "| a | b |\n|---|---|\n| {0} {0} | c |"]
)
def test_word_of_5000_letters_stays_whole_and_on_the_page(print_book, form):
    word = "xyzzy" * 1000
    outcome = print_book({"index.md": PAGE + form.format(word) + "\n"})
    assert outcome.status == 0, outcome.problems
    pages = PdfReader(outcome.folder / "small-book-a4.pdf").pages
    lines = [page.extract_text().splitlines() for page in pages]
    text = "".join("".join(line.split()) for page in lines for line in page)
    assert text.count("xyzzy") >= 950  # running heads and page numbers cut some
    assert max(len(line) for page in lines for line in page) < 120
    assert max(map(len, lines)) < 75


def test_missing_glyphs_are_named_at_their_lines(print_book):
    page = PAGE + "你好 שלום\n\n## 世\n\n```\n码\n```\n"
    lines = problem_lines(print_book({"index.md": page}))
    said = [line.partition(" [print")[0] for line in lines if "no font" in line]
    assert said == [
        "ERROR: index.md:5: cannot be printed: no font has 你 (U+4F60), 好 (U+597D)",
        "ERROR: index.md:7: cannot be printed: no font has 世 (U+4E16)",
        "ERROR: index.md:9: cannot be printed: no font has 码 (U+7801)",
    ]


def test_control_characters_vanish(print_book):
    outcome = print_book({"index.md": PAGE + "a\x01b\x0bc\x1bd\x7fe\u2028\ufefff\ufffeg\n"})
    assert "abcdefg" in text_of(outcome).replace(" ", ""), outcome.problems


def test_typst_syntax_is_text_everywhere(print_book):
    nasty = '#panic("t") $x$ @l // "]; \\u{41} <l>'
    escaped = "".join("\\" + c if c in '#$@\\"<[]`(){}' else c for c in nasty)
    page = f"""# {escaped}

```
{nasty}
```

``{nasty}`` {{index}}`{nasty.replace("`", "")}`

| {escaped} | b |
|---|---|
| {escaped} | c |

```{{figure}} a.svg
:alt: '{nasty}'

{escaped}
```

[{escaped}](https://example.org/?q="#a\\b)
"""
    outcome = print_book({"index.md": page, "a.svg": SVG.format("")}, conf="smartquotes = False\n")
    assert outcome.status == 0, outcome.problems
    assert text_of(outcome).count('#panic("t") $x$ @l // "]; \\u{41}') >= 6


def test_titles_may_hold_links_notes_and_index_entries(print_book):
    title = "# A [link](https://example.org) {index}`word` and note[^n]"
    page = f"{title}\n\nText[^n].\n\n[^n]: The note.\n"
    outcome = print_book({"index.md": page})
    assert outcome.status == 0, outcome.problems
    assert text_of(outcome).count("The note.") == 1
    assert outline_of(outcome)[1] == (0, "A link word and note")


def test_placeholders_mark_what_is_missing_and_name_every_cause(print_book):
    page = (
        f"{PAGE}![](a.svg)\n\n![words](https://example.org/a.png)\n\n"
        "```{math}\n\\unheard\n```\n\n码 ok\n"
    )
    outcome = print_book({"index.md": page, "a.svg": SVG.format("")}, "print_placeholders = True\n")
    assert outcome.status != 0  # they are warnings, and warnings are errors here
    for cause in [
        "no alternative text",
        "another host",
        "formula not understood",
        "no font has 码",
    ]:
        assert outcome.problems.count(cause) == 1, outcome.problems
    text = text_of(outcome)
    assert "[image 'a.svg' has no alternative text]" in text
    assert "[U+7801] ok" in text
