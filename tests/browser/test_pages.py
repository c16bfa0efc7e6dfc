"""What a reader meets: private pages that fit the screen, keep still, and search offline too."""

from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.browser.conftest import DESKTOP, PAGES, PHONE, SMALL_PHONE


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_no_other_host_and_complains_of_nothing(open_page, site, name):
    page = open_page(site + name, viewport=DESKTOP)
    page.mouse.wheel(0, 20000)
    for menu in page.locator("button[popovertarget]:visible").all():
        menu.press("Enter")
        page.keyboard.press("Escape")
    links = page.locator(".bd-article a:not(.headerlink, [href*=':'])")
    if links.count():
        links.first.focus()
    page.wait_for_load_state("networkidle")
    assert [url for url in page.requested if not url.startswith((site, "data:"))] == []
    assert page.complaints == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("viewport", [PHONE, SMALL_PHONE], ids=["phone", "small-phone"])
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_a_phone(open_page, site, name, viewport):
    page = open_page(site + name, viewport=viewport)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= viewport["width"]


@pytest.mark.parametrize("place", ["site", "folder"])
def test_search_finds_a_word_and_cuts_an_excerpt(request, open_page, place):
    root = request.getfixturevalue(place)
    page = open_page(root + "index.html", viewport=DESKTOP)
    page.keyboard.press("Control+k")
    page.keyboard.type("Crohn")
    page.keyboard.press("Enter")
    result = page.locator("#search-results li", has_text="Crohn’s disease and the gut").first
    result.wait_for()
    page.wait_for_function("document.querySelectorAll('#search-results p.context').length > 2")
    page.locator("p.context .highlighted", has_text="Crohn").first.wait_for()
    result.locator("a").first.click()
    page.wait_for_url("**/conditions/crohns-and-the-gut.html*")
    assert page.complaints == []


#: What people type, and what stands first among the results.
BEST = {
    "fibromyalgia": ["Fibromyalgia", "Fibromyalgia · What is fibromyalgia?"],
    "ms": ["Multiple sclerosis"],
    "crohn": ["Crohn’s disease and the gut"],
    "4.5mg": ["What low dose means · Why 4.5\N{NO-BREAK SPACE}mg"],
    "side effects": ["Safety · What harms were seen?"],
    "is it safe": ["Safety"],
    "pregnant": ["Safety · Pregnancy and breast-feeding"],
    "breastfeeding": ["Safety · Pregnancy and breast-feeding"],
    "surgery": ["Safety · Surgery and emergencies"],
    "ldn and alcohol": ["Safety · Mental health, alcohol and driving"],
    "price": ["LDN in practice · What it costs"],
    "OGF": ["The rebound idea · OGF and its receptor"],
    "TLR4": ["Glia and TLR4"],
    "bihari": ["A short history · Bihari and AIDS"],
    "naltrexon": ["What naltrexone is"],
}


@pytest.mark.parametrize("query", BEST)
def test_what_a_query_is_about_stands_first(open_page, site, query):
    page = open_page(f"{site}search.html?q={quote(query)}", viewport=DESKTOP)
    found = page.locator("#search-results li a").all_inner_texts()
    assert found[: len(BEST[query])] == BEST[query]
    assert len(found) == len(set(found))


def test_a_misspelt_word_finds_what_was_meant_and_says_so(open_page, site):
    page = open_page(site + "search.html?q=fibromialgya", viewport=DESKTOP)
    assert page.locator("#search-results li a").first.inner_text() == "Fibromyalgia"
    assert "Searched for: fibromyalgia" in page.get_by_role("status").inner_text()


def test_a_year_is_not_taken_for_another_misspelt(open_page, site):
    page = open_page(site + "search.html?q=smith%202011", viewport=DESKTOP)
    page.locator("p.context .highlighted", has_text="Smith").first.wait_for()
    assert "Searched for" not in page.get_by_role("status").inner_text()
    assert page.locator("p.context .highlighted", has_text="2013").count() == 0


