"""Nothing on a page moves while it loads, measured by Chromium itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.browsing import visit

pytestmark = pytest.mark.browser
PAGES = (
    "", "postmortems/", "postmortems/PM-2025-0002/", "causes/", "causes/technical/unvalidated-input/", "browse/",
    "programme/", "playbook/", "lessons/", "practice/", "stakeholders/", "controls/", "actions/", "numbers/", "trends/",
    "recurrence/", "times/", "guides/reader/", "search/", "search/?q=feature+file", "new/", "drills/",
)  # fmt: skip
MOST = 0.005
"""A twentieth of what Chromium calls good."""
_SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) sum += shift.hadRecentInput ? 0 : shift.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""


@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, {"width": 390, "height": 844}])
def test_pages_do_not_move_while_they_load(browser: Browser, base: str, size: dict[str, int]) -> None:
    """Of every type of page, at a desk and on a phone; a visitor who taps at once hits what was meant.

    On a slow machine the page is painted before the scripts ran, which shows whatever they move.
    """
    moved = {}
    with visit(browser, base, viewport=size) as visitor:
        visitor.page.context.new_cdp_session(visitor.page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        for url in PAGES:
            visitor.open(url)
            visitor.page.wait_for_load_state("networkidle")
            moved[url] = visitor.page.evaluate(_SHIFTS)
    assert {url: shift for url, shift in moved.items() if shift > MOST} == {}


@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, {"width": 390, "height": 844}])
def test_a_slow_script_does_not_move_the_search(browser: Browser, base: str, size: dict[str, int]) -> None:
    """The links below the field stay where a visitor saw them, also on a machine that is ten times slower."""
    with visit(browser, base, viewport=size) as visitor:
        visitor.page.context.new_cdp_session(visitor.page).send("Emulation.setCPUThrottlingRate", {"rate": 10})
        visitor.open("search/")
        visitor.page.wait_for_load_state("networkidle")
        assert visitor.page.evaluate(_SHIFTS) <= MOST
