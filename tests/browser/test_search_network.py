"""What the search fetches: offline, too late, from another deployment, and what it needs first."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import served, visit
from tests.browser.search_page import field, hits, open_search, status
from tests.site import Site

pytestmark = pytest.mark.browser


def test_offline_after_the_first_load(browser: Browser, base: str) -> None:
    """What was fetched is still searched; what was not says so, keeps what is shown, and comes with the network."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{base}search/?q=cluster")
    expect(hits(page).first).to_be_visible()
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    page.get_by_role("group", name="Severity").get_by_role("checkbox").first.check()
    page.wait_for_url("**severity=*")
    expect(hits(page).first).to_be_visible()
    page.route("**/records/**", lambda route: route.abort("internetdisconnected"))
    field(page).fill("kubernetes")
    expect(status(page)).to_have_text(re.compile("Are you offline"))
    expect(page.get_by_text("Below is what was found for “cluster”")).to_be_visible()
    expect(hits(page).first).to_be_visible()
    field(page).fill("cluster")
    expect(status(page)).to_have_text(re.compile("record"))
    field(page).fill("kubernetes")
    page.get_by_role("button", name="Try again").click()
    expect(status(page)).to_have_text(re.compile("Are you offline"))
    expect(status(page)).to_be_focused()
    page.unroute("**/records/**")
    context.set_offline(False)
    expect(status(page)).to_have_text(re.compile("record|Nothing"))
    context.close()


def test_what_cannot_be_fetched_at_first_is_fetched_later(browser: Browser, base: str) -> None:
    """Until then the page leads to the indexes."""
    with visit(browser, base) as visitor:
        page = visitor.page
        page.route("**/vocabulary.json", lambda route: route.abort("internetdisconnected"))
        page.goto(f"{base}search/?q=cluster")
        expect(status(page)).to_have_text(re.compile("Are you offline"))
        expect(page.locator("main").get_by_role("link", name="Causes")).to_be_visible()
        page.unroute("**/vocabulary.json")
        page.get_by_role("button", name="Try again").click()
        expect(hits(page).first).to_be_visible()
        expect(page.locator("main").get_by_role("link", name="Causes")).to_be_hidden()
        visitor.complaints.clear()


def test_a_site_that_is_published_anew_meanwhile(browser: Browser, frozen_site: Site, tmp_path: Path) -> None:
    """A page that was opened before fetches the new files, never a mix."""
    folder = tmp_path / "site"
    shutil.copytree(frozen_site.folder, folder)
    manifest = json.loads((folder / "search/manifest.json").read_text())
    with served(folder) as base, visit(browser, base) as visitor:
        page = open_search(visitor, "?q=qwertz")
        (folder / "search" / manifest["version"]).rename(folder / "search/0123456789abcdef")
        (folder / "search/manifest.json").write_text(json.dumps({**manifest, "version": "0123456789abcdef"}))
        field(page).fill("feature file")
        expect(hits(page).first).to_have_text(re.compile("Feature file"))
        visitor.complaints[:] = [each for each in visitor.complaints if "404" not in each]


def test_the_page_holds_what_its_first_query_needs(browser: Browser, frozen_site: Site) -> None:
    """The manifest is in the page and not fetched, and what is preloaded is what the scripts ask for."""
    with served(frozen_site.folder) as base, visit(browser, base) as visitor:
        asked: list[str] = []
        visitor.page.on("request", lambda request: asked.append(request.url.removeprefix(base)))
        page = open_search(visitor, "?q=feature+file")
        expect(hits(page).first).to_be_visible()
        names = [url.split("/", 2)[2] for url in asked if url.startswith("search/") and "?" not in url]
        assert "manifest.json" not in "".join(asked)
        assert names.count("vocabulary.json") == names.count("records/documents.json") == 1
        preloads = page.locator("link[rel=preload][as=fetch]").evaluate_all("links => links.map(({ href }) => href)")
        assert sorted(url.removeprefix(base).split("/", 2)[2] for url in preloads) == [
            "records/documents.json",
            "vocabulary.json",
        ]
        assert {url.removeprefix(base) for url in preloads} <= set(asked)
