"""Searching in a real browser: type, narrow, share, go back, by keyboard, offline, and under a strict policy."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.browsing import Visit, served, visit
from tests.site import PWNED, Site

pytestmark = pytest.mark.browser

BOT_FEATURE_FILE = "postmortems/PM-2025-0002/"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def base(frozen_site: Site) -> Iterator[str]:
    """The address of this repository's site."""
    with served(frozen_site.folder) as address:
        yield address


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


# The search page


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


def test_a_word_that_is_begun_is_not_called_missing(browser: Browser, base: str) -> None:
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


def test_each_query_is_a_step_to_go_back(browser: Browser, base: str) -> None:
    """Finished by Enter or only typed, however many letters it took; an empty page is none."""
    with visit(browser, base) as visitor:
        visitor.open("guides/reader/")
        page = open_search(visitor)
        for query in ("chat", "redis"):
            field(page).fill("")
            field(page).press_sequentially(query)
            field(page).press("Enter")
        field(page).press_sequentially(" outage")
        page.wait_for_url("**/search/?q=redis+outage")
        page.go_back()
        expect(field(page)).to_have_value("redis")
        expect(hits(page).first.locator("xpath=../..").locator("mark").first).to_be_visible()
        page.go_back()
        expect(field(page)).to_have_value("chat")
        page.go_back()
        page.wait_for_url("**/guides/reader/")


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


def test_an_excluded_letter_is_not_called_the_beginning_of_a_word(browser: Browser, base: str) -> None:
    """What is excluded stays so."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=academic+-1")
        expect(status(page)).to_have_text("Nothing matches")
        expect(hits(page)).to_have_count(0)


def test_what_was_typed_a_moment_ago_is_gone_back_to(browser: Browser, base: str) -> None:
    """The address has the query before it has the next step, and before a click leaves the page."""
    with visit(browser, base) as visitor:
        page = open_search(visitor)
        field(page).press_sequentially("cluster")
        page.get_by_role("group", name="Severity").get_by_role("checkbox").first.check()
        page.wait_for_url("**/search/?q=cluster&severity=SEV1")
        page.go_back()
        page.wait_for_url("**/search/?q=cluster")
        expect(field(page)).to_have_value("cluster")

        field(page).fill("feature fi")
        expect(hits(page).first.locator("mark")).to_have_text(["Feature", "file"])
        hits(page).first.click()
        page.wait_for_url(f"**/{BOT_FEATURE_FILE}")
        page.go_back()
        page.wait_for_url("**/search/?q=feature+fi")
        expect(hits(page).first).to_have_text(re.compile("Feature file for the bot score"))


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


def test_facets_narrow_and_the_address_holds_everything(browser: Browser, base: str) -> None:
    """Each count is what the click leaves; the address can be shared and gone back from."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=cluster")
        all_hits = hits(page).all_text_contents()
        option = page.get_by_role("group", name="Severity").get_by_role("checkbox").first
        count = int(option.locator("xpath=..").locator(".pm-count").inner_text())
        assert 0 < count < len(all_hits)
        option.check()
        expect(hits(page)).to_have_count(count)
        expect(option).to_be_checked()
        expect(status(page)).to_have_text(re.compile(rf"^{count} record"))
        page.get_by_label("Sort by").select_option("oldest")
        page.wait_for_url("**sort=oldest*")
        narrowed = hits(page).all_text_contents()
        assert asked(page) == [("q", "cluster"), ("severity", "SEV1"), ("sort", "oldest")]

        with visit(browser, base) as friend:
            friend.page.goto(page.url)
            expect(hits(friend.page)).to_have_text(narrowed)

        page.go_back()
        page.go_back()
        expect(hits(page)).to_have_text(all_hits)
        expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
        page.go_forward()
        page.get_by_role("button", name=re.compile("Remove the filter")).click()
        expect(hits(page)).to_have_text(all_hits)
        assert asked(page) == [("q", "cluster")]


