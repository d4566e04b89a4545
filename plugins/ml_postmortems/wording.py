"""Values as people read them, at a terminal and on pages: instants, durations, amounts, quantiles and shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, timedelta
from decimal import Decimal
from math import floor, log10
from typing import TypeVar

from ml_postmortems.analytics.actions import ListedAction
from ml_postmortems.analytics.agreement import Agreement
from ml_postmortems.analytics.catch_rates import CatchRate
from ml_postmortems.analytics.control_report import ControlReport
from ml_postmortems.analytics.controls import ControlLedger, ControlState
from ml_postmortems.analytics.recurrences import Gap
from ml_postmortems.analytics.survival import Median
from ml_postmortems.analytics.thresholds import MIN_RATE
from ml_postmortems.analytics.times import Quantile
from ml_postmortems.model.failure_numbers import FailureNumbers
from ml_postmortems.model.impact import Measure, Quantity
from ml_postmortems.model.instant import Duration, Instant, Precision, Span
from ml_postmortems.model.record import Record
from ml_postmortems.model.risk import Movement
from ml_postmortems.model.risk_steps import is_as_hoped, movement_of
from ml_postmortems.model.terms import Term
from ml_postmortems.plurals import counted, singular_unit, words

TermT = TypeVar("TermT", bound=Term)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_WHOLE_DAYS = 10
"""From so many days on hours say nothing that anybody needs."""
_LEAST_P = 0.001
_MOVEMENTS = {
    Movement.DOWN: "The risk of the next one went down",
    Movement.SAME: "The risk of the next one was estimated again and did not move",
    Movement.MIXED: "One of likelihood and impact went up, and the other down",
    Movement.UP: "The risk of the next one went up",
    Movement.NOT_AGAIN: "The risk of the next one was estimated once, and not again",
}
_CURRENCIES = {"AUD", "BRL", "CAD", "CHF", "CNY", "EUR", "GBP", "INR", "JPY", "KRW", "NOK", "NZD", "SEK", "SGD", "USD"}
"""Units that stand before the number."""


def instant_text(instant: Instant) -> str:
    """As exact as it is known: `18 Nov 2025, 11:20 UTC`, `5 Aug 2025`, `Oct 2021` or `2021`."""
    month = _MONTHS[instant.month - 1]
    match instant.precision:
        case Precision.YEAR:
            return f"{instant.year}"
        case Precision.MONTH:
            return f"{month} {instant.year}"
        case Precision.DAY:
            return f"{instant.day} {month} {instant.year}"
        case Precision.MOMENT:
            return f"{instant.day} {month} {instant.year}, {clock_text(instant)}"


def day_text(instant: Instant) -> str:
    """The day, for lists: `18 Nov 2025`, or less where less is known."""
    if instant.precision is Precision.MOMENT:
        return f"{instant.day} {_MONTHS[instant.month - 1]} {instant.year}"
    return instant_text(instant)


def month_text(instant: Instant) -> str:
    """The month, for narrow columns: `Nov 2025`, or the year where no more is known."""
    is_by_year = instant.precision is Precision.YEAR
    return f"{instant.year}" if is_by_year else f"{_MONTHS[instant.month - 1]} {instant.year}"


def date_text(day: date) -> str:
    """A day of the calendar: `18 Nov 2025`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def clock_text(instant: Instant) -> str:
    """The time of day with its offset: `11:20 UTC`, `15:16 UTC-8`; seconds only where they are not zero."""
    return f"{time_of_day_text(instant)} {zone_text(instant)}"


def time_of_day_text(instant: Instant) -> str:
    """The time of day of a moment where it happened: `11:20`; seconds only where they are not zero."""
    moment = instant.moment
    assert moment is not None
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"


