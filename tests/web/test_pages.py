"""What must hold of every page of a built site, whatever its records say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import pytest

from tests.site import PWNED, Link, Page, Site, text_of

_FETCHED = frozenset({"script", "link", "img", "source", "video", "audio", "iframe", "embed", "object", "use", "image"})
_CSS_REFERENCE = re.compile(r"""url\(\s*["']?([^"')]*)["']?\s*\)|@import\s+["']([^"']*)["']""")
_OWN_SCRIPTS = {
    "postmortems/": ["assets/postmortems/list/narrowed-list.js"],
    "actions/": ["assets/postmortems/list/narrowed-list.js"],
    "actions/finished/": ["assets/postmortems/list/narrowed-list.js"],
    "programme/": ["assets/postmortems/list/narrowed-list.js"],
    "controls/": ["assets/postmortems/list/narrowed-list.js"],
    "drills/": ["assets/postmortems/list/narrowed-list.js"],
    "doubts/": ["assets/postmortems/list/narrowed-list.js"],
    "lessons/": ["assets/postmortems/list/narrowed-list.js"],
    "search/": ["assets/postmortems/search/search-page.js"],
    "new/": ["assets/postmortems/new/new-page.js"],
}
_DRILL = re.compile(r"drills/PM-")
_FORBIDDEN_ELEMENTS = frozenset({"base", "embed", "frame", "iframe", "math", "object", "style", "textarea"})


def test_every_link_leads_to_a_file_and_every_fragment_to_an_id(site_of_each_kind: Site) -> None:
    """No page of the site leads to a dead address; links to other sites are not our business."""
    site = site_of_each_kind
    dead = [link for page in site.pages.values() for link in page.links if not _is_alive(site, link)]
    assert not dead, [(link.page, link.written) for link in dead]


def _is_alive(site: Site, link: Link) -> bool:
    if link.target is None:
        return True
    if not site.file_of(link.target):
        return False
    target = site.pages.get(link.target)
    return not link.fragment or target is None or link.fragment in target.ids


def test_every_page_can_be_reached_from_the_home_page(site_of_each_kind: Site) -> None:
    """Generated pages are not in the navigation, so links have to lead to each of them."""
    site = site_of_each_kind
    reached: set[str] = set()
    frontier = [""]
    while frontier:
        url = frontier.pop()
        if url in site.pages and url not in reached:
            reached.add(url)
            frontier += [link.target for link in site.pages[url].links if link.target is not None]
    islands = set(site.pages) - reached - {"404.html"}
    assert all(site.pages[url].root.find(".//article") is None for url in islands), islands


def test_no_page_asks_another_host_for_anything(site_of_each_kind: Site) -> None:
    """Only links that people follow lead away: these can be internal incidents."""
    site = site_of_each_kind
    for page in site.pages.values():
        for link in page.links:
            name = str(link.element.tag).rpartition("}")[2]
            is_fetched = name in _FETCHED and link.element.get("rel") != "canonical"
            assert not (is_fetched and link.target is None), f"{page}: {link.written}"
        for element in page.elements:
            for reference in _css_references(element.get("style", "")):
                assert not _leads_away(site.base + page.url, reference, site), f"{page}: {reference}"


def test_no_stylesheet_asks_another_host_for_anything(site_of_each_kind: Site) -> None:
    """Neither for fonts nor for pictures nor for more styles; pictures inside the file itself are fine."""
    site = site_of_each_kind
    sheets = list(site.folder.rglob("*.css"))
    assert len(sheets) >= 3
    for sheet in sheets:
        address = site.base + sheet.relative_to(site.folder).as_posix()
        for reference in _css_references(sheet.read_text("utf-8")):
            assert not _leads_away(address, reference, site), f"{sheet}: {reference}"


def _css_references(style: str) -> Iterator[str]:
    for match in _CSS_REFERENCE.finditer(style):
        yield (match[1] or match[2] or "").strip()


def _leads_away(here: str, reference: str, site: Site) -> bool:
    return not reference.startswith("data:") and not urljoin(here, reference).startswith(site.base)


def test_ids_are_unique_on_each_page(site_of_each_kind: Site) -> None:
    """Otherwise a link leads to the first of them only, and a record could take over what the theme looks for."""
    for page in site_of_each_kind.pages.values():
        repeated = {each for each in page.ids if page.ids.count(each) > 1}
        assert not repeated, page


def test_each_page_has_one_title_and_an_outline_without_gaps(site_of_each_kind: Site) -> None:
    """One first-level heading, and no level is left out on the way down: screen readers go by them."""
    for page in site_of_each_kind.content_pages:
        levels = [int(each.tag[1]) for each in page.article.iter() if re.fullmatch("h[1-6]", str(each.tag))]
        assert levels[0] == 1, page
        assert levels.count(1) == 1, page
        for above, below in pairwise(levels):
            assert below <= above + 1, page
        assert all(text_of(each) for each in page.article.iter() if re.fullmatch("h[1-6]", str(each.tag))), page


def test_each_page_names_itself_and_its_language(site_of_each_kind: Site) -> None:
    """The title of the window begins with that of the page; the two pages of no record have one too."""
    for page in site_of_each_kind.pages.values():
        [title] = page.root.findall("head/title")
        assert text_of(title), page
        assert page.root.get("lang") == "en", page
    for page in site_of_each_kind.content_pages:
        [heading] = page.article.iter("h1")
        if page.url:
            assert text_of(page.root.find("head/title")).startswith(text_of(heading)), page


def test_pictures_have_a_text(site_of_each_kind: Site) -> None:
    """Who cannot see a picture or a drawing is told what it shows, or that it is decoration."""
    for page in site_of_each_kind.content_pages:
        for image in page.root.iter("img"):
            assert image.get("alt"), page
        for drawing in page.article.iter("{http://www.w3.org/2000/svg}svg"):
            named = [_text_of_id(page, each) for each in (drawing.get("aria-labelledby") or "").split()]
            assert (named and all(named)) or drawing.get("aria-label") or drawing.get("aria-hidden") == "true", page


def _text_of_id(page: Page, id: str) -> str:
    """What the element of this id says; nothing where there is none."""
    return next((text_of(each) for each in page.article.iter() if each.get("id") == id), "")


def test_the_table_of_contents_lists_the_sections_in_order(site_of_each_kind: Site) -> None:
    """Every second-level heading of a record is in its table of contents, once and in order."""
    site = site_of_each_kind
    records = [page for page in site.content_pages if page.url.startswith("postmortems/PM-")]
    assert records
    for page in records:
        listed = _table_of_contents(page)
        headings = [(each.get("id"), text_of(each)) for each in page.article.iter("h2")]
        assert listed == headings, page
        assert len(listed) > 1, page


def _table_of_contents(page: Page) -> list[tuple[str, str]]:
    """The entries of the table of contents: fragment and text."""
    places = [each for each in page.root.iter("nav") if each.get("aria-label") == "Table of contents"]
    entries = [link for link in page.links_in(places[0]) if link.element.get("href", "").startswith("#")]
    return [(link.fragment, text_of(link.element)) for link in entries]


def test_nothing_from_a_record_is_active(site_of_each_kind: Site) -> None:
    """No script but the site's own, no handlers, no links that run code, no elements that a record has no use for."""
    site = site_of_each_kind
    scripts = _scripts(site.pages["browse/"])
    assert scripts
    for page in site.content_pages:
        # What is found comes to the search page by its script; beginnings of terms in its manifest are escaped.
        own = ["assets/postmortems/drill/drill.js"] if _DRILL.match(page.url) else _OWN_SCRIPTS.get(page.url, [])
        further = page.article.find(".//nav[@class='pm-pages']")
        is_first = further is None or further.get("data-pages")
        if not own and is_first and page.article.find(".//section[@data-group]") is not None:
            own = ["assets/postmortems/list/narrowed-list.js"]
        of_the_site = {"form", "button", "link", "script", "textarea"} if own else set()
        if page.article.find(".//form[@class='pm-home-search']") is not None:
            of_the_site |= {"form", "button"}
        assert sorted(_scripts(page)) == sorted(scripts + own), page
        for element in page.elements:
            assert str(element.tag).rpartition("}")[2] not in _FORBIDDEN_ELEMENTS - of_the_site, page
            handlers = [name for name in element.attrib if name.lower().startswith("on")]
            assert not handlers, f"{page}: {handlers}"
        for element in page.article.iter():
            assert element.tag not in {"script", "form", "button", "meta", "link"}.difference(of_the_site), page
            assert "style" not in element.attrib, page
        for link in page.links:
            scheme = urlsplit(link.address.strip()).scheme.lower()
            assert scheme in ("http", "https", "mailto"), f"{page}: {link.written}"