def test_excerpt_does_not_run_on_to_find_the_word_elsewhere(open_page, site):
    page = open_page(site + "search.html?q=crohn", viewport=DESKTOP)
    place = page.locator("#search-results li").nth(1)
    assert place.locator("a").inner_text() == "Crohn’s disease and the gut · Crohn’s disease"
    place.locator(".context", has_text="The story began").wait_for()
    page = open_page(site + "search.html?q=half-life", viewport=DESKTOP)
    term = page.locator("#search-results li", has_text="Glossary").first.locator(".context")
    term.locator(".highlighted").first.wait_for()
    assert term.inner_text().startswith("The time") and term.inner_text().endswith(".")


def test_nothing_found_leads_to_the_index(open_page, site):
    page = open_page(site + "search.html?q=xyzzy", viewport=DESKTOP)
    assert page.locator("#search-results li").count() == 0
    page.get_by_role("status").get_by_role("link").click()
    page.wait_for_url("**/genindex.html")


def test_a_name_leads_to_its_entry_in_the_bibliography(open_page, site):
    page = open_page(site + "search.html?q=wachman", viewport=DESKTOP)
    page.locator("p.context .highlighted", has_text="Wachman").first.wait_for()
    address = page.get_by_role("link", name="Bibliography", exact=True).last.get_attribute("href")
    assert address.endswith("bibliography.html#cite-wachman2019")


def test_search_remembers_nothing(open_page, site):
    """What somebody looks up in a book on health is nobody else's business."""
    page = open_page(site + "search.html?q=hiv", viewport=DESKTOP)
    page.locator("#search-results li").first.wait_for()
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_index_of_the_search_is_loaded_only_for_a_search(open_page, site):
    page = open_page(site + "search.html", viewport=DESKTOP)
    assert [url for url in page.requested if "searchindex" in url] == []
    page = open_page(site + "conditions/fibromyalgia.html", viewport=DESKTOP)
    assert [url for url in page.requested if "search" in url] == []


def test_dark_mode_follows_the_system_and_the_choice_is_remembered(open_page, site):
    page = open_page(site + "index.html", viewport=DESKTOP, color_scheme="dark")
    assert luminance(page) < 60
    page.locator(".tool[popovertarget=colours]").press("Enter")
    page.get_by_role("button", name="Light").press("Enter")
    assert luminance(page) > 230
    page.goto(site + "genindex.html")
    assert luminance(page) > 230
    page.emulate_media(color_scheme="light")
    page.locator(".tool[popovertarget=colours]").click()
    page.get_by_role("button", name="As on your device").click()
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("html[data-theme=dark]")
    assert luminance(page) < 60


