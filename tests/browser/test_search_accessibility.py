"""The search by keyboard, by screen reader, on a phone, and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import visit
from tests.browser.search_page import (
    PHONE,
    announced,
    assert_accessible,
    field,
    header_box,
    hits,
    open_search,
    status,
    stop_the_clock,
    texts_of,
    type_slowly,
)

pytestmark = pytest.mark.browser


def test_a_screen_reader_is_told_in_a_pause(browser: Browser, base: str) -> None:
    """Not with each letter, and not what was said already."""
    with visit(browser, base) as visitor:
        visitor.page.clock.install()
        page = open_search(visitor)
        expect(announced(page)).to_have_text(re.compile(r"^All \d+ records$"))
        stop_the_clock(page)
        said = texts_of(page, "main [role=status]")
        type_slowly(field(page), "cluster")
        expect(hits(page).first).to_have_text(re.compile("cluster", re.IGNORECASE))
        assert said() == []
        page.clock.run_for(300)
        expect(announced(page)).to_have_text(re.compile(r"^\d+ records$"))
        field(page).press("Enter")
        page.wait_for_timeout(200)
        assert len(said()) == 1


def test_the_focus_is_not_lost_with_what_was_clicked(browser: Browser, base: str) -> None:
    """It goes to the first new term of a facet, and else to what is said about the hits."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=model&severity=SEV1")
        cause = page.get_by_role("group", name="Cause", exact=True)
        shown = cause.get_by_role("checkbox").count()
        cause.get_by_role("button", name=re.compile("All")).click()
        expect(cause.get_by_role("checkbox").nth(shown)).to_be_focused()
        page.get_by_role("button", name=re.compile("Remove the filter")).click()
        expect(status(page)).to_be_focused()


def test_the_search_page_by_keyboard(browser: Browser, base: str) -> None:
    """Slash goes to the field, arrows through the hits, Escape back, Enter into a record."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=model")
        expect(field(page)).to_be_focused()
        field(page).blur()
        page.keyboard.press("/")
        expect(field(page)).to_be_focused()
        page.keyboard.press("End")
        page.keyboard.press("/")
        expect(field(page)).to_have_value("model/")
        field(page).fill("model")
        expect(hits(page).nth(1)).to_be_visible()
        page.keyboard.press("ArrowDown")
        expect(hits(page).nth(0)).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(hits(page).nth(1)).to_be_focused()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        expect(field(page)).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Escape")
        expect(field(page)).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/postmortems/PM-*/")


def test_a_facet_keeps_the_focus_when_it_is_used(browser: Browser, base: str) -> None:
    """Who narrows by keyboard goes on where they were."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=model")
        option = page.get_by_role("group", name="Severity").get_by_role("checkbox").first
        option.focus()
        page.keyboard.press("Space")
        page.wait_for_url("**severity=*")
        expect(option).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "?q=model&severity=SEV1", "?q=qwertz", "?q=tema:x"])
def test_axe_finds_nothing_on_the_search_page(browser: Browser, base: str, query: str, scheme: str) -> None:
    """Empty, narrowed, without a hit and with a problem."""
    with visit(browser, base, color_scheme=scheme) as visitor:
        assert_accessible(open_search(visitor, query))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["model", "qwertzuiop"])
def test_axe_finds_nothing_in_the_header_box(browser: Browser, base: str, query: str, scheme: str) -> None:
    """Open, with an active option or without any."""
    with visit(browser, base, color_scheme=scheme) as visitor:
        visitor.open("")
        header_box(visitor.page).fill(query)
        expect(visitor.page.get_by_role("option").first).to_be_visible()
        visitor.page.keyboard.press("ArrowDown")
        assert_accessible(visitor.page)


def test_a_phone(browser: Browser, base: str) -> None:
    """The header leads to the search page; nothing is wider than the window; facets unfold."""
    with visit(browser, base, viewport=PHONE, has_touch=True) as visitor:
        visitor.open("")
        page = visitor.page
        page.get_by_role("banner").locator("xpath=following::a[@aria-label='Search'][1]").click()
        page.wait_for_url("**/search/")
        field(page).fill("model")
        expect(hits(page).first).to_be_visible()
        assert visitor.overflow() <= 0
        expect(page.get_by_role("checkbox").first).to_be_hidden()
        page.get_by_text("Narrow down").click()
        page.get_by_role("group", name="Severity").get_by_role("checkbox").first.check()
        page.wait_for_url("**severity=*")
        assert visitor.overflow() <= 0
        assert_accessible(page)


def test_without_javascript_the_page_leads_to_the_indexes(browser: Browser, base: str) -> None:
    """It says what is missing and where to go."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}search/")
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator("noscript p")).to_contain_text("needs JavaScript")
    page.locator("main").get_by_role("link", name="Causes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Causes")
    context.close()
