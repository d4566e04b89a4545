"""The address of a search: shared, reloaded, and the steps that Back goes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import visit
from tests.browser.search_page import BOT_FEATURE_FILE, field, hits, open_search

pytestmark = pytest.mark.browser


def test_each_query_is_a_step_to_go_back(browser: Browser, base: str) -> None:
    """Finished by Enter or only typed, however many letters it took; an empty page is none."""
    with visit(browser, base) as visitor:
        visitor.open("guides/reader/")
        page = open_search(visitor)
        for query in ("chat", "redis"):
            field(page).fill("")
            field(page).press_sequentially(query)
            field(page).press("Enter")
        field(page).press_sequentially(" outage")
        page.wait_for_url("**/search/?q=redis+outage")
        page.go_back()
        expect(field(page)).to_have_value("redis")
        expect(hits(page).first.locator("xpath=../..").locator("mark").first).to_be_visible()
        page.go_back()
        expect(field(page)).to_have_value("chat")
        page.go_back()
        page.wait_for_url("**/guides/reader/")


def test_what_was_typed_a_moment_ago_is_gone_back_to(browser: Browser, base: str) -> None:
    """The address has the query before it has the next step, and before a click leaves the page."""
    with visit(browser, base) as visitor:
        page = open_search(visitor)
        field(page).press_sequentially("cluster")
        page.get_by_role("group", name="Severity").get_by_role("checkbox").first.check()
        page.wait_for_url("**/search/?q=cluster&severity=SEV1")
        page.go_back()
        page.wait_for_url("**/search/?q=cluster")
        expect(field(page)).to_have_value("cluster")

        field(page).fill("feature fi")
        expect(hits(page).first.locator("mark")).to_have_text(["Feature", "file"])
        hits(page).first.click()
        page.wait_for_url(f"**/{BOT_FEATURE_FILE}")
        page.go_back()
        page.wait_for_url("**/search/?q=feature+fi")
        expect(hits(page).first).to_have_text(re.compile("Feature file for the bot score"))


def test_unknown_parameters_of_the_address(browser: Browser, base: str) -> None:
    """Other parameters are none of the search; a filter that there is not is named."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=chat&utm_source=mail")
        expect(hits(page).first).to_be_visible()
        expect(page.get_by_role("list", name="Chosen filters")).to_have_count(0)
        open_search(visitor, "?q=chat&team=nope")
        expect(page.get_by_text("There is no team “nope”.")).to_be_visible()


def test_back_from_a_record_leads_to_all_that_was_shown(browser: Browser, base: str) -> None:
    """Also what came by "Show more"."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=model")
        page.get_by_role("button", name="Show more").click()
        expect(hits(page)).to_have_count(20)
        expect(hits(page).nth(10)).to_be_focused()
        hits(page).nth(15).click()
        page.wait_for_url("**/postmortems/PM-*/")
        page.go_back()
        expect(hits(page)).to_have_count(20)


def test_the_same_query_is_no_step_of_the_history(browser: Browser, base: str) -> None:
    """Enter on what the address says, however it says it; and a link within the page leaves what is typed."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=feature%20fil&utm_source=mail")
        before = page.evaluate("history.length")
        field(page).press("Enter")
        page.wait_for_timeout(200)
        assert page.evaluate("history.length") == before
        field(page).fill('"feature fil')
        expect(field(page)).to_have_attribute("aria-invalid", "false")
        page.wait_for_url("**/search/?q=%22feature+fil")
        page.evaluate("location.hash = 'pm-pages'")
        page.wait_for_timeout(200)
        expect(field(page)).to_have_attribute("aria-invalid", "false")


def test_typing_after_going_back_keeps_what_was_gone_back_to(browser: Browser, base: str) -> None:
    """It is the beginning of another step."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=chat")
        field(page).fill("redis")
        page.wait_for_url("**/search/?q=redis")
        page.go_back()
        expect(field(page)).to_have_value("chat")
        field(page).fill("cluster")
        page.wait_for_url("**/search/?q=cluster")
        page.go_back()
        expect(field(page)).to_have_value("chat")


def test_a_page_that_is_loaded_again_is_where_it_was(browser: Browser, base: str) -> None:
    """Its hits come after the browser has tried to go there."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=model")
        page.get_by_role("button", name="Show more").click()
        expect(hits(page)).to_have_count(20)
        page.evaluate("window.scrollTo(0, 1500)")
        page.reload()
        expect(hits(page)).to_have_count(20)
        page.wait_for_function("window.scrollY > 1400")