def zone_text(instant: Instant) -> str:
    """The offset of a moment: `UTC`, `UTC-8`."""
    moment = instant.moment
    assert moment is not None
    minutes = int((moment.utcoffset() or timedelta()).total_seconds() // 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


def span_text(span: Span) -> str:
    """A known instant, or `between X and Y`."""
    if span.earliest == span.latest:
        return instant_text(span.earliest)
    return f"between {instant_text(span.earliest)} and {instant_text(span.latest)}"


def duration_text(duration: Duration) -> str:
    """As exact as both ends allow: `4 h 22 min`, `3 to 11 min`, `197 days`, `about 30 days`, `less than 2 days`."""
    shortest, longest = duration.shortest.total_seconds(), duration.longest.total_seconds()
    if duration.is_exact:
        return _exact_text(shortest)
    if duration.is_negative:
        return f"about {_rough_text(-(shortest + longest) / 2)} before"
    if shortest <= 0:
        return f"less than {_rough_text(longest)}"
    if _DAY <= longest - shortest <= 2 * _DAY:
        return f"about {_rough_text((shortest + longest) / 2)}"
    to_text = _exact_text if longest - shortest < _DAY else _rough_text
    low, high = to_text(shortest), to_text(longest)
    return f"about {low}" if low == high else _from_to(low, high)


def at_least_text(duration: Duration) -> str:
    """The shortest that a duration can be, to follow `at least`; never more than is known."""
    return _exact_text(duration.shortest.total_seconds(), rounded=int)


def _from_to(low: str, high: str) -> str:
    """Both ends, their unit once where it is the same: `3 to 11 min`, `45 min to 2 h 5 min`."""
    match low.split(), high.split():
        case [number, unit], [_, other] if unit.rstrip("s") == other.rstrip("s"):
            low = number
    return f"{low} to {high}"


def _exact_text(seconds: float, rounded: Callable[[float], int] = round) -> str:
    """Two units at most; from ten days on whole days, `rounded`."""
    if seconds < 0:
        return f"{_exact_text(-seconds)} before"
    if seconds >= _WHOLE_DAYS * _DAY:
        return counted(rounded(seconds / _DAY), "day")
    days, rest = divmod(int(seconds), _DAY)
    hours, rest = divmod(rest, _HOUR)
    minutes, rest = divmod(rest, _MINUTE)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (rest, "s")]
    first = next((place for place, (number, _) in enumerate(parts) if number), 2)
    said = [f"{number} {unit}" for number, unit in parts[first : first + 2] if number]
    return " ".join(said) or "0 min"


_ROUGH_UNITS = (
    (365.25 * _DAY, "year", 6),
    (30.4375 * _DAY, "month", 3),
    (_DAY, "day", 2),
    (_HOUR, "hour", 1),
)
"""The length of a unit, its name, and from how many on it is used: `20 months` says more than `2 years`."""


def _rough_text(seconds: float) -> str:
    for size, unit, least in _ROUGH_UNITS:
        if seconds >= least * size:
            return counted(round(seconds / size), unit)
    return counted(max(1, round(seconds / _MINUTE)), "minute")


def amount_text(value: Decimal | Quantity, unit: str, *, about: bool = False) -> str:
    """A number or a range with its unit: `USD 304 million`, `at most about 9,800 homes`, `1 person`."""
    if isinstance(value, Quantity):
        match value.at_least, value.at_most:
            case (None, Decimal() as most):
                return f"at most {_amount(most, unit, about=about)}"
            case (Decimal() as least, None):
                return f"at least {_amount(least, unit, about=about)}"
            case (Decimal() as least, Decimal() as most):
                low, high = _number_text(least), _number_text(most)
                if low.endswith(" million") and high.endswith(" million"):
                    low = low.removesuffix(" million")
                return f"{'about ' if about else ''}{_with_unit(f'{low} to {high}', unit)}"
            case _:
                return f"unknown {unit}"
    return _amount(value, unit, about=about)


def _amount(value: Decimal, unit: str, *, about: bool) -> str:
    said = _with_unit(_number_text(value), singular_unit(unit) if value == 1 else unit)
    return f"about {said}" if about else said


def _number_text(value: Decimal) -> str:
    if value >= 1_000_000 and value % 100_000 == 0:
        return f"{(value / 1_000_000).normalize():,f} million"
    return f"{value:,f}"


