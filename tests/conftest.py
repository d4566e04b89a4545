"""What all tests share: searches for counterexamples that are the same on every machine, Chromium, and golden files."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from tests.browser.browsing import launch
from tests.live import guard_live_records, live_records_open

guard_live_records()

settings.register_profile(
    "repository",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("repository")


# A shell that runs the tests in the background ignores Ctrl-C, and so would the programs that tests press it in.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _own_cache(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep indexes of tests out of the user's cache, in the programs that tests start too.

    It is empty, or what the last run with the same `--kept-cache` left; as caches go by folder, that wants the same
    `--basetemp`, too. Playwright looks for its own browser there, which must stay where it is.
    """
    users = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    kept = request.config.getoption("--kept-cache")
    own = {"XDG_CACHE_HOME": kept or str(tmp_path_factory.mktemp("cache"))}
    if sys.platform == "linux":
        own["PLAYWRIGHT_BROWSERS_PATH"] = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or str(users / "ms-playwright")
    with patch.dict(os.environ, own):
        yield


@pytest.fixture
def live_records() -> Iterator[Path]:
    """The records of this repository, for the one file that asks what every good record keeps."""
    with live_records_open() as records:
        yield records


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a process: Playwright runs once in each, and whoever starts it again is refused."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes golden files anew, where what changed is read in the diff, and one for a warm cache."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")
    parser.addoption("--kept-cache", metavar="FOLDER", help="use a cache that a former run may have filled")


@pytest.fixture
def assert_golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a golden file, or write the file anew under `--update-golden`."""

    def compare(golden: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            golden.parent.mkdir(exist_ok=True)
            golden.write_text(text, "utf-8")
        assert text == golden.read_text("utf-8"), f"{golden.name} differs; if that is right: pytest --update-golden"

    return compare
