"""What the recurrence question asks of a record by itself, without the order of similar records."""

from __future__ import annotations

from ml_postmortems.model.durations import happened
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import Taxonomy


def has_changed_ties(former: Record, record: Record, taxonomy: Taxonomy) -> bool:
    """True if the causes, artifacts, teams or the start of a record are not what they were.

    New words for the same cause, or another due date, change no tie. Neither does the new name of a renamed cause.
    """
    return _tie_facts(former, taxonomy) != _tie_facts(record, taxonomy)


def is_later(record: Record, other: Record) -> bool:
    """True if a record began after another one; of two that began together, the higher id is the later one."""
    return (happened(record).sort_key(), record.id) > (happened(other).sort_key(), other.id)


def _tie_facts(record: Record, taxonomy: Taxonomy) -> tuple[object, ...]:
    return (
        {(taxonomy.current_name(cause.category), cause.role) for cause in record.real_causes},
        primary_category(record, taxonomy),
        {use.id for use in known_items(record.artifacts)},
        record.teams.owner,
        set(record.teams.involved),
        happened(record).sort_key(),
    )


def primary_category(record: Record, taxonomy: Taxonomy) -> str | None:
    """The present name of the primary cause, if there is one."""
    return taxonomy.current_name(record.primary.category) if record.primary else None
