"""Answers while somebody types: hits with each letter, and what is said only in a pause."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.browsing import visit
from tests.browser.search_page import (
    BOT_FEATURE_FILE,
    field,
    hits,
    open_search,
    shown,
    status,
    stop_the_clock,
    texts_of,
    type_slowly,
)

pytestmark = pytest.mark.browser


def test_hits_appear_while_somebody_types(browser: Browser, base: str) -> None:
    """The last word counts as begun, matches are marked, and the address follows without a step in the history."""
    with visit(browser, base) as visitor:
        page = open_search(visitor)
        before = page.evaluate("history.length")
        field(page).press_sequentially("feature fi")
        expect(hits(page).first).to_have_text(re.compile("Feature file for the bot score"))
        expect(hits(page).first.locator("mark")).to_have_text(["Feature", "file"])
        expect(status(page)).to_have_text(re.compile(r"^\d+ records? with words that begin with “fi”$"))
        page.wait_for_url("**/search/?q=feature+fi")
        expect(page).to_have_title(re.compile("^feature fi - Search"))
        assert page.evaluate("history.length") == before
        hits(page).first.click()
        page.wait_for_url(f"**/{BOT_FEATURE_FILE}")


def test_an_unfinished_word_is_not_called_missing(browser: Browser, base: str) -> None:
    """Not between the letters of words, nor of a phrase in an open quote; that nothing is there is said in a pause."""
    with visit(browser, base) as visitor:
        visitor.page.clock.install()
        page = open_search(visitor)
        stop_the_clock(page)
        said = texts_of(page, ".pm-search__status")
        type_slowly(field(page), 'users saw "other peo')
        expect(hits(page).first).to_have_text(re.compile("^ChatGPT shows users chat titles"))
        assert len(said()) > 3
        assert not [text for text in said() if not re.match(r"(All )?\d+ records?$", text)]
        field(page).fill("qwertz")
        page.wait_for_timeout(300)
        expect(hits(page).first).to_be_visible()
        page.clock.run_for(300)
        expect(status(page)).to_have_text("Nothing matches")


@pytest.mark.parametrize(
    "query",
    [
        "bot",
        "train/serve",
        "the of",
        "feature fil",
        "feature f",
        "x",
        "12s, modle?",
        '"feature fil',
        "chat error:x team:no",
    ],
)
def test_what_is_typed_finished_and_shared_shows_the_same(browser: Browser, base: str, query: str) -> None:
    """Once somebody stops typing: Enter changes nothing, nor does the address that somebody else opens."""
    with visit(browser, base) as visitor:
        page = open_search(visitor)
        field(page).press_sequentially(query)
        page.wait_for_url(f"**/search/?{urlencode({'q': query})}")
        page.wait_for_load_state("networkidle")
        expect(page.locator("[aria-busy]")).to_have_count(0)
        typed = shown(page)
        field(page).press("Enter")
        page.wait_for_timeout(300)
        assert shown(page) == typed
        visitor.page.reload()
        expect(status(page)).not_to_be_empty()
        assert shown(page) == typed


def test_a_count_is_what_its_click_leaves_while_somebody_types(browser: Browser, base: str) -> None:
    """The last word may still go on when a filter is set."""
    with visit(browser, base) as visitor:
        page = open_search(visitor)
        field(page).fill("clust")
        expect(hits(page).locator("mark").first).to_be_visible()
        option = page.get_by_role("group", name="Severity").get_by_role("checkbox").first
        count = int(option.locator("xpath=..").locator(".pm-count").inner_text())
        option.check()
        expect(status(page)).to_have_text(f"{count} records with words that begin with “clust”")
        expect(hits(page)).to_have_count(count)


def test_an_excluded_letter_is_not_called_a_prefix(browser: Browser, base: str) -> None:
    """What is excluded stays so."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=academic+-1")
        expect(status(page)).to_have_text("Nothing matches")
        expect(hits(page)).to_have_count(0)


def test_an_answer_to_fewer_letters_never_takes_the_place_of_a_later_one(browser: Browser, base: str) -> None:
    """What is asked first and comes last is not shown, nor that it failed."""
    with visit(browser, base) as visitor:
        page = open_search(visitor)
        late: list[Route] = []
        page.route("**/records/words/6b-75.json", lambda route: late.append(route))  # words that begin with ku
        field(page).press_sequentially("kubern")
        field(page).fill("zillow")
        expect(hits(page).first).to_have_text(re.compile("Zillow"))
        said = texts_of(page, ".pm-search__status")
        late.pop().abort("internetdisconnected")
        page.wait_for_timeout(600)
        assert not [text for text in said() if "offline" in text]
        field(page).fill("kubern")
        expect(status(page)).to_have_text("Searching…")
        field(page).fill("zillow")
        expect(hits(page).first).to_have_text(re.compile("Zillow"))
        with page.expect_response("**/records/words/6b-75.json"):
            late.pop().continue_()
        page.wait_for_timeout(300)
        expect(hits(page).first).to_have_text(re.compile("Zillow"))
        visitor.complaints.clear()


def test_a_click_while_somebody_types_is_not_lost(browser: Browser, base: str) -> None:
    """Leaving the field draws nothing anew under the mouse."""
    with visit(browser, base) as visitor:
        visitor.page.clock.install()
        page = open_search(visitor, "?q=chat&severity=SEV1")
        stop_the_clock(page)
        field(page).press_sequentially(" qw")
        page.wait_for_timeout(200)
        page.get_by_role("button", name="Clear all").click()
        page.wait_for_url("**/search/?q=chat+qw")


def test_enter_on_an_unfinished_word_keeps_the_hits(browser: Browser, base: str) -> None:
    """And says that the word was taken as the beginning of others; a word that is finished is taken as it is."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=feature+fil")
        expect(hits(page).first).to_have_text(re.compile("Feature file for the bot score"))
        expect(status(page)).to_have_text(re.compile("with words that begin with “fil”"))
        open_search(visitor, "?q=feature+file")
        expect(hits(page).first).to_be_visible()
        expect(status(page)).to_have_text(re.compile(r"^\d+ records$"))


def test_a_slow_answer_is_waited_for(browser: Browser, base: str) -> None:
    """What is shown meanwhile is marked as old."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=chat")
        late: list[Route] = []
        page.route("**/records/terms/*.json", lambda route: late.append(route))
        field(page).fill("kubernetes")
        expect(status(page)).to_have_text("Searching…")
        expect(page.locator(".pm-search__columns")).to_have_attribute("aria-busy", "true")
        for route in late:
            route.continue_()
        page.unroute("**/records/terms/*.json")
        expect(status(page)).to_have_text(re.compile("record"))
        expect(page.locator("[aria-busy]")).to_have_count(0)
