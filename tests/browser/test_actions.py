"""The list of actions in a real Chromium: narrowed, sorted, by keyboard and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import served, visit
from tests.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def tiny(tiny_site: Site) -> Iterator[str]:
    """The address of the tiny site."""
    with served(tiny_site.folder) as address:
        yield address


def titles(page: Page) -> list[str]:
    """The actions that are seen, from top to bottom."""
    return page.locator("table.pm-action-table tbody th a:visible").all_inner_texts()


def test_the_list_is_narrowed_and_the_address_remembers_it(browser: Browser, tiny: str) -> None:
    """A link to what one team has done can be sent to that team, and all comes back at once."""
    with visit(browser, tiny) as visitor:
        visitor.open("actions/finished/")
        page = visitor.page
        everything = titles(page)
        page.get_by_label("Type").select_option("prevent")
        said = page.get_by_role("main").get_by_role("status")
        expect(said).to_contain_text(f"of {len(everything)} on this page")
        narrowed = titles(page)
        assert 0 < len(narrowed) < len(everything)
        assert page.url.endswith("?type=prevent")
        page.reload()
        expect(page.get_by_label("Type")).to_have_value("prevent")
        assert titles(page) == narrowed
        page.get_by_role("button", name="Show all").click()
        expect(said).to_be_empty()
        assert titles(page) == everything


def test_the_summary_follows_the_filter(browser: Browser, tiny: str) -> None:
    """The counts above the list are those of what is shown, and the whole ones come back."""
    with visit(browser, tiny) as visitor:
        visitor.open("actions/")
        page = visitor.page
        counts = page.locator("[data-count^='state:']")
        whole = counts.all_inner_texts()
        visitor.open("actions/?team=nobody")
        assert set(counts.all_inner_texts()) == {"0"}
        page.get_by_role("button", name="Show all").click()
        expect(counts.first).to_have_text(whole[0])
        assert counts.all_inner_texts() == whole


def test_an_address_that_fits_nothing_says_so(browser: Browser, tiny: str) -> None:
    """A team that owes nothing gets no list of others' actions."""
    with visit(browser, tiny) as visitor:
        visitor.open("actions/?team=nobody")
        expect(visitor.page.get_by_text("No action fits.")).to_be_visible()
        assert titles(visitor.page) == []


def test_a_column_sorts_by_keyboard_both_ways(browser: Browser, tiny: str) -> None:
    """The heading says which way, to those who do not see the arrow too."""
    with visit(browser, tiny) as visitor:
        visitor.open("actions/finished/")
        table = visitor.page.get_by_role("table").first
        rows = table.locator("tbody th a")
        for order in ("ascending", "descending"):
            table.get_by_role("button", name="Action").press("Enter")
            expect(table.get_by_role("columnheader", name="Action")).to_have_attribute("aria-sort", order)
            found = rows.all_inner_texts()
            assert found == sorted(found, key=str.casefold, reverse=order == "descending")


def test_without_scripts_the_whole_list_stands_there(browser: Browser, tiny: str) -> None:
    """No control that does nothing."""
    with visit(browser, tiny, java_script_enabled=False) as visitor:
        visitor.open("actions/finished/")
        assert titles(visitor.page)
        expect(visitor.page.get_by_label("Type")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_shows_every_fact_without_scrolling_sideways(browser: Browser, tiny: str, width: int) -> None:
    """Who and when are what one opens the list for."""
    with visit(browser, tiny, viewport={"width": width, "height": 844}) as visitor:
        visitor.open("actions/finished/")
        cells = visitor.page.locator("table.pm-action-table td")
        for cell in cells.all():
            box = cell.bounding_box()
            assert box
            assert box["x"] + box["width"] <= width


def test_a_list_is_searched_by_words(browser: Browser, tiny: str) -> None:
    """In any order and any case; the address remembers them, and Enter loses nothing."""
    with visit(browser, tiny) as visitor:
        visitor.open("doubts/")
        page = visitor.page
        everything = page.locator("table.pm-action-table tbody tr:visible").all_inner_texts()
        words = everything[0].split()
        field = page.get_by_label("Words")
        field.fill(f"{words[2].upper()} {words[0]}")
        field.press("Enter")
        narrowed = page.locator("table.pm-action-table tbody tr:visible").all_inner_texts()
        assert narrowed == [row for row in everything if words[2].lower() in row.lower() and words[0] in row]
        page.reload()
        expect(field).to_have_value(f"{words[2].upper()} {words[0]}")
        assert page.locator("table.pm-action-table tbody tr:visible").all_inner_texts() == narrowed


def lessons(page: Page) -> list[str]:
    """Where the lessons that are seen stand, from top to bottom."""
    links = page.locator("table.pm-action-table tbody th > a:visible").all()
    return [str(link.evaluate("link => link.href")) for link in links]


def test_a_filter_reaches_the_pages_that_a_list_is_split_over(browser: Browser, base: str) -> None:
    """What fits is found on whichever page it stands, its links lead where they led, and no page is read before."""
    with visit(browser, base) as visitor:
        page = visitor.page
        visitor.open("lessons/2/")
        further = lessons(page)
        expect(page.locator("form[data-filter]")).to_have_count(0)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.removeprefix(base)))
        visitor.open("lessons/")
        first = lessons(page)
        assert further
        assert "lessons/2/" not in asked
        page.get_by_role("button", name="Lesson").first.click()
        expect(page.get_by_role("navigation", name="Pages of this list")).to_be_hidden()
        assert set(lessons(page)) == {*first, *further}
        page.reload()
        select = page.locator("select[name=cause]")
        for cause in select.locator("option").evaluate_all("all => all.map(each => each.value)"):
            select.select_option(cause)
            if any(link in further for link in lessons(page)):
                break
        else:
            pytest.fail("no cause leads to a lesson of the second page")
        assert "2/?" not in page.url


def test_a_list_whose_other_pages_cannot_be_read_says_so(browser: Browser, base: str) -> None:
    """Nobody takes a part for the whole."""
    with visit(browser, base) as visitor:
        visitor.page.route("**/lessons/2/", lambda route: route.abort("aborted"))
        visitor.open("lessons/")
        select = visitor.page.locator("select[name=cause]")
        select.select_option(index=1)
        expect(visitor.page.get_by_role("main").get_by_role("status")).to_contain_text("could not be read")
