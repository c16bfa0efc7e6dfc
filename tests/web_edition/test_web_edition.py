"""Every page offers the built editions, colours come from conf.py, and nothing private leaks."""

import importlib.util
import json
import re
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from web_edition import archive
from web_edition.downloads import readable_size
from web_edition.look import theme_rules

from tests.conftest import ROOT, sphinx_build

CONF = """
extensions = ["myst_parser", "web_edition"]
project = "Small book"
language = "en_GB"
html_theme = "sphinx_book_theme"
web_look = {"ink": "#111111", "ink-dark": "#eeeeee", "accent": "#0b565c", "accent-dark": "#86d0d2"}
web_downloads = [
    {"path": "pdf/small.pdf", "label": "PDF, A4"},
    {"path": "pdf/never-built.pdf", "label": "PDF, never"},
]
"""
PAGE = "# Title\n\nText.\n\n"
DOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


@pytest.fixture
def build(write_tree, tmp_path):
    def build_html(page: str, pdf: bytes | None = b"%PDF", conf: str = CONF, **more: str):
        if pdf is not None:
            (tmp_path / "pdf").mkdir(exist_ok=True)
            (tmp_path / "pdf" / "small.pdf").write_bytes(pdf)
        source = write_tree({"conf.py": conf, "index.md": page, "dot.svg": DOT, **more})
        return sphinx_build(source, tmp_path, "html")

    return build_html


def menu(page: Path) -> list[tuple[str, str]]:
    """Return the downloads a page offers, as (text, address)."""
    soup = BeautifulSoup(page.read_bytes(), "html.parser")
    links = soup.select("#downloads a")
    return [(" ".join(link.get_text().split()), link["href"]) for link in links]


def test_every_kind_of_page_offers_the_built_editions_and_only_those(build):
    outcome = build(PAGE, b"%" * 1_250_000)
    assert outcome.status == 0, outcome.problems
    for name in ("index.html", "search.html", "genindex.html"):
        assert menu(outcome.folder / name) == [("PDF, A4 (1.2 MB)", "downloads/small.pdf")], name
    assert (outcome.folder / "downloads" / "small.pdf").read_bytes() == b"%" * 1_250_000


def test_without_an_edition_there_is_no_menu(build):
    outcome = build(PAGE, pdf=None)
    assert outcome.status == 0, outcome.problems
    assert menu(outcome.folder / "index.html") == []
    assert b"window.print" not in (outcome.folder / "index.html").read_bytes()


def test_pages_of_an_earlier_build_offer_what_has_been_built_since(build, tmp_path):
    # Settings of its own: themes change Sphinx's defaults, and then every page is written anew.
    conf = CONF + "html_context = {}\nhtml_theme_options = {}\ntemplates_path = []\n"
    page = build(PAGE, pdf=None, conf=conf).folder / "index.html"
    assert menu(page) == []
    (tmp_path / "pdf").mkdir()
    for size, text in ((1_250_000, "PDF, A4 (1.2 MB)"), (3_700_000, "PDF, A4 (3.7 MB)")):
        (tmp_path / "pdf" / "small.pdf").write_bytes(b"%" * size)
        # The sources are as they were, so that only the edition calls for a new page.
        assert sphinx_build(tmp_path / "source", tmp_path, "html").status == 0
        assert menu(page) == [(text, "downloads/small.pdf")]


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "1 kB"), (640_400, "640 kB"), (999_999, "1000 kB"), (2_340_000, "2.3 MB")],
)
def test_sizes_are_said_as_readers_know_them(size, words):
    assert readable_size(size) == words


def test_pages_load_the_colours_of_both_themes(build):
    outcome = build(PAGE)
    css = (outcome.folder / "_static" / "web.css").read_text("utf-8")
    # Matches whatever theme is set, or none: pages without JavaScript, and paper.
    (light,) = re.findall(r"html:root\{[^}]*--pst-color-text-base:#111[;}][^}]*", css)
    assert "--pst-color-link:#0b565c" in light
    (dark,) = re.findall(
        r"@media screen\{html\[data-theme=dark\]\{([^}]*--pst-color-link:[^}]*)", css
    )
    assert "--pst-color-text-base:#eee" in dark
    assert "--pst-color-link:#86d0d2" in dark
    assert "_static/web.css" in (outcome.folder / "index.html").read_text("utf-8")