def test_terms_of_one_facet_widen_and_of_two_narrow(browser: Browser, base: str) -> None:
    """Two severities are either, a severity and a cause are both."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=cluster&severity=SEV1")
        one = hits(page).count()
        open_search(visitor, "?q=cluster&severity=SEV1&severity=SEV2")
        assert hits(page).count() > one
        open_search(visitor, "?q=cluster&severity=SEV1&family=process&family=nothing")
        both = set(hits(page).all_text_contents())
        open_search(visitor, "?q=cluster+severity:SEV1+cause:process")
        assert both == set(hits(page).all_text_contents())


def test_a_query_that_cannot_be_read_says_why_on_submit(browser: Browser, base: str) -> None:
    """While it is typed it is left out, which is said in a pause; submitted, it is told what to write instead."""
    with visit(browser, base) as visitor:
        page = open_search(visitor)
        field(page).press_sequentially("model tema:x")
        expect(page.locator(".pm-search__problem")).to_contain_text(
            "Not clear: what stands before a colon must be a field"
        )
        expect(status(page)).to_have_text(re.compile(r"^\d+ records$"))
        expect(field(page)).to_have_attribute("aria-invalid", "false")
        field(page).press("Enter")
        expect(field(page)).to_have_attribute("aria-invalid", "true")
        expect(field(page)).to_have_accessible_description(re.compile(r"\(found tema\): did you mean team:"))
        expect(announced(page)).to_contain_text("records What stands before a colon must be a field")
        expect(status(page)).to_have_text(re.compile(r"^\d+ records$"))
        expect(page.get_by_role("table")).to_be_hidden()


def test_a_query_can_be_mended_by_a_click(browser: Browser, base: str) -> None:
    """A pasted message is asked for as text; the focus is not lost with what was clicked."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=error:timeout+chat")
        page.get_by_role("button", name='Search for "error:timeout" chat').click()
        expect(field(page)).to_have_value('"error:timeout" chat')
        expect(field(page)).to_have_attribute("aria-invalid", "false")
        expect(status(page)).to_be_focused()


def test_an_address_with_what_nobody_knows(browser: Browser, base: str) -> None:
    """Other parameters are none of the search; a filter that there is not is named."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=chat&utm_source=mail")
        expect(hits(page).first).to_be_visible()
        expect(page.get_by_role("list", name="Chosen filters")).to_have_count(0)
        open_search(visitor, "?q=chat&team=nope")
        expect(page.get_by_text("There is no team “nope”.")).to_be_visible()


def test_who_cannot_see_is_told_when_somebody_stops_typing(browser: Browser, base: str) -> None:
    """Not with each letter, and not what was said already."""
    with visit(browser, base) as visitor:
        visitor.page.clock.install()
        page = open_search(visitor)
        expect(announced(page)).to_have_text("All 45 records")
        stop_the_clock(page)
        said = texts_of(page, "main [role=status]")
        type_slowly(field(page), "cluster")
        expect(hits(page).first).to_have_text(re.compile("cluster", re.IGNORECASE))
        assert said() == []
        page.clock.run_for(300)
        expect(announced(page)).to_have_text(re.compile(r"^\d+ records$"))
        field(page).press("Enter")
        page.wait_for_timeout(200)
        assert len(said()) == 1


def test_the_focus_is_not_lost_with_what_was_clicked(browser: Browser, base: str) -> None:
    """It goes to the first new term of a facet, and else to what is said about the hits."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=model&severity=SEV1")
        cause = page.get_by_role("group", name="Cause", exact=True)
        shown = cause.get_by_role("checkbox").count()
        cause.get_by_role("button", name=re.compile("All")).click()
        expect(cause.get_by_role("checkbox").nth(shown)).to_be_focused()
        page.get_by_role("button", name=re.compile("Remove the filter")).click()
        expect(status(page)).to_be_focused()


