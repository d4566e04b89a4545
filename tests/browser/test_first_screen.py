"""The first screen of a record page holds its four answers, on a phone and on a desk."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.browsing import served, visit
from tests.site import Site

pytestmark = pytest.mark.browser

PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=800)
ANSWERS = ("What happened", "How long it hurt", "Why", "What now stops it")


@pytest.fixture(scope="module")
def frozen(frozen_site: Site) -> Iterator[str]:
    """The address of the site of real records."""
    with served(frozen_site.folder) as address:
        yield address


def records_of(site: Site) -> list[str]:
    return [url for url in site.pages if url.startswith("postmortems/PM-")]


def below_the_fold(page: Page) -> list[str]:
    """The answers of which anything stands below the screen, or that are not there."""
    found = page.locator(".pm-short > div")
    height = (page.viewport_size or DESK)["height"]
    shown = {each.locator("dt").inner_text(): each.bounding_box() for each in found.all()}
    return [name for name in ANSWERS if not (box := shown.get(name)) or box["y"] + box["height"] > height]


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_the_four_answers_stand_on_the_first_screen(
    browser: Browser, frozen: str, frozen_site: Site, screen: ViewportSize
) -> None:
    """Somebody under stress scrolls for none of them, whatever the record."""
    records = records_of(frozen_site)
    assert len(records) > 10
    with visit(browser, frozen) as visitor:
        visitor.page.set_viewport_size(screen)
        missed = {}
        for url in records:
            visitor.open(url)
            if below := below_the_fold(visitor.page):
                missed[url] = below
        assert missed == {}


def test_a_record_that_was_taken_back_has_them_too(browser: Browser, tiny_site: Site) -> None:
    """Its status and what replaces it stand in the line below the title, the reason below the answers."""
    with served(tiny_site.folder) as address, visit(browser, address) as visitor:
        page = visitor.page
        page.set_viewport_size(PHONE)
        for record, status in (("PM-2025-0003", "Withdrawn"), ("PM-2025-0004", "Superseded")):
            visitor.open(f"postmortems/{record}/")
            expect(page.locator(".pm-headline")).to_contain_text(status)
            assert below_the_fold(page) == []
            notice, answers = page.locator(".pm-notice").bounding_box(), page.locator(".pm-short").bounding_box()
            assert notice
            assert answers
            assert notice["y"] >= answers["y"] + answers["height"]


def test_nothing_of_an_answer_is_cut_or_folded(browser: Browser, frozen: str, frozen_site: Site) -> None:
    """Whom it hit stands at the end of a summary: on a phone it is there as on a desk, word for word."""
    with visit(browser, frozen) as visitor:
        page = visitor.page
        for url in records_of(frozen_site)[::9]:
            told = []
            for screen in (PHONE, DESK):
                page.set_viewport_size(screen)
                visitor.open(url)
                told.append(page.locator(".pm-short > div").all_inner_texts())
                assert page.locator(".pm-short :is(details, .md-ellipsis)").count() == 0
                cut = page.locator(".pm-short *").evaluate_all(
                    "all => all.filter(each => each.scrollWidth > each.clientWidth + 1 && each.clientWidth).length"
                )
                assert cut == 0
            assert told[0] == told[1]


def test_folded_parts_open_where_a_link_leads(browser: Browser, frozen: str, frozen_site: Site) -> None:
    """A link to a part of the details, as pages of numbers have them, shows that part."""
    with visit(browser, frozen) as visitor:
        visitor.open(records_of(frozen_site)[0] + "#times")
        expect(visitor.page.get_by_role("table", name="Durations, computed")).to_be_visible()


def test_a_record_prints_on_five_sheets_at_most(browser: Browser, frozen: str, frozen_site: Site) -> None:
    """Somebody takes it into a meeting; folded parts are on the paper too."""
    with visit(browser, frozen) as visitor:
        sheets = {}
        for url in records_of(frozen_site):
            visitor.open(url)
            sheets[url] = len(re.findall(rb"/Type\s*/Page\b", visitor.page.pdf(format="A4")))
        assert {url: number for url, number in sheets.items() if not 1 <= number <= 5} == {}
        visitor.page.emulate_media(media="print")
        expect(visitor.page.get_by_role("table", name="Durations, computed")).to_be_visible()
