"""The parts of a home page: what happens most, what stops it, what came back, what is owed, and what was seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest

from ml_postmortems.errors import UnknownName
from ml_postmortems.web.home_macros import frequent_causes, owed_by_team
from ml_postmortems.web.macros import Macros
from ml_postmortems.web.sentences import first_sentence
from ml_postmortems.web.site_index import SiteIndex
from tests.helpers import changed, external_record, own_record
from tests.site import index_of


def macro(index: SiteIndex, name: str) -> Callable[..., object]:
    """A macro of the home page, for a page at the top of the site."""
    return Macros(index, index.as_of, lambda: "").all()[name]


def dated(due: str) -> SiteIndex:
    """The index on 1 December 2025 of a record whose one unfinished action is due then."""
    return index_of(changed(own_record(), "actions.2.due", due))


@pytest.mark.parametrize(
    ("due", "overdue", "this_month"),
    [
        ("2025-11-30", 1, 0),
        ("2025-12-01", 0, 1),
        ("2025-12-31", 0, 1),
        ("2026-01-01", 0, 0),
        ("2026-12-15", 0, 0),
    ],
)
def test_what_is_owed_by_a_team_is_overdue_or_due_in_this_month(due: str, overdue: int, this_month: int) -> None:
    """The month is that of the as-of date; what is due later, or in the same month of another year, is left out."""
    index = dated(due)
    found = {team.name: (len(team.overdue), len(team.due_this_month)) for team in owed_by_team(index, index.as_of)}
    assert found.get("Ranking", (0, 0)) == (overdue, this_month)


def test_each_team_leads_to_what_it_owes() -> None:
    """The list of actions opens narrowed to the team."""
    assert 'href="actions/?team=ranking"' in str(macro(dated("2025-11-30"), "owed_now")())


def test_nothing_is_said_of_debts_where_nobody_gives_a_day() -> None:
    """A collection of other people's incidents owes nothing, and an empty table would suggest that all is done."""
    assert str(macro(index_of(external_record()), "owed_now")()) == ""


@pytest.mark.parametrize(
    ("field", "said", "target"),
    [
        ("extent", "1 answer whether another artifact has the same fault", "actions/#where-else"),
        ("reporting", "1 report to an authority", "actions/#reports"),
    ],
)
def test_overdue_answers_and_reports_stand_beside_overdue_actions(field: str, said: str, target: str) -> None:
    """They are owed like actions, so that they are seen without a click; what is not yet due is not told."""
    late, timely = (
        unescape(str(macro(index_of(own_record(**owed(field, due))), "owed_now")()))
        for due in ("2025-11-30", "2025-12-01")
    )
    assert said in late
    assert f'href="{target}"' in late
    assert "Also overdue" not in timely


def owed(field: str, due: str) -> dict[str, Any]:
    """The field of a record that has one open question, or one report to send, due on a day."""
    if field == "extent":
        return {
            field: [
                {"artifact": "feature-store", "state": "open", "date": "2025-04-01", "by": "reliability", "due": due}
            ]
        }
    duty = {"regime": "supervisor", "must_report": "required", "why": "Many saw it.", "due": due, "evidence": ["E1"]}
    return {field: {"visibility": "public", "aware_since": "2025-03-11", "regimes": [duty]}}


def test_an_empty_base_says_how_to_begin() -> None:
    """Every part of the page works without a record, and the way to the first one is there."""
    index = index_of()
    for name in ("findings", "search_field", "record_cards", "newest"):
        assert str(macro(index, name)())
    assert "new/" in str(macro(index, "newest")())
    assert "no incident names a primary cause yet" in str(macro(index, "findings")())


def test_three_sentences_lead_to_what_they_speak_of() -> None:
    """A cause, what to do against it, and what came back."""
    html = str(macro(index_of(own_record(), external_record()), "findings")())
    for target in ("causes/", "playbook/", "recurrence/"):
        assert f'href="{target}' in html


def test_a_card_of_no_record_stops_the_build() -> None:
    """A misspelt id would leave a hole on the first page."""
    with pytest.raises(UnknownName, match="PM-1999-0001"):
        macro(index_of(own_record()), "record_cards")("PM-1999-0001")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Orders fell. Nobody saw it.", "Orders fell."),
        ("Version 2.5 served 1.5 times the load. It fell over.", "Version 2.5 served 1.5 times the load."),
        ("No full stop", "No full stop"),
        ("Was it the model? Yes.", "Was it the model?"),
        ("word " * 100, ("word " * 36).strip() + " …"),
    ],
)
def test_one_sentence_says_what_was_seen(text: str, sentence: str) -> None:
    """The first one; a full stop within a number ends none, and an endless one is cut at a word."""
    assert first_sentence(text) == sentence


def test_the_as_of_date_is_that_of_the_build() -> None:
    """What is overdue on the first page is overdue on every other page."""
    index = dated("2025-12-15")
    assert index.as_of == date(2025, 12, 1)
    assert ">1</td>" in str(macro(index, "owed_now")())


def test_the_search_field_is_a_plain_form() -> None:
    """It works before a script runs, and where none does."""
    html = str(macro(index_of(), "search_field")("canary passed"))
    assert 'action="search/" method="get"' in html
    assert 'href="search/?q=canary%20passed"' in html


def test_both_lists_of_causes_rank_alike_and_say_what_they_count() -> None:
    """By incidents with the cause as primary one; what is no incident is named beside them."""
    first = own_record()
    often = changed(own_record(), "kind", "near-miss")
    index = index_of(first, often | {"id": "PM-2025-0002"}, changed(external_record(), "kind", "incident"))
    ranked = [leaf.term.key for leaf in frequent_causes(index)]
    counts = [leaf.primary_incidents or 0 for leaf in frequent_causes(index)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 0
    tried = str(macro(index, "tried_list")())
    places = [tried.index(f"playbook/{key}/") for key in ranked]
    assert places == sorted(places)
    assert "of 2 incidents (1 near miss not counted)" in unescape(str(macro(index, "findings")()))
