"""What was planted in synthetic companies is found in their numbers, and nothing is in those without a plan."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.data_flow import FlowSource, data_flow
from ml_postmortems.analytics.report import RecurrenceReport, TrendReport, recurrence_report, times_report, trend_report
from ml_postmortems.analytics.trends import Verdict
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import load_corpus
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus
from tests.helpers import FROZEN_TAXONOMY

UNTIL = date(2026, 6, 30)


@dataclass(frozen=True)
class Company:
    """A synthetic company, what was planted in it, and what its numbers say."""

    truth: dict[str, Any]
    archive: Archive
    trends: TrendReport
    recurrence: RecurrenceReport

    @property
    def counted(self) -> set[str]:
        """The incidents that statistics count; others may be planted too."""
        return {record.id for record in self.archive.incidents}


def made(folder: Path, settings: Settings) -> Company:
    """Draw, write and read a company."""
    write_corpus(folder / "company", settings)
    truth = json.loads((folder / "company/ground-truth.json").read_text("utf-8"))
    archive = Archive(load_corpus(folder / "company/postmortems").for_audience(Visibility.RESTRICTED), settings.until)
    return Company(truth, archive, trend_report(archive), recurrence_report(archive))


@pytest.fixture(scope="module", params=[(80, 1), (160, 2), (240, 3)], ids=str)
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Companies of three sizes; the first is as large as the demo."""
    records, seed = request.param
    return made(
        tmp_path_factory.mktemp("synth"), Settings(records, seed, until=UNTIL, words=150, taxonomy=FROZEN_TAXONOMY)
    )


def test_declared_recurrences_are_the_planted_ones(company: Company) -> None:
    """All of them, and no other."""
    expected = {(each["later"], each["earlier"]) for each in company.truth["declared"]}
    expected = {pair for pair in expected if set(pair) <= company.counted}
    assert expected
    assert {(each.later, each.earlier) for each in company.recurrence.declared} == expected


def test_planted_pairs_are_recurrences_by_signature(company: Company) -> None:
    """Each later one came back; against the planted earlier one, or one that ended after it."""
    found = {each.later: each for each in company.recurrence.by_signature}
    order = [record.id for record in company.archive.incidents]
    pairs = [pair for pair in company.truth["signature_pairs"] if {pair["later"], pair["earlier"]} <= company.counted]
    assert pairs
    for pair in pairs:
        assert order.index(found[pair["later"]].earlier) < order.index(pair["later"])
        assert found[pair["later"]].gap.shortest.days <= 365


def test_planted_patterns_are_found(company: Company) -> None:
    """Each stands in the pattern of its leaf and artifact."""
    planted = [each for each in company.truth["patterns"] if len(set(each["records"]) & company.counted) > 1]
    assert planted
    for each in planted:
        (found,) = (
            pattern
            for pattern in company.recurrence.patterns
            if pattern.leaf == each["leaf"] and each["artifact"] in pattern.artifacts
        )
        assert set(each["records"]) & company.counted <= set(found.records)


def test_controls_that_failed_are_told(company: Company) -> None:
    """The planted ones came back after verified prevention, verified on the planted day, and nothing else did."""
    found = {
        (broken.record, broken.action, broken.verified.isoformat())
        for broken in company.recurrence.broken_preventions
        if broken.is_certain
    }
    planted = [
        each for each in company.truth["failed_controls"] if {each["record"], each["failed_in"]} <= company.counted
    ]
    assert planted
    assert {(each["record"], each["action"], each["verified"]) for each in planted} == found


def test_planted_trends_are_said_and_flat_leaves_are_not(company: Company) -> None:
    """Rising and falling of the planted leaves; of those drawn evenly nothing."""
    verdicts = {each.group: each.verdict for each in company.trends.series}
    assert verdicts[company.truth["trends"]["rising"]["leaf"]] is Verdict.RISING
    assert verdicts[company.truth["trends"]["falling"]["leaf"]] is Verdict.FALLING
    for leaf in company.truth["trends"]["flat"]:
        assert verdicts.get(leaf) not in (Verdict.RISING, Verdict.FALLING)


def test_companies_without_a_plan_raise_no_more_alarms_than_chance(tmp_path: Path) -> None:
    """Eight companies whose incidents come evenly: with a level of 5 % more than two alarms come once in 170 times."""
    alarms = beyond = 0
    for seed in range(8):
        null = made(
            tmp_path / str(seed), Settings(100, seed, until=UNTIL, words=150, taxonomy=FROZEN_TAXONOMY, is_null=True)
        )
        moves = [each for each in null.trends.series if each.verdict in (Verdict.RISING, Verdict.FALLING)]
        moves += [each for each in null.trends.series if each.change and each.change.is_significant]
        alarms += bool(moves)
        (share,) = null.recurrence.share
        assert share.chance
        beyond += share.chance.is_exceeded
        assert not [each for each in null.recurrence.broken_preventions if each.is_certain]
    assert alarms <= 2
    assert beyond <= 2


def test_planted_ages_of_causes_are_measured(company: Company) -> None:
    """Each incident with a known age is measured or censored as planted, and families come in the planted order."""
    planted = [each for each in company.truth["cause_ages"]["ages"] if each["record"] in company.counted]
    known = {each["record"] for each in planted if each["first"]}
    by = {each["record"] for each in planted if each["last"] and not each["first"]}
    assert known
    assert by
    by_group = {each.group: each for each in times_report(company.archive).latency}
    found = by_group["all"].to_detection
    assert {each.record for each in found.measured} == known
    assert {each.record for each in found.ongoing} == by
    medians = [
        each.to_detection.median.low
        for family in company.truth["cause_ages"]["families"]
        if (each := by_group.get(family)) and each.to_detection.median
    ]
    assert medians
    assert medians == sorted(medians)


def test_planted_data_flows_are_read_again(company: Company) -> None:
    """Of every severe incident what the record says, and nothing else, is told as said by the record."""
    planted = {each["record"]: {tuple(edge) for edge in each["edges"]} for each in company.truth["data_flows"]}
    told = {}
    for record in company.archive.incidents:
        flow = data_flow(record, company.archive.catalog)
        edges = [edge for edge in flow.edges if edge.said_by is FlowSource.RECORD]
        if edges:
            told[record.id] = {(flow.node(e.source).artifact, flow.node(e.target).artifact) for e in edges}
    assert told
    assert told == {key: edges for key, edges in planted.items() if key in company.counted}
