"""The other records that a page leads to: those that it names or that name it, and those most like it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ml_postmortems.model.facets import CAUSE
from ml_postmortems.model.not_known import known
from ml_postmortems.model.record import Record
from ml_postmortems.similarity.ties import Key, Tie
from ml_postmortems.web.site_index import SiteIndex

_MOST_SIMILAR = 5


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another record, how it is related, and what both have in common."""

    record_id: str
    title: str | None
    """None where the audience has no such record."""
    relation: str
    causes: tuple[str, ...] = ()
    """The leaves that both have."""
    ties: tuple[Key, ...] = ()
    """What else ties them, as the site found it."""
    reason: str | None = None
    """Why the author says that it only looks alike."""


def seen_elsewhere(record: Record, index: SiteIndex) -> Iterator[Elsewhere]:
    """What the author of either record says of the other, then what the site finds most like it, each record once."""
    named = list(_named(record, index))
    yield from (each for each in named if not each.reason)
    without = [each.record_id for each in named]
    for similar in index.kept_similar.to_record(record, _MOST_SIMILAR, without):
        ties = tuple(key for key in similar.ties if key.tie is not Tie.CAUSE)
        causes = tuple(key.term for key in similar.ties if key.tie is Tie.CAUSE)
        other = index.record(similar.record_id)
        yield Elsewhere(other.id, other.title, "Similar", causes, ties)
    yield from (each for each in named if each.reason)


def _named(record: Record, index: SiteIndex) -> Iterator[Elsewhere]:
    leaves = dict.fromkeys(CAUSE.keys(record, index.vocabulary))

    def related(id: str, relation: str, reason: str | None = None) -> Elsewhere:
        other = index.corpus.get(id)
        shared = CAUSE.keys(other, index.vocabulary) if other else ()
        return Elsewhere(
            other.id if other else id,
            other.title if other else None,
            relation,
            tuple(leaf for leaf in leaves if leaf in shared),
            reason=reason,
        )

    recurrence = known(record.recurrence)
    if recurrence:
        yield from (related(other, "Repeats") for other in recurrence.of)
        yield from (related(other, "Same failure elsewhere") for other in recurrence.related)
    for later in map(index.record, index.reads.named_by.get(record.id, ())):
        answer = known(later.recurrence)
        names = {record.id, *record.aliases}
        if answer and names & set(answer.of):
            yield related(later.id, "Repeated by")
        elif answer and names & set(answer.related) and not (recurrence and later.id in recurrence.related):
            yield related(later.id, "Same failure elsewhere")
    for dismissed in recurrence.dismissed if recurrence else ():
        yield related(dismissed.id, "Looks alike, but differs", dismissed.reason)
