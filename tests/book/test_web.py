"""The web book: whole, private, and readable by everybody."""

import base64
import gzip
import hashlib
import json
import re
import tomllib
from itertools import pairwise
from urllib.parse import unquote, urldefrag

import jsonschema
import pytest
import yaml

from tests.conftest import ROOT


def locate(root, page: str, address: str):
    """The file that an address on a page names; the page for wrong addresses begins at the root."""
    folder = root if address.startswith("/") else (root / page).parent
    return (folder / address.lstrip("/")).resolve()


def test_every_link_and_anchor_leads_somewhere(book, pages):
    root = book.html.resolve()
    ids = {
        root / name: {tag["id"] for tag in page.find_all(id=True)} for name, page in pages.items()
    }
    broken = []
    for name, page in pages.items():
        for link in page.find_all("a", href=True):
            if ":" in link["href"].partition("/")[0] or link["href"] == "#":
                continue
            address, anchor = urldefrag(unquote(link["href"]))
            target = locate(root, name, address) if address else root / name
            if not target.is_file() or (anchor and anchor not in ids.get(target, {anchor})):
                broken.append((name, link["href"]))
    assert broken == []


def test_no_page_loads_anything_from_another_host(pages):
    foreign = [
        (name, tag.name, tag.get(attribute))
        for name, page in pages.items()
        for selector, attribute in (("script", "src"), ("link", "href"), ("img", "src"),
                                    ("iframe", "src"), ("source", "src"), ("form", "action"))
        for tag in page.find_all(selector)
        if "canonical" not in tag.get("rel", ())
        and str(tag.get(attribute) or "").startswith(("http:", "https:", "//"))
    ]  # fmt: skip
    assert foreign == []


def test_pages_say_their_language_title_and_description(chapters):
    for name, page in chapters.items():
        assert page.html["lang"] == "en-GB", name
        assert len(page.title.get_text(strip=True)) > 10, name
        description = page.find("meta", attrs={"name": "description"})
        assert description, name
        assert 40 < len(description["content"]) <= 160, name


def test_headings_begin_with_one_h1_and_never_skip(chapters):
    for name, page in chapters.items():
        levels = [int(tag.name[1]) for tag in page.article.find_all(["h1", "h2", "h3", "h4", "h5"])]
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), name


def test_images_have_alternative_text(pages):
    for name, page in pages.items():
        for image in page.find_all("img"):
            assert image.get("alt") is not None, (name, image)
    figures = [image for page in pages.values() for image in page.select("figure img")]
    assert len(figures) >= 3
    assert all(len(image["alt"]) > 40 for image in figures)


def test_every_figure_has_its_numbers_or_is_described(chapters):
    figures = [(page, figure) for page in chapters.values() for figure in page.select("figure")]
    assert len(figures) >= 9
    for page, figure in figures:
        link, words = figure.select_one(".to-numbers a"), figure.select_one("details")
        if "hundred-dots" in figure["class"]:
            assert re.search(r"\d+ of 100 on placebo", figure.select_one(".legend").get_text())
        elif link:
            assert page.find(id=link["href"][1:]).select("td"), figure["id"]
        else:
            assert len(words.get_text().split()) > 100, figure["id"]


def test_tables_have_a_caption_and_header_cells(chapters):
    tables = [(name, table) for name, page in chapters.items() for table in page.select("table")]
    assert len(tables) >= 8
    for name, table in tables:
        assert table.caption, name
        assert table.select("thead th"), name


def test_every_page_offers_the_printed_book(book, pages):
    for name, page in pages.items():
        links = [link for link in page.select("a[href$='.pdf']") if "PDF, A4" in link.get_text(" ")]
        assert links, name
        target = locate(book.html, name, links[0]["href"])
        assert target.read_bytes() == book.pdf.read_bytes(), name


def test_contents_beside_each_page_end_with_the_index(chapters):
    for name, page in chapters.items():
        link = page.select("nav.bd-docs-nav li > a")[-1]
        assert (link.string, link["href"].rpartition("/")[2]) == ("Index", "genindex.html"), name