def test_page_language_is_spelt_for_browsers(build):
    outcome = build(PAGE)
    soup = BeautifulSoup((outcome.folder / "index.html").read_bytes(), "html.parser")
    assert soup.html["lang"] == "en-GB"


@pytest.mark.parametrize(
    ("markup", "message"),
    [
        ("![](dot.svg)", "image 'dot.svg' has no alternative text"),
        ("![Dot](https://example.org/dot.png)", "is on another host, allowed: a file of the book"),
        ('<img alt="Dot" src="https://example.org/dot.png">', "raw HTML loads something from"),
        ('<script src="//example.org/x.js"></script>', "raw HTML loads something from"),
        ('<img alt="Dot" srcset="//example.org/d.png 2x">', "raw HTML loads something from"),
        ('<style>p{background:url("//example.org/d")}</style>', "raw HTML loads something from"),
        ('<img src="dot.svg">', "image in raw HTML has no alternative text"),
        ('<img src="dot.svg" alt="">', "image in raw HTML has no alternative text"),
    ],
)
def test_what_a_private_and_accessible_page_cannot_hold(build, markup, message):
    outcome = build(PAGE + markup)
    assert outcome.status != 0
    assert any(
        "index.md:5: WARNING" in line and message in line for line in outcome.problems.splitlines()
    ), outcome.problems


def test_a_link_to_another_host_is_fine(build):
    page = PAGE + '[a link](https://example.org) <a href="https://example.org">raw</a>'
    page += (
        '\n\n<link rel="canonical" href="https://example.org/">\n\n<img alt="Dot" src="dot.svg">'
    )
    outcome = build(page)
    assert outcome.status == 0, outcome.problems


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ('html_js_files = ["https://example.org/x.js"]', '<script src="https://example.org/x.js">'),
        ('html_css_files = ["//example.org/x.css"]', 'href="//example.org/x.css" />'),
        ('html_static_path = ["own.css"]', 'own.css:2: WARNING: @import "https://example.org/x'),
    ],
    ids=["script", "style sheet", "import"],
)
def test_settings_and_styles_load_nothing_from_another_host(build, setting, message):
    css = {"own.css": 'p { margin: 0 }\n@import "https://example.org/x.css";\n'}
    outcome = build(PAGE, conf=CONF + setting + "\n", **css)
    assert outcome.status != 0
    lines = [line for line in outcome.problems.splitlines() if "another host" in line]
    assert len(lines) == 1 and message in lines[0], outcome.problems


# -- Addresses ------------------------------------------------------------------------------------


def test_rebuilding_in_place_removes_what_is_no_longer_part_of_the_book(build, tmp_path):
    page = PAGE + "![A dot](dot.svg)\n"
    outcome = build(page, **{"gone.md": "---\norphan: true\n---\n\n# Gone\n\nText.\n"})
    folder = outcome.folder
    assert outcome.status == 0 and (folder / "gone.html").is_file()
    assert (folder / "_texts" / "gone.js").is_file() and (folder / "_images" / "dot.svg").is_file()
    (tmp_path / "source" / "gone.md").unlink()
    (tmp_path / "source" / "index.md").write_text(PAGE, "utf-8")
    assert sphinx_build(tmp_path / "source", tmp_path, "html").status == 0
    assert not (folder / "gone.html").exists()
    assert not (folder / "_texts" / "gone.js").exists()
    assert not (folder / "_images" / "dot.svg").exists()
    assert (folder / "index.html").is_file() and (folder / "404.html").is_file()