def _with_unit(text: str, unit: str) -> str:
    return f"{unit} {text}" if unit in _CURRENCIES else f"{text} {unit}"


def measure_text(measure: Measure) -> str:
    """The number of a measure, and whether its source says `about`."""
    return amount_text(measure.value, measure.unit, about=measure.approximate)


def unmet_text(state: ControlState) -> str:
    """What stands in place of what a control did, where no later record tells that it was needed."""
    match state:
        case ControlState.VERIFIED | ControlState.DONE:
            return "no later record"
        case ControlState.ANNOUNCED:
            return "not told"
        case _:
            return "not in place"


def failing_text(ledger: ControlLedger) -> str:
    """What speaks against the state of a control: `its regression case fails`; empty where nothing does."""
    failing = len(ledger.failing_cases)
    if failing < 2:
        return "its regression case fails" if failing else ""
    return f"{failing} of its regression cases fail"


def control_name(control: str) -> str:
    """The id of a control as a title: `phased-rollout` is `Phased rollout`."""
    return words(control).capitalize()


def control_state_text(ledger: ControlLedger) -> str:
    """How far a control has come, and what speaks against it: `verified, but its regression case fails`."""
    return ", but ".join(filter(None, (words(ledger.state), failing_text(ledger))))


def counts_text(counts: Mapping[TermT, int]) -> str:
    """How many of which: `3 missed, 1 too late`; empty where there is none."""
    return ", ".join(f"{number} {words(term)}" for term, number in counts.items() if number)


def catch_rate_text(rate: CatchRate, *, with_reasons: bool = True) -> str:
    """How often a control held, with its base: `stopped 12 of 14 since 1 Jan 2025 (86 %; 95 %: 60 to 96 %)`.

    Where records do not say what it did it is a range: `stopped 11 to 15 of 15 since ... (73 to 100 %: of 4 no record
    says what it did; ...)`. A table that counts those beside it needs no reasons, for ranges and for shares not said.
    """
    stopped = str(rate.caught)
    unsaid = f"of {rate.not_said} no record says what it did" if rate.not_said and with_reasons else ""
    if rate.not_said:
        stopped = f"{rate.caught} to {rate.caught + rate.not_said}"
    if rate.least is None or rate.most is None or rate.low is None or rate.high is None:
        too_few = f"fewer than {MIN_RATE}, so no share is said" if with_reasons else ""
        share = "; ".join(filter(None, (unsaid, too_few)))
    else:
        among = percent_text(rate.least)
        if rate.not_said:
            among = f"{rate.least * 100:.0f} to {percent_text(rate.most)}{f': {unsaid}' if unsaid else ''}"
        share = f"{among}; 95 %: {rate.low * 100:.0f} to {percent_text(rate.high)}"
    return f"stopped {stopped} of {rate.met} since {date_text(rate.since)}{f' ({share})' if share else ''}"


def no_rate_text(report: ControlReport) -> str:
    """Why it is not said how often a control held."""
    if report.has_rates:
        return "No rate: nothing is told of it since the log is complete and it was in place."
    if report.complete_since:
        return "These are counts and no rates: the records are a collection and not all incidents."
    return (
        "These are counts and no rates: records tell what a control let through, and seldom what it stopped. "
        "Only a complete log of catches (catches.csv) tells both."
    )


def postponed_text(action: ListedAction) -> str:
    """How its due date moved to later days: `postponed twice, by 45 days`; empty where it did not or nobody knows."""
    times = action.times_postponed
    if not times:
        return ""
    often = {1: "once", 2: "twice"}.get(times, f"{times} times")
    return f"postponed {often}, by {counted(action.days_postponed or 0, 'day')}"


def utc_text(instant: Instant) -> str | None:
    """The same moment in UTC, where it was given with another offset."""
    if instant.moment is None or not instant.moment.utcoffset():
        return None
    moment = instant.moment.astimezone(UTC)
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}, {moment:%H:%M} UTC"


