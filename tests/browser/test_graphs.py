"""Causal graphs and data flows in a real Chromium, with the fonts that it has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import served, visit
from tests.site import Site

pytestmark = pytest.mark.browser

_LABELS_OUTSIDE = """() => [...document.querySelectorAll(".pm-node")].flatMap((box) => {
  const around = box.getBoundingClientRect();
  return [...box.querySelectorAll("small, span")].flatMap((text) => {
    const at = text.getBoundingClientRect();
    const isInside = at.left >= around.left && at.right <= around.right && at.top >= around.top;
    const isCut = text.scrollHeight > text.clientHeight + 1 || text.scrollWidth > text.clientWidth + 1;
    return isInside && at.bottom <= around.bottom && !isCut ? [] : [text.textContent];
  });
})"""


@pytest.fixture(scope="module")
def frozen(frozen_site: Site) -> Iterator[str]:
    """The address of the site of real records."""
    with served(frozen_site.folder) as address:
        yield address


@pytest.mark.parametrize("font", ["DejaVu Sans", "DejaVu Sans Condensed"])
def test_every_label_of_a_graph_stands_whole_in_its_box(
    browser: Browser, frozen: str, frozen_site: Site, font: str
) -> None:
    """None runs over the edge or ends within a word, in a wide font nor in a narrow one."""
    drawn = _drawn(frozen_site)
    assert len(drawn) > 10
    with visit(browser, frozen) as visitor:
        for url in drawn:
            visitor.open(url)
            visitor.page.add_style_tag(content=f'.pm-graph * {{ font-family: "{font}" !important; }}')
            used = visitor.page.locator(".pm-node span").first.evaluate("e => getComputedStyle(e).fontFamily")
            assert font in used
            assert visitor.page.evaluate(_LABELS_OUTSIDE) == [], url


def test_a_graph_is_read_by_keyboard(browser: Browser, frozen: str, frozen_site: Site) -> None:
    """Tab goes from cause to cause with a visible focus, and Enter leads to what the page says of it."""
    url = next(each for each in _drawn(frozen_site) if _has_causal_graph(frozen_site, each))
    with visit(browser, frozen) as visitor:
        page = visitor.page
        visitor.open(url)
        graph = page.get_by_role("figure", name="Causal graph")
        graph.focus()
        causes = graph.locator("svg a")
        assert causes.count() > 1
        for cause in causes.all():
            page.keyboard.press("Tab")
            expect(cause).to_be_focused()
            assert cause.evaluate("e => getComputedStyle(e).outlineStyle") != "none"
        target = causes.last.get_attribute("href")
        assert target
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{target}")
        expect(page.locator(target)).to_be_in_viewport()


def _drawn(site: Site) -> list[str]:
    """The pages that have a graph."""
    return [
        url for url, page in site.pages.items() if any("pm-graph" in each.get("class", "") for each in page.elements)
    ]


def _has_causal_graph(site: Site, url: str) -> bool:
    return any(each.get("aria-label", "").startswith("Causal graph") for each in site.pages[url].elements)
