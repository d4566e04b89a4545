"""What ties two records besides words: causes, artifacts, lineage and the owning team."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import log

from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import Taxonomy


class Tie(StrEnum):
    """A way in which two records are tied, the strongest first."""

    CAUSE = "cause"
    ARTIFACT = "artifact"
    LINEAGE = "lineage"
    TEAM = "team"


TIE_WEIGHTS = {Tie.CAUSE: 1.0, Tie.ARTIFACT: 0.8, Tie.LINEAGE: 0.5, Tie.TEAM: 0.15}
"""What a tie of each kind adds at most, if nobody else has it."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """One term by which records are tied; a record is tied to all others that have the same key.

    Lineage has two keys an artifact, because what feeds a model is tied to it and not to everything else it feeds.
    """

    tie: Tie
    term: str
    side: str = ""

    @property
    def reason(self) -> str:
        """The tie in words: `same cause process/rollout-gap`."""
        return f"same lineage through {self.term}" if self.tie is Tie.LINEAGE else f"same {self.tie} {self.term}"


class TieFinder:
    """Finds the keys of records."""

    def __init__(self, taxonomy: Taxonomy, catalog: Catalog) -> None:
        self._taxonomy, self._catalog = taxonomy, catalog

    def keys(self, record: Record) -> tuple[Key, ...]:
        """The keys under which a record is found, strongest ties first."""
        return self._keys(record, is_asking=False)

    def asked_keys(self, record: Record) -> tuple[Key, ...]:
        """The keys under which records like this one are looked for: lineage in the other direction."""
        return self._keys(record, is_asking=True)

    def _keys(self, record: Record, *, is_asking: bool) -> tuple[Key, ...]:
        leaves = {self._taxonomy.current_name(cause.category) for cause in record.telling_causes}
        artifacts = {use.id for use in known_items(record.artifacts)}
        upstream = self._catalog.upstream_of(artifacts)
        made_of, feeding = (artifacts, upstream) if is_asking else (upstream, artifacts)
        return (
            *(Key(Tie.CAUSE, leaf) for leaf in sorted(leaves)),
            *(Key(Tie.ARTIFACT, artifact) for artifact in sorted(artifacts)),
            *(Key(Tie.LINEAGE, artifact, "made of") for artifact in sorted(made_of)),
            *(Key(Tie.LINEAGE, artifact, "feeding") for artifact in sorted(feeding)),
            Key(Tie.TEAM, record.teams.owner),
        )


def tie_strength(shared: Iterable[Key], members: Mapping[Key, int], size: int) -> float:
    """How strongly records are tied by the keys that they share: from 0 up to the sum of the weights.

    A key counts by how few records have it (`members`, of `size` in all): what everybody shares tells nothing. Of each
    kind of tie the rarest key counts in full and every further one a quarter, since they often come together.
    """
    by_tie: dict[Tie, list[float]] = {}
    for key in shared:
        by_tie.setdefault(key.tie, []).append(_rarity(members.get(key, 1), size))
    strength = 0.0
    for tie, rarities in by_tie.items():
        rarities.sort(reverse=True)
        strength += TIE_WEIGHTS[tie] * min(1.0, rarities[0] + sum(rarities[1:]) / 4)
    return strength


def _rarity(members: int, size: int) -> float:
    """1 for a key of two records, falling to 0 for one that all have."""
    if size <= 2:
        return 1.0
    return max(0.0, min(1.0, 1 - log(max(members, 2) / 2) / log(size / 2)))
