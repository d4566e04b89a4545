"""What the search page shows: hits and why, facets, problems of a query, and help where nothing is found."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import visit
from tests.browser.search_page import PHONE, announced, asked, field, header_box, hits, open_search, status

pytestmark = pytest.mark.browser


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


def test_a_query_can_be_corrected_by_a_click(browser: Browser, base: str) -> None:
    """A pasted message is asked for as text; the focus is not lost with what was clicked."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=error:timeout+chat")
        page.get_by_role("button", name='Search for "error:timeout" chat').click()
        expect(field(page)).to_have_value('"error:timeout" chat')
        expect(field(page)).to_have_attribute("aria-invalid", "false")
        expect(status(page)).to_be_focused()


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


def test_a_query_that_asks_for_nothing_lists_nothing(browser: Browser, base: str) -> None:
    """It is said, with what to write instead, and no record stands below; typed or in the address."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=%3F%3F%3F")
        expect(status(page)).to_have_text("“???” asks for nothing")
        expect(hits(page)).to_have_count(0)
        expect(page.get_by_text("Name a word of the incident, or a fact such as severity:SEV1.")).to_be_visible()
        expect(page.get_by_role("checkbox")).to_have_count(0)
        field(page).fill("the of")
        expect(status(page)).to_have_text("“the of” asks for nothing")


def test_facts_are_facets(browser: Browser, base: str) -> None:
    """Open actions, controls and so on narrow like any facet; a checkbox that has the focus shows it."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=cluster")
        expect(page.get_by_role("group", name="Control", exact=True).get_by_role("checkbox").first).to_be_visible()
        option = page.get_by_role("group", name="With", exact=True).get_by_role("checkbox").first
        count = int(option.locator("xpath=..").locator(".pm-count").inner_text())
        option.focus()
        page.keyboard.press("Space")
        expect(hits(page)).to_have_count(min(count, 10))
        expect(option).to_be_focused()
        assert option.evaluate("each => getComputedStyle(each.closest('label')).outlineStyle") == "solid"
        assert asked(page)[1][0] == "has"


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


def test_facets_are_hidden_when_nothing_is_found(browser: Browser, base: str) -> None:
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


def test_partial_matches_are_shown_where_no_record_has_all_words(browser: Browser, base: str) -> None:
    """The words that no record has are named, and the rest is searched for."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=chat+qwertzuiop")
        expect(status(page)).to_have_text(re.compile(r"No record has “qwertzuiop”. \d+ records with some of the words"))
        expect(hits(page).first).to_be_visible()


def test_pages_of_terms_come_before_guides(browser: Browser, base: str) -> None:
    """A control is a hit of its own and leads to its page; records say what they are filed under."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=canary")
        terms = page.get_by_role("region", name="Causes, controls, teams and models")
        guides = page.get_by_role("region", name="Pages, guides and reference")
        above, below = terms.bounding_box(), guides.bounding_box()
        assert above and below and above["y"] < below["y"]
        expect(terms.get_by_text(re.compile(r"^Control, \d+ records?$")).first).to_be_visible()
        expect(page.get_by_text(re.compile("^Filed under Canary")).first).to_be_visible()
        terms.get_by_role("link", name="Canary", exact=True).click()
        page.wait_for_url("**/control-kinds/canary/")


def test_guides_and_reference_are_found_below_the_records(browser: Browser, base: str) -> None:
    """A hit leads to the section."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, "?q=facilitator")
        page.get_by_role("region", name="Pages, guides and reference").get_by_role("link").first.click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Search")


@pytest.mark.parametrize(
    ("question", "title", "url"),
    [
        ("who owes what this month", "Actions", "actions/"),
        ("what stops rollout gaps", "Playbook: Rollout gap", "playbook/process/rollout-gap/"),
    ],
)
def test_a_plain_question_leads_to_a_page_above_the_records(
    browser: Browser, base: str, question: str, title: str, url: str
) -> None:
    """On the search page and in the header box, where it is the first choice of the keyboard; the records stay."""
    with visit(browser, base) as visitor:
        page = open_search(visitor, f"?q={question}")
        answers = page.get_by_role("region", name="A page that answers this")
        expect(answers.get_by_role("link")).to_have_text([title])
        listed = hits(page)
        answer, first = answers.bounding_box(), listed.first.bounding_box()
        assert answer and first and answer["y"] < first["y"]
        field(page).press("ArrowDown")
        expect(answers.get_by_role("link")).to_be_focused()
        field(page).fill("feature file")
        expect(answers).to_be_hidden()

        visitor.open("")
        header_box(visitor.page).fill(question)
        option = visitor.page.get_by_role("option").first
        expect(option).to_contain_text("Answers this question")
        header_box(visitor.page).press("ArrowDown")
        header_box(visitor.page).press("Enter")
        visitor.page.wait_for_url(f"**/{url}")
