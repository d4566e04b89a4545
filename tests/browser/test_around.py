"""What stands around every page: the way to the content, the focus, contents, footer, and a page for the lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import visit

pytestmark = pytest.mark.browser

PAGES = {
    "home": "",
    "list": "postmortems/",
    "record": "postmortems/PM-2025-0002/",
    "search": "search/",
    "new": "new/",
    "causes": "causes/",
    "cause": "causes/technical/unvalidated-input/",
    "teams": "teams/",
    "team": "teams/openai-inference-platform/",
    "playbook": "playbook/process/test-or-eval-gap/",
    "controls": "controls/",
    "actions": "actions/",
    "numbers": "numbers/",
    "trends": "trends/",
    "drill": "drills/PM-2025-0002/",
    "guides": "guides/",
    "guide": "guides/author/",
}
LONG = ("record", "trends", "guide", "cause", "team", "playbook")
_PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("name", [name for name in PAGES if name != "search"])
def test_the_first_key_leads_to_the_content(browser: Browser, base: str, name: str) -> None:
    """One skip link on every page, which is seen when it has the focus, and after which Tab goes on in the content.

    The search page is left out, since it puts the focus into its field by itself.
    """
    with visit(browser, base) as visitor:
        visitor.open(PAGES[name])
        visitor.page.keyboard.press("Tab")
        link = visitor.page.get_by_role("link", name="Skip to content")
        expect(link).to_have_count(1)
        expect(link).to_be_focused()
        expect(link).to_be_in_viewport()
        visitor.page.keyboard.press("Enter")
        visitor.page.keyboard.press("Tab")
        assert visitor.page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_every_control_shows_that_it_has_the_focus(browser: Browser, base: str, name: str, scheme: str) -> None:
    """By its computed style: an outline of at least 2 px that stands out from the ground by 3 to 1."""
    with visit(browser, base, color_scheme=scheme) as visitor:
        visitor.open(PAGES[name])
        visitor.page.wait_for_load_state("networkidle")
        hidden = []
        for _ in range(60):
            visitor.page.keyboard.press("Tab")
            found = visitor.page.evaluate(_FOCUS)
            if found is None:
                break
            if not found["isSeen"]:
                hidden.append(found["what"])
        assert not hidden


_FOCUS = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) return null;
    const style = getComputedStyle(here);
    const own = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const rgba = colour => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = rgb => {
        const [r, g, b] = rgb.slice(0, 3).map(each => {
            const part = each / 255;
            return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const isOpaque = each => rgba(getComputedStyle(each).backgroundColor)[3] === 255;
    let ground = here.closest(".md-header, .md-tabs, .pm-box-place, .pm-skip") ? document.querySelector(".md-header")
        : here.parentElement;
    while (ground && !isOpaque(ground)) ground = ground.parentElement;
    const behind = light(rgba(ground ? getComputedStyle(ground).backgroundColor : "white"));
    const line = light(rgba(style.outlineColor));
    const contrast = (Math.max(line, behind) + 0.05) / (Math.min(line, behind) + 0.05);
    const text = here.textContent.trim().slice(0, 40);
    const what = `${here.localName}.${here.className} ${text} ${style.outline} ${contrast.toFixed(1)}`;
    return {what, isSeen: own && contrast >= 3};
}"""


@pytest.mark.parametrize("name", ["home", "cause", "numbers", "guide", "causes", "list"])
def test_lines_of_text_have_about_seventy_characters(browser: Browser, base: str, name: str) -> None:
    """In a wide window no paragraph has lines that the eye loses: 85 characters at most."""
    with visit(browser, base, viewport={"width": 1920, "height": 1080}) as visitor:
        visitor.open(PAGES[name])
        lengths = visitor.page.evaluate(_CHARACTERS_A_LINE)
        assert all(each <= 85 for each in lengths), lengths


_CHARACTERS_A_LINE = """() => [...document.querySelectorAll("article p, article li")]
    .filter(each => !each.querySelector("p, li, table, svg") && each.offsetHeight && !each.closest("[popover]"))
    .map(each => {
        const lines = Math.round(each.offsetHeight / parseFloat(getComputedStyle(each).lineHeight));
        return lines >= 3 ? each.textContent.replace(/\\s+/g, " ").length / lines : 0;
    })"""


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("width", [390, 768])
def test_phones_and_tablets_have_the_contents(browser: Browser, base: str, name: str, width: int) -> None:
    """Where the theme has no column for them: a button opens them, and a link leads to its part and closes them."""
    with visit(browser, base, viewport={"width": width, "height": 844}, has_touch=True) as visitor:
        visitor.open(PAGES[name])
        visitor.page.get_by_role("button", name="Contents").tap()
        contents = visitor.page.get_by_role("navigation", name="Contents of this page")
        expect(contents).to_be_visible()
        link = contents.get_by_role("link").nth(1)
        target = link.get_attribute("href") or ""
        link.tap()
        expect(contents).to_be_hidden()
        expect(visitor.page.locator(f"[id='{target.removeprefix('#')}']")).to_be_in_viewport()


def test_a_wide_window_has_the_contents_once(browser: Browser, base: str) -> None:
    """The column of the theme is enough."""
    with visit(browser, base, viewport={"width": 1280, "height": 800}) as visitor:
        visitor.open(PAGES["record"])
        expect(visitor.page.get_by_role("button", name="Contents")).to_be_hidden()
        expect(visitor.page.get_by_role("navigation", name="Table of contents")).to_be_visible()


def test_the_footer_says_licence_and_day(browser: Browser, base: str) -> None:
    """What may be done with a page, and how old it is."""
    with visit(browser, base) as visitor:
        visitor.open(PAGES["cause"])
        footer = visitor.page.get_by_role("contentinfo")
        expect(footer.get_by_role("link", name="Apache License 2.0")).to_be_visible()
        expect(footer.get_by_text("As of")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 1920])
def test_the_page_of_dead_addresses_stands_where_others_do(browser: Browser, base: str, width: int) -> None:
    """Its text begins where that of a page without navigation begins."""
    with visit(browser, base, viewport={"width": width, "height": 800}) as visitor:
        left = {}
        for address in ("postmortems/", "404.html"):
            visitor.open(address)
            heading = visitor.page.get_by_role("heading", level=1)
            left[address] = heading.evaluate("each => each.getBoundingClientRect().x")
        assert left["404.html"] == left["postmortems/"]


def test_a_dead_address_offers_the_search(browser: Browser, base: str) -> None:
    """Whoever followed an old link types what they look for."""
    with visit(browser, base, viewport=_PHONE) as visitor:
        visitor.page.goto(f"{base}no/such/page/")
        visitor.complaints.clear()  # the answer 404 itself
        field = visitor.page.get_by_role("main").get_by_role("searchbox")
        field.fill("canary passed")
        field.press("Enter")
        visitor.page.wait_for_url("**/search/?q=canary*")
        expect(visitor.page.locator(".pm-search__list > li").first).to_be_visible()
