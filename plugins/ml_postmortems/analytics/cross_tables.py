"""Two facets against each other: how many incidents have both, and which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ml_postmortems.analytics.archive import Archive
from ml_postmortems.model.facets import CAUSE, DETECTION, STAGE, TEAM, Facet
from ml_postmortems.model.record import Record

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Incidents by primary cause and one other facet; every incident with a primary cause is in exactly one cell."""

    column: Facet
    rows: tuple[str, ...]
    """Leaves that are in use, in the order of the taxonomy."""
    columns: tuple[str, ...]
    """Terms in use, in the order of the vocabulary; `unknown` last."""
    cells: tuple[tuple[tuple[str, ...], ...], ...]
    """By row and column, the ids of the incidents, oldest first."""

    @property
    def n(self) -> int:
        """How many incidents stand in the table."""
        return sum(len(ids) for row in self.cells for ids in row)


def cross_tables(archive: Archive, incidents: Sequence[Record]) -> tuple[CrossTable, ...]:
    """Cause by owning team, by lifecycle stage and by detection source."""
    return tuple(_cross(archive, incidents, column) for column in (TEAM, STAGE, DETECTION))


def _cross(archive: Archive, incidents: Sequence[Record], column: Facet) -> CrossTable:
    vocabulary = archive.vocabulary
    keys_of = column.primary_keys or column.keys
    found: dict[tuple[str, str], list[str]] = {}
    for record in incidents:
        leaf = archive.primary_leaf(record)
        if leaf:
            key = next(iter(keys_of(record, vocabulary)), UNKNOWN)
            found.setdefault((leaf, key), []).append(record.id)
    rows = _ordered({row for row, _ in found}, list(CAUSE.terms(vocabulary)))
    columns = _ordered({key for _, key in found}, list(column.terms(vocabulary)))
    cells = tuple(tuple(tuple(found.get((row, key), ())) for key in columns) for row in rows)
    return CrossTable(column, rows, columns, cells)


def _ordered(used: set[str], order: Sequence[str]) -> tuple[str, ...]:
    known = [key for key in order if key in used]
    return (*known, *sorted(used - set(known) - {UNKNOWN}), *([UNKNOWN] if UNKNOWN in used - set(known) else []))
