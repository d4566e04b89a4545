"""What the generator says it planted is there, by the definitions of the design and not by the generator's own code."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from ml_postmortems.analytics.agents import agent_uses
from ml_postmortems.analytics.archive import counted_records
from ml_postmortems.analytics.regression_cases import regression_cases
from ml_postmortems.model.catalog import ArtifactKind
from ml_postmortems.model.durations import key_instants
from ml_postmortems.model.instant import Span
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import ActionStatus, CauseRole, KeyInstant, Kind, ValidationResult
from scripts.synth.corpus import draw_corpus
from scripts.synth.settings import Settings
from tests.synth.corpora import Written


def moment(record: Record, *names: KeyInstant) -> datetime:
    """The first of these key instants that is known to the minute."""
    instants = key_instants(record)
    for name in names:
        match instants.get(name):
            case Span(earliest=earliest) if earliest.moment:
                return earliest.moment
    raise AssertionError(f"{record.id} has none of {names}")


def began(record: Record) -> datetime:
    """When it started, which is known of everything that was planted."""
    return moment(record, KeyInstant.STARTED)


def ended(record: Record) -> datetime:
    """From when on another one is a recurrence."""
    return moment(record, KeyInstant.RESOLVED, KeyInstant.MITIGATED, KeyInstant.DETECTED, KeyInstant.STARTED)


def primary(record: Record) -> str:
    """The leaf of the primary cause."""
    return next(cause.category for cause in known_items(record.causes) if cause.id == record.primary_cause)


def leaves_of(record: Record) -> set[str]:
    """The leaves that a signature looks at."""
    roles = (CauseRole.IMMEDIATE, CauseRole.SYSTEMIC)
    return {cause.category for cause in known_items(record.causes) if cause.role in roles}


def artifacts_of(record: Record) -> set[str]:
    """The artifacts that a record names."""
    return {use.id for use in known_items(record.artifacts)}


def laplace(moments: Iterable[datetime], first: datetime, last: datetime) -> float:
    """Laplace's trend statistic, about standard normal for a Poisson process without trend (Cox and Lewis 1966)."""
    shares = [(each - first) / (last - first) for each in moments]
    return (sum(shares) / len(shares) - 0.5) * math.sqrt(12 * len(shares))


def period(truth: dict[str, Any]) -> tuple[datetime, datetime]:
    """The first and the last moment of the corpus."""
    first, last = (datetime.fromisoformat(truth["settings"][end]).replace(tzinfo=UTC) for end in ("from", "until"))
    return first, last


def test_the_declared_pairs_are_all_there_are(company: Written) -> None:
    """Exactly what the records say under `recurrence.of`; the earlier one began before."""
    said = {
        (record.id, earlier)
        for record in company.corpus.records
        if (recurrence := known(record.recurrence))
        for earlier in recurrence.of
    }
    planted = {(pair["later"], pair["earlier"]) for pair in company.truth["declared"]}
    assert planted == said
    assert planted
    for later, earlier in planted:
        assert began(company.record(earlier)) < moment(company.record(later), KeyInstant.STARTED, KeyInstant.DETECTED)


def test_planted_pairs_are_signatures(company: Written) -> None:
    """One leaf as immediate or systemic cause and a shared artifact, or primary leaf and team; within 365 days."""
    ways = Counter(pair["by"] for pair in company.truth["signature_pairs"])
    assert set(ways) == {"cause-and-artifact", "cause-and-team"}
    for pair in company.truth["signature_pairs"]:
        earlier, later = company.record(pair["earlier"]), company.record(pair["later"])
        assert earlier.kind is later.kind is Kind.INCIDENT
        assert earlier.status.is_counted
        assert later.status.is_counted
        assert timedelta(0) < began(later) - ended(earlier) <= timedelta(days=365)
        shared = artifacts_of(earlier) & artifacts_of(later)
        if pair["by"] == "cause-and-artifact":
            assert leaves_of(earlier) & leaves_of(later)
            assert shared
        else:
            assert primary(earlier) == primary(later)
            assert earlier.teams.owner == later.teams.owner
            assert not shared, "else it would be found by the other rule"


def test_the_answers_of_authors_are_as_said(company: Written) -> None:
    """Each sort of answer to a planted pair is there, and stands in the later record."""
    answers = Counter(pair["answer"] for pair in company.truth["signature_pairs"])
    assert set(answers) == {"of", "dismissed", None}
    for pair in company.truth["signature_pairs"]:
        recurrence = known(company.record(pair["later"]).recurrence)
        assert recurrence
        assert (pair["earlier"] in recurrence.of) == (pair["answer"] == "of")
        assert (pair["earlier"] in {each.id for each in recurrence.dismissed}) == (pair["answer"] == "dismissed")


