"""Readers outside of the teams get plain summaries by month, with what is owed, and nothing to look up."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ml_postmortems.web.site_index import SiteIndex
from tests.helpers import RecordDict, external_record, own_record
from tests.site import index_of, page_of, text_of


def facts_of(page: Any) -> dict[str, str]:
    """What the only incident of a page is told by."""
    (facts,) = page.findall(".//dl[@class='pm-facts']")
    return {text_of(each.find("dt")): text_of(each.find("dd")) for each in facts}


def page_in(record: RecordDict, month: str, day: date = date(2025, 12, 1)) -> Any:
    """The page of a month of an index of one record, as of a day."""
    index = index_of(record)
    index.as_of = day
    return page_of(index, f"stakeholders/{month}/")


@pytest.fixture(scope="module")
def index() -> SiteIndex:
    """Our own incident of March 2025 and one of June 2024."""
    return index_of(own_record(), external_record())


def test_each_month_with_an_incident_stands_in_the_list(index: SiteIndex) -> None:
    """The newest first, with its gravest severity."""
    rows = [text_of(row) for row in page_of(index, "stakeholders/").findall(".//tbody/tr")]
    assert [row.split(" 20")[0] for row in rows] == ["Mar", "Jun"]
    assert "Critical" in rows[0]


def test_a_month_tells_the_summary_the_harm_and_what_is_owed() -> None:
    """By the same numbers as the record and the list of actions."""
    record = own_record()
    page = page_in(record, "2025-03")
    assert " ".join(record["summary"].split()) in text_of(page)
    facts = facts_of(page)
    assert facts["Harm lasted"] == "5 h"
    statuses = [action["status"] for action in record["actions"]]
    assert sum(int(part.split()[0]) for part in facts["Actions"].split(", ")) == len(statuses)


def test_an_incident_known_to_the_year_stands_under_the_year() -> None:
    """No month is made up."""
    record = external_record(
        timeline={"unknown": "Nothing is told."}, times={"started": {"from": "2024", "to": "2024"}}
    )
    assert record["title"] in text_of(page_in(record, "2024"))


@pytest.mark.parametrize(
    ("day", "updates", "shown"),
    [
        (date(2025, 3, 20), [], "21 Mar 2025"),
        (date(2025, 3, 21), [], "21 Mar 2025"),
        (date(2025, 3, 22), [], "21 Mar 2025, overdue"),
        (date(2025, 3, 25), [{"date": "2025-03-24", "audience": "press", "text": "All was said."}], None),
    ],
)
def test_the_next_message_is_told_until_it_was_sent(day: date, updates: list[Any], shown: str | None) -> None:
    """And is overdue from the day after it was promised for."""
    talk = {"audiences": ["press"], "updates": updates, "next_update": "2025-03-21"}
    record = own_record(communication=talk)
    assert facts_of(page_in(record, "2025-03", day)).get("Next message") == shown


def test_near_misses_are_no_incidents() -> None:
    """A page of incidents alone; without one it says so."""
    page = page_of(index_of(own_record(kind="near-miss")), "stakeholders/")
    assert "No incident is published yet." in text_of(page)


def test_goals_objectives_and_plans_have_pages_of_their_records(index: SiteIndex) -> None:
    """The record leads there, and for the public neither exists."""
    alignment = own_record()["alignment"]
    for folder, name in (("slos", "slos"), ("goals", "goals"), ("roadmap", "roadmap")):
        for key in alignment.get(name, ()):
            assert own_record()["title"] in text_of(page_of(index, f"{folder}/{key}/"))
            links = {link.get("href") for link in page_of(index, "postmortems/PM-2025-0001/").findall(".//a")}
            assert f"../../{folder}/{key}/" in links
