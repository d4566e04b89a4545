"""The pages of actions list every action once, and say in words what is overdue."""

from __future__ import annotations

from typing import Any

import pytest

from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.web import parts
from ml_postmortems.web.page import SitePage
from ml_postmortems.web.pages import site_pages
from ml_postmortems.web.site_index import SiteIndex
from tests.helpers import RecordDict, changed, external_record, own_record
from tests.site import index_of, page_of, text_of


def overdue_record(**changes: Any) -> RecordDict:
    """Our own record, whose action A3 was due 30 days ago."""
    return changed(own_record(**changes), "actions.2.due", "2025-11-01")


@pytest.fixture(scope="module")
def index() -> SiteIndex:
    """An own record with something overdue, and an external one."""
    return index_of(overdue_record(), external_record())


def rows_of(page: Any) -> list[str]:
    """The address of the action in each row, from the top of the site."""
    return [link.get("href").split("postmortems/")[1] for link in page.findall(".//tbody/tr/th/a")]


def actions_of(*records: Record) -> list[str]:
    """The address of every action of some records."""
    return [f"{record.id}/#action-{action.id}" for record in records for action in known_items(record.actions)]


def test_every_action_stands_on_one_of_the_two_pages(index: SiteIndex) -> None:
    """None is lost, none is told twice, and overdue ones come first."""
    owed, finished = (rows_of(page_of(index, url)) for url in ("actions/", "actions/finished/"))
    assert sorted(owed + finished) == sorted(actions_of(*index.counted))
    assert owed[0] == "PM-2025-0001/#action-A3"


@pytest.mark.parametrize("url", ["actions/", "teams/ranking/", "postmortems/PM-2025-0001/"])
def test_overdue_is_said_in_words(index: SiteIndex, url: str) -> None:
    """On the list, on the page of who owes it, and on the record, so that no colour has to be seen."""
    assert "30 days overdue" in text_of(page_of(index, url))


@pytest.mark.parametrize("place", ["extent", "reporting"])
@pytest.mark.parametrize(
    "url", ["actions/", "teams/reliability/", "postmortems/PM-2025-0001/", "stakeholders/2025-03/"]
)
def test_overdue_answers_and_reports_are_said_in_words_like_actions(place: str, url: str) -> None:
    """Where else the fault could be and what must be reported are owed on the same pages."""
    answer = {"artifact": "feature-store", "state": "open", "date": "2025-04-01", "by": "reliability"}
    owed: dict[str, Any] = {
        "extent": [answer | {"due": "2025-11-01"}],
        "reporting": {
            "visibility": "public",
            "aware_since": "2025-03-11",
            "regimes": [
                {
                    "regime": "supervisor",
                    "must_report": "required",
                    "why": "Many people saw it.",
                    "team": "reliability",
                    "due": "2025-11-01",
                    "evidence": ["E1"],
                }
            ],
        },
    }
    late = index_of(own_record(**{place: owed[place]}))
    assert "30 days overdue" in text_of(page_of(late, url))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("teams/ranking/", ["PM-2025-0001/#action-A3"]),
        ("teams/data-platform/", []),
        ("causes/technical/unvalidated-input/", ["PM-2025-0001/#action-A3"]),
        ("models/ranking-model/", ["PM-2025-0001/#action-A3"]),
    ],
)
def test_the_page_of_a_term_lists_what_is_not_finished(index: SiteIndex, url: str, expected: list[str]) -> None:
    """What a team owes wherever it is written, what answers a cause, what records that name a model call for."""
    assert rows_of_actions(page_of(index, url)) == expected


def rows_of_actions(page: Any) -> list[str]:
    """The actions in the table of actions of a page."""
    return [
        link.get("href").split("postmortems/")[1]
        for table in page.findall(".//table")
        if "pm-action-table" in (kinds := table.get("class", ""))
        and not {"pm-labelled", "pm-record-table"} & {*kinds.split()}
        for link in table.findall(".//tbody/tr/th/a")
    ]


def test_a_long_list_is_split_and_every_page_leads_to_the_others(
    index: SiteIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parts together hold what one page would, in the same order."""
    whole = rows_of(page_of(index, "actions/finished/"))
    monkeypatch.setattr(parts, "ROWS", 1)
    pages: list[SitePage] = [page for page in site_pages(index) if page.url.startswith("actions/finished/")]
    assert len(pages) == len(whole) > 1
    urls = [page.url for page in pages]
    assert urls[:2] == ["actions/finished/", "actions/finished/2/"]
    assert [row for url in urls for row in rows_of(page_of(index, url))] == whole
    ways = page_of(index, urls[0]).findall(".//nav[@aria-label='Pages of this list']//a")
    links = {link.get("href") for link in ways}
    assert links == {"./", *(f"{number}/" for number in (2, 3, len(urls)) if 2 <= number <= len(urls))}


def test_without_actions_the_page_says_so() -> None:
    """An empty list is no empty page."""
    page = page_of(index_of(own_record(actions={"unknown": "Nobody wrote them down."})), "actions/")
    assert "Nothing is owed" in text_of(page)
    assert not page.findall(".//table")


def test_each_team_is_told_with_what_it_owes(index: SiteIndex) -> None:
    """By state; the numbers are those of the rows, and name what they count, so that a filter can count again."""
    page = page_of(index, "actions/")
    rows = [row for row in page.iter("tr") if row.get("data-state")]
    counts = [each for each in page.iter() if each.get("data-count")]
    assert any((each.get("data-count") or "").startswith("team:") for each in counts)
    assert "state:overdue" in {each.get("data-count") for each in counts}
    for each in counts:
        wanted = [part.split(":") for part in each.get("data-count").split()]
        of_rows = [row for row in page.iter("tr") if all(row.get(f"data-{name}") == value for name, value in wanted)]
        if not any(value in ("done", "verified", "given-up") for _, value in wanted):
            assert text_of(each) == f"{len(of_rows)}", each.get("data-count")
    assert {row.get("data-month") for row in rows if row.get("data-state") == "overdue"} == {"2025-11"}


def test_the_list_says_whose_incidents_its_actions_come_from() -> None:
    """What others announced is not owed here; the list says how many of its actions are such, and why days lack."""
    external = text_of(page_of(index_of(external_record()), "actions/"))
    assert "of other operators' incidents" in external
    own = text_of(page_of(index_of(changed(own_record(), "actions.2.due", None)), "actions/"))
    assert "of other operators' incidents" not in own
    assert "1 action with “no date”: the record sets no due date, so it can never be overdue." in own
    dated = text_of(page_of(index_of(overdue_record()), "actions/"))
    assert "“no date”" not in dated


def test_the_page_of_a_cause_leads_to_its_lists_in_a_sentence() -> None:
    """Counts first, and a link for each list that holds something."""
    index = index_of(overdue_record())
    words = text_of(page_of(index, "teams/ranking/"))
    assert "1 overdue, 1 done. Full lists: not finished, finished." in words
