"""The first page answers a question in one step."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import visit

pytestmark = pytest.mark.browser


def test_what_is_typed_on_the_home_page_is_searched(browser: Browser, base: str) -> None:
    """Words and Enter lead to hits."""
    with visit(browser, base) as visitor:
        visitor.open("")
        field = visitor.page.get_by_role("main").get_by_role("searchbox")
        field.fill("feature file")
        field.press("Enter")
        visitor.page.wait_for_url("**/search/?q=feature*")
        expect(visitor.page.get_by_role("main").get_by_role("listitem").first).to_be_visible()


def test_each_query_that_the_home_page_offers_finds_something(browser: Browser, base: str) -> None:
    """Four real queries, none of which leads to an empty page; that for a cause leads to the page of the cause."""
    with visit(browser, base) as visitor:
        visitor.open("")
        offered = visitor.page.get_by_role("main").get_by_role("search").get_by_role("link")
        addresses = [link.get_attribute("href") or "" for link in offered.all()]
        assert len(addresses) == 4
        for address in addresses:
            visitor.open(address)
            found = ".pm-search__list > li" if address.startswith("search/") else ".pm-record-table tbody a"
            expect(visitor.page.locator(found).first).to_be_visible()
