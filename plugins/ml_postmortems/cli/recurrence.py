"""`postmortems recurrence`: what came back, after how long, in spite of what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from ml_postmortems.analytics.control_failures import ControlFailure
from ml_postmortems.analytics.patterns import Pattern
from ml_postmortems.analytics.preventions import BrokenPrevention
from ml_postmortems.analytics.recurrence_curves import IncidentsByAge, TimeToRecurrence, steps_by_days, steps_by_months
from ml_postmortems.analytics.recurrences import Recurrence, Signature
from ml_postmortems.analytics.report import RecurrenceReport, recurrence_report
from ml_postmortems.analytics.shares import Share
from ml_postmortems.analytics.thresholds import MIN_RATE, MIN_TREND
from ml_postmortems.cli.analytics_options import ReportRequest, report_options, show_report
from ml_postmortems.cli.analytics_text import about_lines
from ml_postmortems.cli.control_failures import failure_lines
from ml_postmortems.cli.text_table import table
from ml_postmortems.model.terms import ActionStatus, Coverage
from ml_postmortems.plurals import counted, words
from ml_postmortems.wording import days_text, gap_text, limits_text, percent_text, points_text

_MOST_PAIRS, _MOST_PATTERNS, _MOST_SUSPECTED = 20, 10, 5
"""How many of each are told in words."""


@click.command()
@report_options
def recurrence(request: ReportRequest) -> None:
    """Show what came back, after how long, and in spite of which fix.

    What authors declare and what records share by cause and artifact are counted separately. Exit code 0: the
    report was printed. 2: there is no such team, model or cause.
    """
    report = recurrence_report(request.archive, request.scope)
    show_report(request, report, recurrence_to_text)


def recurrence_to_text(report: RecurrenceReport) -> Iterator[str]:
    """The lines for a terminal."""
    is_census = report.about.corpus is Coverage.CENSUS
    yield from about_lines("Recurrence", report.about)
    if not report.about.n:
        return
    yield ""
    yield f"Declared by authors: {len(report.declared)}"
    yield from _latest(report.declared)
    yield ""
    yield f"By signature, within {counted(report.window_days, 'day')}: {len(report.by_signature)}"
    yield from _latest(report.by_signature)
    if report.possible:
        yield f"Possible, not counted, because the times are known too roughly: {len(report.possible)}"
        yield from _latest(report.possible)
    if report.overlaps:
        yield f"Overlaps, not counted as recurrences: {len(report.overlaps)}"
        yield from _latest(report.overlaps)
    yield ""
    yield from _patterns_lines(report.patterns, is_census)
    yield from _failure_lines(report.control_failures)
    yield from _prevention_lines(report.broken_preventions)
    if is_census:
        yield ""
        yield from _share_lines(report)
        yield ""
        yield from _waiting_lines(report.time_to_recurrence)
        yield ""
        yield from _age_lines(report.incidents_by_age)


def _latest(pairs: Sequence[Recurrence]) -> Iterator[str]:
    """The latest ones, the newest first."""
    yield from map(_pair_text, pairs[: -_MOST_PAIRS - 1 : -1])
    yield from _rest_line(len(pairs) - _MOST_PAIRS)


def _rest_line(count: int) -> Iterator[str]:
    if count > 0:
        yield f"  and {count} more; --json has all of them"


def _pair_text(pair: Recurrence) -> str:
    shared = f": {_signatures_text(pair.signatures)}" if pair.signatures else ""
    gap = gap_text(pair.gap)
    when = gap if pair.gap.is_overlap else f"{gap} after it was {words(pair.gap.counted_from)}"
    return f"  {pair.later} repeats {pair.earlier}, {when}{shared}"


def _signatures_text(signatures: Sequence[Signature]) -> str:
    """What is shared; the team only where no artifact is."""
    places: dict[str, list[str]] = {}
    for each in signatures:
        places.setdefault(each.leaf, []).extend([each.artifact] if each.artifact else [])
    teams = {each.leaf: f"team {each.team}" for each in signatures if each.team}
    return "; ".join(f"{leaf} at {', '.join(where) or teams[leaf]}" for leaf, where in places.items())


def _pattern_lines(pattern: Pattern) -> Iterator[str]:
    where = ", ".join(pattern.artifacts) or f"team {pattern.team}"
    seen = pattern.last_seen.isoformat()
    yield f"  {pattern.leaf} at {where}: {counted(pattern.count, 'incident')}, last seen {seen}"
    yield f"    {', '.join(pattern.records)}; gaps: {', '.join(map(gap_text, pattern.gaps))}"
    announced = [each for each in pattern.open_actions if each.status is ActionStatus.ANNOUNCED]
    unfinished = [each for each in pattern.open_actions if each.status is not ActionStatus.ANNOUNCED]
    for actions, state in ((unfinished, "not finished"), (announced, "announced")):
        if actions:
            ids = ", ".join(f"{each.record} {each.action}" for each in actions)
            yield f"    {counted(len(actions), 'action')} {state}: {ids}"


def _patterns_lines(patterns: Sequence[Pattern], is_census: bool) -> Iterator[str]:
    """Those that are more than chance, or that an author declares; the others as a number."""
    shown = [each for each in patterns if each.is_shown]
    if is_census:
        beyond = sum(each.is_beyond_chance for each in shown)
        yield (
            f"Patterns that came back sooner than chance explains: {beyond}; others that an author declares: "
            f"{len(shown) - beyond}"
        )
    else:
        yield f"Patterns: {len(shown)}"
    for pattern in shown[:_MOST_PATTERNS]:
        yield from _pattern_lines(pattern)
    yield from _rest_line(len(shown) - _MOST_PATTERNS)
    if rest := len(patterns) - len(shown):
        yield (
            f"  {counted(rest, 'further pattern')} cannot be told from chance: the same incidents at random times come "
            "back as soon. --json has them."
        )


def _failure_lines(failures: Sequence[ControlFailure]) -> Iterator[str]:
    if failures:
        yield ""
        yield from failure_lines(failures)


def _prevention_lines(broken: Sequence[BrokenPrevention]) -> Iterator[str]:
    suspected = [each for each in broken if not each.is_certain]
    if suspected:
        yield ""
        yield f"May have come back after verified prevention; no record says so: {len(suspected)}"
        yield from map(_broken_text, suspected[:_MOST_SUSPECTED])
        yield from _rest_line(len(suspected) - _MOST_SUSPECTED)


def _broken_text(broken: BrokenPrevention) -> str:
    verified = broken.verified.isoformat()
    return f"  {broken.record} {broken.action} ({broken.title}), verified {verified}, then {broken.came_back}"


def _share_lines(report: RecurrenceReport) -> Iterator[str]:
    yield f"Share of incidents that repeat one by signature (none said of fewer than {MIN_RATE}):"
    groups = (
        ("", report.share),
        ("family ", report.share_by_family),
        ("team ", report.share_by_team),
        ("model ", report.share_by_model),
        ("", report.share_by_period),
    )
    rows = [
        (f"{kind}{share.group}", f"{share.n}", f"{len(share.recurrences)}", *_share_cells(share))
        for kind, shares in groups
        for share in shares
    ]
    yield from table(["group", "N", "came back", "share", "95 % interval", "by chance", "more than chance"], rows)
    yield "  By chance: the share if the same incidents had begun at random times, with the same causes and artifacts."
    yield "  More than chance: where the interval reaches below 0, the share cannot be told from chance."
    if any(share.is_truncated for share in report.share_by_period):
        yield (
            f"  Too early: within {counted(report.window_days, 'day')} of the first record, when little could repeat "
            "yet. The other rows hold these incidents too, and so does their chance."
        )


def _share_cells(share: Share) -> tuple[str, ...]:
    if share.value is None or share.low is None or share.high is None or share.chance is None:
        return "too early" if share.is_truncated else "too few", "–", "–", "–"
    chance = share.chance
    return (
        percent_text(share.value),
        f"{percent_text(share.low)} to {percent_text(share.high)}",
        f"{percent_text(chance.value)} ({percent_text(chance.low)} to {percent_text(chance.high)})",
        points_text(chance.excess_low, chance.excess_high),
    )


def _waiting_lines(found: TimeToRecurrence) -> Iterator[str]:
    yield (
        f"Time until an incident comes back: {found.events} of {found.n} did; {len(found.overlaps)} whose next one "
        "began before they had ended are left out."
    )
    if not found.steps:
        yield f"  Too few for a curve, which takes {MIN_TREND}."
        return
    rows = []
    for days, step in steps_by_days(found):
        cells = (
            (percent_text(1 - step.survival), f"{percent_text(1 - step.high)} to {percent_text(1 - step.low)}")
            if step
            else (percent_text(0.0), "–")
        )
        rows.append((f"{days} days", *cells))
    yield from table(["after", "came back", "95 % interval"], rows)
    if found.median:
        yield f"  Half had come back after {days_text(found.median.value)} ({limits_text(found.median)})."


def _age_lines(found: IncidentsByAge) -> Iterator[str]:
    yield (
        f"Incidents of an artifact as it ages: {counted(found.n, 'artifact')}, {counted(found.events, 'incident')}; "
        f"left out: {counted(len(found.undated), 'artifact')} without a day of going into service, "
        f"{counted(found.before_service, 'incident')} outside of it."
    )
    if not found.steps:
        yield f"  Too few for a curve, which takes {MIN_TREND}."
        return
    rows = [
        (f"{months} months", f"{step.mean:.2f}", f"{step.low:.2f} to {step.high:.2f}", f"{step.at_risk}")
        for months, step in steps_by_months(found)
    ]
    yield from table(["age", "incidents so far", "95 % interval", "watched"], rows)
