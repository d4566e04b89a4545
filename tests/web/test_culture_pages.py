"""Saves, thanks, assumptions and what was set aside have pages; nobody is ranked, and nothing is dropped."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.audience import record_for_audience
from tests.helpers import RecordDict, external_record, in_month, own_record
from tests.site import index_of, page_of, text_of


def near_miss() -> RecordDict:
    """A failure of May that a control caught."""
    record = in_month(own_record(), "05")
    record |= {"id": "PM-2025-0009", "aliases": [], "title": "The bounds held", "kind": "near-miss", "recognition": []}
    record["detection"] = {**record["detection"], "caught_by": ["session-length-bounds"]}
    return record


def with_assumption(**assumption: Any) -> RecordDict:
    """Our own record with one assumption."""
    return own_record(assumptions=[{"text": "Nobody else reads it.", "state": "holds", **assumption}])


def groups_on(day: date, record: RecordDict) -> list[str]:
    """The groups of assumptions on a day."""
    index = index_of(record)
    index.as_of = day
    return [text_of(each).rsplit(" ", 1)[0] for each in page_of(index, "assumptions/").findall(".//h2")]


def test_a_save_names_the_control_that_caught_it() -> None:
    """With the way to its page; incidents are none."""
    page = page_of(index_of(own_record(), near_miss()), "culture/")
    saves = page.find(".//ul[@class='pm-plain']")
    assert [text_of(item) for item in saves] == [
        "The bounds held PM-2025-0009 11 May 2025; caught by session length bounds"
    ]
    assert "../controls/session-length-bounds/" in {link.get("href") for link in saves.findall(".//a")}


def test_teams_are_thanked_in_the_order_of_the_catalog() -> None:
    """Not by how much there is to thank them for."""
    index = index_of(own_record(), near_miss(), external_record())
    teams = [text_of(each) for each in page_of(index, "culture/").findall(".//h3")]
    names = [team.name for team in index.vocabulary.catalog.teams.values()]
    assert teams == [name for name in names if name in teams]
    assert teams


def test_thanks_to_a_person_stand_with_the_team_of_the_record_and_those_to_a_team_with_it() -> None:
    """A record does not tell the team of a person."""
    thanks = [{"to": "@jolsen", "text": "Found it."}, {"to": "data-platform", "text": "Stayed late."}]
    page = page_of(index_of(own_record(recognition=thanks)), "culture/")
    sections = {text_of(each.find("h3")): text_of(each) for each in page.findall(".//section")}
    assert {name for name, text in sections.items() if "Found it." in text} == {"Ranking"}
    assert {name for name, text in sections.items() if "Stayed late." in text} == {"Data platform"}


@pytest.mark.parametrize(
    ("day", "assumption", "group"),
    [
        (date(2025, 6, 30), {"recheck_by": "2025-06-30"}, "Due soon"),
        (date(2025, 5, 31), {"recheck_by": "2025-06-30"}, "Due soon"),
        (date(2025, 5, 30), {"recheck_by": "2025-06-30"}, "Later"),
        (date(2025, 7, 1), {"recheck_by": "2025-06-30"}, "Expired"),
        (date(2025, 7, 1), {}, "Undated"),
        (date(2025, 7, 1), {"recheck_by": "2025-06-30", "state": "broken"}, "Broken"),
    ],
)
def test_assumptions_stand_by_their_expiry(day: date, assumption: RecordDict, group: str) -> None:
    """Due soon within 30 days, expired from the day after; a broken one has nothing left to be looked at."""
    assert groups_on(day, with_assumption(**assumption)) == [group]


@pytest.mark.parametrize(
    ("assumption", "shown"), [({}, "its own incident"), ({"broken_by": "PM-2025-0009"}, "PM-2025-0009")]
)
def test_what_broke_an_assumption_is_named(assumption: RecordDict, shown: str) -> None:
    """The incident of the record itself, where no other is named."""
    page = page_of(index_of(with_assumption(state="broken", **assumption), near_miss()), "assumptions/")
    assert text_of(page.find(".//td[@data-label='Broken by']")) == shown


def test_only_a_broken_assumption_names_what_broke_it() -> None:
    """Else the record contradicts itself."""
    with pytest.raises(ValueError, match="must be `broken`"):
        Record.model_validate(with_assumption(broken_by="PM-2025-0009"))


def test_an_incident_that_readers_may_not_see_is_not_named() -> None:
    """As with every other field that names a record."""
    record = Record.model_validate(with_assumption(state="broken", broken_by="PM-2025-0009"))
    assert record_for_audience(record, Visibility.PUBLIC, {"PM-2025-0001"}).assumptions[0].broken_by is None
    both = {"PM-2025-0001", "PM-2025-0009"}
    assert record_for_audience(record, Visibility.PUBLIC, both).assumptions[0].broken_by == "PM-2025-0009"


def test_dissent_and_refuted_explanations_stand_in_one_list() -> None:
    """Every one, and none that was supported or is open."""
    record = own_record()
    page = page_of(index_of(record), "doubts/")
    rows = [text_of(row) for row in page.findall(".//tbody/tr")]
    expected = [each["text"] for each in record["dissent"]]
    expected += [each["text"] for each in record["hypotheses"] if each["state"] == "refuted"]
    assert [next(text for text in expected if row.startswith(text)) for row in rows] == expected
    assert len(expected) > len(record["dissent"])


def test_a_refuted_explanation_names_the_evidence_against_it() -> None:
    """By its title, with a link to it in the record."""
    record = own_record()
    titles = {each["id"]: each["title"] for each in record["evidence"]}
    against = [
        [titles[id] for id in each.get("evidence_against", ())]
        for each in record["hypotheses"]
        if each["state"] == "refuted"
    ]
    assert any(against)
    cells = page_of(index_of(record), "doubts/").findall(".//td[@data-label='What refuted it']")
    refuted = [cell for cell in cells if text_of(cell) != "not refuted"]
    assert [[text_of(link) for link in cell.iter("a")] for cell in refuted] == against
    assert all("#evidence-" in link.get("href") for cell in refuted for link in cell.iter("a"))


def test_archives_without_any_of_it_say_what_to_write() -> None:
    """Empty lists teach."""
    index = index_of(external_record(detection={"unknown": "Acme does not say."}))
    assert "kind: near-miss" in text_of(page_of(index, "culture/"))
    assert "recheck_by" in text_of(page_of(index, "assumptions/"))
    assert "No record holds a view" in text_of(page_of(index, "doubts/"))
