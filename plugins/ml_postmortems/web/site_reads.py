"""What pages of records read of all records together, so that it can be kept: no edit of a body changes any of it.

A build after edits of bodies gets it from the build before, and then makes no other record than those that its pages
name. `SiteIndex.reads` makes it of all records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ml_postmortems.model.terms import Origin
from ml_postmortems.similarity.similar import SimilarRecords

_ORIGINS = {each.value: each for each in Origin}


@dataclass(frozen=True, slots=True)
class SiteReads:
    """The same for all pages of a build, in names: what they stand for is asked of the vocabulary and the records."""

    usual_origin: Origin
    terms: Mapping[str, Sequence[str]]
    """By facet the terms that have a page."""
    leaves: Mapping[str, Sequence[str]]
    """By leaf the ids of the counted records that name it, newest first."""
    named_by: Mapping[str, Sequence[str]]
    """By id of a record the ids of those that say they repeat it or are related to it, newest first."""
    controls: frozenset[str]
    """The controls that have a page."""
    compared: Callable[[], str]
    """A hash of what decides how alike records are; all are read for it, so it is asked for where answers are kept."""

    def to_json(self) -> list[Any]:
        """As it is kept."""
        return [self.usual_origin, self.terms, self.leaves, self.named_by, sorted(self.controls), self.compared()]

    @classmethod
    def from_json(cls, kept: Sequence[Any]) -> SiteReads:
        """As it was kept."""
        origin, terms, leaves, named_by, controls, compared = kept
        return cls(_ORIGINS[origin], terms, leaves, named_by, frozenset(controls), lambda: compared)


@dataclass(frozen=True, slots=True)
class MadeOfFrontMatter:
    """What a build made of the front matter of all records, for the next one after edits of bodies alone."""

    reads: SiteReads | None = None
    similar: SimilarRecords | None = None


NOTHING_MADE = MadeOfFrontMatter()
