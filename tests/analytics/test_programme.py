"""Where to invest: harm is added up once, what is not told is no zero, and every number is that of its own list."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.analytics.actions import ActionReport, ActionState, action_report
from ml_postmortems.analytics.archive import Archive, records_known_by
from ml_postmortems.analytics.controls import control_ledgers, count_states
from ml_postmortems.analytics.patterns import find_patterns
from ml_postmortems.analytics.programme import CauseLine, cause_lines
from ml_postmortems.analytics.times import TimeName, measure_times
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.due_dates import DueHistory
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus as write_company
from tests.helpers import FROZEN_TAXONOMY, in_month, own_record, write_corpus

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
    lines = cause_lines(archive, find_patterns(archive), actions_of(corpus).actions, ledgers)
    return {line.leaf: line for line in lines}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """A synthetic company."""
    folder = tmp_path_factory.mktemp("company") / "company"
    write_company(folder, Settings(120, 4, until=UNTIL, words=150, taxonomy=FROZEN_TAXONOMY))
    return load_corpus(folder / "postmortems").for_audience(Visibility.RESTRICTED)


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
