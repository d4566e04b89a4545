"""Where to invest: harm is added up once, what is not told is no zero, and every number is that of its own list."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import html5lib
import pytest

from ml_postmortems.analytics.actions import ActionReport, ActionState, action_report
from ml_postmortems.analytics.archive import Archive, records_known_by
from ml_postmortems.analytics.controls import control_ledgers, count_states
from ml_postmortems.analytics.owed import ExtentStanding
from ml_postmortems.analytics.patterns import find_patterns
from ml_postmortems.analytics.periods import periods_of
from ml_postmortems.analytics.programme import CauseLine, cause_lines
from ml_postmortems.analytics.times import TimeName, measure_times
from ml_postmortems.analytics.trends import find_trends
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.due_dates import DueHistory
from ml_postmortems.web.number_pages import number_pages
from ml_postmortems.web.site_index import SiteIndex
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus as write_company
from tests.helpers import FROZEN_TAXONOMY, in_month, own_record, write_corpus
from tests.site import text_of

UNTIL = date(2026, 6, 30)
LEAF = "data-quality/schema-change"


def actions_of(corpus: Corpus) -> ActionReport:
    """Every action, without the history of due dates."""
    return action_report(corpus, UNTIL, DueHistory(unavailable="not asked"))


def lines_of(corpus: Corpus) -> dict[str, CauseLine]:
    """The lines of a corpus by leaf."""
    archive = Archive(corpus, UNTIL)
    counted = [record for record in records_known_by(corpus, UNTIL) if record.status.is_counted]
    ledgers = control_ledgers(counted, corpus.vocabulary)
    lines = cause_lines(
        archive,
        find_patterns(archive),
        actions_of(corpus),
        ledgers,
        find_trends(archive, archive.incidents, periods_of(archive)),
    )
    return {line.leaf: line for line in lines}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic company."""
    folder = tmp_path_factory.mktemp("company") / "company"
    write_company(folder, Settings(120, 4, until=UNTIL, words=150, taxonomy=FROZEN_TAXONOMY))
    return folder


@pytest.fixture(scope="module")
def company(folder: Path) -> Corpus:
    """All its records."""
    return load_corpus(folder / "postmortems").for_audience(Visibility.RESTRICTED)


@pytest.fixture(scope="module")
def page(company: Corpus) -> Any:
    """The page of the company, as it is published."""
    index = SiteIndex(company, UNTIL, Visibility.RESTRICTED)
    (found,) = (each for each in number_pages(index, UNTIL) if each.url == "programme/")
    return html5lib.parse(found.content().html, namespaceHTMLElements=False)


def test_incidents_and_harm_add_up_to_those_of_all_incidents(company: Corpus) -> None:
    """Each incident counts for one cause, so that no hour is counted twice; hours are those of the times page."""
    lines, archive = lines_of(company).values(), Archive(company, UNTIL)
    assert sum(len(line.incidents) for line in lines) == len(archive.incidents)
    assert Counter({line.leaf: len(line.incidents) for line in lines}) == Counter(
        company.vocabulary.taxonomy.current_name(record.primary.category)
        for record in archive.incidents
        if record.primary
    )
    (harm,) = (each for each in measure_times(archive.incidents) if each.name is TimeName.HARM)
    assert sum((line.lasted for line in lines), timedelta(0)) == sum(
        (each.shortest for each in harm.measured), timedelta(0)
    )
    assert sum(line.lasted_unknown for line in lines) == len(archive.incidents) - len(harm.measured)


def test_what_is_owed_is_what_the_list_of_actions_says(company: Corpus) -> None:
    """Lasting actions only: mitigating and repairing end with the incident."""
    lasting = ("detect", "prevent", "process")
    owed = [each for each in actions_of(company).actions if each.state.is_owed and each.type in lasting]
    assert owed
    for leaf, line in lines_of(company).items():
        of_leaf = [each for each in owed if leaf in each.causes]
        overdue = [each for each in of_leaf if each.state is ActionState.OVERDUE]
        assert (line.owed, line.overdue) == (len(of_leaf), len(overdue))


