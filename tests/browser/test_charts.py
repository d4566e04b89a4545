"""Charts and wide tables in a real Chromium: nothing is cut, and what lies outside of the window is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import Visit, served, visit
from tests.browser.test_accessibility import PAGES
from tests.site import Site

pytestmark = pytest.mark.browser

WIDTHS = (320, 390, 599, 600, 768, 1280, 1920)
CHARTS = ("trends", "recurrence", "times", "team", "cause", "home")

# A text is what a reader sees of a text node: its lines, without what only a screen reader reads.
_TEXTS = """(selector) => {
  const found = [];
  for (const root of document.querySelectorAll(selector)) {
    const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
      const parent = nodes.currentNode.parentElement;
      const isSeen = parent.checkVisibility({ contentVisibilityAuto: true, opacityProperty: true });
      if (!nodes.currentNode.textContent.trim() || !isSeen || parent.closest("script, style")) continue;
      const range = document.createRange();
      range.selectNodeContents(nodes.currentNode);
      const lines = [...range.getClientRects()].filter((line) => line.width > 1 && line.height > 1);
      if (lines.length) found.push({ text: nodes.currentNode.textContent.trim(), parent, root, lines });
    }
  }
  return found;
}"""
_OUTSIDE = f"""() => ({_TEXTS})(".pm-chart").filter(({{ parent, root, lines }}) => {{
  const chart = root.getBoundingClientRect();
  return !parent.closest(".pm-scroll") && lines.some((line) =>
    line.left < chart.left - 1 || line.right > Math.min(chart.right, innerWidth) + 1 ||
    line.top < chart.top - 1 || line.bottom > chart.bottom + 1);
}}).map((each) => each.text)"""
_OVER_EACH_OTHER = f"""() => [...document.querySelectorAll(".pm-chart__plot")].flatMap((plot) => {{
  plot.dataset.asked = "";
  const lines = ({_TEXTS})("[data-asked]").flatMap((each) => each.lines.map((line) => [each.text, line]));
  delete plot.dataset.asked;
  return lines.filter(([, one], place) => lines.slice(place + 1).some(([, other]) =>
    one.left + 1 < other.right && other.left + 1 < one.right &&
    one.top + 4 < other.bottom && other.top + 4 < one.bottom)).map(([text]) => text);
}})"""
_SMALL = f"""() => ({_TEXTS})("body")
  .filter(({{ parent }}) => parseFloat(getComputedStyle(parent).fontSize) < 12)
  .map(({{ text, parent }}) => `${{text.slice(0, 40)}} (${{getComputedStyle(parent).fontSize}})`)"""
_SILENT = f"""() => {{
  const texts = ({_TEXTS})("main");
  return [...document.querySelectorAll("main *")].filter((each) => {{
    const {{ overflowX }} = getComputedStyle(each);
    const isWider = each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1 && overflowX !== "visible";
    if (!isWider || each.closest(".md-sidebar, pre") || !each.checkVisibility({{ contentVisibilityAuto: true }}))
      return false;
    const edge = each.getBoundingClientRect().right + 1;
    const hides = texts.some(({{ parent, lines }}) => each.contains(parent) && lines.some((line) => line.right > edge));
    return hides && !getComputedStyle(each, "::before").content.includes("sideways");
  }}).map((each) => `${{each.className}}: ${{each.textContent.trim().slice(0, 60)}}`);
}}"""
_LOOSE_FIRST_COLUMNS = """() => [...document.querySelectorAll(".pm-scroll")].filter((each) => {
  each.scrollLeft = each.scrollWidth;
  const first = each.querySelector("tbody tr:not(:has([colspan])) > :first-child");
  return first && each.checkVisibility() && each.scrollLeft > 1 &&
    Math.abs(first.getBoundingClientRect().left - each.getBoundingClientRect().left) > 1;
}).map((each) => each.getAttribute("aria-label"))"""


@pytest.fixture(scope="module")
def tiny(tiny_site: Site) -> Iterator[str]:
    """The address of the tiny site, which has every kind of page."""
    with served(tiny_site.folder) as address:
        yield address


def _at_each_width(visitor: Visit, url: str) -> Iterator[tuple[int, Page]]:
    """The page of an address, at one width of the window after the other, with the tables behind charts open."""
    visitor.open(url)
    visitor.page.locator("details.pm-chart__table").evaluate_all("all => all.forEach(each => (each.open = true))")
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        yield width, visitor.page


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("site", ["tiny", "base"])
def test_no_text_leaves_its_chart(browser: Browser, tiny: str, base: str, site: str, name: str) -> None:
    """Whatever the width of the window, each label is within its chart, and no tick is written over another one."""
    url = PAGES[name] if site == "tiny" else {"team": "teams/", "cause": "causes/"}.get(name, PAGES[name])
    with visit(browser, tiny if site == "tiny" else base) as visitor:
        for width, page in _at_each_width(visitor, url):
            assert page.evaluate(_OUTSIDE) == [], width
            assert page.evaluate(_OVER_EACH_OTHER) == [], width


def test_labels_grow_with_the_text_of_the_browser(browser: Browser, base: str) -> None:
    """Who needs larger letters gets them in charts, too, and still nothing is cut."""
    with visit(browser, base, viewport={"width": 390, "height": 844}) as visitor:
        for url in ("trends/", "times/"):
            visitor.open(url)
            visitor.page.add_style_tag(content="html { font-size: 175% }")
            assert visitor.page.evaluate(_OUTSIDE) == []
            size = "each => parseFloat(getComputedStyle(each).fontSize)"
            assert visitor.page.locator(".pm-chart__x div").first.evaluate(size) > 16


def test_a_narrow_window_shows_one_panel_a_row(browser: Browser, base: str) -> None:
    """Below 600 pixels panels stand below each other, as wide as the window; above it beside each other."""
    lefts = "all => [...new Set(all.map(each => Math.round(each.getBoundingClientRect().left)))].length"
    with visit(browser, base) as visitor:
        for width, page in _at_each_width(visitor, "trends/"):
            panels = page.locator("#by-cause .pm-chart__panel")
            assert panels.count() > 3
            assert (panels.evaluate_all(lefts) == 1) == (width < 600), width
            if width < 600:
                assert panels.first.evaluate("each => each.getBoundingClientRect().width / innerWidth") > 0.85


def test_a_narrow_window_shows_a_heat_map_in_words(browser: Browser, base: str) -> None:
    """Each cell that is not empty says which column it is of, so nothing has to be pushed sideways."""
    with visit(browser, base, viewport={"width": 390, "height": 844}) as visitor:
        visitor.open("trends/")
        table = visitor.page.locator("#cause-by-stage table")
        for cell in table.locator("td:has(a)").all()[:5]:
            said = cell.evaluate("each => getComputedStyle(each, '::before').content")
            assert len(said.strip('"')) > 3
        expect(table.locator(".pm-heat__cell--0").first).to_be_hidden()
        scroller = visitor.page.locator("#cause-by-stage .pm-scroll")
        assert scroller.evaluate("each => each.scrollWidth - each.clientWidth") <= 1


@pytest.mark.parametrize("name", PAGES)
def test_what_can_be_pushed_sideways_says_so(browser: Browser, tiny: str, name: str) -> None:
    """No scroller hides a column in silence, its first column stays, and all text has 12 pixels."""
    with visit(browser, tiny) as visitor:
        for width, page in _at_each_width(visitor, PAGES[name]):
            assert page.evaluate(_SILENT) == [], width
            assert page.evaluate(_SMALL) == [], width
            assert page.evaluate(_LOOSE_FIRST_COLUMNS) == [], width
            assert visitor.overflow() <= 0, width


def test_numbers_fit_a_wide_window(browser: Browser, base: str) -> None:
    """From 1280 pixels on no table of numbers has to be pushed."""
    with visit(browser, base) as visitor:
        for url in ("trends/", "times/", "recurrence/", "programme/", "practice/", "controls/"):
            for width, page in _at_each_width(visitor, url):
                scrolls = (
                    "all => all.filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.ariaLabel)"
                )
                shown = page.locator(".pm-scroll:visible:not(.pm-chart__table *)")
                assert width < 1280 or shown.evaluate_all(scrolls) == [], url
