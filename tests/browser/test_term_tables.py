"""Tables of terms and of the records of one, in a real Chromium: sorted, on a phone, without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.browsing import visit

pytestmark = pytest.mark.browser
TERM = "causes/process/rollout-gap/"


def texts(table: Locator, column: int) -> list[str]:
    """The cells of a column from top to bottom, without those of rows of groups."""
    return table.locator(f"tbody tr:not(.pm-group) > :nth-child({column})").all_inner_texts()


def test_terms_sort_by_keyboard_both_ways(browser: Browser, base: str) -> None:
    """By what is counted too, as numbers; the heading says which way, also to those who do not see the arrow."""
    with visit(browser, base) as visitor:
        visitor.open("teams/")
        table = visitor.page.get_by_role("table")
        for order in ("ascending", "descending"):
            table.get_by_role("button", name="Records").press("Enter")
            expect(table.get_by_role("columnheader", name="Records")).to_have_attribute("aria-sort", order)
            numbers = [int(text) for text in texts(table, 2)]
            assert numbers == sorted(numbers, reverse=order == "descending")
            assert len(set(numbers)) > 1
        expect(table.locator("[aria-sort]")).to_have_count(1)


def test_terms_are_found_by_words(browser: Browser, base: str) -> None:
    """A long list of terms has a field for words, and says how many are left."""
    with visit(browser, base) as visitor:
        visitor.open("teams/")
        page = visitor.page
        page.get_by_label("Words").fill("copilot")
        shown = page.locator(".pm-term-table tbody tr:visible")
        assert len(shown.all_inner_texts()) == 1
        expect(page.get_by_role("main").get_by_role("status")).to_contain_text("1 of")


def test_records_of_a_term_stand_by_year_until_they_are_sorted(browser: Browser, base: str) -> None:
    """Sorted by severity they are one list, the gravest together, and none is lost."""
    with visit(browser, base) as visitor:
        visitor.open(TERM)
        table = visitor.page.locator(".pm-record-table")
        before = texts(table, 1)
        assert table.locator("tr.pm-group").count() > 1
        table.get_by_role("button", name="Began").press("Enter")
        expect(table.locator("tr.pm-group")).to_have_count(0)
        assert texts(table, 1) == before[::-1]


def test_without_scripts_all_terms_stand_there(browser: Browser, base: str) -> None:
    """The table needs no script; nothing is offered that does nothing."""
    with visit(browser, base, java_script_enabled=False) as visitor:
        visitor.open("teams/")
        table = visitor.page.get_by_role("table")
        assert len(texts(table, 1)) > 20
        expect(table.get_by_role("button")).to_have_count(0)
        expect(visitor.page.get_by_label("Words")).to_be_hidden()


@pytest.mark.parametrize("url", ["teams/", "causes/", "models/"])
def test_bars_stand_for_three_records_or_more(browser: Browser, base: str, url: str) -> None:
    """Fewer make no chart; the bars say in words what they show, and no text stands in a drawing."""
    with visit(browser, base) as visitor:
        visitor.open(url)
        seen = set()
        for row in visitor.page.locator(".pm-term-table tbody tr:not(.pm-group)").all():
            number = int(row.locator(".pm-number").first.inner_text())
            bars = row.locator("svg")
            assert bars.count() == (number >= 3)
            if number >= 3:
                assert re.fullmatch(r"Records by year: most in \d{4}, \d+", bars.get_attribute("aria-label") or "")
            seen.add(number >= 3)
        assert True in seen or url == "models/"


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("url", ["teams/", "causes/", TERM])
def test_a_phone_shows_every_number_without_scrolling_sideways(
    browser: Browser, base: str, url: str, width: int
) -> None:
    """Each cell ends within the window, and says which number it holds."""
    with visit(browser, base, viewport={"width": width, "height": 844}) as visitor:
        visitor.open(url)
        ends = visitor.page.locator("table :is(th, td)").evaluate_all(
            "cells => cells.filter(c => c.checkVisibility()).map(c => c.getBoundingClientRect().right)"
        )
        assert ends
        assert max(ends) <= width
        assert visitor.overflow() <= 0
