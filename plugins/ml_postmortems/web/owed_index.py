"""What is owed, by record and by term: actions, other artifacts that could have a fault, and duties to report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from ml_postmortems.analytics.actions import ActionReport, ListedAction, action_report
from ml_postmortems.analytics.owed import ListedExtent, ListedReport
from ml_postmortems.model.facets import ARTIFACT, CAUSE, CAUSE_FAMILY, MODEL, TEAM
from ml_postmortems.model.taxonomy import family_of
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.due_dates import due_history
from ml_postmortems.web.term_index import TermIndex

_Key = tuple[str, str]
"""The key of a facet and of a term of it; of a record, the next text and its id."""
_RECORD = "record"
_Owed = TypeVar("_Owed", bound=ListedAction | ListedExtent | ListedReport)


class OwedIndex:
    """What the records of one audience owe on a day."""

    def __init__(self, corpus: Corpus, as_of: date) -> None:
        """The corpus holds what the audience gets."""
        self._corpus, self._as_of = corpus, as_of

    @cached_property
    def report(self) -> ActionReport:
        """All of it, what presses most first."""
        return self._report_of(self._corpus)

    def of_record(self, record_id: str) -> ActionReport:
        """What one record owes; out of the report of all where there is one."""
        if "report" not in self.__dict__:
            file = self._corpus.file_of(record_id)
            return self._report_of(replace(self._corpus, files=(file,) if file else ()))
        return self._part((_RECORD, record_id))

    def of_term(self, term: TermIndex) -> ActionReport:
        """What a team owes, what answers a cause, or what the records that name a model or artifact call for."""
        return self._part((term.facet.key, term.term.key))

    def _part(self, key: _Key) -> ActionReport:
        return replace(
            self.report,
            actions=tuple(self._actions.get(key, ())),
            extents=tuple(self._extents.get(key, ())),
            reports=tuple(self._reports.get(key, ())),
        )

    def _report_of(self, corpus: Corpus) -> ActionReport:
        return action_report(corpus, self._as_of, due_history(corpus.root))

    @cached_property
    def _actions(self) -> Mapping[_Key, Sequence[ListedAction]]:
        return _by_key(self.report.actions, _keys_of_action)

    @cached_property
    def _extents(self) -> Mapping[_Key, Sequence[ListedExtent]]:
        return _by_key(self.report.extents, _keys_of_extent)

    @cached_property
    def _reports(self) -> Mapping[_Key, Sequence[ListedReport]]:
        return _by_key(self.report.reports, lambda report: [(TEAM.key, report.team)])


def days_overdue(owed: ActionReport) -> Mapping[tuple[str, str, str], int]:
    """For how many days entries of records are overdue, by record, field, and artifact or regime."""
    late = {(each.record, "extent", each.artifact): each.days_overdue for each in owed.extents}
    return late | {(each.record, "reporting", each.regime): each.days_overdue for each in owed.reports}


def _keys_of_action(action: ListedAction) -> Iterator[_Key]:
    yield TEAM.key, action.team
    yield from ((CAUSE.key, leaf) for leaf in action.causes)
    yield from ((CAUSE_FAMILY.key, family) for family in dict.fromkeys(map(family_of, action.causes)))
    yield from ((facet.key, artifact) for artifact in action.artifacts for facet in (MODEL, ARTIFACT))


def _keys_of_extent(extent: ListedExtent) -> Iterator[_Key]:
    """The teams that look there, and the artifact."""
    yield from ((TEAM.key, team) for team in extent.teams)
    yield from ((facet.key, extent.artifact) for facet in (MODEL, ARTIFACT))


def _by_key(owed: Iterable[_Owed], keys_of: Callable[[_Owed], Iterable[_Key]]) -> Mapping[_Key, Sequence[_Owed]]:
    found: dict[_Key, list[_Owed]] = {}
    for each in owed:
        for key in ((_RECORD, each.record), *keys_of(each)):
            found.setdefault(key, []).append(each)
    return found
