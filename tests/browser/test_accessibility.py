"""Everybody can read it: axe finds nothing, and keyboard, any size and any colours suffice."""

import io
import re

import pytest
from axe_playwright_python import sync_playwright as axe
from pypdf import PdfReader

from tests.browser.conftest import DESKTOP, PAGES, PHONE, SMALL_PHONE

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(open_page, site, name):
    page = open_page(site + name, viewport=DESKTOP)
    if "?" in name:
        page.locator("#search-results p.context").first.wait_for()
    # axe measures what the browser has not laid out yet, and finds it where it will not be.
    page.evaluate(
        "for (const entry of document.querySelectorAll('.citations > li'))"
        " entry.style.contentVisibility = 'visible'"
    )
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours)
            found = axe.Axe().run(page, options={"resultTypes": ["violations"], "runOnly": RULES})
            assert found.violations_count == 0, (viewport, colours, found.generate_report())


def test_axe_finds_no_violation_in_what_opens(open_page, site):
    page = open_page(site + "conditions/fibromyalgia.html", viewport=PHONE)
    for name in ("book-contents", "downloads", "colours", "page-contents"):
        page.locator(f".tool[popovertarget={name}]").click()
        page.locator(f"#{name}").wait_for(state="visible")
        found = axe.Axe().run(page, options={"resultTypes": ["violations"], "runOnly": RULES})
        assert found.violations_count == 0, (name, found.generate_report())
        page.keyboard.press("Escape")
        page.locator(f"#{name}").wait_for(state="hidden")


def test_contents_on_a_phone_close_by_a_button_that_stays_in_sight(open_page, site):
    page = open_page(site + "conditions/skin.html", viewport=PHONE)
    for name in ("book-contents", "page-contents"):
        page.locator(f".tool[popovertarget={name}]").click()
        contents = page.locator(f"#{name}")
        contents.evaluate("contents => contents.scrollTo(0, 300)")
        close = contents.get_by_role("button", name="Close")
        assert 0 <= close.bounding_box()["y"] < 60
        close.click()
        contents.wait_for(state="hidden")
    page.set_viewport_size(DESKTOP)
    assert page.get_by_role("button", name="Close").count() == 0


def test_first_key_leads_to_the_text(open_page, site):
    page = open_page(site + "conditions/fibromyalgia.html", viewport=DESKTOP)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    assert page.locator(".skip-link").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('main-content').contains(document.activeElement)")