def test_addresses_of_old_lead_on(build):
    outcome = build(PAGE, conf=CONF + 'web_redirects = {"old/page.html": "index.html#title"}\n')
    assert outcome.status == 0, outcome.problems
    page = BeautifulSoup((outcome.folder / "old" / "page.html").read_bytes(), "html.parser")
    assert page.a["href"] == "../index.html#title"
    assert page.find("meta", attrs={"http-equiv": "refresh"})["content"].endswith(page.a["href"])


@pytest.mark.parametrize("redirect", ['"old.html": "nowhere.html"', '"index.html": "search.html"'])
def test_a_redirect_leads_from_no_page_to_a_page(build, redirect):
    outcome = build(PAGE, conf=CONF + f"web_redirects = {{{redirect}}}\n")
    assert outcome.status != 0
    assert "web_redirects: " in outcome.problems


def test_style_sheet_holds_only_what_pages_use(build):
    css = {"own.css": ".nobody { color: red } article { --idle: 1px; color: #123456 }"}
    conf = CONF + 'html_static_path = ["own.css"]\nhtml_css_files = ["own.css"]\n'
    outcome = build(PAGE, conf=conf, **css)
    assert outcome.status == 0, outcome.problems
    css = (outcome.folder / "_static" / "web.css").read_text("utf-8")
    assert "#123456" in css
    assert ".nobody" not in css and "--idle" not in css and "@font-face" not in css
    assert not (outcome.folder / "_static" / "own.css").exists()


def test_corrections_carry_page_and_version(build):
    address = "mailto:a@example.org?subject={page}%20in%20{version}&para=1"
    outcome = build(PAGE, conf=f"{CONF}release = '1.2'\nweb_corrections = {address!r}\n")
    page = (outcome.folder / "index.html").read_text("utf-8")
    (link,) = BeautifulSoup(page, "html.parser").select(".page-correction a")
    assert link["href"] == "mailto:a@example.org?subject=index.html%20in%201.2&para=1"
    assert "&amp;para=1" in page


# -- The look of this book ------------------------------------------------------------------------


def book_look() -> dict[str, str]:
    spec = importlib.util.spec_from_file_location("book_conf", ROOT / "conf.py")
    conf = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(conf)
    return conf.look


def luminance(colour: str) -> float:
    """Return the relative luminance of a hex colour (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("suffix", ["", "-dark"], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [(text, "paper") for text in ("ink", "muted", "accent", "warning")]
    + [(text, "accent-soft") for text in ("ink", "muted", "accent")]
    + [(text, "warning-soft") for text in ("ink", "muted", "warning")],
)
def test_text_has_a_contrast_of_seven_to_one(text, ground, suffix):
    look = book_look()
    assert contrast(look[text + suffix], look[ground + suffix]) >= 7


def test_every_colour_has_its_dark_twin():
    names = set(book_look())
    light = {name for name in names if not name.endswith("-dark")}
    assert {f"{name}-dark" for name in light} == names - light
    assert theme_rules(book_look(), "dark").count("--book-") == len(light)


def test_styles_load_only_files_that_are_there():
    css = "".join(path.read_text("utf-8") for path in (ROOT / "_static").glob("*.css"))
    addresses = re.findall(r"url\(\"?([^\")]+)", css)
    assert len(addresses) == 10
    for address in addresses:
        assert (ROOT / "_static" / address).is_file(), address
    assert "@import" not in css


def test_bibliography_is_a_list_with_little_markup(build):
    entries = ".. [One] An entry.\n\n   Its *second* line.\n.. [Two] Another.\n"
    outcome = build(PAGE + f"```{{eval-rst}}\n[One]_ and [Two]_.\n\n{entries}\n```\n")
    page = (outcome.folder / "index.html").read_text("utf-8")
    assert re.search(
        r'<ul class="citations">\n'
        r'<li id="one">.*\nAn entry\.<br />Its <em>second</em> line\.</li>\n'
        r'<li id="two">.*\nAnother\.</li>\n'
        r"</ul>\n",
        page,
    )


def test_long_glossary_has_the_letters_that_it_has(build, tmp_path):
    words = ["6-beta", *(f"ant {n}" for n in range(30)), "Bee", "Éland", "fox"]
    glossary = "".join(f"{word}\n  An animal.\n\n" for word in words)
    conf = CONF + 'epub_copyright = version = "1"\n'
    web = page_of(build(f"{PAGE}```{{glossary}}\n{glossary}```\n", conf=conf))
    assert sphinx_build(tmp_path / "source", tmp_path, "epub").status == 0
    book = BeautifulSoup((tmp_path / "epub/index.xhtml").read_text("utf-8"), "html.parser")
    for page in (web, book):
        (line,) = page.select("nav.letters[aria-label]:has(+ dl.glossary)")
        found = [(a.string, page.find(id=a["href"][1:]).find(string=True)) for a in line("a")]
        assert found == [("A", "ant 0"), ("B", "Bee"), ("E", "Éland"), ("F", "fox")]


def test_short_glossary_has_no_letters(build):
    page = page_of(build(PAGE + "```{glossary}\nAnt\n  An animal.\n```\n"))
    assert page.select("dl.glossary") and not page.select(".letters")


def test_page_of_an_extension_with_a_look_of_its_own_is_written(build):
    outcome = build(PAGE + "```{py:module} moths\n```\n")
    assert outcome.status == 0, outcome.problems
    assert "moths" in (outcome.folder / "py-modindex.html").read_text("utf-8")


# -- Search ---------------------------------------------------------------------------------------

SUBJECTS = """
## Part

