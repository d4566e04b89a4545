"""Where a reader can go: the tabs, the index page of each, and the way from anywhere to every page."""

from __future__ import annotations

from functools import cache

from tests.site import Page, Site, text_of

REFERENCES = ["reference/fields/", "reference/rules/"]
"""Pages of one whole that is split: each part stands in the index of the whole, which stands in that of the tab."""
TABS = ["Incidents", "Causes", "Controls", "Actions", "Numbers", "Guides"]


def lit_tabs(page: Page) -> list[str]:
    """The names of the tabs that are shown as those of this page."""
    return [text_of(each) for each in page.root.findall(".//*[@class='md-tabs__item md-tabs__item--active']")]


def tab_links(page: Page) -> dict[str, str]:
    """The address behind each tab."""
    links = {}
    for item in page.root.iter("li"):
        if "md-tabs__item" in (item.get("class") or "").split():
            (link,) = page.links_in(item)
            links[text_of(item)] = str(link.target)
    return links


@cache
def led_to(page: Page) -> frozenset[str]:
    """The pages that a page links to, its tabs and its article together."""
    tabs = set(tab_links(page).values())
    return frozenset({link.target for link in page.links_in(page.article) if link.target is not None} | tabs)


def parts_of_references(site: Site) -> set[str]:
    """The pages below an index of a reference, all of which that index names."""
    found = {page.url for page in site.content_pages for index in REFERENCES if page.url.startswith(index)}
    found -= set(REFERENCES)
    assert found and found <= {url for index in REFERENCES for url in led_to(site.pages[index])}
    return found


def test_there_are_six_tabs_and_one_is_lit_on_every_page(frozen_site: Site) -> None:
    """Also on pages that the navigation does not name; only the home page stands above them all."""
    assert list(tab_links(frozen_site.pages[""])) == TABS
    for page in frozen_site.content_pages:
        assert len(lit_tabs(page)) == (0 if page.url == "" else 1), page


def first_pages(site: Site) -> list[Page]:
    """All pages but the further ones of long lists, to which the first one leads."""
    further = {
        link.target
        for page in site.content_pages
        for nav in page.root.findall(".//nav[@data-pages]")
        for link in page.links_in(nav)
        if link.target != page.url
    }
    return [page for page in site.content_pages if page.url not in further]


def test_each_tab_leads_to_a_page_that_leads_to_every_page_below_it(frozen_site: Site) -> None:
    """So nobody has to know an overview of overviews to find a page; the parts of a long one stand on its own index."""
    indexes = tab_links(frozen_site.pages[""])
    parts = parts_of_references(frozen_site)
    for tab, url in indexes.items():
        index = frozen_site.pages[url]
        assert lit_tabs(index) == [tab]
        below = {page.url for page in first_pages(frozen_site) if lit_tabs(page) == [tab]} - {url} - parts
        assert not below - led_to(index), f"{url} does not lead to {sorted(below - led_to(index))[:20]}"


def test_no_page_is_more_than_two_links_from_any_other(frozen_site: Site) -> None:
    """One to the tab, which stands on every page, and one from there; to a part of a reference or list one more."""
    every = {page.url for page in first_pages(frozen_site)} - parts_of_references(frozen_site)
    reached = {url for tab in tab_links(frozen_site.pages[""]).values() for url in led_to(frozen_site.pages[tab])}
    for page in frozen_site.content_pages:
        assert list(tab_links(page)) == TABS, page
    assert not every - reached - {""}


def test_every_page_below_a_tab_says_where_it_is(frozen_site: Site) -> None:
    """A trail leads up to the index page of the tab; index pages and the home page stand at the top."""
    indexes = tab_links(frozen_site.pages[""])
    for page in frozen_site.content_pages:
        if page.url in {"", *indexes.values()}:
            continue
        (tab,) = lit_tabs(page)
        trails = [each for each in page.article.iter("nav") if each.get("aria-label") == "Where this page is"]
        assert len(trails) == 1, page
        first = next(iter(page.links_in(trails[0])))
        assert first.target == indexes[tab], f"{page}: {first.target}"


def test_links_are_previewed_with_title_words_and_picture(frozen_site: Site) -> None:
    """Chats and trackers show what a link leads to; the one picture of the site is a file of it."""
    for url in ("", "postmortems/PM-2025-0002/", "causes/", "guides/author/"):
        page = frozen_site.pages[url]
        found = {each.get("property"): each.get("content") for each in page.root.iter("meta") if each.get("property")}
        assert found["og:title"] and found["og:description"], page
        assert found["og:image"].startswith(frozen_site.base)
        assert frozen_site.file_of(found["og:image"].removeprefix(frozen_site.base))
