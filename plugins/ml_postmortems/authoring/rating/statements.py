"""What a second rater is shown of a cause: its words and what they rest on, and not what the record calls it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ml_postmortems.analytics.audits import audit_sample
from ml_postmortems.model.account import Evidence
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.ratings import statement_mark
from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Statement:
    """One cause to be rated. Nothing in it tells a leaf."""

    record: str
    cause: str
    mark: str
    """Changes with the text."""
    visibility: Visibility
    title: str
    summary: str
    """Of the incident; the symptom where there is none."""
    text: str
    evidence: tuple[Evidence, ...]

    @property
    def name(self) -> str:
        """How an answer names it."""
        return f"{self.record} {self.cause}"


def statements_of(record: Record) -> tuple[Statement, ...]:
    """The causes of a record that hold."""
    return tuple(_statement(record, cause) for cause in record.real_causes)


def open_statements(corpus: Corpus, rater: str | None, as_of: date, *, only_due: bool) -> tuple[Statement, ...]:
    """Every statement that a rater has not rated, in an order that is drawn and not chosen.

    Of records that count; with `only_due` those of this quarter's sample that nobody has rated in it. What nobody has
    rated at all comes first.
    """
    if only_due:
        wanted = {
            (each.record, cause) for each in audit_sample(corpus, corpus.ratings, as_of).due for cause in each.open
        }
    else:
        wanted = None
    by_rater = {(each.record, each.cause) for each in corpus.ratings if each.rater == rater}
    by_anyone = {(each.record, each.cause) for each in corpus.ratings}
    found = [
        statement
        for statement in _all(corpus)
        if (statement.record, statement.cause) not in by_rater
        and (wanted is None or (statement.record, statement.cause) in wanted)
    ]
    return tuple(sorted(found, key=lambda each: ((each.record, each.cause) in by_anyone, _drawn(each.name))))


def _all(corpus: Corpus) -> Iterator[Statement]:
    for record in corpus.records:
        if record.status.is_counted:
            yield from statements_of(record)


def _statement(record: Record, cause: Cause) -> Statement:
    return Statement(
        record=record.id,
        cause=cause.id,
        mark=statement_mark(cause),
        visibility=record.visibility,
        title=record.title,
        summary=known(record.summary) or record.symptom,
        text=cause.text,
        evidence=_cited(known_items(record.evidence), cause.evidence),
    )


def _cited(evidence: Sequence[Evidence], ids: Sequence[str]) -> tuple[Evidence, ...]:
    return tuple(each for each in evidence if each.id in ids)


def _drawn(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