def test_every_stop_of_the_keyboard_is_seen_and_none_is_a_trap(open_page, site):
    page = open_page(site + "further-reading/talking-to-your-clinician.html", viewport=DESKTOP)
    stops = []
    for _ in range(120):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
              const here = document.activeElement, style = getComputedStyle(here);
              const box = here.getBoundingClientRect();
              return here === document.body ? null
                : [here.outerHTML.slice(0, 90), parseFloat(style.outlineWidth), box.width];
            }"""
        )
        if stop is None:
            break
        stops.append(stop)
    assert 30 < len(stops) < 120
    assert [stop for stop in stops if stop[1] < 2 or stop[2] == 0] == []


def test_text_twice_as_large_fits(open_page, site):
    # Twice as large at 1280 pixels is what a browser shows on 640.
    for name in PAGES:
        page = open_page(site + name, viewport={"width": 640, "height": 450})
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, name


def smallest_letters(svg: str) -> float:
    """Return the size of the smallest letters of a drawing, as text or drawn by matplotlib."""
    sizes = map(float, re.findall(r'font-size="([\d.]+)"', svg))
    outlines = re.findall(r"scale\((0\.\d+) -\1\)", svg)
    return min([*sizes, *(100 * float(scale) for scale in outlines)])


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_letters_of_figures_can_be_read_on_a_phone(open_page, site, book, colours):
    shown = {}
    for path in sorted(book.html.rglob("*.html")):
        if "<figure" not in path.read_text("utf-8"):
            continue
        name = path.relative_to(book.html).as_posix()
        page = open_page(site + name, viewport={"width": 360, "height": 780}, color_scheme=colours)
        for source, width in page.locator("figure img").evaluate_all(
            "all => all.map(img => [img.getAttribute('src'),"
            " img.clientWidth - 2 * parseFloat(getComputedStyle(img).paddingLeft)])"
        ):
            svg = (path.parent / source).read_text("utf-8")
            drawn = float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])
            shown[source] = smallest_letters(svg) * width / drawn
    assert len(shown) >= 9
    assert {source: size for source, size in shown.items() if size < 9} == {}


def test_tables_scroll_by_themselves_and_keep_caption_and_headers(open_page, site):
    page = open_page(site + "conditions/fibromyalgia.html", viewport=SMALL_PHONE)
    region = page.locator(".table-region").first
    region.scroll_into_view_if_needed()
    assert region.get_attribute("tabindex") == "0"
    caption = page.locator(f"#{region.get_attribute('aria-labelledby')}")
    assert len(caption.inner_text()) > 10
    before = caption.locator(".caption-words").bounding_box()
    assert before["width"] < SMALL_PHONE["width"]
    region.evaluate("region => region.scrollTo(200, 300)")
    page.wait_for_function("document.querySelector('.table-region').scrollLeft >= 150")
    after = caption.locator(".caption-words").bounding_box()
    assert abs(after["x"] - before["x"]) < 2
    box = region.bounding_box()
    head = region.locator("thead th").first.bounding_box()
    assert abs(head["y"] - box["y"]) < 2
    assert abs(head["x"] - box["x"]) < 2
    cell = region.locator("tbody tr").nth(2).locator(":scope > *").first.bounding_box()
    assert abs(cell["x"] - box["x"]) < 2


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_row_that_a_link_leads_to_is_seen(open_page, site, viewport):
    name = "study-rodriguezfreire2026"
    page = open_page(f"{site}conditions/fibromyalgia.html#{name}", viewport=viewport)
    row = page.locator("tr", has=page.locator(f"#{name}"))
    head = page.locator("table", has=row).locator("thead th").first.bounding_box()
    assert row.bounding_box()["y"] > head["y"] + head["height"] - 2
    assert row.bounding_box()["y"] < viewport["height"] / 2
    here, other = (
        each.locator(":scope > *").first.evaluate("cell => getComputedStyle(cell).backgroundColor")
        for each in (row, page.locator("tbody tr").first)
    )
    assert here != other


def test_nothing_stays_before_the_text_on_a_screen_of_a_few_lines(open_page, site):
    # Four times as large at 1280 by 1024 pixels.
    page = open_page(site + "conditions/fibromyalgia.html", viewport={"width": 320, "height": 256})
    page.locator("#study-younger2013").scroll_into_view_if_needed()
    for staying in (".bd-header-article", "thead th >> nth=1"):
        assert page.locator(staying).evaluate("all => getComputedStyle(all).position") == "static"


def test_forced_colours_keep_icons_and_marks(open_page, site):
    page = open_page(
        site + "conditions/fibromyalgia.html", viewport=DESKTOP, forced_colors="active"
    )
    colours = page.evaluate(
        """() => [...document.querySelectorAll(".tool:not(.only-narrow) .icon")]
          .filter((icon) => icon.checkVisibility())
          .map((icon) => [getComputedStyle(icon).stroke,
                          getComputedStyle(document.body).backgroundColor])"""
    )
    assert len(colours) >= 3
    assert all(icon != ground for icon, ground in colours)


def test_reduced_motion_moves_nothing(open_page, site):
    page = open_page(site + "index.html", viewport=PHONE, reduced_motion="reduce")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((element) => {
          const style = getComputedStyle(element);
          return style.animationName !== "none"
            || style.transitionDuration.split(",").some((time) => parseFloat(time) > 0);
        }).length"""
    )
    assert moving == 0


def test_paper_shows_the_chapter_and_nothing_of_the_frame(open_page, site):
    page = open_page(site + "conditions/fibromyalgia.html", viewport=DESKTOP, color_scheme="dark")
    page.emulate_media(media="print")
    for frame in (".bd-sidebar-primary", ".bd-sidebar-secondary", ".bd-header-article",
                  ".prev-next-area", ".headerlink"):  # fmt: skip
        assert page.locator(f"{frame}:visible").count() == 0, frame
    # A sheet by itself says which edition it is from, and that it is no advice.
    assert "Edition" in page.locator("footer:visible").inner_text()
    assert page.locator("h1:visible").count() == 1
    ink, ground = page.evaluate(
        "[getComputedStyle(document.querySelector('section section p')).color,"
        " getComputedStyle(document.body).backgroundColor]"
    )
    assert ink == "rgb(28, 35, 38)"
    assert ground in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")


def test_paper_keeps_captions_with_their_tables(open_page, site):
    page = open_page(site + "conditions/fibromyalgia.html", viewport=DESKTOP)
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    last_lines = [sheet.extract_text().split("\n")[-1] for sheet in sheets]
    assert len(last_lines) > 8
    assert [line for line in last_lines if re.match(r"Table\s\d", line)] == []


def test_without_scripts_no_search_is_offered_that_would_not_answer(open_page, site):
    page = open_page(site + "search.html", viewport=PHONE, java_script_enabled=False)
    assert page.locator("input:visible").count() == 0
    page.locator("#main-content").get_by_role("link", name="Index", exact=True).click()
    page.wait_for_url("**/genindex.html")


def test_contents_open_on_a_phone_without_scripts(open_page, site):
    page = open_page(
        site + "conditions/fibromyalgia.html", viewport=PHONE, java_script_enabled=False
    )
    assert not page.locator(".tool[popovertarget=colours]").is_visible()
    page.locator(".tool[popovertarget=book-contents]").click()
    page.locator("#book-contents a", has_text="Safety").first.click()
    page.wait_for_url("**/background/safety.html")
