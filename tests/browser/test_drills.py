"""A drill in a real Chromium: one event at a time by keyboard and by buttons, and whole without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import served, visit
from tests.site import Site

pytestmark = pytest.mark.browser
PAGE = "drills/PM-2025-0001/"


@pytest.fixture(scope="module")
def tiny(tiny_site: Site) -> Iterator[str]:
    """The address of the tiny site."""
    with served(tiny_site.folder) as address:
        yield address


def steps_shown(page: Page) -> int:
    """How many steps stand on the page."""
    return page.locator(".pm-drill__step:visible").count()


def test_keys_go_through_a_drill_and_back(browser: Browser, tiny: str) -> None:
    """Right opens what they did, then shows the next event; left takes it back; the end has no next."""
    with visit(browser, tiny) as visitor:
        visitor.open(PAGE)
        page = visitor.page
        total = page.locator(".pm-drill__step").count()
        assert steps_shown(page) == 1
        page.keyboard.press("ArrowRight")
        assert steps_shown(page) == 2
        step = page.locator(".pm-drill__step").nth(1)
        expect(step).to_be_focused()
        expect(step.get_by_text("The people on call find")).to_be_hidden()
        page.keyboard.press("ArrowRight")
        expect(step.get_by_text("The people on call find")).to_be_visible()
        assert steps_shown(page) == 2
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        assert steps_shown(page) == 1
        for _ in range(2 * total):
            page.keyboard.press("ArrowRight")
        assert steps_shown(page) == total
        expect(page.get_by_role("link", name="playbook of its cause")).to_be_visible()
        expect(page.get_by_role("button", name="Next")).to_be_hidden()


def test_a_phone_is_told_of_no_keys(browser: Browser, tiny: str) -> None:
    """It has none; a keyboard sees arrows of the size of the text around them."""
    with visit(browser, tiny, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as visitor:
        visitor.open(PAGE)
        expect(visitor.page.get_by_role("button", name="Next")).to_be_visible()
        expect(visitor.page.locator("kbd").filter(has_text="→")).to_be_hidden()
    with visit(browser, tiny) as visitor:
        visitor.open(PAGE)
        key = visitor.page.locator("kbd").filter(has_text="→")
        expect(key).to_be_visible()
        assert key.evaluate("each => parseFloat(getComputedStyle(each).fontSize)") >= 14


def test_the_button_names_what_it_opens(browser: Browser, tiny: str) -> None:
    """The status says where one is."""
    with visit(browser, tiny) as visitor:
        visitor.open(PAGE)
        page = visitor.page
        page.get_by_role("button", name="Next").click()
        page.get_by_role("main").get_by_role("button", name="What they did").click()
        expect(page.get_by_role("main").get_by_role("status")).to_have_text("Event 2 of 4")
        page.get_by_role("button", name="Show all").click()
        assert steps_shown(page) == page.locator(".pm-drill__step").count()
        assert page.locator(".pm-drill details:not([open])").count() == 0
        expect(page.locator("[data-drill-answer] li").first).to_be_visible()
        expect(page.get_by_role("button", name="Show all")).to_be_hidden()


def test_paper_does_not_tell_the_cause(browser: Browser, tiny: str) -> None:
    """Whether its fold is open or not; the events stand there all the same."""
    with visit(browser, tiny) as visitor:
        visitor.open(PAGE)
        page = visitor.page
        page.get_by_role("button", name="Show all").click()
        page.emulate_media(media="print")
        expect(page.locator(".pm-drill__causes")).to_be_hidden()
        assert steps_shown(page) == page.locator(".pm-drill__step").count()


def test_what_is_opened_is_not_under_the_buttons(browser: Browser, tiny: str) -> None:
    """On a phone, too, where the bar takes a part of the window."""
    with visit(browser, tiny, viewport={"width": 390, "height": 600}) as visitor:
        visitor.open(PAGE)
        page = visitor.page
        for _ in range(6):
            page.keyboard.press("ArrowRight")
        step = page.locator(".pm-drill__step:visible").last.bounding_box()
        bar = page.locator(".pm-drill__bar").bounding_box()
        assert step
        assert bar
        assert step["y"] + step["height"] <= bar["y"] + 1
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390


def test_without_scripts_all_events_stand_there_in_folds(browser: Browser, tiny: str) -> None:
    """A long page, whose folds open by themselves."""
    with visit(browser, tiny, java_script_enabled=False) as visitor:
        visitor.open(PAGE)
        page = visitor.page
        assert steps_shown(page) == page.locator(".pm-drill__step").count()
        page.get_by_text("Why it happened").click()
        expect(page.get_by_role("link", name="playbook of its cause")).to_be_visible()
