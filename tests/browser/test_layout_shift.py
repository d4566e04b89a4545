"""Nothing on a page moves while it loads, measured by Chromium itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.browsing import Visit, visit

pytestmark = pytest.mark.browser
PAGES = (
    "", "postmortems/", "postmortems/PM-2025-0002/", "causes/", "causes/technical/unvalidated-input/", "browse/",
    "programme/", "playbook/", "lessons/", "practice/", "stakeholders/", "controls/", "actions/", "numbers/", "trends/",
    "recurrence/", "times/", "guides/reader/", "search/", "search/?q=feature+file", "new/", "drills/",
)  # fmt: skip
MOST = 0.005
"""A twentieth of what Chromium calls good."""
TURNS = 3
"""What a page moves, it moves each time. Where it comes in two pieces, as on a busy machine, the columns of a table may
find other widths: 0.01 to 0.02 at some places of the cut."""
_SHIFTS = """() => new Promise((done) => {
  const found = { sum: 0, moved: [] };
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries().filter((each) => !each.hadRecentInput)) {
      found.sum += shift.value;
      found.moved.push(...shift.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.textContent ?? ""));
    }
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(found), 300);
})"""


def moved_on(visitor: Visit, url: str) -> list[str]:
    """What moves on a page while it loads, if it moves too far each time."""
    for _ in range(TURNS):
        visitor.open(url)
        visitor.page.wait_for_load_state("networkidle")
        shifts = visitor.page.evaluate(_SHIFTS)
        if shifts["sum"] <= MOST:
            return []
    return [f"{shifts['sum']:.4f}", *shifts["moved"]]


@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, {"width": 390, "height": 844}])
def test_pages_do_not_move_while_they_load(browser: Browser, base: str, size: dict[str, int]) -> None:
    """Of every type of page, at a desk and on a phone; a visitor who taps at once hits what was meant.

    On a slow machine the page is painted before the scripts ran, which shows whatever they move.
    """
    with visit(browser, base, viewport=size) as visitor:
        visitor.page.context.new_cdp_session(visitor.page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        moved = {url: moved_on(visitor, url) for url in PAGES}
    assert {url: nodes for url, nodes in moved.items() if nodes} == {}


@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, {"width": 390, "height": 844}])
def test_a_slow_script_does_not_move_the_search(browser: Browser, base: str, size: dict[str, int]) -> None:
    """The links below the field stay where a visitor saw them, also on a machine that is ten times slower."""
    with visit(browser, base, viewport=size) as visitor:
        visitor.page.context.new_cdp_session(visitor.page).send("Emulation.setCPUThrottlingRate", {"rate": 10})
        assert moved_on(visitor, "search/") == []