def test_patterns_come_back_at_their_artifact(company: Written) -> None:
    """Each record of a pattern has its leaf as primary cause and its artifact; there are at least two, in order."""
    assert company.truth["patterns"]
    for pattern in company.truth["patterns"]:
        records = [company.record(each) for each in pattern["records"]]
        assert len(records) >= 2
        assert [began(record) for record in records] == sorted(began(record) for record in records)
        for record in records:
            assert primary(record) == pattern["leaf"]
            assert pattern["artifact"] in artifacts_of(record)


def test_planted_controls_were_in_place_when_they_were_needed(company: Written) -> None:
    """Each outcome is there; what caught a near miss, failed or has rows in the log had been completed before."""
    controls = company.truth["controls"]["controls"]
    outcomes = Counter(meeting["outcome"] for each in controls for meeting in each["meetings"])
    assert {"caught", "missed", "bypassed", "disabled", "too-late"} <= outcomes.keys()
    assert sum(len(each["logged"]) for each in controls) > 100
    for each in controls:
        action = next(one for one in known_items(company.record(each["record"]).actions) if one.id == each["action"])
        assert action.control
        assert (action.control.id, str(action.completed)) == (each["control"], each["in_place"])
        for meeting in each["meetings"]:
            assert meeting["outcome"] == "absent" or each["in_place"] < meeting["known"]
            detection = known(company.record(meeting["record"]).detection)
            assert detection
            assert (each["control"] in detection.caught_by) == (meeting["outcome"] == "caught")
        assert all(day > each["in_place"] for day in each["logged"])


def test_failed_controls_had_been_verified(company: Written) -> None:
    """A passing round verified the action, and only then did the later incident begin, which names the control."""
    named = {
        (record.id, control.id)
        for record in company.corpus.records
        if (recurrence := known(record.recurrence))
        for control in recurrence.broken_controls
    }
    planted = {(each["failed_in"], each["control"]) for each in company.truth["failed_controls"]}
    further = {
        (meeting["record"], each["control"])
        for each in company.truth["controls"]["controls"]
        for meeting in each["meetings"]
        if meeting["outcome"] != "caught"
    }
    assert planted
    assert planted <= further == named
    for each in company.truth["failed_controls"]:
        record = company.record(each["record"])
        action = next(action for action in known_items(record.actions) if action.id == each["action"])
        assert action.control
        assert action.control.id == each["control"]
        assert action.status is ActionStatus.VERIFIED
        passed = [
            one.date.text
            for one in known_items(record.validation)
            if one.result is ValidationResult.PASS and action.id in one.actions
        ]
        assert min(passed) == each["verified"]
        assert each["verified"] < began(company.record(each["failed_in"])).date().isoformat()


def test_overdue_actions_are_those_the_checker_finds(company: Written) -> None:
    """Neither more nor fewer."""
    lines = Counter(finding.path for finding in company.report.findings if finding.code == "PM503")
    planted = Counter(each["record"] for each in company.truth["overdue"])
    assert planted
    assert sorted(lines.values()) == sorted(planted.values())
    assert {path.split("/")[-1][:12] for path in lines} == set(planted)
    for each in company.truth["overdue"]:
        action = next(one for one in known_items(company.record(each["record"]).actions) if one.id == each["action"])
        assert not action.status.is_finished
        assert str(action.due) == each["due"] < company.until.isoformat()


def test_planted_regression_cases_are_those_that_reports_and_the_checker_find(company: Written) -> None:
    """Each failing and each stale case of a finished action, neither more nor fewer; the rest passed lately."""
    planted = {
        state: {(each["record"], each["action"]) for each in company.truth["regression_cases"][state]}
        for state in ("failing", "stale")
    }
    assert all(planted.values())
    listed = regression_cases(counted_records(company.corpus, company.until), company.until)
    found = {state: {(each.record, each.action) for each in listed if each.state == state} for state in planted}
    assert found == planted
    assert {each.state for each in listed} == {"failing", "stale", "passing", "not-run"}
    told = [finding for finding in company.report.findings if finding.code == "PM544"]
    assert len(told) == sum(map(len, planted.values()))


