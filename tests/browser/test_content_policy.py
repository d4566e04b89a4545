"""Sites served under the strict Content-Security-Policy that every build writes, in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import served, visit
from tests.browser.search_page import header_box, hits, open_search
from tests.browser.test_accessibility import PAGES
from tests.site import PWNED, Site

pytestmark = pytest.mark.browser
_INLINE = f"""() => {{
  const script = document.createElement("script");
  script.textContent = "window.{PWNED} = 1";
  document.body.append(script);
  document.body.insertAdjacentHTML("beforeend", '<p id="styled" style="color: red">x</p>');
  return [typeof window.{PWNED}, getComputedStyle(document.querySelector("#styled")).color];
}}"""


@pytest.fixture(scope="module")
def guarded(tiny_site: Site) -> Iterator[str]:
    """The address of the tiny site under its policy."""
    with served(tiny_site.folder, has_policy=True) as address:
        yield address


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_no_more_than_the_policy(browser: Browser, guarded: str, name: str) -> None:
    """Its scripts and style sheets run, in both schemes: nothing of it is refused, which the console would tell."""
    for scheme in ("light", "dark"):
        with visit(browser, guarded, color_scheme=scheme) as visitor:
            visitor.open(PAGES[name])
            visitor.page.wait_for_load_state("networkidle")
            assert visitor.page.evaluate("typeof __md_scope") == "object"
            assert visitor.page.locator("html").get_attribute("class") != "no-js"


def test_search_works_under_the_policy(browser: Browser, frozen_site: Site) -> None:
    """On its page, in the header's box, and on the page for dead addresses."""
    with served(frozen_site.folder, has_policy=True) as base:
        with visit(browser, base) as visitor:
            page = open_search(visitor, "?q=feature+file")
            expect(hits(page).first).to_be_visible()
            visitor.open("guides/reader/")
            header_box(page).fill("feature file")
            expect(page.get_by_role("option").first).to_be_visible()
        with visit(browser, base) as visitor:
            visitor.open("no/such/page/")
            visitor.page.wait_for_load_state("networkidle")
            assert [each for each in visitor.complaints if "404" not in each] == []
            visitor.complaints.clear()


def test_the_policy_stops_what_a_record_could_smuggle_in(browser: Browser, guarded: str) -> None:
    """An inline script does not run and an inline style does not show, so the header is in force."""
    with visit(browser, guarded) as visitor:
        visitor.open("")
        found, colour = visitor.page.evaluate(_INLINE)
        assert (found, colour != "rgb(255, 0, 0)") == ("undefined", True)
        assert len(visitor.complaints) == 2
        visitor.complaints.clear()
