"""Readers walk the real site in a real Chromium, by what things are called."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import Visit, visit
from tests.site import Site

pytestmark = pytest.mark.browser

RECORD = "postmortems/PM-2025-0002/"
PAGES = {
    "home": "",
    "list": "postmortems/",
    "record": RECORD,
    "family": "causes/technical/",
    "cause": "causes/technical/unvalidated-input/",
    "teams": "teams/",
    "team": "teams/cloudflare-bot-management/",
    "model": "models/cloudflare-bot-score-model/",
    "severity": "severities/sev1/",
    "browse": "browse/",
    "design": "design/",
}


def _title(frozen_site: Site) -> str:
    for line in next((frozen_site.records / "2025").glob("PM-2025-0002-*.md")).read_text("utf-8").split("\n"):
        if line.startswith("title:"):
            return line.removeprefix("title:").strip().strip("'\"")
    raise AssertionError("the record has a title")


def _walk(visitor: Visit, title: str) -> None:
    """From the causes to one, to a record that names it, to the team that owned the system."""
    page = visitor.page
    visitor.open("causes/")
    page.get_by_role("main").get_by_role("link", name="Unvalidated input").first.click()
    expect(page.get_by_role("heading", level=1, name="Unvalidated input")).to_be_visible()
    assert visitor.place == "causes/technical/unvalidated-input/"
    page.get_by_role("main").get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    assert visitor.place == RECORD
    page.get_by_role("main").get_by_role("link", name="Cloudflare, bot management").first.click()
    expect(page.get_by_role("heading", level=1, name="Cloudflare, bot management")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name=title)).to_be_visible()


def test_a_reader_gets_by_a_cause_to_a_record_and_its_team(browser: Browser, base: str, frozen_site: Site) -> None:
    """Three clicks lead from a tab to an incident and to everybody it concerns."""
    with visit(browser, base) as visitor:
        _walk(visitor, _title(frozen_site))


def test_the_same_walk_works_without_javascript(browser: Browser, base: str, frozen_site: Site) -> None:
    """Nothing that can be read needs a script."""
    with visit(browser, base, java_script_enabled=False) as visitor:
        _walk(visitor, _title(frozen_site))


def test_the_same_walk_works_on_a_phone(browser: Browser, base: str, frozen_site: Site) -> None:
    """A phone shows the same, with nothing to push sideways."""
    with visit(browser, base, viewport={"width": 390, "height": 844}, has_touch=True) as visitor:
        _walk(visitor, _title(frozen_site))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_is_wider_than_the_window(browser: Browser, base: str, name: str, width: int) -> None:
    """Only drawings and tables may be pushed sideways, and in their own frame."""
    with visit(browser, base, viewport={"width": width, "height": 800}) as visitor:
        visitor.open(PAGES[name])
        assert visitor.overflow() <= 0


def test_a_mark_leads_to_the_evidence_that_a_claim_rests_on(browser: Browser, base: str) -> None:
    """Each claim can be followed to its source."""
    with visit(browser, base) as visitor:
        visitor.open(RECORD)
        visitor.page.get_by_role("main").get_by_role("link", name="E1", exact=True).first.click()
        assert visitor.page.url.endswith("#evidence-E1")
        source = visitor.page.locator("#evidence-E1").get_by_role("link").first
        expect(source).to_have_attribute("href", "https://blog.cloudflare.com/18-november-2025-outage/")
        expect(source).to_be_in_viewport()


def test_the_graph_leads_to_each_cause_in_words(browser: Browser, base: str) -> None:
    """Who reads the drawing gets from a box to what it stands for."""
    with visit(browser, base) as visitor:
        visitor.open(RECORD)
        graph = visitor.page.get_by_role("group", name="Causes lead from left to right to what was seen")
        graph.get_by_role("link").first.click()
        assert "#cause-C" in visitor.page.url
        expect(visitor.page.locator(visitor.page.url[visitor.page.url.index("#") :])).to_be_in_viewport()


def test_a_record_is_reached_with_the_keyboard_alone(browser: Browser, base: str, frozen_site: Site) -> None:
    """Tab and Enter are enough, and what has the focus can be seen."""
    with visit(browser, base) as visitor:
        visitor.open("")
        for _ in range(80):
            visitor.page.keyboard.press("Tab")
            if visitor.page.evaluate("document.activeElement.textContent.trim()") == _title(frozen_site):
                break
        outline = visitor.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        visitor.page.keyboard.press("Enter")
        visitor.page.wait_for_url(f"**/{RECORD}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["home", "record", "cause", "team", "model", "browse"])
def test_text_stands_out_from_its_ground(browser: Browser, base: str, name: str, scheme: str) -> None:
    """Every text has the contrast of WCAG 2.2, AA: 4.5 to 1, or 3 to 1 where it is large."""
    with visit(browser, base, color_scheme=scheme) as visitor:
        visitor.open(PAGES[name])
        visitor.page.wait_for_timeout(300)
        assert visitor.page.evaluate(_FAINT_TEXTS) == []


@pytest.mark.parametrize("name", ["record", "cause"])
def test_paper_shows_the_text_and_no_navigation(browser: Browser, base: str, name: str) -> None:
    """A printed page is the record, not the site around it."""
    with visit(browser, base) as visitor:
        visitor.open(PAGES[name])
        visitor.page.emulate_media(media="print")
        expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
        expect(visitor.page.get_by_role("banner")).to_be_hidden()
        assert visitor.overflow() <= 0


_FAINT_TEXTS = """() => {
    const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const rgba = colour => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        return [r, g, b, a / 255];
    };
    const over = (top, ground) => [0, 1, 2].map(i => top[i] * top[3] + ground[i] * (1 - top[3]));
    const light = colour => {
        const [r, g, b] = colour.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = element => {
        const layers = [];
        for (let each = element; each; each = each.parentElement) {
            const colour = rgba(getComputedStyle(each).backgroundColor);
            if (colour[3] > 0) layers.push(colour);
            if (colour[3] === 1) break;
        }
        return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
    };
    const faint = [];
    for (const element of document.querySelectorAll("main *")) {
        const texts = [...element.childNodes].filter(node => node.nodeType === 3 && node.textContent.trim());
        if (!texts.length || !element.checkVisibility() || element.closest("svg")) continue;
        const style = getComputedStyle(element);
        const size = parseFloat(style.fontSize), bold = parseInt(style.fontWeight) >= 700;
        const below = ground(element), colour = over(rgba(style.color), below);
        const [high, low] = [light(colour), light(below)].sort((a, b) => b - a);
        const contrast = (high + 0.05) / (low + 0.05);
        const wanted = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
        if (contrast < wanted) faint.push(`${texts[0].textContent.trim().slice(0, 40)}: ${contrast.toFixed(2)}`);
    }
    return [...new Set(faint)];
}"""