def test_planted_agents_are_told_and_summed(company: Written) -> None:
    """Each record with an agent, and no other, says what was decided of it; its page of the agent sums the same."""
    planted = {each["record"]: each for each in company.truth["agents"]}
    told = {record.id: record for record in company.corpus.records if known(record.agent)}
    assert set(told) == set(planted)
    assert len(planted) > 3
    catalog = company.corpus.vocabulary.catalog.artifacts
    for record in told.values():
        agent = known(record.agent)
        assert agent
        assert catalog[agent.artifact].kind is ArtifactKind.AGENT
        (use,) = agent_uses([record])[agent.artifact]
        decided = planted[record.id]
        assert (use.autonomy, list(use.rights)) == (decided["autonomy"], decided["rights"])
        assert use.effects == dict(Counter(decided["effects"]))
        assert use.guardrails == {decided["guardrail"]: 1}


def test_trends_rise_and_fall_as_said(company: Written) -> None:
    """All records of a rising leaf are in the list and come later than chance explains; of a falling one, earlier."""
    first, last = period(company.truth)
    for direction, sign in (("rising", 1), ("falling", -1)):
        trend = company.truth["trends"][direction]
        records = {record.id: record for record in company.corpus.records if primary(record) == trend["leaf"]}
        assert set(records) == set(trend["records"])
        assert sign * laplace((began(record) for record in records.values()), first, last) > 3.3


def test_a_small_company_has_its_trends_too() -> None:
    """At 80 records, whatever the seed, both leaves are far enough from chance to survive a correction over a page."""
    for seed in range(20):
        settings = Settings(records=80, seed=seed)
        corpus = draw_corpus(settings)
        first, last = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (settings.first, settings.until))
        for leaf, sign in ((corpus.plan.rising, 1), (corpus.plan.falling, -1)):
            moments = [incident.started for incident in corpus.plan.incidents if incident.leaf == leaf]
            assert sign * laplace(moments, first, last) > 3.3


def test_flat_leaves_have_no_trend() -> None:
    """Over many seeds a flat leaf crosses the 5 per cent bounds about as often as chance says, not more."""
    values = []
    for seed in range(25):
        settings = Settings(records=500, seed=seed)
        corpus = draw_corpus(settings)
        first, last = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (settings.first, settings.until))
        for leaf in corpus.plan.flat:
            moments = [each.started for each in corpus.plan.incidents if each.leaf == leaf]
            if len(moments) >= 5:
                values.append(laplace(moments, first, last))
    assert len(values) > 100
    crossed = sum(abs(value) > 1.96 for value in values) / len(values)
    assert crossed < 0.05 + 3 * math.sqrt(0.05 * 0.95 / len(values))


def test_the_null_plan_plants_nothing() -> None:
    """No recurrence is declared, nothing has a trend, and every leaf is flat."""
    corpus = draw_corpus(Settings(records=400, seed=3, is_null=True))
    assert not corpus.plan.patterns
    assert not corpus.plan.pairs
    assert corpus.plan.rising is corpus.plan.falling is None
    assert {incident.leaf for incident in corpus.plan.incidents} <= set(corpus.plan.flat)
    assert not any(incident.of or incident.failed_control_of for incident in corpus.plan.incidents)


def test_the_null_plan_is_one_poisson_process() -> None:
    """Given their number, the moments are uniform (Kolmogorov), and the halves of a seed's leaves do not differ."""
    settings = Settings(records=3000, seed=8, is_null=True)
    first = datetime(settings.first.year, settings.first.month, settings.first.day, tzinfo=UTC)
    days = (settings.until - settings.first).days
    incidents = draw_corpus(settings).plan.incidents
    shares = sorted((incident.started - first) / timedelta(days=days) for incident in incidents)
    count = len(shares)
    distance = max(max((rank + 1) / count - share, share - rank / count) for rank, share in enumerate(shares))
    assert distance * math.sqrt(count) < 1.63  # the 1 per cent point of Kolmogorov's distribution
    halves = Counter((incident.leaf, incident.started < first + timedelta(days=days / 2)) for incident in incidents)
    leaves = {leaf for leaf, _ in halves}
    chi = sum(
        (halves[leaf, True] - halves[leaf, False]) ** 2 / (halves[leaf, True] + halves[leaf, False]) for leaf in leaves
    )
    assert chi < len(leaves) + 2.33 * math.sqrt(2 * len(leaves))  # its 1 per cent point, by the normal approximation


def test_false_alarms_of_the_null_plan_are_those_of_chance() -> None:
    """Over 300 seeds Laplace's test at 5 per cent speaks in 5 per cent, within three standard errors."""
    alarms = 0
    for seed in range(300):
        settings = Settings(records=40, seed=seed, is_null=True)
        first, last = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (settings.first, settings.until))
        alarms += abs(laplace((each.started for each in draw_corpus(settings).plan.incidents), first, last)) > 1.96
    assert abs(alarms / 300 - 0.05) < 3 * math.sqrt(0.05 * 0.95 / 300)
