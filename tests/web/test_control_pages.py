"""The pages of controls say what each covers and what it did, and every name of a control leads there."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from ml_postmortems.web.pages import site_pages
from ml_postmortems.web.site_index import SiteIndex
from tests.helpers import RecordDict, changed, external_record, in_month, own_record
from tests.site import index_of, page_of, text_of

CONTROL = "session-length-bounds"
PAGE = f"controls/{CONTROL}/"


def later_record() -> RecordDict:
    """The same failure in May, past the control."""
    record = {**in_month(own_record(), "05"), "id": "PM-2025-0009", "aliases": [], "title": "It came again"}
    answer = {
        "of": ["PM-2025-0001"],
        "related": [],
        "dismissed": [],
        "broken_controls": [{"id": CONTROL, "outcome": "bypassed"}],
    }
    return changed(changed(record, "recurrence", answer), "actions.1.control", None)


@pytest.fixture(scope="module")
def index() -> SiteIndex:
    """A record with a control, one in which it did not hold, and an external one."""
    return index_of(own_record(), later_record(), external_record())


def test_every_control_has_a_page_and_stands_in_the_list(index: SiteIndex) -> None:
    """One page each, and none for what is no control."""
    urls = {page.url for page in site_pages(index) if page.url.startswith("controls/")}
    assert urls == {"controls/"} | {f"controls/{name}/" for name in index.controls}
    listed = {link.get("href") for link in page_of(index, "controls/").findall(".//tbody/tr/th/a")}
    assert {f"{name}/" for name in index.controls} <= listed


def test_the_page_says_what_it_is_and_what_it_did(index: SiteIndex) -> None:
    """Kind, place, bound, causes, who put it in place when, how it was tried, and each time it was needed."""
    page = page_of(index, PAGE)
    words = text_of(page)
    for expected in (
        "Data check",
        "Feature job, before the join",
        "Any value above 86400",
        "1 time: 1 bypassed",
        "It came again",
        "in place since 19 Mar 2025, verified 20 Mar 2025",
        "These are counts and no rates",
    ):
        assert expected in words, words
    assert "https://wiki.example.com/session-length" in {link.get("href") for link in page.findall(".//dd/a")}


@pytest.mark.parametrize(
    ("url", "heading"),
    [
        ("causes/technical/unvalidated-input/", "What has been tried"),
        ("teams/data-platform/", "Controls"),
        ("models/ranking-model/", "Controls"),
        ("control-kinds/data-check/", "Controls"),
    ],
)
def test_a_term_shows_what_has_been_tried_before_its_records(index: SiteIndex, url: str, heading: str) -> None:
    """With its state and what it did, so that nobody opens eleven records for it."""
    page = page_of(index, url)
    headings = [text_of(each) for each in page.findall(".//h2")]
    assert headings.index(heading) < headings.index("Records")
    (table,) = (each for each in page.findall(".//table") if "pm-control-table" in each.get("class", ""))
    assert "verified" in text_of(table)
    assert "1 bypassed" in text_of(table)


@pytest.mark.parametrize("url", ["postmortems/PM-2025-0001/", "postmortems/PM-2025-0009/"])
def test_records_lead_to_the_control(index: SiteIndex, url: str) -> None:
    """The record that put it in place, and the one that says it did not hold."""
    assert f"../../{PAGE}" in {link.get("href") for link in page_of(index, url).findall(".//a")}


def test_without_controls_the_list_says_how_one_comes_about() -> None:
    """An empty list teaches."""
    page = page_of(index_of(external_record()), "controls/")
    assert "under control" in text_of(page)
    assert not page.findall(".//table")


def test_controls_that_a_page_leaves_out_are_told_by_state_and_can_be_listed() -> None:
    """More than ten of one cause: the rest with its states, and the list of all narrowed to the cause."""
    first = own_record()
    action = next(each for each in first["actions"] if each.get("control"))
    more = [{**action, "id": f"A{20 + n}", "control": {**action["control"], "id": f"bounds-{n:02}"}} for n in range(12)]
    index = index_of(changed(first, "actions", [*first["actions"], *more]))
    covered = next(iter(index.controls["bounds-00"].causes))
    page = page_of(index, f"causes/{covered}/")
    (rest,) = (each for each in page.iter("p") if text_of(each).startswith("And ") and "of them" in text_of(each))
    assert " verified" in text_of(rest) or " done" in text_of(rest), text_of(rest)
    (link,) = rest.iter("a")
    assert unquote(link.get("href")).endswith(f"controls/?cause={covered}")
    rows = [row for row in page_of(index, "controls/").iter("tr") if covered in (row.get("data-cause") or "").split()]
    assert len(rows) == sum(covered in ledger.causes for ledger in index.controls.values())
    assert {row.get("data-state") for row in rows} <= {ledger.state.value for ledger in index.controls.values()}
