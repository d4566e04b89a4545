"""What passes the checker and would act on another site is text on ours."""

from __future__ import annotations

import re

import pytest

from tests.inert import SENTINEL, active, snippet
from tests.site import PWNED, Site, text_of

OWN, EXTERNAL = "postmortems/PM-2025-0001/", "postmortems/PM-2024-0001/"


def test_the_records_are_filled(inert_site: Site) -> None:
    """The site is worth looking at only if most fields of a record hold such text, letter by letter."""
    own, external = (text_of(inert_site.pages[url].article) for url in (OWN, EXTERNAL))
    assert own.count(active(0).partition(" ")[2]) > 30
    assert own.count("{{ 7 * 191 }}") > 40
    assert external.count(snippet(0).partition("1:")[0]) > 8


def test_no_template_is_run_and_no_file_is_included(inert_site: Site) -> None:
    """Braces and snippet marks in titles, fields, tables and code are printed on every page that shows them."""
    control = inert_site.pages["control/"]
    assert {"1337", SENTINEL} <= set(re.findall(r"\w+", text_of(control.article)))
    assert control.article.xpath(".//em[@title='t']")
    for page in inert_site.pages.values():
        text = text_of(page.root) if page is not control else ""
        assert "1337" not in text, page
        assert SENTINEL not in text, page
    listed = text_of(inert_site.pages["list/"].article)
    assert listed.count("{{ 7 * 191 }}") >= 2


def test_no_script_and_no_attribute_comes_of_it(inert_site: Site) -> None:
    """Neither from HTML in fields nor from an attribute list, wherever it stands."""
    for page in inert_site.pages.values():
        for element in page.elements:
            handlers = [name for name in element.attrib if name.lower().startswith("on") or PWNED in name]
            assert not handlers, page
            assert element.get("id") != "__search" or element.tag == "input", page
            if str(element.tag) in ("script", "style"):
                assert PWNED not in "".join(element.itertext()), page


@pytest.mark.parametrize("url", [OWN, EXTERNAL])
def test_titles_arrive_in_the_window_as_they_are(inert_site: Site, url: str) -> None:
    """The theme prints the title of a page unescaped, so it must arrive escaped."""
    page = inert_site.pages[url]
    [heading] = page.article.iter("h1")
    assert text_of(page.root.find("head/title")).startswith(text_of(heading))
    assert "{{" in text_of(heading) or "--8<--" in text_of(heading)