def test_controls_are_those_that_cover_the_cause(company: Corpus) -> None:
    """Counted as their own pages count them."""
    counted = [record for record in records_known_by(company, UNTIL) if record.status.is_counted]
    ledgers = control_ledgers(counted, company.vocabulary)
    for leaf, line in lines_of(company).items():
        assert line.states == count_states([ledger for ledger in ledgers if leaf in ledger.causes])


def line_of(tmp_path: Path, *records: dict[str, Any]) -> CauseLine:
    """The line of the cause of our own record."""
    root = write_corpus(tmp_path, *records)
    return lines_of(load_corpus(root).for_audience(Visibility.RESTRICTED))[LEAF]


def measure(value: object, unit: str) -> dict[str, Any]:
    """A number of the impact."""
    return {"text": "What was counted", "value": value, "unit": unit, "evidence": ["E1"]}


@pytest.mark.parametrize(
    ("users", "amount", "told", "unknown"),
    [
        ([measure(300, "users"), measure(1200, "users")], 1200, 1, 0),
        ([measure({"from": 40, "to": 90}, "users")], 40, 1, 0),
        ({"unknown": "Nobody counted them."}, 0, 0, 1),
        ({"not_applicable": "Nobody saw it."}, 0, 0, 0),
    ],
)
def test_users_are_at_least_so_many_and_unknown_is_no_zero(
    tmp_path: Path, users: object, amount: int, told: int, unknown: int
) -> None:
    """Of several counts the largest, of a range the lower end."""
    record = own_record(**{"impact.users": users})
    found = line_of(tmp_path, record).users
    assert (found.amount, found.told, found.unknown) == (Decimal(amount), told, unknown)


def test_money_adds_up_by_currency(tmp_path: Path) -> None:
    """Nobody exchanges dollars for euros here, and an incident without a number is counted as unknown."""
    first = own_record(**{"impact.money": [measure(1000, "USD"), measure(700, "EUR")]})
    second = {**in_month(own_record(**{"impact.money": [measure(500, "USD")]}), "05"), "id": "PM-2025-0008"}
    third = {**in_month(own_record(**{"impact.money": {"unknown": "Not told."}}), "06"), "id": "PM-2025-0009"}
    line = line_of(tmp_path, first, *({**each, "aliases": []} for each in (second, third)))
    assert {unit: harm.amount for unit, harm in line.money.items()} == {"USD": 1500, "EUR": 700}
    assert line.money_unknown == 1


@pytest.mark.parametrize(
    ("started", "ended", "text"),
    [
        ("2025-03-11T10:00:00Z", "2025-03-11T13:00:00Z", "3 h"),
        ("2025-03-11", "2025-03-11", "less than 24 hours"),
        ("2025-03-11", "2025-03-14", "about 3 days"),
    ],
)
def test_harm_of_rough_times_is_a_range_and_no_zero(tmp_path: Path, started: str, ended: str, text: str) -> None:
    """A day that is all that is known of both ends may be no harm or a day of it; `0 min` would say none."""
    windows = [{"from": started, "to": ended, "evidence": ["E1"]}]
    line = line_of(tmp_path, own_record(**{"impact.windows": windows}))
    assert line.lasted_at_most is not None
    assert told_on_page(tmp_path, "Harm lasted") == text


def test_harm_that_is_not_over_has_no_upper_end(tmp_path: Path) -> None:
    """What is over by now counts, and that there is more is said."""
    windows = [
        {"from": "2025-03-11T10:00:00Z", "to": "2025-03-11T13:00:00Z", "evidence": ["E1"]},
        {"from": "2025-03-12T10:00:00Z", "evidence": ["E1"]},
    ]
    line = line_of(tmp_path, own_record(**{"impact.windows": windows}))
    assert (line.lasted, line.lasted_at_most) == (timedelta(hours=3), None)
    assert told_on_page(tmp_path, "Harm lasted") == "at least 3 h"


