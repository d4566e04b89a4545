"""What stands on the first screen of a record page: what happened, how long it hurt, why, and what now stops it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil

from ml_postmortems.analytics.actions import ActionState
from ml_postmortems.model.account import Interval
from ml_postmortems.model.durations import harm_windows, key_instants
from ml_postmortems.model.impact import Measure
from ml_postmortems.model.instant import Duration, Span
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Confidence, KeyInstant
from ml_postmortems.web.phase_bar import phase_bar
from ml_postmortems.web.remedy import Measure as Listed
from ml_postmortems.web.remedy import Remedy, Unanswered, remedy
from ml_postmortems.web.sentences import Opening, as_reason, first_sentence, opening
from ml_postmortems.web.told_instants import by_then_text, is_by_day, is_exact, when_text
from ml_postmortems.wording import day_text, duration_text

_MOST_OF_THE_CAUSE = 240
"""How many letters of it stand here; the table of causes has them all."""
_MOST_OF_BOTH = 300
"""How many letters of a cause and the one behind it stand beside each other."""
_MOST_MEASURES, _MOST_CAUSES = 5, 2
_LESS_AND_LESS = (
    (_MOST_MEASURES, _MOST_CAUSES, True),
    (4, _MOST_CAUSES, True),
    (3, _MOST_CAUSES, True),
    (3, 1, True),
    (2, 1, True),
    (3, 1, False),
    (2, 1, False),
)
"""How many measures and causes without a fix are listed, and whether the cause behind the primary one is told."""
_PHONE_LINES = 35.7
"""How many lines the four answers and the title have at 390 x 844; a test in a browser measures the outcome."""
_LINE_LETTERS, _BOLD_LETTERS, _TITLE_LETTERS, _TITLE_LINES = 49, 42, 27, 1.35
_BAR_LINES = 3
_A_LENGTH, _AN_AMOUNT = "1 h 45 min to 3 h 5 min. ", ": about USD 304 million."
_A_STATE, _A_CATEGORY = "repair done ", " Cause category: Artifact mismatch"
"""What stands on the page in front of such texts or behind them, in its usual length."""
_REST = 0.1
"""The least share of the whole time that has to be left after the harm to be told."""
_SAID_FIRST = ("users", "requests", "predictions", "money")
_MILLION = 1_000_000
_CAME = {KeyInstant.STARTED: ("began", "begun"), KeyInstant.MITIGATED: ("ended", "ended")}


@dataclass(frozen=True, slots=True)
class InShort:
    """The first screen, as far as it has to be computed."""

    summary: str
    """Whole, since what it came to stands at its end; empty where it is not known."""
    primary: Opening | None
    """The first sentences of the primary cause; None where there is none yet."""
    behind: str
    """A sentence on what led to the primary cause, where both can be said in few words; else empty."""
    number: Measure | None
    """The first known number of the impact, with the words that say of what; None where the summary tells one."""
    rough_ends: str
    """Why the length of the harm is no single number: what is known of the ends; empty where it is exact or unknown."""
    all_well: str
    """How long after the end of the harm everything was normal again, where that was clearly later; else empty."""
    unknown_harm: tuple[str, ...]
    """Whole sentences on the ends of the harm that are not known; empty where both are."""
    remedy: Remedy
    measures: tuple[Listed, ...]
    """The repairs and measures that have room, as the list below the verdict has them."""
    unanswered: tuple[Unanswered, ...]
    """The causes without a fix that have room."""

    @property
    def more_measures(self) -> int:
        """How many repairs and measures have no room."""
        return len(self.remedy.repairs) + len(self.remedy.measures) - len(self.measures)

    @property
    def more_causes(self) -> int:
        """How many causes without a fix have no room."""
        return len(self.remedy.unanswered) - len(self.unanswered)


def in_short(record: Record, states: Mapping[str, ActionState]) -> InShort:
    """The first screen of a record whose actions stand so, by their ids."""
    summary = record.symptom if record.summary is None else known(record.summary)
    whole = InShort(
        summary=summary or "",
        primary=opening(record.primary.text, _MOST_OF_THE_CAUSE) if record.primary else None,
        behind=_behind(record),
        number=_first_number(record),
        rough_ends=rough_ends(record),
        all_well=all_well(record),
        unknown_harm=unknown_harm(record),
        remedy=(found := remedy(record, states)),
        measures=found.first(_MOST_MEASURES),
        unanswered=found.unanswered[:_MOST_CAUSES],
    )
    return _fitted(whole, record)


def _fitted(whole: InShort, record: Record) -> InShort:
    """The same with as much as a phone holds: what is left out is a number and a link."""
    room = _PHONE_LINES - _lines_above(whole, record)
    for measures, causes, has_behind in _LESS_AND_LESS:
        fitted = replace(
            whole,
            behind=whole.behind if has_behind else "",
            measures=whole.remedy.first(measures),
            unanswered=whole.remedy.unanswered[:causes],
        )
        if _lines_below(fitted) <= room:
            break
    return fitted


def _lines_above(short: InShort, record: Record) -> float:
    """The lines of what is never left out: title, summary, number, length and verdict."""
    bar = phase_bar(record)
    told = (short.rough_ends, bar.told if bar else "", short.all_well, *short.unknown_harm)
    return (
        _TITLE_LINES * _lines(record.title, _TITLE_LETTERS)
        + _lines(short.summary)
        + (_lines(f"{short.number.text}{_AN_AMOUNT}") if short.number else 0)
        + _lines(f"{_A_LENGTH}{' '.join(told)}")
        + (_BAR_LINES if bar and bar.scale is not None else 0)
        + _lines(short.remedy.verdict, _BOLD_LETTERS)
    )


def _lines_below(short: InShort) -> int:
    """The lines of the causes told, the list of measures and that of causes without a fix."""
    primary = short.primary.shown if short.primary else ""
    listed = [
        *(f"{each.action.title}{each.helps}" for each in short.measures),
        *(each.words for each in short.unanswered),
    ]
    rests = bool(short.more_measures) + bool(short.more_causes)
    return _lines(f"{primary} {short.behind}{_A_CATEGORY}") + sum(_lines(_A_STATE + each) for each in listed) + rests


def _lines(text: str, letters: int = _LINE_LETTERS) -> int:
    """How many lines of a phone a text takes, as far as its length tells."""
    return ceil(len(text.strip()) / letters)


def rough_ends(record: Record) -> str:
    """A sentence on the ends of the harm that are not known exactly: the reason why its length is a range."""
    instants = key_instants(record)
    start, end = instants.get(KeyInstant.STARTED), instants.get(KeyInstant.MITIGATED)
    if not isinstance(start, Span) or not isinstance(end, Span) or harm_windows(record):
        return ""
    rough = {name: span for name, span in zip(_CAME, (start, end), strict=True) if not is_exact(span)}
    if not rough:
        return ""
    if is_by_day(start) and is_by_day(end) and start.latest.first_day != end.latest.first_day:
        return f"From {day_text(start.latest)} to {day_text(end.latest)}."
    whens = dict.fromkeys(when_text(span) for span in rough.values())
    told = " and ".join(_CAME[name][0] for name in rough) if len(whens) == 1 else ""
    said = f"It {told} {next(iter(whens))}" if told else _each_end(rough)
    return f"{said}; {_why_rough(record, rough)}."


def _each_end(rough: Mapping[KeyInstant, Span]) -> str:
    return "It " + " and ".join(f"{_CAME[name][0]} {when_text(span)}" for name, span in rough.items())


def _why_rough(record: Record, rough: Mapping[KeyInstant, Span]) -> str:
    typed = [record.times.get(name) for name in rough]
    if all(isinstance(each, Interval) and each.one_of for each in typed):
        return "the sources differ"
    noun = "time" if all(is_by_day(span) for span in rough.values()) else "day"
    return f"the exact {noun} is not known" if len(rough) == 1 else f"the exact {noun}s are not known"


def all_well(record: Record) -> str:
    """A sentence on how long some trouble lasted on; without it a summary that tells of the whole contradicts."""
    instants = key_instants(record)
    start, end, normal = (
        instants.get(name) for name in (KeyInstant.STARTED, KeyInstant.MITIGATED, KeyInstant.RESOLVED)
    )
    if not isinstance(start, Span) or not isinstance(end, Span) or not isinstance(normal, Span):
        return ""
    rest, whole = Duration.between(end, normal), Duration.between(start, normal)
    if rest.shortest < _REST * whole.longest or rest.shortest <= timedelta(0):
        return ""
    return f"It took {duration_text(rest.as_told)} more until everything was normal."


def unknown_harm(record: Record) -> tuple[str, ...]:
    """What is known of the ends of the harm where that gives no duration: when, a bound, or why there is none."""
    instants = {name: value for name, value in key_instants(record).items() if name in _CAME}
    if all(isinstance(value, Span) for value in instants.values()):
        return ()
    told = tuple(dict.fromkeys(filter(None, (_end_text(record, name, value) for name, value in instants.items()))))
    bound = told[0].removeprefix("It began ")
    return (f"It began and ended {bound}",) if told[1:] == (f"It ended {bound}",) else told


def _end_text(record: Record, name: KeyInstant, value: Span | NotKnown) -> str:
    if isinstance(value, Span):
        return f"It {_CAME[name][0]} {when_text(value)}." if name is KeyInstant.MITIGATED else ""
    typed = record.times.get(name)
    if not isinstance(typed, Interval):
        return f"{value.why.rstrip('.')}."
    if typed.end:
        return f"It {_CAME[name][0]} {by_then_text(typed.end)}; when exactly is not known."
    since = typed.not_before
    return f"It had not {_CAME[name][1]} by {day_text(since)}." if since else ""


def _behind(record: Record) -> str:
    """What the first cause that led to the primary one says, if there is room for it beside that one."""
    primary = record.primary
    first = next((each for each in record.real_causes if primary and each.id in primary.caused_by), None)
    if not primary or not first:
        return ""
    sentence = first_sentence(first.text)
    if sentence.endswith("…") or len(opening(primary.text, _MOST_OF_THE_CAUSE).shown) + len(sentence) > _MOST_OF_BOTH:
        return ""
    is_known = first.confidence is Confidence.KNOWN
    if reason := as_reason(sentence):
        return f"{'It could happen because' if is_known else 'Perhaps it could happen because'} {reason}"
    return sentence if is_known else f"{sentence} That is not certain."


def _first_number(record: Record) -> Measure | None:
    """The first known number; none where the summary has one of the impact already, which its author chose."""
    impact = known(record.impact)
    if not impact:
        return None
    summary = known(record.summary) or ""
    told = (each for name in (*_SAID_FIRST, "other") for each in known_items(getattr(impact, name)))
    if any(_is_told(each, summary) for each in told):
        return None
    return next((each for name in _SAID_FIRST for each in known_items(getattr(impact, name))), None)


def _is_told(measure: Measure, summary: str) -> bool:
    """Whether a summary has each figure of a number, in digits or in millions."""
    figures = set(re.findall(r"\d+(?:[.,]\d+)*(?: million)?", summary))
    return all(f"{amount:,f}" in figures or f"{amount / _MILLION:f} million" in figures for amount in measure.amounts)