```{index} single: Moth; night
```

```{index} see: butterfly; Moth
```

```{index} seealso: Moth; lamp
```

Words of the part. The moth is meant. A moth is.

```{glossary}
Moth
  An animal.
```
"""


def index_of(outcome) -> dict:
    assert outcome.status == 0, outcome.problems
    text = (outcome.folder / "searchindex.js").read_text("utf-8")
    return json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))


def test_index_of_the_search_leads_from_subjects_to_parts_of_pages(build):
    index = index_of(build(PAGE + SUBJECTS))
    assert index["titles"] == [[["Title", None], ["Part", "part"]]]
    assert index["subjects"] == {"Moth": [[0, "term-Moth"]], "Moth; night": [[0, 1]]}
    assert index["see"] == {"butterfly; Moth": [[0, 1]], "Moth; lamp": [[0, 1]]}


def test_index_of_the_search_holds_only_words_that_are_looked_for(build):
    words = index_of(build(PAGE + SUBJECTS))["words"]
    assert {"moth", "part", "anim", "titl"} <= words.keys()
    assert not words.keys() & {"The", "the", "is", "a"}


def test_index_of_the_search_keeps_pages_that_are_not_written_again(build, tmp_path):
    other = "---\norphan: true\n---\n\n# Other\n\nText.\n"
    outcome = build(
        PAGE + SUBJECTS, conf=CONF + "html_copy_source = False\n", **{"other.md": other}
    )
    before = index_of(outcome)
    assert index_of(sphinx_build(tmp_path / "source", tmp_path, "html")) == before
    (tmp_path / "source" / "other.md").write_text(other.replace("Text", "Beetle"), "utf-8")
    after = index_of(sphinx_build(tmp_path / "source", tmp_path, "html"))
    assert after["words"].pop("beetl") == 1
    assert {**after, "words": None} == {**before, "words": None}


# -- Images, texts, metadata, offline copy --------------------------------------------------------

ABOUT = """
html_baseurl = "https://example.org/book/"
web_chapters = ["index"]
suppress_warnings = ["toc.not_included"]
web_about = {"title": "The book", "author": "We", "date": "2026-11-24", "checked": "2026-11-23",
             "picture": "_static/card.png", "page_type": "MedicalWebPage", "description": "All."}
