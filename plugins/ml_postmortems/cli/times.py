"""`postmortems times`: how fast incidents are noticed, understood, ended and repaired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from ml_postmortems.analytics.latency import CategoryLatency
from ml_postmortems.analytics.report import TimesReport, times_report
from ml_postmortems.analytics.thresholds import MIN_QUANTILE, MIN_TREND
from ml_postmortems.analytics.times import Times
from ml_postmortems.cli.analytics_options import ReportRequest, report_options, show_report
from ml_postmortems.cli.analytics_text import about_lines
from ml_postmortems.cli.text_table import table
from ml_postmortems.model.terms import Coverage
from ml_postmortems.plurals import counted, words
from ml_postmortems.wording import days_text, interval_text, limits_text, quantile_text


@click.command()
@report_options
def times(request: ReportRequest) -> None:
    """Show how fast incidents are noticed, understood, ended and repaired, and actions completed.

    Medians and quantiles, never means. Exit code 0: the report was printed. 2: there is no such team, model or
    cause.
    """
    report = times_report(request.archive, request.scope)
    show_report(request, report, times_to_text)


def times_to_text(report: TimesReport) -> Iterator[str]:
    """The lines for a terminal."""
    yield from about_lines("Times", report.about)
    if not report.about.n:
        return
    yield ""
    yield f"How long it takes (no median of fewer than {MIN_QUANTILE}):"
    yield from _times_table("time", [(words(each.name), each) for each in report.times])
    yield from (f"  {words(each.name)}: {each.name.doc}" for each in report.times)
    yield ""
    yield "Time to detect, by who or what noticed it:"
    yield from _times_table("noticed by", [(words(each.group), each) for each in report.detection])
    negative = sum(len(each.negative) for each in report.detection)
    if negative:
        yield f"  {counted(negative, 'incident')} noticed before any harm: in the median as the shortest times."
    yield ""
    yield from _latency_lines(report.latency)
    if report.about.corpus is Coverage.CENSUS:
        yield ""
        yield from _completion_lines(report)


def _times_table(heading: str, rows: Sequence[tuple[str, Times]]) -> Iterator[str]:
    def cells(name: str, found: Times) -> tuple[str, ...]:
        median, most = found.median, found.quantile(0.9)
        return (
            name,
            f"{found.n}",
            quantile_text(median),
            interval_text(median),
            quantile_text(most),
            f"{len(found.ongoing)}",
            f"{len(found.unknown)}",
            f"{len(found.negative)}",
        )

    headings = [heading, "N", "median", "95 % interval", "9 of 10 within", "going on", "not known", "negative"]
    yield from table(headings, [cells(name, found) for name, found in rows])


def _latency_lines(latency: Sequence[CategoryLatency]) -> Iterator[str]:
    yield "How long causes were there before the harm began, and before they were detected:"
    rows = [
        (
            each.group,
            f"{found.n}",
            quantile_text(each.to_harm.median),
            interval_text(each.to_harm.median),
            quantile_text(found.median),
            interval_text(found.median),
            f"{len(found.ongoing)}",
            f"{len(found.unknown)}",
        )
        for each in latency
        for found in (each.to_detection,)
    ]
    headings = ["category", "N", "to harm", "95 % interval", "to detection", "95 % interval", "at least", "not known"]
    yield from table(headings, rows)
    yield "  An incident counts once in each category, by its oldest cause. Where a cause was there by some day and"
    yield "  nobody knows how much earlier, the time is at least so long, and counted so in the median."


def _completion_lines(report: TimesReport) -> Iterator[str]:
    completed = sum(action.is_completed for action in report.actions)
    yield f"Actions: {completed} of {len(report.actions)} completed; open ones were watched until the as-of date."
    if not report.completion:
        yield f"  Too few for a curve, which takes {MIN_TREND}."
    elif report.completion_median:
        found = report.completion_median
        yield f"  Half are completed {days_text(found.value)} after the incident was noticed ({limits_text(found)})."
    else:
        yield "  Fewer than half are completed."
    rows = [
        (each.group.value, f"{each.n}", f"{each.completed}", f"{each.median.value:.0f} days" if each.median else "–")
        for each in report.completion_groups
    ]
    yield from table(["by type and priority", "N", "completed", "half after"], rows)
