"""What a record of ours shows from outside when it may be hollow, as questions to whoever was there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from ml_postmortems.authoring.review.markdown_text import plain
from ml_postmortems.lint.shared_stems import stems
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import words
from ml_postmortems.model.terms import EvidenceKind, Kind, ValidationResult, Visibility

_LEAST_TIMES = 4
_QUARTER = 15
_WITHOUT_CLOCK = (EvidenceKind.DOCUMENT, EvidenceKind.INTERVIEW, EvidenceKind.PICTURE)
_ATTACK = "data-quality/adversarial-or-poisoned"
_LEAST_STEMS = 3
"""A title of fewer words names a place, such as a ticket or a channel, and not what is there."""
_ACCOUNT = (
    ("summary",),
    ("trigger", "text"),
    ("failure",),
    ("failure", "metric"),
    ("failure", "observed"),
    ("detection", "monitor"),
    ("artifacts", "id"),
    ("teams",),
    ("timeline", "text"),
    ("causes", "text"),
    ("hypotheses", "text"),
    ("impact", "users", "text"),
    ("actions", "title"),
)


def hollow_signs(record: Record | None) -> tuple[str, ...]:
    """The signs of a published record of ours as Markdown, each with what to ask; none in any other record."""
    if not record or not record.is_own or not record.status.is_counted:
        return ()
    return (
        *_times(record),
        *_one_cause_twice(record.real_causes),
        *_evidence_of_something_else(record),
        *_criteria(record),
        *_open_door(record),
    )


def _times(record: Record) -> Iterator[str]:
    events = known_items(record.timeline)
    moments = [each.at.moment for each in events if each.at.moment]
    if len(moments) >= _LEAST_TIMES and all(not (each.minute % _QUARTER or each.second) for each in moments):
        yield f"Nothing but round times: {len(moments)} of {len(moments)}. Which log or chat shows them?"
    kinds = {each.id: each.kind for each in known_items(record.evidence)}
    marked = [each for each in events if each.marks]
    shown = {kinds[name] for each in marked for name in each.evidence if name in kinds}
    if shown and shown <= set(_WITHOUT_CLOCK) and record.kind is not Kind.DRILL:
        yield (
            f"No key time rests on anything that keeps the time: {', '.join(sorted(shown))} alone. How do you know how "
            "long it lasted?"
        )


def _one_cause_twice(causes: Sequence[Cause]) -> Iterator[str]:
    for one, other in combinations(causes, 2):
        if one.category == other.category and set(one.evidence) == set(other.evidence):
            yield f"{one.id} and {other.id} have one leaf and one evidence. Is the second the first in other words?"


def _evidence_of_something_else(record: Record) -> Iterator[str]:
    """Pieces that causes rest on, and whose titles share no word with anything that the record tells."""
    cited = {name for each in record.real_causes for name in each.evidence}
    account = frozenset[str]().union(*(stems(text) for text in _account(record)))
    for item in known_items(record.evidence):
        told = stems(item.title)
        if item.id in cited and len(told) >= _LEAST_STEMS and told.isdisjoint(account):
            yield f"{item.id} ({plain(item.title, 80)}) shares no word with the account. What does it show?"


def _account(record: Record) -> Iterator[str]:
    yield from (record.title, record.symptom)
    for field in _ACCOUNT:
        yield from (text for _, text in words(record, field))


def _criteria(record: Record) -> Iterator[str]:
    """Rounds that speak of nothing that the criterion of a verified action asks for."""
    actions = {each.id: each for each in known_items(record.actions)}
    for each in known_items(record.validation):
        risk = known(each.risk)
        said = (risk.reason if risk else None) or ""
        for name in each.actions if said and each.result is ValidationResult.PASS else ():
            criterion = known(actions[name].success_criterion) if name in actions else None
            if criterion and stems(criterion).isdisjoint(stems(said)):
                yield (
                    f"Round {each.round} passed and speaks of nothing that {name} asks for: “{plain(said, 120)}” "
                    f"beside “{plain(criterion, 120)}”. Was the criterion tried?"
                )


def _open_door(record: Record) -> Iterator[str]:
    """A way in that everybody can read of, and that is not closed yet."""
    if record.visibility is not Visibility.PUBLIC:
        return
    attacked = {each.id for each in record.real_causes if each.category == _ATTACK}
    still_open = [
        each.id for each in known_items(record.actions) if each.status.is_open and attacked & set(each.addresses)
    ]
    if still_open:
        yield (
            f"The record is public, it tells of an attack, and {', '.join(still_open)} is still open. Could a reader "
            "do the same today?"
        )
