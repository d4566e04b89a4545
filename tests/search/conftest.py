"""The engines that run the browser's search."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.browsing import served
from tests.search.javascript import Chromium, Deno, JavaScript

_ENGINES = [pytest.param("chromium", marks=pytest.mark.browser), "deno"]


@pytest.fixture(scope="session", params=_ENGINES)
def javascript(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JavaScript]:
    """Each engine; both are on every machine that runs the tests."""
    if request.param == "deno":
        yield Deno(tmp_path_factory.mktemp("modules"))
        return
    browser: Browser = request.getfixturevalue("browser")
    folder = tmp_path_factory.mktemp("modules")
    page = browser.new_page()
    with served(folder) as base:
        yield Chromium(page, folder, base)
    page.close()
