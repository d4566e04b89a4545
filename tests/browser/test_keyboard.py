"""A walk by the Tab key over every type of page, in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.browsing import served, visit
from tests.browser.test_accessibility import PAGES
from tests.site import Site

pytestmark = pytest.mark.browser
_NOTE = "addEventListener('focusin', event => (window.reached ??= []).push(event.target))"
_CONTROLS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter(each => !each.matches("[type=radio]:not(:checked)"))  // one stop a group, with the arrow keys within it
    .filter(each => each.tabIndex >= 0 && !each.disabled && !each.closest("[inert]"))
    .filter(each => each.checkVisibility({visibilityProperty: true}) && each.getBoundingClientRect().width > 0)"""
_MISSED = f"""() => {{
    const reached = new Set(window.reached);
    return ({_CONTROLS})().filter(each => !reached.has(each))
        .map(each => `${{each.localName}} ${{each.className}} ${{each.textContent.trim().slice(0, 40)}}`);
}}"""


@pytest.fixture(scope="module")
def tiny(tiny_site: Site) -> Iterator[str]:
    """The address of the tiny site."""
    with served(tiny_site.folder) as address:
        yield address


@pytest.mark.parametrize("url", [*PAGES.values(), "search/", "new/", "teams/"])
def test_tab_reaches_every_control(browser: Browser, tiny: str, url: str) -> None:
    """One press a control, from the skip link on: nothing is left out, and nothing is a trap."""
    with visit(browser, tiny, viewport={"width": 1280, "height": 900}) as visitor:
        visitor.page.add_init_script(_NOTE)
        visitor.open(url)
        page = visitor.page
        page.wait_for_load_state("networkidle")
        assert page.evaluate('document.querySelector(\'[tabindex]:not([tabindex="0"], [tabindex^="-"])\')') is None
        controls = page.evaluate(f"({_CONTROLS})().length")
        assert controls > 5
        for _ in range(controls + 5):  # a page that takes the focus by itself begins in its middle
            page.keyboard.press("Tab")
        assert page.evaluate(_MISSED) == []
        if url not in ("search/", "new/"):
            assert page.evaluate("window.reached[0].matches('.pm-skip')")
