"""PM9 for content: what a merged record showed is not taken out of it without a recorded reason."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.corrections import merged_before, unrecorded
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.registry import record_rule
from ml_postmortems.model.corrections import CorrectedField
from ml_postmortems.model.impact import IMPACT_HEADINGS, Impact
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.model.terms import CauseRole, Kind, Severity, Status
from ml_postmortems.reading.record_file import RecordFile

_Loss = tuple[CorrectedField, FieldPath, str]


@record_rule("PM910")
def lost_content(file: RecordFile, context: Context) -> Iterator[Problem]:
    """No number of the impact is lowered, and no cause, control or evidence taken out, but with a recorded reason.

    What it does
        With `check --changed`, compares a merged record of ours with the base: the largest number of each heading of
        the impact, in per cent and in other units, whether it tells of harm, and the ids of causes that were not ruled
        out, of controls and of evidence.
    Why it matters
        Totals, recurrences and other records rest on them. A record that says less than the one that was reviewed has
        to say why.
    Example
        `value: 300000` becomes `value: 90`.
    Instead
        An entry under `corrections` with `was: 300000 users` that says what was counted wrongly.
    """
    former = merged_before(file, context)
    if file.record and former and former.is_own:
        for field, path, was in (*_lowered(former, file.record), *_taken_out(former, file.record)):
            yield from unrecorded(file, former, field, path, was, context)
        controls = _controls(file.record)
        for name, action in _controls(former).items():
            if name not in controls:
                path = _place_of(action, file.record)
                yield from unrecorded(
                    file, former, CorrectedField.CONTROLS, path, name, context, whose=f"action {action}"
                )


def _lowered(former: Record, record: Record) -> Iterator[_Loss]:
    before, after = known(former.impact), known(record.impact)
    if not before:
        return
    now = _largest(after) if after else {}
    for (heading, is_percent), (amount, unit) in _largest(before).items():
        if amount > now.get((heading, is_percent), (Decimal(0), ""))[0]:
            yield CorrectedField.IMPACT, ("impact", heading) if after else ("impact",), f"{amount:f} {unit}"
    if known(before.harm) and not (after and known(after.harm)):
        yield CorrectedField.IMPACT, ("impact", "harm") if after else ("impact",), "harm"


def _largest(impact: Impact) -> dict[tuple[str, bool], tuple[Decimal, str]]:
    """Of each heading but `other` the largest amount that is certain, in per cent and in other units."""
    found: dict[tuple[str, bool], tuple[Decimal, str]] = {}
    for heading in IMPACT_HEADINGS:
        for measure in known_items(getattr(impact, heading)) if heading != "other" else ():
            key, amount = (heading, measure.unit.startswith("%")), measure.certain_amount
            if amount > found.get(key, (Decimal(0), ""))[0]:
                found[key] = amount, measure.unit
    return found


def _taken_out(former: Record, record: Record) -> Iterator[_Loss]:
    kept = {cause.id for cause in record.real_causes}
    for cause in known_items(former.causes):
        if cause.role is not CauseRole.RULED_OUT and cause.id not in kept:
            yield CorrectedField.CAUSES, ("causes",), cause.id
    evidence = {item.id for item in known_items(record.evidence)}
    yield from (
        (CorrectedField.EVIDENCE, ("evidence",), item.id)
        for item in known_items(former.evidence)
        if item.id not in evidence
    )


def _controls(record: Record) -> dict[str, str]:
    """The id of each control with that of its action."""
    return {action.control.id: action.id for action in known_items(record.actions) if action.control}


def _place_of(action: str, record: Record) -> FieldPath:
    """Where the action stands now; the list, where it is gone."""
    ids = [each.id for each in known_items(record.actions)]
    return ("actions", ids.index(action)) if action in ids else ("actions",)


@record_rule("PM911")
def superseded_by_less(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A record is not superseded by one of a lower severity, another kind or smaller impact without a recorded reason.

    What it does
        With `check --changed`, compares a merged record of ours that becomes superseded with the one that
        `superseded_by` leads to: severity, kind and the largest numbers of the impact.
    Why it matters
        A superseded record is counted no more. A SEV1 that a SEV5 supersedes has disappeared from every total.
    Example
        A SEV1 with `superseded_by: PM-2025-0002`, which is a hazard of SEV5
    Instead
        An entry under `corrections` that says which criterion was read wrongly.
    """
    former = merged_before(file, context)
    record = file.record
    if not record or not former or not former.is_own or record.status is not Status.SUPERSEDED:
        return
    other = context.corpus.get(record.superseded_by or "")
    if former.status is Status.SUPERSEDED or not other:
        return
    path: FieldPath = ("superseded_by",)
    if list(Severity).index(other.severity) > list(Severity).index(former.severity):
        yield from unrecorded(file, former, CorrectedField.SEVERITY, path, former.severity, context)
    if list(Kind).index(other.kind) > list(Kind).index(former.kind):
        yield from unrecorded(file, former, CorrectedField.KIND, path, former.kind, context)
    for field, _, was in _lowered(former, other):
        yield from unrecorded(file, former, field, path, was, context)
