"""What a reader meets: private pages that fit the screen, search, dark mode, the download."""

import pytest

from tests.browser.conftest import DESKTOP, PAGES, PHONE, SMALL_PHONE


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_no_other_host_and_complains_of_nothing(open_page, site, name):
    page = open_page(site + name, viewport=DESKTOP)
    page.mouse.wheel(0, 20000)
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


def test_search_finds_a_word_and_leads_to_its_chapter(open_page, site):
    page = open_page(site + "search.html?q=crossover", viewport=DESKTOP)
    page.wait_for_selector("#search-results li a")
    titles = page.locator("#search-results li a").all_inner_texts()
    assert "Fibromyalgia" in titles


def test_dark_mode_follows_the_system_and_the_switch(open_page, site):
    page = open_page(site + "index.html", viewport=DESKTOP, color_scheme="dark")
    assert luminance(page) < 60
    page.locator(".theme-switch-button").click()
    page.locator(".theme-change-button[data-mode=light]").click()
    assert luminance(page) > 230


def luminance(page) -> float:
    """Return the mean of red, green and blue behind the text."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(map(float, colour.removeprefix("rgb(").removesuffix(")").split(",")[:3])) / 3


def test_menu_leads_to_the_printed_book(open_page, site, book):
    page = open_page(site + "conditions/fibromyalgia.html", viewport=DESKTOP)
    link = page.locator(".dropdown-download-buttons a[href$='.pdf']")
    assert not link.is_visible()
    page.locator(".dropdown-download-buttons > button").press("Enter")
    link.wait_for(state="visible")
    address = link.evaluate("link => link.href")
    assert page.request.get(address).body() == book.pdf.read_bytes()
