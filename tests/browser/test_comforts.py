"""What makes reading easier: one menu of downloads, and previews of where links lead."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE


def test_menu_of_downloads_names_format_and_size_and_leads_to_the_files(open_page, site, book):
    page = open_page(site + "conditions/fibromyalgia.html", viewport=DESKTOP)
    links = page.locator("#downloads a")
    assert not links.first.is_visible()
    page.locator(".tool[popovertarget=downloads]").press("Enter")
    links.first.wait_for(state="visible")
    for name, path in (("PDF, A4 (", book.pdf), ("E-book, EPUB", book.epub)):
        link = page.get_by_role("link", name=name)
        assert " MB)" in link.inner_text() or " kB)" in link.inner_text()
        address = link.evaluate("link => link.href")
        assert page.request.get(address).body() == path.read_bytes()
    archive = page.get_by_role("link", name="offline").evaluate("link => link.href")
    assert page.request.get(archive).body().startswith(b"PK")
    page.keyboard.press("Escape")
    links.first.wait_for(state="hidden")


LINKS = {
    "a source": (".bibtex-citation a", "20"),
    "a term": ("a[href*='#term-']", "naltrexone"),
    "a chapter": ("a[href$='the-2009-article.html']", "claim by claim"),
    "a table": ("a[href='#tab-fm-studies']", "The studies of LDN"),
}


@pytest.mark.parametrize("kind", LINKS)
def test_preview_opens_on_hover_and_on_focus_and_closes_with_escape(open_page, site, kind):
    selector, words = LINKS[kind]
    page = open_page(site + "conditions/fibromyalgia.html", viewport=DESKTOP)
    link, tip = page.locator(f".bd-article {selector}").first, page.locator("#preview")
    link.scroll_into_view_if_needed()
    link.hover()
    tip.wait_for(state="visible")
    assert words in tip.inner_text()
    assert link.get_attribute("aria-describedby") == "preview"
    # The pointer can go to the preview, to read or to copy.
    tip.hover()
    assert tip.is_visible()
    page.keyboard.press("Escape")
    tip.wait_for(state="hidden")
    assert link.get_attribute("aria-describedby") is None
    page.mouse.move(0, 0)
    page.keyboard.press("Tab")
    link.focus()
    tip.wait_for(state="visible")
    box, screen = tip.bounding_box(), DESKTOP
    assert box["x"] >= 0 and box["x"] + box["width"] <= screen["width"]
    assert box["y"] >= 0 and box["y"] + box["height"] <= screen["height"]


def test_first_tap_shows_and_second_tap_goes(open_page, site):
    page = open_page(site + "conditions/fibromyalgia.html", viewport=PHONE, has_touch=True)
    link = page.locator(".bd-article .bibtex-citation a").first
    link.tap()
    page.locator("#preview").wait_for(state="visible")
    assert "Tap again" in page.locator("#preview").inner_text()
    link.tap()
    page.wait_for_url("**/back-matter/bibliography.html#cite-*")


def test_contents_on_a_phone_lead_to_a_section(open_page, site):
    page = open_page(site + "conditions/fibromyalgia.html", viewport=PHONE)
    page.locator(".tool[popovertarget=page-contents]").click()
    page.locator("#page-contents a", has_text="What is not known").click()
    page.locator("#page-contents").wait_for(state="hidden")
    page.wait_for_url("**#what-is-not-known")