"""


def page_of(outcome, name: str = "index.html") -> BeautifulSoup:
    assert outcome.status == 0, outcome.problems
    return BeautifulSoup((outcome.folder / name).read_bytes(), "html.parser")


def test_images_say_their_size_and_tables_are_named_regions(build):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="30pt" height="60pt"/>'
    table = "```{list-table} The words\n:header-rows: 1\n* - a\n* - b\n```\n"
    page = page_of(build(PAGE + "![Chart](chart.svg)\n\n" + table, **{"chart.svg": svg}))
    image = page.article.img
    assert (image["width"], image["height"], image["loading"]) == ("40", "80", "lazy")
    region = page.select_one("[role=region]")
    assert region["tabindex"] == "0"
    assert page.find(id=region["aria-labelledby"]).get_text().startswith("The words")


def test_headers_of_tables_say_what_they_head(build, tmp_path):
    table = "```{list-table}\n:header-rows: 1\n:stub-columns: 1\n* - a\n  - b\n* - c\n  - d\n```\n"
    conf = CONF + 'epub_copyright = version = "1"\n'
    web = page_of(build(PAGE + table, conf=conf))
    assert sphinx_build(tmp_path / "source", tmp_path, "epub").status == 0
    book = BeautifulSoup((tmp_path / "epub/index.xhtml").read_text("utf-8"), "html.parser")
    for page in (web, book):
        assert [(th.text.strip(), th["scope"]) for th in page.select("table th")] == [
            ("a", "col"), ("b", "col"), ("c", "row"),
        ]  # fmt: skip


def test_signs_that_words_stand_beside_are_not_read_out(build):
    conf = CONF + 'myst_enable_extensions = ["attrs_inline"]\n'
    page = page_of(build(PAGE + "[●○]{.half .unspoken} half, [all]{.half}\n", conf=conf))
    assert [span.get("aria-hidden") for span in page.select("span.half")] == ["true", None]


FIGURE = """:::{figure} dot.svg
:alt: A dot

The caption.

