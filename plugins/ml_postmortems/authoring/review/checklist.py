"""What only a person can judge: the reviewer's checklist, as long as the record in hand needs."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.authoring.review.change import value
from ml_postmortems.model.completeness import completeness
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.required_cases import cases_of
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import Kind, Origin, Status, Visibility
from ml_postmortems.reading.faults import field_text


def checklist(record: Record, taxonomy: Taxonomy | None) -> Iterator[str]:
    """The questions to tick off, what weighs most first; backquotes stand around words of the record."""
    if record.status.is_taken_back:
        yield f"The reason for `{record.status}` holds, and a reader who followed an old link will understand it."
        return
    if record.visibility is Visibility.PUBLIC:
        yield "Nothing in it is secret, personal or only for insiders: anybody will be able to read it."
    yield _severity(record, taxonomy)
    match record.origin:
        case Origin.EXTERNAL:
            yield "Each number, time and cause stands in a source that is listed, and each link leads to it."
            yield "What is our own reading (the causes' categories, the line between teams) is said to be ours."
        case Origin.OWN:
            yield "It speaks of systems and decisions as they looked at the time, and blames no person."
            yield from _own(record)
    yield "The evidence of each cause shows that cause, not only that something happened."
    if unknown := completeness(record).unknown:
        names = ", ".join(value(field_text(path)) for path in unknown[:8]) + (", …" if len(unknown) > 8 else "")
        yield f"What is said to be unknown ({len(unknown)}: {names}) cannot be found out with reasonable effort."
    for exemption in record.exemptions:
        yield f"The exemption from {exemption.rule} is justified: {value(exemption.reason)}."
    if record.kind in (Kind.NEAR_MISS, Kind.HAZARD):
        yield "What stopped the harm is named: a control that held, or luck."
    if known(record.summary) and record.summary != record.symptom:
        yield "Somebody outside ML would understand the summary and know what the harm was."
    if known_items(record.lessons):
        yield "The lessons are of use to a team that runs something else."
    if not record.status.is_mergeable:
        yield f"Before the merge the status goes on from `{record.status}` to `published`."


def _own(record: Record) -> Iterator[str]:
    people = known(record.people)
    named = [known(people.facilitator), known_items(people.reviewers)] if people else []
    if record.tier.is_severe and any(named):
        who = "The facilitator and at least one reviewer have" if all(named) else "Whoever led or reviewed it has"
        yield f"{who} no stake in the outcome."
    if record.tier.is_severe and known_items(record.hypotheses):
        yield "Somebody tried to make the strongest case for another explanation, and the evidence tells the two apart."
    if known_items(record.actions):
        yield "Each owner of an action has agreed to it and to its date, and its success can be measured."
        yield "No criterion was met before its action was done."
        yield "With the actions done, the same failure would be stopped or noticed sooner, not only this trigger."
    if any(cases_of(record)):
        yield "The regression case fails on the system as it was before the fix, and somebody has seen it fail."
    if record.status is Status.CLOSED:
        yield "The validation tried the failure itself, and its evidence can be looked at."


def _severity(record: Record, taxonomy: Taxonomy | None) -> str:
    if not taxonomy or record.severity not in taxonomy.severities:
        return f"{record.severity} fits what happened."
    return f"{record.severity} fits what happened. {taxonomy.severities[record.severity].definition}"