@pytest.mark.parametrize("phrase", ["fibromyalgia", "crossov", "occup"])
def test_search_knows_the_words_of_the_book(book, phrase):
    assert phrase in (book.html / "searchindex.js").read_text("utf-8")


# -- Weight ---------------------------------------------------------------------------------------

LIMIT, PACKED = 350 * 1024, 100 * 1024
#: Of a page to look things up in: the bibliography must have room for the next author's source.
LOOKED_UP = 110 * 1024


def first_load(book, name: str, page) -> set:
    """The files that a browser asks for to show a page, in light colours, before any scrolling."""
    loads = [tag["src"] for tag in page.select("script[src]")]
    loads += [tag["href"] for tag in page.select("link[rel~=stylesheet], link[rel~=preload]")]
    loads += [tag["href"] for tag in page.select("link[rel~=icon]")]
    loads += [tag["src"] for tag in page.select("img:not([loading=lazy]), img.only-light")]
    # Every page is set in these, whether it asks for them early or not.
    fonts = book.html.resolve() / "_static/fonts"
    faces = {fonts / f"AtkinsonHyperlegibleNext-{face}.woff2" for face in ("Regular", "Bold")}
    return faces | {locate(book.html.resolve(), name, address) for address in loads}


def test_first_load_of_every_page_is_light(book, pages):
    heavy = []
    for name, page in pages.items():
        files = [book.html / name, *first_load(book, name, page)]
        assert len(files) >= 5, name
        plain = [path.read_bytes() for path in files]
        packed = [
            data if path.suffix == ".woff2" else gzip.compress(data)
            for path, data in zip(files, plain, strict=True)
        ]
        sizes = sum(map(len, plain)), sum(map(len, packed))
        looked_up = "lookup" in (page.article or {}).get("class", ())
        if sizes[0] > LIMIT or sizes[1] > (LOOKED_UP if looked_up else PACKED):
            heavy.append((name, *sizes))
    assert heavy == []


def test_chapters_ask_early_for_every_face_of_their_text(pages):
    for name, page in pages.items():
        asked = {link["href"].rpartition("/")[2] for link in page.select("link[rel~=preload]")}
        if "lookup" not in (page.article or {}).get("class", ()) and page.article:
            assert "AtkinsonHyperlegibleNext-Regular.woff2" in asked, name
            assert "SourceSerif4-Regular.woff2" in asked, name
        else:
            assert not asked, name


def test_bibliography_is_light(book, pages):
    """As hosts send it, compressed, a phone paints it in 1.4 s; as it lies there, in 2.6 s."""
    path = book.html / "back-matter/bibliography.html"
    assert len(gzip.compress(path.read_bytes())) < 68_000
    entries = pages["back-matter/bibliography.html"].select(".citations > li")
    assert len(entries) > 400
    markup = sum(
        len(str(entry)) - len(entry.get_text()) - sum(len(link["href"]) for link in entry("a"))
        for entry in entries
    )
    assert markup / len(entries) < 85, "characters of markup for each entry"


def test_links_to_the_citing_chapters_have_previews(book, pages):
    texts = (book.html / "_texts/back-matter/where-cited.js").read_text("utf-8")
    links = pages["back-matter/bibliography.html"].select("a[href^='where-cited.html#']")
    assert len(links) > 300
    for link in links:
        assert f'["{link["href"].partition("#")[2]}","' in texts


def test_icons_scripts_and_fonts_of_the_theme_are_not_delivered(book):
    names = [path.name for path in (book.html / "_static").rglob("*") if path.is_file()]
    assert not [name for name in names if re.search("awesome|bootstrap|^fa-|theme", name)]
    css = (book.html / "_static" / "web.css").read_text("utf-8")
    for address in re.findall(r"url\(\"?([^\")]+)", css):
        assert address.startswith("data:") or (book.html / "_static" / address).is_file(), address