def told_on_page(tmp_path: Path, column: str) -> str:
    """What the page says of the one cause of a folder in a column."""
    index = SiteIndex(load_corpus(tmp_path / "postmortems").for_audience(Visibility.RESTRICTED), UNTIL)
    (page,) = (each for each in number_pages(index, UNTIL) if each.url == "programme/")
    content = html5lib.parse(page.content().html, namespaceHTMLElements=False)
    (cell,) = (each for each in content.iter("td") if each.get("data-label") == column)
    return text_of(cell)


def test_the_trend_tells_few_years_and_all_incidents(page: Any, company: Corpus) -> None:
    """The latest three years one by one, and all before them in one number, so that a cell can be read."""
    lines = sorted(lines_of(company).values(), key=lambda line: (-len(line.incidents), line.leaf))
    cells = [each for each in page.iter("td") if each.get("data-label") == "Trend"]
    assert len(cells) == len(lines)
    for cell, line in zip(cells, lines, strict=True):
        told = [text_of(each).split() for each in cell.findall("span/span")]
        assert [name for name, _ in told] == ["before", "2024", "2025", "2026"]
        assert sum(int(number) for _, number in told) == len(line.incidents)


def test_planted_recurrences_are_shown(folder: Path, company: Corpus) -> None:
    """Every planted pattern and every declared recurrence stands in the line of its cause."""
    truth, lines = json.loads((folder / "ground-truth.json").read_text("utf-8")), lines_of(company)
    archive = Archive(company, UNTIL)
    counted = {record.id for record in archive.incidents}
    planted = [each for each in truth["patterns"] if len(counted & set(each["records"])) > 1]
    assert planted
    for each in planted:
        assert lines[each["leaf"]].sets
    declared = {each["later"] for each in truth["declared"]} & counted
    assert declared
    assert sum(line.declared for line in lines.values()) == len(declared)


def test_the_years_of_a_line_hold_each_of_its_incidents_once(company: Corpus) -> None:
    """The same years in each line, up to that of the day; the verdict is that of the page of trends."""
    lines, archive = lines_of(company), Archive(company, UNTIL)
    series = {each.group: each for each in find_trends(archive, archive.incidents, periods_of(archive))}
    assert len({tuple(line.by_year) for line in lines.values()}) == 1
    for leaf, line in lines.items():
        assert sum(line.by_year.values()) == len(line.incidents)
        assert (line.trend, line.last_year) == (series[leaf].verdict, series[leaf].last_year)


def test_what_is_owed_names_actions_and_places_to_look_at_apart(company: Corpus) -> None:
    """Both are owed, and they are no sum."""
    extents = actions_of(company).owed_extents
    assert extents
    for leaf, line in lines_of(company).items():
        of_leaf = [each for each in extents if leaf in each.causes]
        late = [each for each in of_leaf if each.standing is ExtentStanding.OVERDUE]
        assert (line.unlooked, line.unlooked_overdue) == (len(of_leaf), len(late))


def test_unknown_money_sorts_apart_from_none(page: Any) -> None:
    """Each currency has a column; what is not told has no key, so that it comes last, and what was none is a zero."""
    cells = [cell for cell in page.iter("td") if (cell.get("data-label") or "").startswith("Money")]
    assert cells
    for cell in cells:
        words = text_of(cell)
        assert (cell.get("data-sort") == "") == (re.fullmatch(r"\d+ unknown", words) is not None), words
        assert cell.get("data-sort") != "0" or "unknown" not in words
    labels = {cell.get("data-label") for cell in cells}
    assert len(labels) == len({head for head in page.iter("th") if text_of(head).startswith("Money")})


def test_controls_sort_by_those_in_place(page: Any, company: Corpus) -> None:
    """Given up and owed ones count only where the number in place is the same."""
    lines = lines_of(company)
    cells = [cell.get("data-sort") for cell in page.iter("td") if cell.get("data-label") == "Controls"]
    assert cells == [f"{line.in_place} {sum(line.states.values())}" for line in lines.values()]
