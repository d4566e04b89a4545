"""Every record stands where it belongs and nowhere else, and every count is the number of records behind it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.site import ALIAS, INTERNAL_WORD, RESTRICTED_WORD, Page, Site, text_of
from tests.web.membership import Expected, Members, expected, has_primary_count

FOLDERS = (
    *("causes/", "teams/", "models/", "artifacts/", "operators/", "severities/", "years/", "triggers/"),
    *("lifecycle-stages/", "detection/", "control-kinds/", "kinds/", "origins/", "statuses/", "tags/"),
)
"""Where the index pages of each facet live."""


@cache
def expected_of(records: Path) -> Expected:
    return expected(records)


def members_of(site: Site, url: str) -> Members:
    return expected_of(site.records).terms[url]


def term_pages(site: Site) -> list[Page]:
    """The page of each term: everything below the folders of the facets."""
    return [page for page in site.content_pages if page.url.startswith(FOLDERS) and page.url not in FOLDERS]


def said_counts(element: Any) -> tuple[int, int | None]:
    """The number of records that a text names, and how many of them are primary; of a single one it says so or not."""
    found = re.search(r"\b([\d,]+) records?\b(, (?:(\d+) )?as\b)?", text_of(element))
    assert found, text_of(element)
    total = int(found[1].replace(",", ""))
    assert not found[2] or bool(found[3]) == (total > 1), text_of(element)
    return total, int(found[3]) if found[3] else 1 if found[2] else None


def test_there_is_a_page_for_every_term_and_for_no_other(site_of_each_kind: Site) -> None:
    """Every leaf, team, model and so on has a page although it is empty; terms without definition only if used."""
    site = site_of_each_kind
    assert {page.url for page in term_pages(site)} == set(expected_of(site.records).terms)


def test_there_is_an_index_page_for_every_facet(site_of_each_kind: Site) -> None:
    """A facet without any record has its page all the same."""
    assert set(FOLDERS) <= set(site_of_each_kind.pages)


def test_each_record_stands_on_the_pages_of_its_terms_and_on_no_other(site_of_each_kind: Site) -> None:
    """Counted records stand under the first heading, withdrawn and superseded ones under one of their own."""
    site = site_of_each_kind
    for page in term_pages(site):
        members = members_of(site, page.url)
        listed = dict(page.records_by_heading)
        assert set(listed.pop("records", [])) == members.counted, page
        assert set(listed.pop("withdrawn", [])) == members.uncounted, page
        through = set(listed.pop("through", []))  # of what it is made of: told apart, and never its own
        assert not through & members.counted, page
        assert not through or page.url.startswith(("models/", "artifacts/")), page
        owed = set(listed.pop("actions", []))  # a team can owe what the record of another team calls for
        assert owed <= members.counted or page.url.startswith("teams/"), page
        moved = set(listed.pop("risk", []))  # which way the risks of the incidents that a team owns went
        assert moved <= members.counted, page
        assert not moved or page.url.startswith("teams/"), page
        elsewhere = set(listed.pop("where-else", []))  # records that ask whether the artifact has their fault
        assert not elsewhere or page.url.startswith(("models/", "artifacts/", "teams/")), page
        reports = set(listed.pop("reports", []))  # what a team has to report
        assert not reports or page.url.startswith("teams/"), page
        assert not listed, f"{page} links to records outside its lists"


def test_the_list_of_all_records_holds_each_once(site_of_each_kind: Site) -> None:
    """What does not count stands apart there, too."""
    site = site_of_each_kind
    listed = site.pages["postmortems/"].records_by_heading
    assert set(listed.get("", [])) == expected_of(site.records).counted
    assert set(listed.get("withdrawn", [])) == expected_of(site.records).uncounted


def test_each_visible_record_has_a_page_and_no_other_has_one(site_of_each_kind: Site) -> None:
    """Withdrawn and superseded records keep theirs."""
    site = site_of_each_kind
    pages = {page.url for page in site.content_pages if page.url.startswith("postmortems/PM-")}
    facts = expected_of(site.records)
    assert pages == {f"postmortems/{name}/" for name in facts.counted | facts.uncounted}


def test_the_page_of_a_term_says_how_many_records_it_lists(site_of_each_kind: Site) -> None:
    """The number above the list is its length, and the smaller one that of the primary ones."""
    site = site_of_each_kind
    for page in term_pages(site):
        members = members_of(site, page.url)
        heading = next(each for each in page.article.iter("h2") if each.get("id") == "records")
        above = [each for each in heading.itersiblings(preceding=True) if re.search(r"\d records?\b", text_of(each))]
        total, primary = said_counts(above[0])
        assert total == len(members.counted), page
        if has_primary_count(page.url) and members.counted:
            assert (primary or 0) == len(members.primary), page
            assert primary is not None or total == 1, page
        else:
            assert primary is None, page
        if members.uncounted:
            assert re.search(rf"\b{len(members.uncounted)} withdrawn or superseded", text_of(above[0])), page


def test_the_tables_of_terms_say_how_many_records_each_page_lists(site_of_each_kind: Site) -> None:
    """A row of an index page holds the total, and the smaller number where there is one."""
    site = site_of_each_kind
    rows = 0
    for page in site.content_pages:
        for row in _rows_of_terms(page.article):
            header = row.find("th")
            targets = [link.target for link in page.links_in(header)] if header is not None else []
            if not targets or targets[0] not in expected_of(site.records).terms:
                continue
            members = members_of(site, targets[0])
            numbers = [int(text_of(cell)) for cell in row.findall("td") if cell.get("class") == "pm-number"]
            wanted = [len(members.counted)]
            if has_primary_count(targets[0]):
                wanted.append(len(members.primary))
            assert numbers == wanted, f"{page}: {targets[0]}"
            rows += 1
    assert rows > 100


def _rows_of_terms(article: Any) -> Iterator[Any]:
    """The rows of index tables; tables of statistics count other things."""
    for table in article.iter("table"):
        if "pm-terms" in (table.get("class") or "").split():
            yield from (row for row in table.iter("tr") if row.get("class") != "pm-group")


def test_counts_beside_links_are_the_numbers_of_records_behind_them(site_of_each_kind: Site) -> None:
    """The overview, the home page and the pages of teams name a number after the link to each term."""
    site = site_of_each_kind
    items = 0
    for page in site.content_pages:
        for item in page.article.iter("li"):
            spans = [each for each in item.findall("span") if each.get("class") == "pm-count"]
            counts = [each for each in spans if re.fullmatch(r"[\d,]+", text_of(each))]
            targets = [link.target for link in page.links_in(item)]
            if len(item.findall("a")) == 1 and counts and targets[0] in expected_of(site.records).terms:
                members = members_of(site, targets[0])
                allowed = {len(members.counted)}
                if page.url == "" and targets[0].startswith("causes/"):  # by primary cause, as trends count them
                    allowed.add(len(members.primary & expected_of(site.records).incidents))
                assert int(text_of(counts[0])) in allowed, f"{page}: {targets[0]}"
                items += 1
    assert items > 20


def test_the_overview_names_every_term_that_has_records(site_of_each_kind: Site) -> None:
    """Nothing that somebody could look for is missing from the page that shows all ways in."""
    site = site_of_each_kind
    page = site.pages["browse/"]
    facts = expected_of(site.records)
    linked = {link.target for link in page.links_in(page.article)}
    leaves = re.compile(r"causes/[^/]+/[^/]+/")
    assert {url for url, members in facts.terms.items() if members.counted and not leaves.fullmatch(url)} <= linked
    assert said_counts(page.article)[0] == len(facts.counted)


def test_primary_counts_add_up_to_the_counted_records(site_of_each_kind: Site) -> None:
    """Over all leaves and over all families, each counted record that names a primary cause is counted once."""
    site = site_of_each_kind
    page = site.pages["causes/"]
    families = [heading for heading in page.article.iter("h2") if heading.get("id") != "agreement"]
    rows = [row.findall("td") for table in page.article.iter("table") for row in table.iter("tr")
            if "pm-terms" in (table.get("class") or "")]  # fmt: skip
    of_leaves = [int(text_of(cells[1])) for cells in rows if len(cells) > 1]
    of_families = [said_counts(heading)[1] or 0 for heading in families]
    facts = expected_of(site.records)
    unclassified = facts.terms.get("causes/unclassified/", Members())
    assert sum(of_leaves) + len(unclassified.primary) == len(facts.with_primary_cause)
    assert sum(of_families) == len(facts.with_primary_cause)


def test_owners_add_up_to_the_counted_records(site_of_each_kind: Site) -> None:
    """Each counted record has one owning team."""
    site = site_of_each_kind
    rows = site.pages["teams/"].article.iter("tr")
    owned = [int(text_of(row.findall("td")[1])) for row in rows if len(row.findall("td")) > 1]
    assert sum(owned) == len(expected_of(site.records).counted)


def test_lists_run_from_the_newest_to_the_oldest(site_of_each_kind: Site) -> None:
    """What happened last is what people ask for first."""
    site = site_of_each_kind
    for page in [site.pages["postmortems/"], *term_pages(site)]:
        listed = page.records_by_heading.get("records" if page.url != "postmortems/" else "", [])
        began = [_began(site.records, name) for name in listed]
        assert began == sorted(began, reverse=True), page


@cache
def _began(records: Path, name: str) -> str:
    """When a record says that it began, or the first that is known of it, as text that sorts by year, month and day."""
    [path] = records.glob(f"*/{name}-*.md")
    record = yaml.load(path.read_text("utf-8").split("---\n")[1], yaml.BaseLoader)
    timeline = record.get("timeline", [])
    for instant in ("started", "detected", "diagnosed", "mitigated", "resolved", "data-repaired"):
        marked = [event["at"] for event in timeline if instant in event.get("marks", [])]
        typed = record.get("times", {}).get(instant, {})
        if marked:
            return _first_day(str(marked[0]))
        if {"from", "to"} <= set(typed):
            return _first_day(str(typed["from"]))
    return _first_day(str(timeline[0]["at"]) if timeline else name[3:7])


def _first_day(written: str) -> str:
    """The first day that a year, a month, a day or a moment can mean."""
    return f"{written}-01-01"[:10]


def test_unclassified_causes_have_a_page_only_where_there_are_some(tiny_site: Site, hostile_site: Site) -> None:
    """It is a gap in the taxonomy: shown and counted when it is there, and no standing offer."""
    assert tiny_site.pages["causes/unclassified/"].records_by_heading["records"] == ["PM-2022-0001"]
    assert "causes/unclassified/" not in hostile_site.pages
    assert not [page for page in hostile_site.content_pages if "nclassified" in text_of(page.article)]


@pytest.mark.parametrize(
    ("name", "reason"),
    [("PM-2025-0003", "It was a planned test."), ("PM-2025-0004", "It is told again as a whole.")],
)
def test_what_was_taken_back_says_why(tiny_site: Site, name: str, reason: str) -> None:
    """A withdrawn or superseded record keeps its page, with the reason near the top."""
    page = tiny_site.pages[f"postmortems/{name}/"]
    first_heading = next(page.article.iter("h2"))
    above = [each for each in first_heading.itersiblings(preceding=True) if reason in text_of(each)]
    assert above


def test_a_superseded_record_leads_to_the_one_that_replaces_it(tiny_site: Site) -> None:
    """A reader who comes by an old link must find the valid one."""
    page = tiny_site.pages["postmortems/PM-2025-0004/"]
    assert "postmortems/PM-2025-0001/" in {link.target for link in page.links_in(page.article)}


def test_a_former_id_leads_to_the_record(tiny_site: Site) -> None:
    """The page of an alias goes on by itself, and has a link for who does not go by itself."""
    page = tiny_site.pages[f"postmortems/{ALIAS}/"]
    refresh = [link for link in page.links if link.attribute == "content"]
    anchors = [link for link in page.links if link.is_followed_by_people]
    assert [link.target for link in refresh] == [link.target for link in anchors] == ["postmortems/PM-2025-0001/"]


def test_macros_count_and_list_what_they_are_asked_for(tiny_site: Site) -> None:
    """Numbers and lists of hand-written pages are those of the indexes, and their links work from any page."""
    home, guide = tiny_site.pages[""], tiny_site.pages["guide/words/"]
    facts = expected_of(tiny_site.records)
    assert f"There are {len(facts.counted)} records of 2 operators" in text_of(home.article)
    assert home.records_by_heading[""] == tiny_site.pages["postmortems/"].records_by_heading[""][:3]
    severe = facts.terms["severities/sev1/"].counted & facts.terms["teams/ranking/"].counted
    assert f"Of these {len(severe)} are severe" in text_of(guide.article)
    newest_own = next(
        name
        for name in tiny_site.pages["postmortems/"].records_by_heading[""]
        if name in facts.terms["origins/own/"].counted
    )
    assert newest_own in guide.records_by_heading[""]
    assert facts.terms["tags/units/"].counted <= set(guide.records_by_heading[""])


def test_the_public_site_holds_no_trace_of_hidden_records(tiny_site: Site) -> None:
    """Neither their words nor their ids, in no file, packed or not."""
    traces = [INTERNAL_WORD, RESTRICTED_WORD, "PM-2025-0005", "PM-2025-0006", "PM-2023-0055", "PM-2023-0066"]
    files = [path for path in tiny_site.folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".gz" for path in files)
    for path in files:
        content = path.read_bytes()
        for data in (content, gzip.decompress(content) if path.suffix == ".gz" else b"", str(path).encode()):
            for trace in traces:
                assert trace.lower().encode() not in data.lower(), f"{trace} in {path}"