def test_safari_draws_the_dots_below_citations(book):
    """It knows them by an older name only."""
    css = (book.html / "_static" / "web.css").read_text("utf-8")
    rule = re.search(r"\.bibtex-citation a,[^{]*\{([^}]*)", css)[1]
    assert "-webkit-text-decoration:underline dotted" in rule
    assert rule.count("-webkit-text-decoration-color") == 1


# -- Addresses, facts and metadata ----------------------------------------------------------------


def test_no_published_address_vanishes(book):
    """An address is taken off this list only when `web_redirects` in conf.py leads on from it."""
    published = (ROOT / "tests/web_edition/addresses.txt").read_text("utf-8").split()
    there = {path.relative_to(book.html).as_posix() for path in book.html.rglob("*.html")}
    assert set(published) - there == set(), "give these a redirect in conf.py"
    assert there - set(published) == set(), "add these to addresses.txt"


def test_chapters_say_how_long_they_take_and_when_they_were_checked(chapters):
    for name in ("conditions/fibromyalgia.html", "background/safety.html"):
        facts = chapters[name].select_one("h1 + .chapter-facts")
        assert re.match(r"\d+ minutes to read", facts.get_text()), name
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", facts.time["datetime"]), name
    assert not chapters["back-matter/glossary.html"].select(".chapter-facts")


def test_pages_hold_a_policy_and_nothing_that_breaks_it(pages):
    for name, page in pages.items():
        policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
        assert "default-src 'none'" in policy and "unsafe" not in policy, name
        scripts = page.select("script:not([src], [type='application/ld+json'])")
        for script in scripts:
            digest = base64.b64encode(hashlib.sha256(script.string.encode()).digest()).decode()
            assert f"script-src 'self' 'sha256-{digest}';" in policy, name
        assert len(scripts) == 1, "what sets the colours"
        assert page.select("style, [style], [onclick]") == [], name


def test_chapters_describe_themselves_to_catalogues(chapters):
    for name, page in chapters.items():
        data = json.loads(page.find("script", type="application/ld+json").string)
        assert data["license"].startswith("https://creativecommons.org/"), name
        assert data["datePublished"] and data["inLanguage"] == "en-GB", name
        assert page.find("meta", attrs={"name": "citation_title"})["content"], name
        assert page.find("meta", property="og:title")["content"], name
    page = chapters["conditions/fibromyalgia.html"]
    data = json.loads(page.find("script", type="application/ld+json").string)
    assert data["@type"] == "MedicalWebPage"
    assert data["lastReviewed"] and data["isPartOf"]["@type"] == "Book"


def test_how_to_cite_is_valid_and_names_this_edition():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    schema = json.loads((ROOT / "tests/book/citation-file-format-1.2.0.json").read_text("utf-8"))
    citation["date-released"] = str(citation["date-released"])
    jsonschema.Draft7Validator(schema).validate(citation)
    conf = (ROOT / "conf.py").read_text("utf-8")
    assert f'release_date = "{citation["date-released"]}"' in conf
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert citation["version"] == project["version"]


def test_nothing_of_this_machine_is_published(book):
    for path in book.html.rglob("*"):
        if path.suffix in (".html", ".js", ".css", ".svg", ".txt"):
            text = path.read_text("utf-8", "replace")
            assert str(ROOT) not in text, path
            assert str(book.folder) not in text, path


def test_index_names_nothing_twice(pages):
    """A plural, an initial or an abbreviation in brackets makes no second head."""
    heads = [
        li.find(string=re.compile(r"\w")).strip()
        for li in pages["genindex.html"].select("ul.index-entries > li")
    ]
    plain = [re.sub(r"( \(.*\)| [A-Z]\.|s)+$", "", head).casefold() for head in heads]
    assert sorted(head for head in heads if plain.count(plain[heads.index(head)]) > 1) == []
    given = {part for head in heads for part in head.split(", ") if ", " in head}
    assert given & set(heads) == set(), "names of persons torn at their comma"


def test_books_that_hold_a_work_are_announced_once(pages):
    assert "In: In" not in pages["back-matter/bibliography.html"].get_text()
