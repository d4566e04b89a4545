"""What passes the checker and would act on another site does nothing in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import served, visit
from tests.inert import inert_site
from tests.site import PWNED, Site

__all__ = ["inert_site"]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def inert(inert_site: Site) -> Iterator[str]:
    """The address of the site of such records."""
    with served(inert_site.folder) as address:
        yield address


@pytest.mark.parametrize("url", ["postmortems/PM-2025-0001/", "postmortems/PM-2024-0001/", "list/", "postmortems/"])
def test_no_script_runs(browser: Browser, inert: str, url: str) -> None:
    """The console stays empty, no dialog opens, nothing is set, and the braces can be read."""
    with visit(browser, inert) as visitor:
        visitor.page.on("dialog", lambda dialog: visitor.complaints.append(f"dialog: {dialog.message}"))
        visitor.open(url)
        visitor.page.wait_for_load_state("networkidle")
        assert visitor.page.evaluate(f"typeof {PWNED}") == "undefined"
        active = 'article :is(script:not([src^="../assets/postmortems/"]), iframe, [onclick], [onerror])'
        assert visitor.page.locator(active).count() == 0
        expect(visitor.page.get_by_role("main")).to_contain_text("--8<--" if "2024" in url else "{{ 7 * 191 }}")
