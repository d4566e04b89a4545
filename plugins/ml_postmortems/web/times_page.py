"""The times page: how fast incidents are noticed, understood, ended and repaired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ml_postmortems.analytics.latency import CategoryLatency
from ml_postmortems.analytics.recurrence_curves import DAYS_A_MONTH
from ml_postmortems.analytics.report import TimesReport, times_report
from ml_postmortems.analytics.thresholds import MIN_QUANTILE, MIN_TREND
from ml_postmortems.analytics.times import MeasuredTime, Times
from ml_postmortems.model.facets import DETECTION
from ml_postmortems.model.instant import Duration
from ml_postmortems.plurals import counted, words
from ml_postmortems.web.charts.curve import Step, curve
from ml_postmortems.web.charts.drawing import Chart, NotEnoughData
from ml_postmortems.web.charts.strip import Item, Lane, strip
from ml_postmortems.web.long_lists import LongList, table_of_chart
from ml_postmortems.web.scoped_page import NOT_DRAWN, ScopedPage, drawn, months_text, too_few
from ml_postmortems.web.urls import TIMES, record_url
from ml_postmortems.wording import days_text, duration_text, quantile_text


@dataclass(frozen=True)
class TimesPage(ScopedPage):
    """What the template of the times page gets."""

    @cached_property
    def report(self) -> TimesReport:
        """What the page says; `postmortems times` says the same."""
        return times_report(self.archive, self.scope)

    @property
    def times(self) -> tuple[Times, ...]:
        """Every time over all incidents."""
        return self.report.times

    @property
    def detection(self) -> tuple[Times, ...]:
        """The time to detect by who noticed."""
        return self.report.detection

    @property
    def latency(self) -> tuple[CategoryLatency, ...]:
        """How long causes were there, over all and by category."""
        return self.report.latency

    @cached_property
    def latency_chart(self) -> Chart | NotEnoughData:
        """One lane for the time to harm and one for that to detection, over all causes."""
        found = self.latency[0]
        lanes = [
            self._lane(times, name, "#causes")
            for name, times in (("Until the harm", found.to_harm), ("Until detected", found.to_detection))
            if times.n
        ]
        subject = "How long causes were there"
        if not lanes:
            return NotEnoughData("latency", subject, "No record says since when one of its causes was there.")
        seen = found.to_detection
        title = _median("A cause was there for", seen, "before it was detected")
        return self._strip("latency", title, subject, lanes, len(self.incidents))

    @property
    def min_quantile(self) -> int:
        """The least number of incidents behind a quantile."""
        return MIN_QUANTILE

    @property
    def min_trend(self) -> int:
        """The least number of completed actions behind a median of theirs."""
        return MIN_TREND

    @cached_property
    def times_chart(self) -> Chart | NotEnoughData:
        """One lane for each time."""
        lanes = [self._lane(each, words(each.name).capitalize()) for each in self.times if each.n]
        detect = self.times[0]
        title = _median("Half of the incidents were noticed within", detect, "")
        return self._strip("times", title, "Times, incident by incident", lanes, len(self.incidents))

    @cached_property
    def detection_chart(self) -> Chart | NotEnoughData:
        """One lane for each detection source."""
        lanes = [self._lane(each, self.source_name(each.group)) for each in self.detection if each.n]
        subject = "Time to detect, by who or what noticed"
        return self._strip("detection", self._of_sources, subject, lanes, len(self.incidents))

    @cached_property
    def completion_chart(self) -> Chart | NotEnoughData:
        """The share of actions that are not completed, by months since the incident was noticed."""
        subject = "Time until a lasting action is completed"
        if not self.report.completion:
            completed = sum(each.is_completed for each in self.report.actions)
            reason = too_few(completed, "action", "with a day of completion")
            return NotEnoughData("actions", subject, reason if self.archive.is_census else NOT_DRAWN)
        return _completion_curve(self.report, subject)

    @property
    def lists(self) -> Mapping[str, LongList]:
        """The tables behind the charts, which can be too long for the page."""
        tables = {
            "times": ("Times, incident by incident", lambda: self.times_chart),
            "detection": ("Time to detect, by who or what noticed", lambda: self.detection_chart),
            "latency": ("How long causes were there", lambda: self.latency_chart),
            "completion": ("Time until a lasting action is completed", lambda: self.completion_chart),
        }
        return {key: table_of_chart(f"{TIMES}{key}/", title, chart) for key, (title, chart) in tables.items()}

    def source_name(self, source: str) -> str:
        """The name of a detection source."""
        term = self.index.term(DETECTION, source)
        return term.term.name if term else source.capitalize()

    def _lane(self, times: Times, name: str, anchor: str = "#times") -> Lane:
        median = times.median
        said = f", median {quantile_text(median)}" if median else ""
        return Lane(
            name,
            f"N = {times.n}{said}",
            tuple(self._item(each, anchor) for each in times.measured),
            median=(median.low, median.high) if median else None,
            interval=median.interval if median else None,
        )

    def _item(self, measured: MeasuredTime, anchor: str) -> Item:
        record = self.index.corpus.get(measured.record)
        title = f"{measured.record} {record.title}" if record else measured.record
        text = duration_text(Duration(measured.shortest, measured.longest))
        return Item(title, text, record_url(measured.record) + anchor, measured.shortest, measured.longest)

    @property
    def _of_sources(self) -> str:
        """The medians of the quickest and the slowest source, of those that have one."""
        medians = {self.source_name(each.group): each.median for each in self.detection if each.median}
        told = sorted(medians.items(), key=lambda each: (each[1].low + each[1].high, each[0]))
        if not told:
            return "Too few incidents of any one source to say how fast it notices"
        said = [f"{name} {quantile_text(median)}" for name, median in (told[0], told[-1])]
        return f"Median time to detect: {', '.join(dict.fromkeys(said))}"

    def _strip(self, id: str, title: str, subject: str, lanes: Sequence[Lane], n: int) -> Chart | NotEnoughData:
        band = "the band is its 95 % interval. " if self.archive.is_census else "it describes these records only. "
        chart = strip(
            id=id,
            title=title,
            subject=subject,
            definition=f"Of {counted(n, 'incident')}, those whose two instants are known. Each dot is an incident, on "
            "a scale on which equal steps are equal ratios; a hollow dot is a time that is only known to lie on its "
            f"line. The upright line is the median, from {MIN_QUANTILE} incidents on, an open box the span in which it "
            f"lies; {band}What took less than a minute stands at the left edge.",
            lanes=lanes,
        )
        if not chart:
            return NotEnoughData(id, subject, "No incident has both instants that such a time needs.")
        measured = {item.href for lane in lanes for item in lane.items}
        return drawn(chart, len(measured), which="whose times are known")


def _median(begin: str, times: Times, end: str) -> str:
    """The median in a sentence, or that there are too few for one."""
    if not times.median:
        return f"Too few known times for a median: {times.n}"
    told = quantile_text(times.median).removeprefix("at most ")
    return " ".join(filter(None, (begin, told, end, f"(median of {times.n})")))


def _completion_curve(report: TimesReport, subject: str) -> Chart:
    found, survival, median = report.actions, report.completion, report.completion_median
    said = f"Half of the lasting actions are completed after {days_text(median.value)}" if median else ""
    completed = sum(each.is_completed for each in found)
    done = f"{completed} of {counted(len(found), 'lasting action')} are completed"
    return curve(
        id="actions",
        title=said or done,
        subject=subject,
        description=f"{said or 'Fewer than half are completed'}; {done}",
        definition=f"N = {counted(len(found), 'action')} that detect, prevent or change a process, from the day "
        "the incident was noticed. Open ones "
        "were watched until the as-of date, given-up ones are left out (Kaplan-Meier, band: 95 %).",
        steps=[Step(each.time / DAYS_A_MONTH, each.survival, each.low, each.high, each.at_risk) for each in survival],
        start=1.0,
        until=max(each.days for each in found) / DAYS_A_MONTH,
        x_name="months since the incident was noticed",
        y_name="share not completed",
        x_unit="After",
        x_text=months_text,
        highest=1.0,
    )
