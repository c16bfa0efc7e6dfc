"""Everything a reader sees can be translated; what cannot is on a short list."""

import re

from bs4 import BeautifulSoup
from pypdf import PdfReader

#: Charts draw their letters as paths, and say in a comment before each what they draw.
DRAWN = re.compile(r"<!-- (.*?) -->")
INNERMOST = re.compile(r"⟦[^⟦⟧]*⟧")
WORD = re.compile(r"[^\W\d_]{2,}")
#: Words that are not in catalogues, and why.
ALLOWED = {
    # An author's initials, names of registers, a month, a page number.
    *("am", "pubmed", "doi", "isbn", "januaro", "iii", "iv"),
    # A unit, and what the theme itself says in Esperanto.
    *("kb", "de"),
    # "The same in numbers.": the list of tables cuts a caption, and so its brackets.
    *("the", "same", "in", "numbers"),
}
#: Attributes that hold words which readers see or hear.
SPOKEN = (
    "alt", "title", "aria-label", "placeholder", "data-tap", "data-title", "data-found",
    "data-instead",
)  # fmt: skip


def outside(text: str) -> str:
    """Return what of a text stands outside all brackets."""
    while INNERMOST.search(text):
        text = INNERMOST.sub(" ", text)
    return text


def unknown(text: str, data: str) -> list[str]:
    """Return the words outside brackets that are neither data nor allowed."""
    known = {word.lower() for word in WORD.findall(data)} | ALLOWED
    return sorted({word for word in WORD.findall(outside(text)) if word.lower() not in known})


def test_web_pages_hold_no_untranslated_word(pseudo, words_of_data):
    left = {}
    names = "index", "other", "overview", "conditions/sneezing", "where-cited", "search", "genindex"
    for name in names:
        page = BeautifulSoup((pseudo["html"] / f"{name}.html").read_text("utf-8"), "html.parser")
        for node in page(["script", "style"]):
            node.decompose()
        spoken = [node[key] for key in SPOKEN for node in page.find_all(attrs={key: True})]
        left[name] = unknown(" ".join([page.body.get_text(" "), *spoken]), words_of_data)
    assert {name: words for name, words in left.items() if words} == {}


def test_charts_hold_no_untranslated_word(pseudo):
    charts = list((pseudo["html"] / "_images").glob("*.svg"))
    assert len(charts) == 6
    drawn = "\n".join(text for path in charts for text in DRAWN.findall(path.read_text("utf-8")))
    assert drawn.count("⟦") > 40
    # What is left is data, word for word: a line of a chart is all of it, or nothing.
    assert {line.strip() for line in outside(drawn).splitlines() if WORD.search(line)} == {
        "ASH", "ELM", "Mean difference, points", "Trees planted", "A scan", "never measured",
        "4.5\N{NO-BREAK SPACE}mg", "50\N{NO-BREAK SPACE}mg",
    }  # fmt: skip


def test_printed_books_hold_no_untranslated_word(pseudo, words_of_data):
    left = {}
    for path in pseudo["pdf"].glob("*.pdf"):
        text = " ".join(page.extract_text() for page in PdfReader(path).pages)
        left[path.stem] = unknown(text, words_of_data)
    assert len(left) == 2
    assert {name: words for name, words in left.items() if words} == {}