def _scripts(page: Page) -> list[str]:
    """The scripts of a page without what depends on how deep it lies."""
    texts = ("".join(script.itertext()) + script.get("src", "") for script in page.root.iter("script"))
    return [re.sub(r'"(?:\.\./)*\.\.?"', "TOP", re.sub(r"(?:\.\./)+assets/", "assets/", text)) for text in texts]


def test_every_payload_of_the_hostile_record_is_text(hostile_site: Site) -> None:
    """What a record says is printed letter by letter, braces of templates included, wherever it is printed."""
    page = hostile_site.pages["postmortems/PM-2025-0001/"]
    text = text_of(page.article)
    assert text.count(f"<script>{PWNED}=1</script>") > 50
    assert text.count("{{ 7 * 191 }}") > 50
    for each in hostile_site.pages.values():
        assert "1337" not in text_of(each.root), each
        for element in each.elements:
            touched = {name: value for name, value in element.attrib.items() if PWNED in name}
            assert not touched, each
            if str(element.tag) in ("script", "style"):
                assert PWNED not in "".join(element.itertext()), each
        for link in each.links:
            assert "evil.example" not in urlsplit(link.address).netloc or link.is_followed_by_people, each


def test_hand_written_pages_show_hostile_titles_as_text(hostile_site: Site) -> None:
    """A title with Markdown in it stays a title where a macro prints it into the Markdown of a page."""
    record = text_of(next(hostile_site.pages["postmortems/PM-2025-0001/"].article.iter("h1")))
    page = hostile_site.pages["list/"]
    links = [link for link in page.links_in(page.article) if link.target == "postmortems/PM-2025-0001/"]
    assert len(links) == 6
    for link in links:
        assert text_of(link.element) == record
        assert not [each for each in link.element.iter() if each is not link.element]


@pytest.mark.parametrize("url", ["postmortems/PM-2025-0001/", "teams/ranking/", "models/ranking-model/"])
def test_the_head_of_a_page_holds_no_markup_from_a_record(hostile_site: Site, url: str) -> None:
    """The theme prints titles and descriptions as they are; they must arrive escaped."""
    page = hostile_site.pages[url]
    head = page.root.find("head")
    assert [each.tag for each in head.iter() if each.tag not in ("head", "meta", "link", "script", "title")] == []
    description = head.xpath("meta[@name='description']")[0].get("content")
    assert "<" in description or "definition" in description or description
    assert PWNED in text_of(head.find("title"))
