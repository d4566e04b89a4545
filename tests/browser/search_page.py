"""The parts of the search page and of the header box, as a visitor finds them."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.browsing import Visit

BOT_FEATURE_FILE = "postmortems/PM-2025-0002/"
PHONE = {"width": 390, "height": 844}


def field(page: Page) -> Locator:
    """Where the query is written on the search page."""
    return page.get_by_role("searchbox")


def status(page: Page) -> Locator:
    """What is shown about the hits."""
    return page.locator(".pm-search__status")


def header_box(page: Page) -> Locator:
    """Where the query is written in the header of any page."""
    return page.get_by_role("combobox", name="Search the postmortems")


def announced(page: Page) -> Locator:
    """What is said of it to somebody who does not see it."""
    return page.locator("main").get_by_role("status")


def hits(page: Page) -> Locator:
    """The titles of the records that were found."""
    return page.locator("main ol").get_by_role("link")


def shown(page: Page) -> list[str]:
    """What is said and listed, but for the passages, which come when they are looked at."""
    parts = page.locator(".pm-search__found").locator("p:not(.pm-search__snippet), li a, li li, label")
    return [status(page).inner_text(), *parts.all_inner_texts()]


def asked(page: Page) -> list[tuple[str, str]]:
    """What the address says."""
    return parse_qsl(urlsplit(page.url).query)


def open_search(visitor: Visit, query: str = "") -> Page:
    """Go to the search page and wait until it has answered."""
    visitor.open(f"search/{query}")
    expect(status(visitor.page)).not_to_have_text(re.compile(r"^(Searching…)?$"))
    return visitor.page


def open_home(visitor: Visit) -> tuple[Page, Locator]:
    """Go to the first page, and find the box in its header."""
    visitor.open("")
    return visitor.page, header_box(visitor.page)


def stop_the_clock(page: Page) -> None:
    """From now on nobody stops typing, however slow this machine is: `page.clock.run_for` makes a pause.

    The clock was installed before the page was opened, for what runs by the clock of before would fail.
    """
    page.clock.pause_at(page.evaluate("Date.now() + 1"))


def type_slowly(where: Locator, text: str) -> None:
    """Letter by letter, with time for an answer to each while the clock of the page stands still."""
    for letter in text:
        where.press_sequentially(letter)
        where.page.wait_for_timeout(30)


def texts_of(page: Page, selector: str) -> Callable[[], list[str]]:
    """What an element says from now on, each text that takes the place of another."""
    page.evaluate(
        """selector => {
            const element = document.querySelector(selector);
            globalThis.said = [];
            new MutationObserver(() => said.push(element.textContent)).observe(element, {childList: true});
        }""",
        selector,
    )
    return lambda: page.evaluate("said")


def assert_accessible(page: Page) -> None:
    """Nothing that axe knows is wrong."""
    found = [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
    ]
    assert not found, "\n".join(found)
