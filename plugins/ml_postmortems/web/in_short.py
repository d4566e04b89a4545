"""What stands on the first screen of a record page: what happened, how long it hurt, why, and what now stops it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ml_postmortems.analytics.actions import ActionState
from ml_postmortems.model.account import Interval
from ml_postmortems.model.durations import key_instants
from ml_postmortems.model.impact import Measure
from ml_postmortems.model.instant import Precision, Span
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Confidence, KeyInstant
from ml_postmortems.web.remedy import Remedy, remedy
from ml_postmortems.web.sentences import Opening, first_sentence, opening
from ml_postmortems.wording import day_text

_MOST_OF_THE_CAUSE = 240
"""How many letters of it stand here; the table of causes has them all."""
_MOST_OF_BOTH = 200
"""How many letters of a cause and the one behind it stand beside each other."""
_SAID_FIRST = ("users", "requests", "predictions", "money")
_CAME = {KeyInstant.STARTED: ("began", "begun"), KeyInstant.MITIGATED: ("ended", "ended")}


@dataclass(frozen=True, slots=True)
class Behind:
    """A cause behind another one, in its first sentence."""

    text: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class InShort:
    """The first screen, as far as it has to be computed."""

    summary: str
    """Whole, since what it came to stands at its end; empty where it is not known."""
    primary: Opening | None
    """The first sentences of the primary cause; None where there is none yet."""
    behind: Behind | None
    """What led to the primary cause, where both can be said in few words."""
    number: Measure | None
    """The first known number of the impact, with the words that say of what; None where the summary tells it."""
    unknown_harm: tuple[str, ...]
    """Whole sentences on the ends of the harm that are not known; empty where both are."""
    remedy: Remedy


def in_short(record: Record, states: Mapping[str, ActionState]) -> InShort:
    """The first screen of a record whose actions stand so, by their ids."""
    summary = record.symptom if record.summary is None else known(record.summary)
    return InShort(
        summary=summary or "",
        primary=opening(record.primary.text, _MOST_OF_THE_CAUSE) if record.primary else None,
        behind=_behind(record),
        number=_first_number(record),
        unknown_harm=unknown_harm(record),
        remedy=remedy(record, states),
    )


def unknown_harm(record: Record) -> tuple[str, ...]:
    """What is known of the ends of the harm where that gives no duration: when, a bound, or why there is none."""
    instants = {name: value for name, value in key_instants(record).items() if name in _CAME}
    if all(isinstance(value, Span) for value in instants.values()):
        return ()
    told = tuple(dict.fromkeys(filter(None, (_end_text(record, name, value) for name, value in instants.items()))))
    bound = told[0].removeprefix("It had begun ")
    return (f"It had begun and ended {bound}",) if told[1:] == (f"It had ended {bound}",) else told


def _end_text(record: Record, name: KeyInstant, value: Span | NotKnown) -> str:
    if isinstance(value, Span):
        return f"It {_CAME[name][0]} {_when(value)}." if name is KeyInstant.MITIGATED else ""
    typed = record.times.get(name)
    if not isinstance(typed, Interval):
        return f"{value.why.rstrip('.')}."
    if typed.end:
        return f"It had {_CAME[name][1]} by {day_text(typed.end)}, nobody knows how much earlier."
    since = typed.not_before
    return f"It had not {_CAME[name][1]} by {day_text(since)}." if since else ""


def _when(span: Span) -> str:
    first, last = day_text(span.earliest), day_text(span.latest)
    if first != last:
        return f"between {first} and {last}"
    return f"{'on' if span.latest.precision in (Precision.DAY, Precision.MOMENT) else 'in'} {last}"


def _behind(record: Record) -> Behind | None:
    """The first cause that led to the primary one, if there is room for it beside that one."""
    primary = record.primary
    first = next((each for each in record.real_causes if primary and each.id in primary.caused_by), None)
    if not primary or not first:
        return None
    sentence = first_sentence(first.text)
    if len(primary.text) + len(sentence) > _MOST_OF_BOTH:
        return None
    return Behind(sentence, first.confidence is Confidence.KNOWN)


def _first_number(record: Record) -> Measure | None:
    impact = known(record.impact)
    if not impact:
        return None
    found = next((each for name in _SAID_FIRST for each in known_items(getattr(impact, name))), None)
    return None if found and _is_told(found, known(record.summary) or "") else found


def _is_told(measure: Measure, summary: str) -> bool:
    """Whether a summary has each figure of a number, so that it need not stand beside it again."""
    figures = {f"{amount:,f}" for amount in measure.amounts}
    return figures <= set(re.findall(r"\d+(?:[.,]\d+)*", summary))
