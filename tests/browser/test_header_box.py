"""The search box in the header of every page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.browsing import visit
from tests.browser.search_page import (
    BOT_FEATURE_FILE,
    field,
    header_box,
    hits,
    open_home,
    stop_the_clock,
    texts_of,
    type_slowly,
)

pytestmark = pytest.mark.browser


def test_the_header_box_is_a_combobox(browser: Browser, base: str) -> None:
    """Slash, words, arrows and Enter lead from any page to a record; what is active is said."""
    with visit(browser, base) as visitor:
        visitor.open("guides/reader/")
        page = visitor.page
        page.keyboard.press("/")
        box = header_box(page)
        expect(box).to_be_focused()
        page.keyboard.type("feature fil")
        expect(box).to_have_attribute("aria-expanded", "true")
        first = page.get_by_role("listbox").get_by_role("option").first
        expect(first).to_have_text(re.compile("Feature file for the bot score"))
        expect(page.get_by_role("option").last).to_have_text("All results for “feature fil”")
        page.keyboard.press("ArrowDown")
        expect(first).to_have_attribute("aria-selected", "true")
        assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
        page.keyboard.press("ArrowUp")
        expect(page.get_by_role("option", selected=True)).to_have_count(0)
        page.keyboard.press("ArrowUp")
        expect(page.get_by_role("option", selected=True)).to_have_text(re.compile("All results"))
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{BOT_FEATURE_FILE}")


def test_escape_closes_the_header_box_and_enter_asks_the_search_page(browser: Browser, base: str) -> None:
    """The words stay when the list closes; again, and they are gone. Enter without a choice shows all results."""
    with visit(browser, base) as visitor:
        page, box = open_home(visitor)
        box.fill("chat")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()
        expect(box).to_have_value("chat")
        page.keyboard.press("Escape")
        expect(box).to_have_value("")
        box.fill("chat")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=chat")
        expect(hits(page).first).to_be_visible()


def test_the_header_box_says_what_is_not_there(browser: Browser, base: str) -> None:
    """Above the hits: that they have some of the words, or that something was left out; and what was meant instead."""
    with visit(browser, base) as visitor:
        visitor.page.clock.install()
        page, box = open_home(visitor)
        note = page.locator(".pm-box__note")
        stop_the_clock(page)
        said = texts_of(page, ".pm-box__note")
        type_slowly(box, 'team:openai-chatgpt users saw "other peo')
        expect(page.get_by_role("option").first).to_have_text(re.compile("^ChatGPT shows users chat titles"))
        assert not any(said())
        page.clock.resume()
        box.fill("chat qwertz")
        expect(note).to_have_text(re.compile(r"^No record has every word; \d+ records with some of them$"))
        box.fill("chat team:nope")
        expect(note).to_have_text(re.compile("^Not clear: team must be a known one"))
        box.fill("feature file")
        expect(page.get_by_role("option").first).to_have_text(re.compile("Feature file"))
        expect(note).to_be_hidden()
        box.fill("telemtry")
        expect(note).to_have_text("Nothing found")
        page.get_by_role("option", name="Did you mean “telemetry”?").click()
        page.wait_for_url("**/search/?q=telemetry")


def test_the_header_box_shows_no_answer_to_another_question(browser: Browser, base: str) -> None:
    """Neither one that comes late, nor a late failure; what takes long is said to."""
    with visit(browser, base) as visitor:
        page, box = open_home(visitor)
        box.fill("chat")
        expect(page.get_by_role("option").first).to_be_visible()
        late: list[Route] = []
        page.route("**/records/words/6b-75.json", lambda route: late.append(route))  # words that begin with ku
        box.fill("kubern")
        expect(page.locator(".pm-box__note")).to_have_text("Searching…")
        box.fill("zillow")
        expect(page.get_by_role("option").first).to_have_text(re.compile("Zillow"))
        said = texts_of(page, ".pm-box__note")
        late.pop().abort("internetdisconnected")
        page.wait_for_timeout(600)
        expect(page.get_by_role("option").first).to_have_text(re.compile("Zillow"))
        assert not any(said())
        box.fill("kubern")
        expect(page.locator(".pm-box__note")).to_have_text("Searching…")
        box.fill("zillow")
        expect(page.locator(".pm-box__note")).to_be_hidden()
        with page.expect_response("**/records/words/6b-75.json"):
            late.pop().continue_()
        page.wait_for_timeout(300)
        expect(page.get_by_role("option").first).to_have_text(re.compile("Zillow"))
        visitor.complaints.clear()


def test_the_header_box_offline(browser: Browser, base: str) -> None:
    """What was shown stays below the reason, and the answer comes with the network."""
    with visit(browser, base) as visitor:
        page, box = open_home(visitor)
        box.fill("chat")
        expect(page.get_by_role("option")).to_have_count(7)
        page.route("**/records/**", lambda route: route.abort("internetdisconnected"))
        box.fill("kubernetes")
        expect(page.locator(".pm-box__note")).to_have_text(re.compile("Are you offline"))
        expect(page.get_by_role("option")).to_have_count(7)
        page.locator(".pm-box__note").click()
        expect(box).to_be_focused()
        page.unroute("**/records/**")
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.locator(".pm-box__note")).not_to_have_text(re.compile("Are you offline"))
        expect(page.get_by_role("option").last).to_have_text("All results for “kubernetes”")
        visitor.complaints.clear()


def test_slash_leads_to_the_search_where_the_box_has_no_place(browser: Browser, base: str) -> None:
    """Between the width of a phone and that of a desk."""
    with visit(browser, base, viewport={"width": 760, "height": 800}) as visitor:
        visitor.open("causes/")
        visitor.page.keyboard.press("/")
        visitor.page.wait_for_url("**/search/")
        expect(field(visitor.page)).to_be_focused()


def test_the_header_box_stays_closed_for_an_empty_query(browser: Browser, base: str) -> None:
    """Words that are in no index ask for nothing; a list that was open closes."""
    with visit(browser, base) as visitor:
        page, box = open_home(visitor)
        box.fill("their")
        page.wait_for_timeout(600)
        expect(page.get_by_role("listbox")).to_be_hidden()
        box.fill("chat")
        expect(page.get_by_role("option").first).to_be_visible()
        box.fill("the")
        expect(page.get_by_role("listbox")).to_be_hidden()
        expect(box).to_have_attribute("aria-expanded", "false")


def test_a_page_fetches_nothing_of_the_search_until_it_is_used(browser: Browser, base: str) -> None:
    """And then the shards of the words alone: no more than one a word, and no text of a record that is not shown."""
    with visit(browser, base) as visitor:
        fetched: list[str] = []
        visitor.page.on("request", lambda request: fetched.append(request.url.removeprefix(base)))
        visitor.open("")
        visitor.page.wait_for_load_state("networkidle")
        assert not [url for url in fetched if url.startswith("search/")]
        header_box(visitor.page).fill("redis")
        expect(visitor.page.get_by_role("option").first).to_be_visible()
        terms = [url for url in fetched if "/records/terms/" in url]
        assert len(terms) == len(set(terms)) <= 2
        assert not [url for url in fetched if "/texts/" in url or "/positions/" in url]
