"""What a source lists: teams and artifacts, in the words of the catalog."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ml_postmortems.model.catalog import ArtifactKind
from ml_postmortems.reading.record_names import name_words


@dataclass(frozen=True, slots=True)
class ListedTeam:
    """A team, by the id that the catalog would give it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ListedArtifact:
    """An artifact with what the source says of it; what it does not say is empty."""

    id: str
    name: str
    kind: ArtifactKind
    team: str = ""
    upstream: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()


@dataclass(slots=True)
class Listing:
    """All that a file lists."""

    path: Path
    kinds: frozenset[ArtifactKind]
    """The kinds of which it lists all there are, as far as a file can."""
    teams: list[ListedTeam] = field(default_factory=list)
    lists_teams: bool = False
    artifacts: list[ListedArtifact] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    """What is listed and has no place in a catalog, in a few words each."""


def find_kind(word: str) -> ArtifactKind:
    """The kind that is written so; there must be one."""
    return next(kind for kind in ArtifactKind if kind == word)


def id_of(name: str) -> str:
    """The id that a name has in a catalog: `Churn_Model v2` is `churn-model-v2`; empty for a name without letters."""
    return "-".join(name_words(name))[:100].strip("-")
