"""The built sites that these tests look at, and the browser that they look with."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.browsing import launch
from tests.site import hostile_site, real_site, site_of_each_kind, tiny_site

__all__ = ["browser", "hostile_site", "real_site", "site_of_each_kind", "tiny_site"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a file."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()
