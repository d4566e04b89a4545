"""The terms of a facet, each with the records that belong to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ml_postmortems.model.facets import Facet, FacetTerm, Vocabulary, facet_term, facet_terms, has_page_without_records
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Kind, Standing


@dataclass(frozen=True, slots=True)
class RecordGroups:
    """Records by their standing, each group in the order in which the records were given."""

    counted: tuple[Record, ...]
    in_review: tuple[Record, ...]
    """Not published yet, drafts of a preview included: shown apart, in no total."""
    taken_back: tuple[Record, ...]
    """Withdrawn and superseded ones: shown apart, in no total."""

    @classmethod
    def of(cls, records: Iterable[Record]) -> RecordGroups:
        """Group records by their standing."""
        groups: dict[Standing, list[Record]] = {standing: [] for standing in Standing}
        for record in records:
            groups[record.status.standing].append(record)
        return cls(*(tuple(groups[each]) for each in (Standing.COUNTED, Standing.IN_REVIEW, Standing.TAKEN_BACK)))


@dataclass(frozen=True, slots=True)
class TermIndex:
    """One term and the records that belong to it, newest first."""

    facet: Facet
    term: FacetTerm
    groups: RecordGroups
    primary_count: int | None
    """How many of the counted ones have the term as primary cause, owner and so on; None where it makes no sense."""
    primary_incidents: int | None
    """The same of incidents alone, which is what trends count."""

    @property
    def counted(self) -> tuple[Record, ...]:
        """The records in its totals."""
        return self.groups.counted

    @property
    def incidents(self) -> int:
        """How many of them are of incidents: no near misses, hazards or drills."""
        return sum(record.kind is Kind.INCIDENT for record in self.counted)

    @property
    def url(self) -> str:
        """Its page."""
        return self.facet.url(self.term.key)


def terms_with_records(facet: Facet, records: Iterable[Record], vocabulary: Vocabulary) -> Mapping[str, TermIndex]:
    """By key the terms of a facet that have a page, in the order of the vocabulary; their records stand as given."""
    members: dict[str, list[Record]] = {}
    primary: dict[str, list[Record]] = {}
    for record in records:
        for key in facet.keys(record, vocabulary):
            members.setdefault(key, []).append(record)
        if facet.primary_keys and record.status.is_counted:
            for key in facet.primary_keys(record, vocabulary):
                primary.setdefault(key, []).append(record)
    defined = facet_terms(facet, vocabulary)
    keys = [key for key in defined if key in members or has_page_without_records(key)]
    keys += sorted(members.keys() - defined.keys(), reverse=facet.newest_term_first)
    return {
        key: TermIndex(
            facet,
            facet_term(facet, key, vocabulary),
            RecordGroups.of(members.get(key, ())),
            len(primary.get(key, ())) if facet.primary_keys else None,
            sum(record.kind is Kind.INCIDENT for record in primary.get(key, ())) if facet.primary_keys else None,
        )
        for key in keys
    }
