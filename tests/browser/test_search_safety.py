"""Queries and records that try to run code."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import visit
from tests.browser.search_page import field, header_box, hits, open_search, status
from tests.site import PWNED

pytestmark = pytest.mark.browser


def test_markup_stays_text(browser: Browser, hostile: str) -> None:
    """In what is asked and in what is found, on the page and in the box."""
    payload = f'"><img src=x onerror={PWNED}=1><script>{PWNED}=1</script>'
    with visit(browser, hostile) as visitor:
        for query in (payload, "onerror", "script", f"{payload} onerror", f"team:{payload}", f'"{payload}'):
            visitor.page.goto(hostile + "search/")
            field(visitor.page).fill(query)
            field(visitor.page).press("Enter")
            visitor.page.wait_for_url("**q=*")
            expect(status(visitor.page)).not_to_be_empty()
            visitor.page.wait_for_timeout(200)
            assert visitor.page.locator("article img, article script:not([src$='/search-page.js'])").count() == 0
            assert visitor.page.evaluate(f"typeof {PWNED}") == "undefined"
        visitor.open("search/?q=onerror")
        expect(hits(visitor.page).first).to_contain_text("onerror")
        visitor.open("search/?q=onerror&sort=%3Cimg%3E&__proto__=x&constructor=y&severity=%3Cscript%3E")
        expect(status(visitor.page)).not_to_be_empty()
        visitor.open("")
        header_box(visitor.page).fill("onerror")
        expect(visitor.page.get_by_role("option").first).to_contain_text("onerror")
        assert visitor.page.locator("[role=listbox] img").count() == 0
        assert visitor.page.evaluate(f"typeof {PWNED}") == "undefined"


@pytest.mark.parametrize(
    "query", ["__proto__", "constructor", "toString hasOwnProperty", "constructor:x", "__proto__*"]
)
def test_names_that_objects_have_are_words(browser: Browser, base: str, query: str) -> None:
    """Data is never looked up among the properties of an object."""
    with visit(browser, base) as visitor:
        page = open_search(visitor)
        field(page).fill(query)
        field(page).press("Enter")
        page.wait_for_url("**q=*")
        expect(status(page)).to_have_text(re.compile("record|match|cannot be read"))
