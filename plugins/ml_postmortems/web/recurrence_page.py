"""The recurrence page: what came back, after how long, and in spite of what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ml_postmortems.analytics.control_failures import ControlFailure
from ml_postmortems.analytics.patterns import Pattern
from ml_postmortems.analytics.preventions import BrokenPrevention
from ml_postmortems.analytics.recurrence_curves import DAYS_A_MONTH
from ml_postmortems.analytics.recurrences import Recurrence
from ml_postmortems.analytics.report import RecurrenceReport, recurrence_report
from ml_postmortems.analytics.shares import Share
from ml_postmortems.analytics.thresholds import MIN_RATE, MIN_TREND
from ml_postmortems.model.facets import CAUSE_FAMILY, MODEL, TEAM, Facet
from ml_postmortems.plurals import counted
from ml_postmortems.web.charts.curve import Step, curve
from ml_postmortems.web.charts.drawing import Chart, NotEnoughData
from ml_postmortems.web.control_pages import failed_controls
from ml_postmortems.web.long_lists import LongList, table_of_chart
from ml_postmortems.web.scoped_page import NOT_DRAWN, ScopedPage, months_text, too_few
from ml_postmortems.web.urls import RECURRENCE
from ml_postmortems.wording import days_text

_MOST_PATTERNS, _MOST_ROWS = 70, 200
"""How many of them a page has room for."""


@dataclass(frozen=True, slots=True)
class ShareTable:
    """Recurrence shares by one kind of group."""

    title: str
    facet: Facet | None
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class RecurrencePage(ScopedPage):
    """What the template of the recurrence page gets."""

    @cached_property
    def report(self) -> RecurrenceReport:
        """What the page says; `postmortems recurrence` says the same."""
        return recurrence_report(self.archive, self.scope)

    @property
    def declared(self) -> tuple[Recurrence, ...]:
        """What authors declared."""
        return self.report.declared

    @property
    def by_signature(self) -> tuple[Recurrence, ...]:
        """What records show by themselves."""
        return self.report.by_signature

    @property
    def overlaps(self) -> tuple[Recurrence, ...]:
        """What began before the earlier one had ended; no recurrence."""
        return self.report.overlaps

    @property
    def possible(self) -> tuple[Recurrence, ...]:
        """What may have come back within the window, if the times were known better."""
        return self.report.possible

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """Every pattern with an incident of the scope."""
        return self.report.patterns

    @property
    def pattern_groups(self) -> tuple[tuple[Pattern, ...], ...]:
        """The patterns that are shown, those over the same incidents together: they tell one story by several causes
        or places."""
        return _grouped(each for each in self.patterns if each.is_shown)

    @property
    def groups_beyond_chance(self) -> tuple[tuple[Pattern, ...], ...]:
        """Those of them that chance does not explain."""
        return tuple(group for group in self.pattern_groups if any(each.is_beyond_chance for each in group))

    @property
    def chance_groups(self) -> tuple[tuple[Pattern, ...], ...]:
        """The patterns that cannot be told from chance."""
        shown = {each.records for each in self.patterns if each.is_shown}
        return _grouped(each for each in self.patterns if each.records not in shown)

    @property
    def is_more_than_chance(self) -> bool:
        """Whether all incidents together come back more often than chance explains; patterns are told one by one."""
        return bool(self.overall and self.overall.chance and self.overall.chance.is_exceeded)

    @property
    def control_failures(self) -> tuple[ControlFailure, ...]:
        """Where controls failed, the latest first."""
        return self.report.control_failures

    @property
    def may_have_come_back(self) -> tuple[BrokenPrevention, ...]:
        """Every other one after which its cause met its artifact again."""
        return tuple(each for each in self.report.broken_preventions if not each.is_certain)

    @property
    def lists(self) -> Mapping[str, LongList]:
        """What can be too long for the page."""
        patterns, table = "pattern_list", "recurrence_table"
        return {
            "failed": failed_controls(lambda: self.control_failures),
            "patterns": _list(
                "patterns", "Patterns", "What met the same place again.", lambda: self.pattern_groups, patterns
            ),
            "chance": _list(
                "chance",
                "What cannot be told from chance",
                "Causes that met the same place again, no sooner than chance lets them.",
                lambda: self.chance_groups,
                patterns,
            ),
            "maybe": _list(
                "after-a-fix",
                "What may have come back after a fix",
                "No record says whether the prevention should have stopped it.",
                lambda: self.may_have_come_back,
                "prevention_table",
                "Preventions",
                "May have come back as",
            ),
            "declared": _list(
                "declared",
                "Declared recurrences",
                "What authors say came back, the latest first.",
                lambda: self.declared[::-1],
                table,
                "Declared",
            ),
            "signature": _list(
                "signature",
                "Recurrences by signature",
                "Incidents that share a cause and a place with an earlier one, the latest first.",
                lambda: self.by_signature[::-1],
                table,
                "By signature",
            ),
            "possible": _list(
                "possible",
                "Possible recurrences",
                "Their times are known too roughly to tell.",
                lambda: self.possible,
                table,
                "Possible",
            ),
            "overlaps": _list(
                "overlaps",
                "Overlaps",
                "Incidents that began before the earlier one had ended.",
                lambda: self.overlaps,
                table,
                "Overlaps",
            ),
            "waiting": table_of_chart(
                f"{RECURRENCE}waiting/", "Time until an incident comes back", lambda: self.time_to_recurrence_chart
            ),
            "ages": table_of_chart(
                f"{RECURRENCE}ages/", "Incidents of an artifact as it ages", lambda: self.incidents_by_age_chart
            ),
        }

    @property
    def window_days(self) -> int:
        """How long after an incident its signature counts as coming back."""
        return self.report.window_days

    @property
    def min_rate(self) -> int:
        """The least number of incidents behind a share."""
        return MIN_RATE

    @property
    def overall(self) -> Share | None:
        """The share of all incidents."""
        return next(iter(self.report.share), None)

    @property
    def share_tables(self) -> tuple[ShareTable, ...]:
        """The share by family, team, model and period."""
        report = self.report
        return (
            ShareTable("By family of the primary cause", CAUSE_FAMILY, report.share_by_family),
            ShareTable("By owning team", TEAM, report.share_by_team),
            ShareTable("By model", MODEL, report.share_by_model),
            ShareTable("By time", None, report.share_by_period),
        )

    @property
    def has_early_periods(self) -> bool:
        """Whether there are periods of which no share is said because they look back to before the first record."""
        return any(share.is_truncated for share in self.report.share_by_period)

    @cached_property
    def time_to_recurrence_chart(self) -> Chart | NotEnoughData:
        """The share of incidents that have not come back, by months since they ended."""
        found = self.report.time_to_recurrence
        subject = "Time until an incident comes back"
        if not self.archive.is_census:
            return NotEnoughData("waiting", subject, NOT_DRAWN)
        if found.events < MIN_TREND:
            return NotEnoughData("waiting", subject, too_few(found.events, "recurrence"))
        steps = [
            Step(each.time / DAYS_A_MONTH, each.survival, each.low, each.high, each.at_risk) for each in found.steps
        ]
        came_back = f"{found.events} of {counted(found.n, 'incident')} came back"
        median = f"Half of the incidents had come back after {days_text(found.median.value)}" if found.median else ""
        return curve(
            id="waiting",
            title=median or came_back,
            subject=subject,
            description=f"{came_back}; the curve falls from 1 to {found.steps[-1].survival:.2f}",
            definition=f"N = {counted(found.n, 'incident')}, {found.events} of which came back with a signature of "
            "their own, whatever the time between; the others were watched until the as-of date (Kaplan-Meier, band: "
            "95 %). "
            f"{counted(len(found.overlaps), 'incident')} whose next one began before they had ended are left out.",
            steps=steps,
            start=1.0,
            until=found.longest / DAYS_A_MONTH,
            x_name="months since the incident ended",
            y_name="share that has not come back",
            x_unit="After",
            x_text=months_text,
            highest=1.0,
        )

    @cached_property
    def incidents_by_age_chart(self) -> Chart | NotEnoughData:
        """The mean number of incidents of an artifact by its age."""
        found = self.report.incidents_by_age
        subject = "Incidents of an artifact as it ages"
        if not self.archive.is_census:
            return NotEnoughData("ages", subject, NOT_DRAWN)
        if found.events < MIN_TREND:
            return NotEnoughData(
                "ages", subject, too_few(found.events, "incident", "of an artifact with a day of going into service")
            )
        steps = [Step(each.age / DAYS_A_MONTH, each.mean, each.low, each.high, each.at_risk) for each in found.steps]
        return curve(
            id="ages",
            title=f"At {steps[-1].x:.0f} months an artifact has had {steps[-1].value:.1f} incidents on average",
            subject=subject,
            description=f"The mean rises from 0 to {steps[-1].value:.1f} incidents at {steps[-1].x:.0f} months",
            definition="A straight line means a steady rate, a bend upwards that incidents come faster with age. "
            f"N = {counted(found.n, 'artifact')} of the catalog with {counted(found.events, 'incident')}; "
            f"mean cumulative function with 95 % limits (Nelson 2003). {counted(len(found.undated), 'artifact')} "
            f"without a day of going into service and {counted(found.before_service, 'incident')} outside the time in "
            "service are left out. An incident counts for every artifact that it names, and the limits allow for that.",
            steps=steps,
            until=found.until / DAYS_A_MONTH,
            x_name="months in service",
            y_name="incidents an artifact",
            x_unit="Age",
            x_text=months_text,
        )


def _list(
    key: str, title: str, about: str, make: Callable[[], Sequence[object]], macro: str, *arguments: str
) -> LongList:
    most = _MOST_PATTERNS if macro == "pattern_list" else _MOST_ROWS
    return LongList(
        f"{RECURRENCE}{key}/", title, about, make, "recurrence_parts.html", macro, lambda: arguments, most=most
    )


def _grouped(patterns: Iterable[Pattern]) -> tuple[tuple[Pattern, ...], ...]:
    """Those over the same incidents together, in the order of the first."""
    groups: dict[tuple[str, ...], list[Pattern]] = {}
    for pattern in patterns:
        groups.setdefault(pattern.records, []).append(pattern)
    return tuple(map(tuple, groups.values()))
