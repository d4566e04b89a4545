"""A visitor of a site that shares its host with others, on the page for an address that does not exist."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import visit
from tests.browser.search_page import PHONE, header_box, hits

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("address", ["gone", "gone/far/away/", "postmortems/PM-1999-0001/"])
def test_dead_address_leads_back_to_the_site(address: str, browser: Browser, base: str) -> None:
    """Styles and scripts load at any depth; the links home and to the search lead into the site."""
    with visit(browser, base) as visitor:
        visitor.open(address)
        page = visitor.page
        expect(page.get_by_role("heading", level=1)).to_have_text("No such page")
        assert {each for each in visitor.complaints if not each.startswith("console: ")} == {f"404: {base}{address}"}
        visitor.complaints.clear()
        page.get_by_role("main").get_by_role("link", name="search page").click()
        expect(page).to_have_url(f"{base}search/")
        page.go_back()
        visitor.complaints.clear()
        page.get_by_role("main").get_by_role("link", name="home page").click()
        expect(page).to_have_url(base)


def test_header_box_finds_records_from_a_dead_address(browser: Browser, base: str) -> None:
    """Whoever meets a dead link can look for what it meant, on a phone as well."""
    with visit(browser, base) as visitor:
        visitor.open("postmortems/gone/")
        visitor.complaints.clear()
        page = visitor.page
        header_box(page).fill("feature file")
        first = page.get_by_role("listbox").get_by_role("option").first
        expect(first).to_have_text(re.compile("Feature file"))
        header_box(page).press("Enter")
        expect(page).to_have_url(re.compile(re.escape(f"{base}search/?q=feature")))
        expect(hits(page).first).to_be_visible()
    with visit(browser, base, viewport=PHONE) as visitor:
        visitor.open("gone")
        assert visitor.overflow() == 0
        visitor.complaints.clear()