def test_back_from_a_record_leads_to_all_that_was_shown(browser: Browser, base: str) -> None:
    """Also what came by "Show more"."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=model")
        page.get_by_role("button", name="Show more").click()
        expect(hits(page)).to_have_count(20)
        expect(hits(page).nth(10)).to_be_focused()
        hits(page).nth(15).click()
        page.wait_for_url("**/postmortems/PM-*/")
        page.go_back()
        expect(hits(page)).to_have_count(20)


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


def test_what_asks_the_same_is_no_step(browser: Browser, base: str) -> None:
    """Enter on what the address says, however it says it; and a link within the page leaves what is typed."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=feature%20fil&utm_source=mail")
        before = page.evaluate("history.length")
        field(page).press("Enter")
        page.wait_for_timeout(200)
        assert page.evaluate("history.length") == before
        field(page).fill('"feature fil')
        expect(field(page)).to_have_attribute("aria-invalid", "false")
        page.wait_for_url("**/search/?q=%22feature+fil")
        page.evaluate("location.hash = 'pm-pages'")
        page.wait_for_timeout(200)
        expect(field(page)).to_have_attribute("aria-invalid", "false")


def test_typing_after_going_back_keeps_what_was_gone_back_to(browser: Browser, base: str) -> None:
    """It is the beginning of another step."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=chat")
        field(page).fill("redis")
        page.wait_for_url("**/search/?q=redis")
        page.go_back()
        expect(field(page)).to_have_value("chat")
        field(page).fill("cluster")
        page.wait_for_url("**/search/?q=cluster")
        page.go_back()
        expect(field(page)).to_have_value("chat")


def test_a_page_that_is_loaded_again_is_where_it_was(browser: Browser, base: str) -> None:
    """Its hits come after the browser has tried to go there."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=model")
        page.get_by_role("button", name="Show more").click()
        expect(hits(page)).to_have_count(20)
        page.evaluate("window.scrollTo(0, 1500)")
        page.reload()
        expect(hits(page)).to_have_count(20)
        page.wait_for_function("window.scrollY > 1400")


def test_why_a_record_was_found(browser: Browser, base: str) -> None:
    """What it has not, where it has some of the words only; and what is said of it in its facts alone."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=chat+telemetry+cluster")
        expect(page.get_by_text("Without “chat”").first).to_be_visible()
        open_search(visitor, "?q=rollout+OR+canary")
        expect(hits(page).first).to_be_visible()
        for item in page.locator(".pm-search__list > li").all():
            item.scroll_into_view_if_needed()
            expect(item.locator("mark").first).to_be_visible()
        open_search(visitor, "?q=gender+bias")
        expect(page.get_by_text("In other words: bias, gender", exact=True)).to_have_count(2)


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


def test_nothing_found_helps(browser: Browser, base: str) -> None:
    """A misspelt word is corrected from the corpus, a word that no record has is named, filters can be left."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=propmt+telemtry&severity=SEV5")
        expect(status(page)).to_have_text(re.compile("Nothing matches|No record"))
        expect(page.get_by_text(re.compile("No record contains .*telemtry"))).to_be_visible()
        page.get_by_role("button", name="Search without the filters").click()
        page.get_by_role("button", name=re.compile("telemetry")).click()
        expect(hits(page).first).to_be_visible()


