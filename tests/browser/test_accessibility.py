"""Pages can be used by everybody, as far as a machine can tell, and a hostile record does nothing in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.browsing import served, visit
from tests.site import PWNED, Site

pytestmark = pytest.mark.browser

OWN = "postmortems/PM-2025-0001/"
PAGES = {
    "home": "",
    "list": "postmortems/",
    "record": OWN,
    "withdrawn record": "postmortems/PM-2025-0003/",
    "causes": "causes/",
    "cause": "causes/technical/unvalidated-input/",
    "team": "teams/ranking/",
    "model": "models/ranking-model/",
    "severity": "severities/sev1/",
    "browse": "browse/",
    "where to invest": "programme/",
    "playbook": "playbook/",
    "playbook of a cause": "playbook/technical/unvalidated-input/",
    "lessons": "lessons/",
    "how they are kept": "practice/",
    "data and feeds": "data/",
    "for stakeholders": "stakeholders/",
    "month for stakeholders": "stakeholders/2025-03/",
    "saves and thanks": "culture/",
    "assumptions": "assumptions/",
    "dissent": "doubts/",
    "drills": "drills/",
    "drill": "drills/PM-2025-0001/",
    "controls": "controls/",
    "control": "controls/session-length-bounds/",
    "actions": "actions/",
    "finished actions": "actions/finished/",
    "numbers": "numbers/",
    "trends": "trends/",
    "recurrence": "recurrence/",
    "times": "times/",
    "hand-written": "guide/words/",
}


@pytest.fixture(scope="module")
def tiny(tiny_site: Site) -> Iterator[str]:
    """The address of the tiny site, which has everything that a body can hold."""
    with served(tiny_site.folder) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browser: Browser, tiny: str, name: str, scheme: str) -> None:
    """Names, roles, contrasts, headings, tables and lists are such that assistive technology can use them."""
    with visit(browser, tiny, color_scheme=scheme) as visitor:
        visitor.open(PAGES[name])
        results = Axe().run(visitor.page).response["violations"]
        found = [
            f"{violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in results
            for node in violation["nodes"]
        ]
        assert not found, "\n".join(found)


def test_axe_finds_nothing_on_a_phone(browser: Browser, tiny: str) -> None:
    """What only narrow windows show is no exception."""
    with visit(browser, tiny, viewport={"width": 390, "height": 844}, has_touch=True) as visitor:
        visitor.open(OWN)
        found = [each["id"] for each in Axe().run(visitor.page).response["violations"]]
        assert not found


def test_code_has_colours_and_pictures_are_loaded(browser: Browser, tiny: str) -> None:
    """What Markdown can hold is shown as it was meant."""
    with visit(browser, tiny) as visitor:
        visitor.open(OWN)
        main = visitor.page.get_by_role("main")
        main.locator("details").evaluate_all("all => all.forEach(each => (each.open = true))")
        colours = main.locator("pre span").evaluate_all("spans => spans.map(each => getComputedStyle(each).color)")
        assert len(set(colours)) > 1
        picture = main.get_by_role("img", name="Clicks fall by a third")
        picture.scroll_into_view_if_needed()
        expect(picture).to_be_visible()
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
        done, left = (
            main.get_by_role("checkbox", name="done", exact=True),
            main.get_by_role("checkbox", name="not done"),
        )
        expect(done).to_be_checked()
        expect(left).not_to_be_checked()
        expect(left).to_be_disabled()
        note = main.get_by_role("link", name="[1]")
        note.click()
        assert "#fn" in visitor.page.url


def test_a_former_address_leads_on(browser: Browser, tiny: str) -> None:
    """Whoever kept an old link arrives at the record."""
    with visit(browser, tiny) as visitor:
        visitor.open("postmortems/PM-2023-0042/")
        visitor.page.wait_for_url(f"**/{OWN}")
        expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("url", [OWN, "list/", "postmortems/", "browse/", "teams/ranking/", "models/ranking-model/"])
def test_no_payload_comes_to_life(browser: Browser, hostile: str, url: str) -> None:
    """Nothing of it runs, no dialog opens, no other host is asked, nothing is in the way of the theme."""
    with visit(browser, hostile) as visitor:
        visitor.page.on("dialog", lambda dialog: visitor.complaints.append(f"dialog: {dialog.message}"))
        visitor.open(url)
        visitor.page.wait_for_load_state("networkidle")
        assert visitor.page.evaluate(f"typeof {PWNED}") == "undefined"
        assert (
            visitor.page.locator(
                'article :is(script:not([src^="../assets/postmortems/"], [src^="../../assets/postmortems/"]), iframe, '
                "form:not(.pm-filter), style, object, embed, [onclick], [onerror])"
            ).count()
            == 0
        )
        expect(visitor.page.get_by_role("banner")).to_be_visible()
        assert visitor.overflow() <= 0
