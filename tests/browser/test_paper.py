"""Printed tables in a real Chromium: a sheet of paper loses no column, and shows nothing that one could only click."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import served, visit
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


@pytest.fixture(scope="module")
def tiny(tiny_site: Site) -> Iterator[str]:
    """The address of the tiny site."""
    with served(tiny_site.folder) as address:
        yield address


@pytest.mark.parametrize(
    "url",
    ["programme/", "actions/", "actions/finished/", "controls/", "drills/", "lessons/", "doubts/", "assumptions/",
     "practice/", "times/", "trends/", "recurrence/", "teams/ranking/", "models/ranking-model/", "stakeholders/"],
)  # fmt: skip
def test_paper_holds_every_column(browser: Browser, tiny: str, url: str) -> None:
    """Every cell of every table ends within the sheet, and no arrow for sorting is printed."""
    with visit(browser, tiny, viewport=A4) as visitor:
        visitor.open(url)
        page = visitor.page
        page.wait_for_load_state("networkidle")
        page.emulate_media(media="print")
        assert page.evaluate(_CUT) == []
        arrows = "els => els.map(e => getComputedStyle(e, '::after').content).filter(c => c !== 'none')"
        assert page.locator(".pm-action-table thead button").evaluate_all(arrows) == []
        for form in page.locator(".pm-filter").all():
            expect(form).to_be_hidden()