def test_nothing_found_leads_to_the_indexes(browser: Browser, base: str) -> None:
    """Who finds nothing by words can look through what there is; who finds something is left alone."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=qwertzuiop")
        expect(page.locator("main").get_by_role("link", name="Teams")).to_be_visible()
        open_search(visitor, "?q=chat")
        expect(hits(page).first).to_be_visible()
        expect(page.locator("main").get_by_role("link", name="Teams")).to_be_hidden()


def test_nobody_is_asked_to_narrow_down_nothing(browser: Browser, base: str) -> None:
    """The counts are a fold on a phone, which is there where there are any."""
    with visit(browser, base, viewport=PHONE) as visitor:
        page = open_search(visitor, "?q=qwertzuiop")
        expect(status(page)).to_have_text("Nothing matches")
        expect(page.get_by_text("Narrow down")).to_be_hidden()
        field(page).fill("chat")
        expect(page.get_by_text("Narrow down")).to_be_visible()


def test_paper_holds_what_was_found(browser: Browser, base: str) -> None:
    """Without what can only be clicked, and over the whole width."""
    with visit(browser, base, viewport={"width": 800, "height": 1000}) as visitor:
        page = open_search(visitor, "?q=feature+file")
        page.emulate_media(media="print")
        expect(field(page)).to_have_value("feature file")
        for control in ("What can be asked", "Narrow down", "Sort by"):
            expect(page.get_by_text(control)).to_be_hidden()
        width = page.locator(".pm-search").bounding_box()
        found = page.locator(".pm-search__list").bounding_box()
        assert width and found
        assert found["width"] == pytest.approx(width["width"], abs=2)


def test_some_words_will_do_where_no_record_has_all(browser: Browser, base: str) -> None:
    """The words that no record has are named, and the rest is searched for."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=chat+qwertzuiop")
        expect(status(page)).to_have_text(re.compile(r"No record has “qwertzuiop”. \d+ records with some of the words"))
        expect(hits(page).first).to_be_visible()


def test_enter_on_a_word_that_is_begun_keeps_what_was_shown(browser: Browser, base: str) -> None:
    """And says that the word was taken as the beginning of others; a word that is finished is taken as it is."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=feature+fil")
        expect(hits(page).first).to_have_text(re.compile("Feature file for the bot score"))
        expect(status(page)).to_have_text(re.compile("with words that begin with “fil”"))
        open_search(visitor, "?q=feature+file")
        expect(hits(page).first).to_be_visible()
        expect(status(page)).to_have_text(re.compile(r"^\d+ records$"))


def test_guides_and_reference_are_found_below_the_records(browser: Browser, base: str) -> None:
    """A hit leads to the section."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=facilitator")
        page.get_by_role("region", name="Guides and reference").get_by_role("link").first.click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Search")


def test_the_search_page_by_keyboard(browser: Browser, base: str) -> None:
    """Slash goes to the field, arrows through the hits, Escape back, Enter into a record."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=model")
        expect(field(page)).to_be_focused()
        field(page).blur()
        page.keyboard.press("/")
        expect(field(page)).to_be_focused()
        page.keyboard.press("End")
        page.keyboard.press("/")
        expect(field(page)).to_have_value("model/")
        field(page).fill("model")
        expect(hits(page).nth(1)).to_be_visible()
        page.keyboard.press("ArrowDown")
        expect(hits(page).nth(0)).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(hits(page).nth(1)).to_be_focused()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        expect(field(page)).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Escape")
        expect(field(page)).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/postmortems/PM-*/")


def test_a_facet_keeps_the_focus_when_it_is_used(browser: Browser, base: str) -> None:
    """Who narrows by keyboard goes on where they were."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=model")
        option = page.get_by_role("group", name="Severity").get_by_role("checkbox").first
        option.focus()
        page.keyboard.press("Space")
        page.wait_for_url("**severity=*")
        expect(option).to_be_focused()


# The box in the header


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


def test_the_header_box_offers_nothing_for_nothing(browser: Browser, base: str) -> None:
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


# Wherever it is


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "?q=model&severity=SEV1", "?q=qwertz", "?q=tema:x"])
def test_axe_finds_nothing_on_the_search_page(browser: Browser, base: str, query: str, scheme: str) -> None:
    """Empty, narrowed, without a hit and with a problem."""
    with visit(browser, base, color_scheme=scheme) as visitor:
        assert_accessible(open_search(visitor, query))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["model", "qwertzuiop"])
def test_axe_finds_nothing_in_the_header_box(browser: Browser, base: str, query: str, scheme: str) -> None:
    """Open, with an active option or without any."""
    with visit(browser, base, color_scheme=scheme) as visitor:
        visitor.open("")
        header_box(visitor.page).fill(query)
        expect(visitor.page.get_by_role("option").first).to_be_visible()
        visitor.page.keyboard.press("ArrowDown")
        assert_accessible(visitor.page)


