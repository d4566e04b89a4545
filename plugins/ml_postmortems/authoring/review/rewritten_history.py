"""What a pull request says otherwise than a merged record did: the facts that totals rest on, old and new."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.authoring.review.change import value
from ml_postmortems.lint.corrections import was_merged
from ml_postmortems.model.durations import key_instants
from ml_postmortems.model.impact import IMPACT_HEADINGS, Impact, Measure, Quantity
from ml_postmortems.model.instant import Span
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.reading.record_file import RecordFile

_NOTHING = "nothing"


def rewritten_history(before: RecordFile | None, after: RecordFile) -> tuple[str, ...]:
    """Sentences on severity, kind, visibility, numbers, harm and times that a merged record no longer has.

    What is only added is none; each sentence has the former value and the new one.
    """
    if not before or not was_merged(before) or not before.record or not after.record:
        return ()
    return (*_rewritten(before.record, after.record), *_granted(before.record, after.record))


def _rewritten(old: Record, new: Record) -> Iterator[str]:
    for name in ("severity", "kind", "visibility"):
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield f"{name}: {was} → {now}"
    yield from _numbers(known(old.impact), known(new.impact))
    before, after = key_instants(old), key_instants(new)
    for instant, span in before.items():
        if isinstance(span, Span) and (now := _moment(after.get(instant))) != _moment(span):
            yield f"{instant.value}: {_moment(span)} → {now}"


def _numbers(old: Impact | None, new: Impact | None) -> Iterator[str]:
    if not old:
        return
    for heading in IMPACT_HEADINGS:
        was, now = ([_amount(each) for each in _measures(impact, heading)] for impact in (old, new))
        if lost := [each for each in was if each not in now]:
            added = [each for each in now if each not in was]
            yield f"{heading}: {value(', '.join(lost))} → {value(', '.join(added) or _NOTHING)}"
    if known(old.harm) and (not new or old.harm != new.harm):
        told = known(new.harm) if new else None
        yield f"harm: {value(known(old.harm))} → {value(told or _NOTHING)}"


def _measures(impact: Impact | None, heading: str) -> tuple[Measure, ...]:
    return tuple(known_items(getattr(impact, heading))) if impact else ()


def _amount(measure: Measure) -> str:
    if not isinstance(measure.value, Quantity):
        return f"{measure.value:f} {measure.unit}"
    ends = (f"{end:f}" if end is not None else "?" for end in (measure.value.at_least, measure.value.at_most))
    return f"{' to '.join(ends)} {measure.unit}"


def _moment(span: object) -> str:
    if not isinstance(span, Span):
        return _NOTHING
    first, last = str(span.earliest), str(span.latest)
    return first if first == last else f"{first} to {last}"


def _granted(old: Record, new: Record) -> Iterator[str]:
    for each in new.corrections:
        if each not in old.corrections:
            approved = f"approved by {value(each.approved_by)}" if each.approved_by else "approved by nobody"
            yield f"correction of {each.field}, {approved}: {value(each.reason)}"
