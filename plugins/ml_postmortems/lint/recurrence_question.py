"""The recurrence question of a pull request: which records are asked about which others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ml_postmortems.model.block import Gate
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.similarity.record_facts import has_changed_ties, is_later

if TYPE_CHECKING:  # only a pull request is asked, and similar records take 10 ms to import
    from ml_postmortems.similarity.recurrence_candidates import Candidate, RecurrenceCandidates
    from ml_postmortems.similarity.similar import SimilarRecords


class RecurrenceQuestion:
    """Asks the records that a pull request adds, or whose causes, artifacts, teams or start it changes."""

    def __init__(self, corpus: Corpus, changed: Set[Path], former: Mapping[Path, RecordFile]) -> None:
        """`changed` are the files of the pull request, `former` what they were before, by their paths now."""
        self._corpus, self._changed, self._former = corpus, changed, former
        self._found: dict[Path, tuple[Candidate, ...]] = {}

    def candidates(self, file: RecordFile) -> tuple[Candidate, ...]:
        """The similar records to show for a record, in the one order; `is_asked` says which must be answered.

        Of two records of one pull request, the later one is asked about the earlier one, and not the other way round.
        """
        found = self._candidates(file)
        if not self.is_asking(file):
            return tuple(replace(each, is_asked=False) for each in found)
        return tuple(replace(each, is_asked=each.is_asked and not self._is_asked_there(file, each)) for each in found)

    def is_asking(self, file: RecordFile) -> bool:
        """True if the pull request adds the record, or changes what can tie it to others."""
        record, taxonomy = file.record, self._corpus.taxonomy
        if not record or not taxonomy or file.path not in self._changed or not Gate.IN_REVIEW.includes(record.status):
            return False
        former = self._former.get(file.path)
        if not former or not former.record or not Gate.IN_REVIEW.includes(former.record.status):
            return True
        return has_changed_ties(former.record, record, taxonomy)

    @cached_property
    def similar_records(self) -> SimilarRecords | None:
        """The order of similar records; None where the vocabulary cannot be read."""
        from ml_postmortems.similarity.similar import SimilarRecords

        return SimilarRecords(self._corpus) if self._corpus.taxonomy and self._corpus.catalog else None

    @cached_property
    def _finder(self) -> RecurrenceCandidates | None:
        from ml_postmortems.similarity.recurrence_candidates import RecurrenceCandidates

        return RecurrenceCandidates(self._corpus, self.similar_records) if self.similar_records else None

    def _candidates(self, file: RecordFile) -> tuple[Candidate, ...]:
        """The candidates of a record as if the pull request had no other one."""
        if not file.record or not self._finder:
            return ()
        if file.path not in self._found:
            self._found[file.path] = self._finder.of(file.record)
        return self._found[file.path]

    def _is_asked_there(self, file: RecordFile, candidate: Candidate) -> bool:
        """True if the candidate is a later record of the same pull request that is asked about this one."""
        other = self._corpus.file_of(candidate.record.id)
        if not file.record or not other or not is_later(candidate.record, file.record) or not self.is_asking(other):
            return False
        return any(each.is_asked and each.record.id == file.record.id for each in self._candidates(other))


def is_answered_in_other(record: Record, other: Record) -> bool:
    """True if only the other record may hold the answer: a public one must not name a record that is not public."""
    return record.visibility is Visibility.PUBLIC and other.visibility is not Visibility.PUBLIC


def title_for(record: Record, other: Record) -> str:
    """The title of another record for a text about this one, which everybody who may see this record can read."""
    return other.title if is_open_to_readers(record, other) else f"a record for {other.visibility} readers"


def is_open_to_readers(record: Record, other: Record) -> bool:
    """Whether everybody who may see this record may see the other one too."""
    return record.visibility.may_see(other.visibility)


def answer_skeleton(record_ids: Iterable[str]) -> str:
    """Lines to paste that answer the question for these records, once their reasons are written."""
    lines = [f'    - {{id: {record_id}, reason: ""}}' for record_id in record_ids]
    return "\n".join(
        (
            "recurrence:",
            "  of: []  # ids of earlier records that this one repeats",
            "  related: []  # ids of records of the same failure elsewhere",
            "  dismissed:  # say how each one differs, or move its id to `of` or `related`",
            *lines,
        )
    )