def test_a_phone(browser: Browser, base: str) -> None:
    """The header leads to the search page; nothing is wider than the window; facets unfold."""
    with visit(browser, base, viewport=PHONE, has_touch=True) as visitor:
        visitor.open("")
        page = visitor.page
        page.get_by_role("banner").locator("xpath=following::a[@aria-label='Search'][1]").click()
        page.wait_for_url("**/search/")
        field(page).fill("model")
        expect(hits(page).first).to_be_visible()
        assert visitor.overflow() <= 0
        expect(page.get_by_role("checkbox").first).to_be_hidden()
        page.get_by_text("Narrow down").click()
        page.get_by_role("group", name="Severity").get_by_role("checkbox").first.check()
        page.wait_for_url("**severity=*")
        assert visitor.overflow() <= 0
        assert_accessible(page)


def test_without_javascript_the_page_leads_to_the_indexes(browser: Browser, base: str) -> None:
    """It says what is missing and where to go."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}search/")
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator("noscript p")).to_contain_text("needs JavaScript")
    page.locator("main").get_by_role("link", name="Causes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Causes")
    context.close()


def test_markup_stays_text(browser: Browser, hostile: str) -> None:
    """In what is asked and in what is found, on the page and in the box."""
    payload = f'"><img src=x onerror={PWNED}=1><script>{PWNED}=1</script>'
    with visit(browser, hostile) as visitor:
        for query in (payload, "onerror", "script", f"{payload} onerror", f"team:{payload}", f'"{payload}'):
            visitor.page.goto(hostile + "search/")
            field(visitor.page).fill(query)
            field(visitor.page).press("Enter")
            visitor.page.wait_for_url("**q=*")
            expect(status(visitor.page)).not_to_be_empty()
            visitor.page.wait_for_timeout(200)
            assert visitor.page.locator("article img, article script:not([src$='/search-page.js'])").count() == 0
            assert visitor.page.evaluate(f"typeof {PWNED}") == "undefined"
        visitor.open("search/?q=onerror")
        expect(hits(visitor.page).first).to_contain_text("onerror")
        visitor.open("search/?q=onerror&sort=%3Cimg%3E&__proto__=x&constructor=y&severity=%3Cscript%3E")
        expect(status(visitor.page)).not_to_be_empty()
        visitor.open("")
        header_box(visitor.page).fill("onerror")
        expect(visitor.page.get_by_role("option").first).to_contain_text("onerror")
        assert visitor.page.locator("[role=listbox] img").count() == 0
        assert visitor.page.evaluate(f"typeof {PWNED}") == "undefined"


@pytest.mark.parametrize(
    "query", ["__proto__", "constructor", "toString hasOwnProperty", "constructor:x", "__proto__*"]
)
def test_names_that_objects_have_are_words(browser: Browser, base: str, query: str) -> None:
    """Data is never looked up among the properties of an object."""
    with visit(browser, base) as visitor:
        page = open_search(visitor)
        field(page).fill(query)
        field(page).press("Enter")
        page.wait_for_url("**q=*")
        expect(status(page)).to_have_text(re.compile("record|match|cannot be read"))


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


def test_a_strict_policy_is_enough(browser: Browser, frozen_site: Site) -> None:
    """Scripts of the site alone, and of those inside the page only the theme's, by their hashes."""
    with served(frozen_site.folder, _policy_of) as base, visit(browser, base) as visitor:
        page = open_search(visitor, "?q=feature+file")
        expect(hits(page).first).to_be_visible()
        visitor.open("guides/reader/")
        header_box(page).fill("feature file")
        expect(page.get_by_role("option").first).to_be_visible()


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


_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def _policy_of(path: Path) -> str:
    inline = _INLINE_SCRIPT.findall(path.read_bytes()) if path.suffix == ".html" and path.is_file() else []
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in inline]
    return (
        f"default-src 'none'; script-src 'self' {' '.join(hashes)}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; connect-src 'self'; font-src 'self'"
    )
