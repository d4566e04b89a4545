"""Printed tables in a real Chromium: a sheet of paper loses no column, and shows nothing that one could only click."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import served, visit
from tests.browser.test_accessibility import PAGES
from tests.site import Site

pytestmark = pytest.mark.browser
A4 = {"width": 718, "height": 1046}
"""An upright sheet in pixels, less the margin of one centimetre that browsers leave."""
_CUT = """() => [...document.querySelectorAll(".md-content table")]
    .filter((table) => table.checkVisibility())
    .filter((table) => {
        const cells = [...table.querySelectorAll("th, td")].map((each) => each.getBoundingClientRect().right);
        return Math.max(...cells) > document.documentElement.clientWidth + 1;
    })
    .map((table) => table.className + ": " + table.textContent.slice(0, 60))"""


_LINKS_OUT = """() => [...document.querySelectorAll(".md-content__inner a[href^=http]")]
    .filter((link) => link.origin !== location.origin && link.checkVisibility())
    .filter((link) => link.textContent.trim() !== link.href)
    .map((link) => [link.href, link.nextElementSibling?.matches(".pm-printed__mark")
      ? Number(link.nextElementSibling.textContent.slice(1, -1)) : 0])"""
_SHEETS = re.compile(rb"/Type\s*/Page\b")


_CUT_OFF = """() => [...document.querySelectorAll(".md-content :not(svg, svg *, .pm-hidden, .pm-hidden *)")]
    .filter(each => each.checkVisibility() && each.getBoundingClientRect().width > 1)
    .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1
        || (getComputedStyle(each).overflowX !== "visible" && each.scrollWidth > each.clientWidth + 1))
    .map(each => `${each.localName}.${each.className} ${each.textContent.trim().slice(0, 60)}`)"""


@pytest.fixture(scope="module")
def tiny(tiny_site: Site) -> Iterator[str]:
    """The address of the tiny site."""
    with served(tiny_site.folder) as address:
        yield address


@pytest.mark.parametrize(
    "url",
    [*PAGES.values(), "doubts/", "teams/", "search/", "new/"],
)
def test_paper_holds_every_column(browser: Browser, tiny: str, url: str) -> None:
    """Every cell of every table ends within the sheet, and no arrow for sorting is printed."""
    with visit(browser, tiny, viewport=A4) as visitor:
        visitor.open(url)
        page = visitor.page
        page.wait_for_load_state("networkidle")
        page.emulate_media(media="print")
        assert page.evaluate(_CUT) == []
        assert visitor.overflow() <= 0
        arrows = "els => els.map(e => getComputedStyle(e, '::after').content).filter(c => c !== 'none')"
        assert page.locator(".pm-action-table thead button").evaluate_all(arrows) == []
        for form in page.locator(".pm-filter").all():
            expect(form).to_be_hidden()


@pytest.mark.parametrize("url", [*PAGES.values(), "doubts/", "teams/", "operators/", "years/"])
def test_every_type_of_page_prints_whole(browser: Browser, tiny: str, url: str) -> None:
    """Nothing is cut at the edge of a sheet or in two, links out are footnotes, and no heading stands alone."""
    with visit(browser, tiny, viewport=A4) as visitor:
        visitor.open(url)
        page = visitor.page
        page.wait_for_load_state("networkidle")
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate(_CUT_OFF) == []
        addresses = page.locator(".pm-printed li").all_inner_texts()
        assert all(number and addresses[number - 1] == address for address, number in page.evaluate(_LINKS_OUT))
        breaks = "all => all.map(each => getComputedStyle(each).breakAfter)"
        headings = page.locator(".md-content__inner :is(h1, h2, h3, h4, thead)")
        assert set(headings.evaluate_all(breaks)) == {"avoid"}
        whole = page.locator(".md-content__inner :is(tbody tr, .pm-card, .pm-records__item, .pm-timeline > ol > li)")
        assert set(whole.evaluate_all(breaks.replace("breakAfter", "breakInside"))) <= {"avoid"}
        names = "all => all.filter(each => getComputedStyle(each).display !== 'contents')"
        assert page.locator(".pm-numbers thead button").evaluate_all(names + ".length") == 0
        expect(page.locator(".pm-tabs, .pm-home-search").filter(visible=True)).to_have_count(0)


_LARGER = """() => [...document.querySelectorAll(".md-content :is(.pm-numbers, .pm-terms)")].flatMap(table => {
    const size = parseFloat(getComputedStyle(table).fontSize);
    return [...table.querySelectorAll("tbody :not(svg, svg *)")]
        .filter((each) => each.checkVisibility() && parseFloat(getComputedStyle(each).fontSize) > size + 0.1)
        .map((each) => `${each.localName}.${each.className} ${each.textContent.trim().slice(0, 40)}`);
})"""


@pytest.mark.parametrize(
    "url",
    ["causes/", "controls/", "drills/", "programme/", "causes/technical/unvalidated-input/"],
)
def test_asides_of_printed_tables_are_not_larger_than_their_text(browser: Browser, base: str, url: str) -> None:
    """What is small beside a word on a screen is small beside it on paper."""
    with visit(browser, base, viewport=A4) as visitor:
        visitor.open(url)
        visitor.page.emulate_media(media="print")
        assert visitor.page.evaluate(_LARGER) == []


_TINY = """() => [...document.querySelectorAll(".md-content__inner :is(table td, table th, .pm-node *, .pm-body p)")]
    .filter((each) => each.checkVisibility() && each.textContent.trim())
    .map((each) => {
        const drawing = each.closest("svg");
        const scale = drawing ? drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width : 1;
        return [scale * parseFloat(getComputedStyle(each).fontSize), each.textContent.trim().slice(0, 40)];
    })
    .filter(([size]) => size < 7.5)"""


def test_a_printed_record_can_be_read(browser: Browser, base: str) -> None:
    """No table and no drawing of it is set in less than 7.5 px, which are less than 6 points on a sheet."""
    with visit(browser, base, viewport=A4) as visitor:
        for url in ("postmortems/PM-2025-0002/", "postmortems/PM-2014-0001/", "postmortems/PM-2025-0001/"):
            visitor.open(url)
            visitor.page.emulate_media(media="print")
            assert visitor.page.evaluate(_TINY) == [], url


def test_links_are_footnotes_on_paper(browser: Browser, base: str) -> None:
    """Each link to another site has the number of its address, which stands once at the end; a screen shows neither."""
    with visit(browser, base, viewport=A4) as visitor:
        page = visitor.page
        visitor.open("postmortems/PM-2025-0002/")
        page.wait_for_load_state("networkidle")
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        links = page.evaluate(_LINKS_OUT)
        addresses = page.locator(".pm-printed li").all_inner_texts()
        assert len(links) > 3
        assert all(number and addresses[number - 1] == address for address, number in links)
        assert len(set(addresses)) == len(addresses)
        expect(page.locator(".pm-printed__mark").first).to_be_visible()
        page.emulate_media(media="screen")
        expect(page.locator(".pm-printed")).to_be_hidden()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        expect(page.locator(".pm-printed, .pm-printed__mark")).to_have_count(0)


def test_headings_are_not_stranded(browser: Browser, base: str) -> None:
    """No heading ends a sheet whose text begins on the next."""
    with visit(browser, base, viewport=A4) as visitor:
        for url in ("postmortems/PM-2025-0002/", "stakeholders/", "programme/", "guides/reader/"):
            visitor.open(url)
            visitor.page.emulate_media(media="print")
            breaks = "all => all.map(each => getComputedStyle(each).breakAfter)"
            headings = visitor.page.locator(".md-content__inner :is(h1, h2, h3, h4)")
            assert set(headings.evaluate_all(breaks)) == {"avoid"}, url


def test_a_summary_is_one_sheet(browser: Browser, base: str, frozen_site: Site) -> None:
    """A record at `#sheet` prints what the first screen answers and its lessons, without a script, for outsiders."""
    with visit(browser, base, java_script_enabled=False) as visitor:
        records = [url for url in frozen_site.pages if re.fullmatch(r"postmortems/PM-\d{4}-\d{4}/", url)]
        assert len(records) > 30
        sheets = {}
        for url in records:
            visitor.open(url + "#sheet")
            sheets[url] = len(_SHEETS.findall(visitor.page.pdf(format="A4")))
        assert {url: number for url, number in sheets.items() if number != 1} == {}
        visitor.page.emulate_media(media="print")
        expect(visitor.page.get_by_text("How long it hurt")).to_be_visible()
        expect(visitor.page.get_by_role("heading", name="Why")).to_be_hidden()


def test_pages_for_stakeholders_are_one_sheet(browser: Browser, base: str, frozen_site: Site) -> None:
    """The list of months and each month are handed round as one sheet of paper."""
    pages = [url for url in frozen_site.pages if url.startswith("stakeholders/")]
    assert len(pages) > 20
    with visit(browser, base) as visitor:
        sheets = {}
        for url in pages:
            visitor.open(url)
            sheets[url] = len(_SHEETS.findall(visitor.page.pdf(format="A4")))
    assert {url: number for url, number in sheets.items() if number != 1} == {}