```{long-description}
A round *thing*.

- It is black.
```
:::
"""


def test_drawing_in_words_opens_below_its_caption(build):
    page = page_of(build(PAGE + FIGURE, conf=CONF + 'myst_enable_extensions = ["colon_fence"]\n'))
    (words,) = page.select("figure > figcaption details")
    assert words.summary.get_text() == "The drawing in words"
    assert words.em.get_text() == "thing" and words.li.get_text() == "It is black."
    assert not words.has_attr("open")


def test_drawing_in_words_is_for_the_e_book_and_not_for_plain_text(write_tree, tmp_path):
    conf = CONF + 'myst_enable_extensions = ["colon_fence"]\nepub_copyright = version = "1"\n'
    source = write_tree({"conf.py": conf, "index.md": PAGE + FIGURE, "dot.svg": DOT})
    for builder, name, shown in (("epub", "index.xhtml", True), ("text", "index.txt", False)):
        outcome = sphinx_build(source, tmp_path, builder)
        assert outcome.status == 0, outcome.problems
        text = (outcome.folder / name).read_text("utf-8")
        assert ("It is black." in text) == shown == ("<details" in text), builder


def test_contents_of_the_e_book_have_its_parts_and_index(write_tree, tmp_path):
    trees = [f"```{{toctree}}\n:caption: {part}\n{part}/a\n{part}/b\n```\n" for part in ("I", "II")]
    more = "```{toctree}\nlast\n```\n"
    chapters = {f"{part}/{name}.md": f"# {part} {name}\n" for part in ("I", "II") for name in "ab"}
    conf = CONF + 'epub_copyright = version = "1"\n'
    files = {"conf.py": conf, "index.md": PAGE + "\n".join([*trees, more]), "last.md": "# Last\n"}
    assert sphinx_build(write_tree({**files, **chapters}), tmp_path, "epub").status == 0
    nav = BeautifulSoup((tmp_path / "epub/nav.xhtml").read_text("utf-8"), "html.parser")
    found = [(a["href"], a.string) for a in nav.select("nav > ol > li > a")]
    assert found[1:] == [
        ("I/a.xhtml", "I"),
        ("II/a.xhtml", "II"),
        ("last.xhtml", "Last"),
        ("genindex.xhtml", "Index"),
    ]
    assert [a.string for a in nav.select("ol ol a")] == ["I a", "I b", "II a", "II b"]


def test_drawing_in_words_needs_words(build):
    outcome = build(PAGE + "```{long-description}\n```\n")
    assert outcome.status != 0
    assert "index.md:5: ERROR: Content block expected" in outcome.problems


def test_words_of_a_page_can_be_found_by_what_leads_to_them(build):
    words = "## Part\n\nFirst.\n\nSecond.\n\n```{glossary}\nTerm\n  What it means.\n```\n"
    script = (build(PAGE + words).folder / "_texts" / "index.js").read_text("utf-8")
    found = dict(json.loads(script.partition(",")[2].rstrip().removesuffix(");")))
    assert found["part"] == "Part: First. Second."
    assert found["term-Term"] == "Term: What it means."
    assert found[""].startswith("Title")


def test_words_of_a_table_keep_cells_and_rows_apart(build):
    rows = "* - Head\n  - Head\n* - Mu\n  - most\n\n    easily\n* - Delta\n  - hardly.\n"
    table = f"```{{list-table}} Kinds\n:name: kinds\n:header-rows: 1\n{rows}```\n"
    script = (build(PAGE + table).folder / "_texts" / "index.js").read_text("utf-8")
    found = dict(json.loads(script.partition(",")[2].rstrip().removesuffix(");")))
    assert found["kinds"] == "Kinds: Mu · most · easily. Delta · hardly."


def test_chapter_says_how_long_it_takes_and_when_it_was_checked(build):
    long = PAGE + "word " * 700
    page = page_of(build(long, conf=CONF + ABOUT))
    facts = page.select_one("h1 + .chapter-facts")
    assert facts.get_text() == "4 minutes to read · evidence last checked 23 November 2026"
    page = page_of(build("---\nchecked: 2027-01-02\n---\n" + long, conf=CONF + ABOUT))
    assert page.time["datetime"] == "2027-01-02"


def test_page_says_what_it_is_where_it_is_and_how_to_cite_it(build):
    conf = CONF + ABOUT + 'html_static_path = ["_static"]\n'
    files = {"other.md": "# Other & more\n", "_static/card.png": "picture", "_static/no.png": ""}
    outcome = build(PAGE, conf=conf, **files)
    page = page_of(outcome, "other.html")
    assert page.find("link", rel="canonical")["href"] == "https://example.org/book/other.html"
    tags = {
        tag.get("name") or tag.get("property"): tag["content"]
        for tag in page.select("meta[content]")
    }
    assert tags["og:image"] == "https://example.org/book/_static/card.png"
    assert (outcome.folder / "_static" / "card.png").read_text("utf-8") == "picture"
    assert not (outcome.folder / "_static" / "no.png").exists()
    assert tags["citation_title"] == tags["og:title"] == "Other & more"
    assert tags["citation_publication_date"] == "2026/11/24"
    data = json.loads(page.find("script", type="application/ld+json").string)
    assert (data["@type"], data["isPartOf"]["@type"]) == ("WebPage", "Book")
    data = json.loads(page_of(outcome).find("script", type="application/ld+json").string)
    assert (data["@type"], data["datePublished"]) == ("Book", "2026-11-24")
    sitemap = (outcome.folder / "sitemap.xml").read_text("utf-8")
    assert re.findall("<loc>.*/(.*?)</loc>", sitemap) == ["index.html", "other.html"]
    robots = (outcome.folder / "robots.txt").read_text("utf-8")
    assert "Sitemap: https://example.org/book/sitemap.xml" in robots


@pytest.mark.parametrize("levels", [1, 2])
def test_contents_beside_each_page_lead_to_all_pages_and_mark_it(build, levels):
    tree = "\n```{toctree}\n:caption: Part\n\n"
    pages = {"one.md": PAGE, "part/two.md": PAGE, "part/three.md": PAGE}
    if levels == 2:
        pages["part/two.md"] += f"{tree}deeper\n```\n"
        pages["part/deeper.md"] = PAGE
    outcome = build(f"{PAGE}{tree}one\npart/two\n```\n{tree}part/three\n```\n", **pages)
    assert outcome.status == 0, outcome.problems
    wanted = {str(Path(name).with_suffix(".html")) for name in pages}
    for name in wanted:
        page = outcome.folder / name
        links = BeautifulSoup(page.read_bytes(), "html.parser").select(".bd-sidenav li > a")
        found = {page if a["href"] == "#" else (page.parent / a["href"]).resolve() for a in links}
        assert {str(path.relative_to(outcome.folder)) for path in found} >= wanted
        assert [a["href"] for a in links if "current" in a.parent["class"]][-1] == "#"
        assert [a["href"] for a in links if a.get("aria-current") == "page"] == ["#"]
        assert sum(a["href"] == "#" for a in links) == 1


def test_page_for_wrong_addresses_links_from_the_root(build):
    page = page_of(build(PAGE, conf=CONF + ABOUT), "404.html")
    addresses = [tag.get("href") or tag.get("src") for tag in page.select("a, link, script, img")]
    assert [a for a in addresses if a and not a.startswith(("/book/", "#"))] == []


def test_no_page_makes_a_browser_load_the_next_one(build):
    toctree = "```{toctree}\nother\n```\n"
    page = page_of(build(PAGE + toctree, **{"other.md": "# Other\n\nText.\n"}))
    assert page.select("a[rel=next][href='other.html']")
    assert [link["rel"] for link in page.select("link[rel]") if "next" in link["rel"]] == []
    assert page.select("link[rel=index][href='genindex.html']")


def test_a_search_may_lead_from_a_folder_to_its_own_page(build):
    policy = page_of(build(PAGE)).find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    # Firefox takes no file for 'self' here.
    assert "form-action 'self' file:;" in policy["content"]


def test_offline_copy_is_whole_and_each_size_is_its_own(build, tmp_path):
    more = 'web_downloads += [{"path": "index.md", "label": "Large", "online": True}]\n'
    (tmp_path / "index.md").write_text("large", "utf-8")
    outcome = build(PAGE, conf=CONF + 'web_offline = "all.zip"\n' + more)
    target = outcome.folder / "downloads" / "all.zip"
    size = readable_size(target.stat().st_size)
    offered = menu(outcome.folder / "index.html")
    assert offered[-2:] == [
        ("Large (1 kB)", "downloads/index.md"),
        (f"For reading offline, zip ({size})", "downloads/all.zip"),
    ]
    with zipfile.ZipFile(target) as archive:
        names = set(archive.namelist())
        page = archive.read("all/index.html").decode()
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "all.zip" not in page and "Large" not in page
    assert {"all/index.html", "all/_static/web.css", "all/downloads/small.pdf"} <= names
    assert names.isdisjoint({"all/downloads/all.zip", "all/downloads/index.md", "all/404.html"})
    files = [path for path in outcome.folder.rglob("*") if path.is_file()]
    assert names <= {f"all/{path.relative_to(outcome.folder).as_posix()}" for path in files}


def test_archive_packs_only_what_it_does_not_hold_already(tmp_path, monkeypatch):
    packed, pack = [], archive.packed_content
    monkeypatch.setattr(
        archive, "packed_content", lambda content: packed.append(content) or pack(content)
    )
    target = tmp_path / "some.zip"
    files = {"a.txt": b"same", "b.txt": b"old", "c.pdf": b"dense"}
    archive.write_archive(target, files.items(), {".pdf"})
    files["b.txt"], files["d.txt"] = b"new", b"same"
    archive.write_archive(target, files.items(), {".pdf"})
    assert packed == [b"same", b"old", b"new", b"same"]
    with zipfile.ZipFile(target) as found:
        assert {name: found.read(name) for name in found.namelist()} == files
    again = tmp_path / "again.zip"
    archive.write_archive(again, files.items(), {".pdf"})
    assert again.read_bytes() == target.read_bytes()