def quantile_text(quantile: Quantile | None) -> str:
    """A quantile as people read it, or a dash where there is none; one that lies in a span says both ends."""
    if not quantile:
        return "–"
    low, high = (_whole(end, quantile.step) for end in (quantile.low, quantile.high))
    if low == high:
        return _exact_text(low)
    return _from_to(_exact_text(low), _exact_text(high)) if low else f"at most {_exact_text(high)}"


def interval_text(quantile: Quantile | None) -> str:
    """Its interval, from the lower end to the upper one."""
    if not quantile or not quantile.interval:
        return "–"
    low, high = (_exact_text(_whole(end, quantile.step)) for end in quantile.interval)
    return _from_to(low, high)


def _whole(time: timedelta, step: timedelta) -> float:
    """Seconds, as a whole number of steps: what lies between two times is known no better than they are."""
    return round(time / step) * step.total_seconds()


def gap_text(gap: Gap) -> str:
    """The time between two incidents; an overlap says so, and so does an earlier one that is not over."""
    if gap.is_ongoing:
        return "while the earlier one was going on"
    if gap.longest < timedelta(0):
        return f"{duration_text(Duration(-gap.longest, -gap.shortest))} of overlap"
    return duration_text(Duration(gap.shortest, gap.longest))


def rate_text(rate: float) -> str:
    """A rate or a ratio to two digits, in plain digits: `0.034`, `1.8`, `25`."""
    digits = max(0, 1 - floor(log10(rate))) if rate > 0 else 0
    return f"{rate:,.{digits}f}"


def days_text(days: float) -> str:
    """A time that is told in days: `less than a day`, `1 day`, `40 days`."""
    return counted(round(days), "day") if days >= 1 else "less than a day"


def limits_text(median: Median) -> str:
    """The 95 % interval of a median in days: `95 %: 30 to 60 days`; the curve may never reach an end of it."""
    low, high = (None if end is None else days_text(end) for end in (median.low, median.high))
    if low is None or high is None:
        return f"95 %: {low} or more" if low else "no 95 % interval"
    return f"95 %: {_from_to(low, high)}"


def p_text(p: float) -> str:
    """A p-value to two digits, to follow the name of the test: `p = 0.034`, `p < 0.001`."""
    return f"p < {_LEAST_P}" if p < _LEAST_P else f"p = {p:.2g}"


def points_text(low: float, high: float) -> str:
    """From one difference of shares to another, in points of a hundred: `3 to 16 points`, `-4 to 9 points`."""
    return f"{low * 100:.0f} to {high * 100:.0f} points".replace("-0 ", "0 ")


def percent_text(share: float) -> str:
    """A share between 0 and 1 as a whole percentage."""
    return f"{share * 100:.0f} %"


def risk_sentence(record: Record) -> str:
    """The way from the first estimate to the last, and whether it came as far as was hoped; empty without one."""
    movement = movement_of(record)
    if movement is None:
        return ""
    match is_as_hoped(record):
        case True:
            hoped = " That is as low as was hoped for once the actions are done."
        case False:
            hoped = " The last estimate is worse than was hoped for once the actions are done."
        case None:
            hoped = ""
    return f"{_MOVEMENTS[movement]}.{hoped}"


def numbers_text(numbers: FailureNumbers) -> str:
    """What was expected, observed and measured after the fix: `expected 62 %, observed 41 %, after the fix 63 %`."""
    return ", ".join(f"{name.lower()} {amount_text(value, numbers.unit)}" for name, value in numbers.values)


def agreement_text(agreement: Agreement) -> str:
    """How often two answers are the same, with share and kappa where there is enough to say them."""
    text = f"{agreement.same} of {agreement.n} the same"
    if agreement.share is not None:
        text += f", {percent_text(agreement.share)}"
    if kappa := agreement.kappa:
        ends = "" if kappa.low is None else f" ({kappa.low:.2f} to {kappa.high:.2f})"
        text += f", kappa {kappa.value:.2f}{ends}"
    return text