def luminance(page) -> float:
    """Return the mean of red, green and blue behind the text."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(map(float, colour.removeprefix("rgb(").removesuffix(")").split(",")[:3])) / 3


SHIFT = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_results_keep_still_and_load_only_what_is_near(open_page, site, viewport):
    address = site + "search.html?q=fibromyalgia"
    page = open_page(address, lambda context: context.add_init_script(SHIFT), viewport=viewport)
    page.wait_for_function("document.querySelectorAll('p.context .highlighted').length > 2")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shift") < 0.05
    assert page.locator("#search-results li").count() > 30
    assert 2 < len([url for url in page.requested if "/_texts/" in url]) < 12
    last = page.locator("#search-results p.context").last
    last.scroll_into_view_if_needed()
    last.locator(".highlighted").first.wait_for()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("name", ["conditions/fibromyalgia.html", "conditions/evidence-map.html"])
def test_nothing_moves_while_a_page_loads(open_page, site, name, viewport):
    page = open_page(site + name, lambda context: context.add_init_script(SHIFT), viewport=viewport)
    page.mouse.wheel(0, 30000)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shift") < 0.02


def test_a_page_keeps_its_length_in_the_faces_that_stand_in(open_page, site):
    """Of a reader whose line is slow, and of who opens the bibliography first."""
    for name in ("conditions/fibromyalgia.html", "back-matter/bibliography.html"):
        lengths = []
        for blocked in ("no-such-face", "**/*.woff2"):
            page = open_page(
                site + name, lambda context, b=blocked: context.route(b, lambda r: r.abort()),
                viewport=PHONE,
            )  # fmt: skip
            lengths.append(page.locator("article").evaluate("article => article.scrollHeight"))
        assert abs(lengths[1] / lengths[0] - 1) < 0.015, (name, lengths)


def test_first_load_is_light(open_page, site):
    for name in (*PAGES, "back-matter/all-studies.html"):
        if "?" in name:
            continue
        sizes = []
        page = open_page("about:blank", viewport=PHONE)
        page.on("response", lambda response, sizes=sizes: sizes.append(len(response.body())))
        page.goto(site + name, wait_until="networkidle")
        assert 40_000 < sum(sizes) <= 350 * 1024, name


def test_folder_works_without_a_server(open_page, folder):
    page = open_page(folder + "conditions/fibromyalgia.html", viewport=DESKTOP)
    assert page.evaluate("document.fonts.check('16px \"Source Serif 4\"')")
    page.locator(".bd-article .bibtex-citation a").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    page.locator("#preview").wait_for(state="visible")
    page.locator(".tool[popovertarget=downloads]").click()
    links = page.locator("#downloads a").all()
    assert len(links) >= 3
    for link in links:
        assert Path(urlsplit(link.evaluate("link => link.href")).path).is_file()
    page.locator("nav.bd-docs-nav a", has_text="Safety").first.click()
    page.wait_for_url("**/background/safety.html")
    assert page.complaints == []


def test_page_for_wrong_addresses_leads_back(open_page, site):
    page = open_page(site + "404.html", viewport=DESKTOP)
    page.get_by_role("link", name="To the first page").click()
    page.wait_for_url(site + "index.html")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_figures_keep_their_proportions(open_page, site, viewport):
    for name in ("conditions/how-to-read.html", "mechanism/the-opioid-system.html"):
        page = open_page(site + name, viewport=viewport)
        drawn, shown = page.locator("figure img").evaluate(
            "img => [img.getAttribute('width') / img.getAttribute('height'),"
            " img.clientWidth / img.clientHeight]"
        )
        assert abs(drawn - shown) < 0.02, name


def test_drawing_in_words_opens_by_keyboard(open_page, site):
    page = open_page(site + "mechanism/the-opioid-system.html", viewport=PHONE)
    words = page.locator("#fig-opioid-system details p").first
    assert not words.is_visible()
    page.locator("#fig-opioid-system summary").press("Enter")
    words.wait_for(state="visible")


def test_search_closes_a_preview(open_page, site):
    page = open_page(site + "conditions/fibromyalgia.html", viewport=DESKTOP)
    page.locator(".bd-article .bibtex-citation a").first.hover()
    page.locator("#preview").wait_for(state="visible")
    page.keyboard.press("Control+k")
    page.locator("#preview").wait_for(state="hidden")
    assert page.locator("#search-dialog").is_visible()


def test_search_closes_by_our_own_hand(open_page, site):
    """Safari leaves the key to the search field; an event from a script does nothing by itself."""
    page = open_page(site + "index.html", viewport=DESKTOP)
    page.keyboard.press("Control+k")
    page.locator("#search-dialog input").dispatch_event("keydown", {"key": "Escape"})
    page.locator("#search-dialog").wait_for(state="hidden")


def test_entries_that_are_laid_out_late_are_found_and_printed(open_page, site):
    page = open_page(site + "back-matter/bibliography.html#cite-zapata2025", viewport=PHONE)
    entry = page.locator("#cite-zapata2025")
    assert -1 < entry.bounding_box()["y"] < PHONE["height"] - 100
    page.evaluate("scrollTo(0, 0)")
    # What the browser's own search does.
    assert page.evaluate("window.find('Zapata')")
    page.wait_for_function("scrollY > 10000")
    page.emulate_media(media="print")
    assert entry.evaluate("entry => getComputedStyle(entry).contentVisibility") == "visible"
