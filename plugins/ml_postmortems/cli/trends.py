"""`postmortems trends`: what happens more often, and what less."""

from __future__ import annotations

from collections.abc import Iterator

import click

from ml_postmortems.analytics.exposure import MeasuredRates, Rate
from ml_postmortems.analytics.report import TrendReport, trend_report
from ml_postmortems.analytics.trends import Series, movements
from ml_postmortems.analytics.words import MIN_EVENTS, MOST_ALSO, MOST_RECORDS, WordReport
from ml_postmortems.cli.analytics_options import ReportRequest, report_options, show_report
from ml_postmortems.cli.analytics_text import about_lines
from ml_postmortems.cli.text_table import table
from ml_postmortems.model.terms import Coverage
from ml_postmortems.plurals import counted
from ml_postmortems.wording import p_text, rate_text


@click.command()
@click.option("--words", is_flag=True, help="Show the words and phrases that rise, too, out of the search index.")
@report_options
def trends(request: ReportRequest, *, words: bool) -> None:
    """Show which causes rise or fall, and count incidents by cause and time.

    A trend is reported only where it is more than chance, over all tests of the output together. Exit code 0: the
    report was printed. 2: there is no such team, model or cause.
    """
    report = trend_report(request.archive, request.scope, request.read_words() if words else None)
    show_report(request, report, trends_to_text)


def trends_to_text(report: TrendReport) -> Iterator[str]:
    """The lines for a terminal."""
    yield from about_lines("Trends", report.about)
    if not report.about.n:
        return
    yield ""
    moving = movements(report.series)
    if report.tests:
        tests = counted(report.tests, "test")
        yield f"What moves ({tests}, adjusted together; chance alone moves one such output in 20 at most):"
        for movement in moving:
            yield f"  {_name(movement.series)}: {_move_text(movement.series)}"
            yield from (f"    through {_name(leaf)}: {_move_text(leaf)}" for leaf in movement.through)
        if not moving:
            yield "  nothing moves by more than chance explains."
        yield ""
    yield "Incidents by primary cause:"
    if report.about.corpus is Coverage.CENSUS:
        headings = ["cause", "N", "last 365 days", "365 before", ""]
        rows = [[_name(each), f"{each.n}", *_last_year(each), each.verdict.value] for each in report.series]
    else:
        headings, rows = ["cause", "N"], [[_name(each), f"{each.n}"] for each in report.series]
    yield from table(headings, rows)
    yield ""
    yield "Incidents by the time they began" + (
        "" if report.periods[-1].is_complete else f" ({report.periods[-1].name} is not over):"
    )
    names = [period.name for period in report.periods]
    yield from table(
        ["cause", *names], [(_name(each), *(f"{count or '.'}" for count in each.counts)) for each in report.series]
    )
    if report.words:
        yield ""
        if report.about.corpus is Coverage.CENSUS:
            yield from _words_lines(report.words)
        else:
            yield "Words that rise: not told of a collection."
    for measured in report.rates:
        yield ""
        yield from _rate_lines(measured)


def _words_lines(report: WordReport) -> Iterator[str]:
    """A line of counts for each word, and one of records."""
    if not report.is_told:
        yield f"Words that rise: too few incidents; it takes {MIN_EVENTS} of the last 365 days and {MIN_EVENTS} before."
        return
    tests = counted(report.tests, "test")
    yield f"Words that rise, of {report.words:,} words and phrases ({tests}, adjusted together):"
    if not report.rising:
        yield "  none rises by more than chance explains."
        return
    yield "  They say what is written about more often, not why: new wording of old things rises, too."
    for each in report.rising:
        also = f" (with {', '.join(each.also[:MOST_ALSO])})" if each.also else ""
        where = "" if each.group.kind == "all" else f" in {each.group.kind} {each.group.key}"
        (last, of_last), (before, of_before) = each.recent_events, each.earlier_events
        yield f"  {each.text}{also}{where}: {last} of {of_last} in the last 365 days, {before} of {of_before} before"
        shown = ", ".join(each.recent[:MOST_RECORDS])
        rest = len(each.recent) - MOST_RECORDS
        yield f"    odds times {rate_text(each.odds)} ({p_text(each.adjusted)}); {shown}" + (
            f" and {rest} more" if rest > 0 else ""
        )


def _rate_lines(measured: MeasuredRates) -> Iterator[str]:
    yield f"Incidents for {measured.per:,} {measured.measure}:"
    rows = [
        (
            "all months" if rate.period == "all" else rate.period,
            f"{rate.months}",
            f"{rate.n}",
            f"{rate.exposure:,}",
            *_rate_cells(rate),
        )
        for rate in measured.rates
    ]
    yield from table(["time", "months", "N", measured.measure, "rate", "95 % interval"], rows)
    change = measured.change
    if change and change.ratio is not None and change.high is not None:
        yield (
            f"  The latest 12 months: {rate_text(change.ratio)} times the rate of the 12 before (95 %: "
            f"{rate_text(change.low)} to {rate_text(change.high)})."
        )


def _rate_cells(rate: Rate) -> tuple[str, str]:
    if rate.value is None or rate.low is None or rate.high is None:
        return "–", "–"
    return rate_text(rate.value), f"{rate_text(rate.low)} to {rate_text(rate.high)}"


def _move_text(series: Series) -> str:
    said = []
    if series.trend and series.trend.is_significant:
        said.append(f"{series.verdict} over the whole time ({p_text(series.trend.adjusted)})")
    if series.change and series.change.is_significant:
        last, before = _last_year(series)
        said.append(f"{last} in the last 365 days after {before} ({p_text(series.change.adjusted)}{_ratio(series)})")
    return "; ".join(said)


def _ratio(series: Series) -> str:
    if series.ratio is None or series.ratio_interval is None:
        return ""
    low, high = series.ratio_interval
    least, most = rate_text(low), rate_text(high) if high else "any"
    return f"; {rate_text(series.ratio)} times as many events, 95 % interval {least} to {most}"


def _last_year(series: Series) -> tuple[str, str]:
    last, before = series.last_year or ("–", "–")
    return f"{last}", f"{before}"


def _name(series: Series) -> str:
    return "all incidents" if series.group == "all" else series.group
