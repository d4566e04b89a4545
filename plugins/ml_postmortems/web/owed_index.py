"""What is owed, by record and by term: actions, other artifacts that could have a fault, and duties to report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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

_T = TypeVar("_T")
_Owed = TypeVar("_Owed", ListedAction, ListedExtent, ListedReport)
_ByTerm = Mapping[tuple[str, str], Sequence[_T]]


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
        return replace(
            self.report,
            actions=tuple(self._actions_of_record.get(record_id, ())),
            extents=tuple(self._extents_of_record.get(record_id, ())),
            reports=tuple(self._reports_of_record.get(record_id, ())),
        )

    def of_term(self, term: TermIndex) -> ActionReport:
        """What a team owes, what answers a cause, or what the records that name a model or artifact call for."""
        key = (term.facet.key, term.term.key)
        return replace(
            self.report,
            actions=tuple(self._actions_of_term.get(key, ())),
            extents=tuple(self._extents_of_term.get(key, ())),
            reports=tuple(self._reports_of_team.get(key, ())),
        )

    def _report_of(self, corpus: Corpus) -> ActionReport:
        return action_report(corpus, self._as_of, due_history(corpus.root))

    @cached_property
    def _actions_of_record(self) -> Mapping[str, Sequence[ListedAction]]:
        return _by_record(self.report.actions)

    @cached_property
    def _extents_of_record(self) -> Mapping[str, Sequence[ListedExtent]]:
        return _by_record(self.report.extents)

    @cached_property
    def _reports_of_record(self) -> Mapping[str, Sequence[ListedReport]]:
        return _by_record(self.report.reports)

    @cached_property
    def _actions_of_term(self) -> _ByTerm[ListedAction]:
        found: dict[tuple[str, str], list[ListedAction]] = {}
        for action in self.report.actions:
            families = dict.fromkeys(map(family_of, action.causes))
            keys = [(TEAM.key, action.team), *((CAUSE.key, leaf) for leaf in action.causes)]
            keys += [(CAUSE_FAMILY.key, family) for family in families]
            keys += [(facet.key, artifact) for artifact in action.artifacts for facet in (MODEL, ARTIFACT)]
            for key in keys:
                found.setdefault(key, []).append(action)
        return found

    @cached_property
    def _extents_of_term(self) -> _ByTerm[ListedExtent]:
        """By the teams that look there, and by artifact."""
        found: dict[tuple[str, str], list[ListedExtent]] = {}
        for extent in self.report.extents:
            keys = [(TEAM.key, team) for team in extent.teams]
            for key in [*keys, (MODEL.key, extent.artifact), (ARTIFACT.key, extent.artifact)]:
                found.setdefault(key, []).append(extent)
        return found

    @cached_property
    def _reports_of_team(self) -> _ByTerm[ListedReport]:
        found: dict[tuple[str, str], list[ListedReport]] = {}
        for report in self.report.reports:
            found.setdefault((TEAM.key, report.team), []).append(report)
        return found


def days_overdue(owed: ActionReport) -> Mapping[tuple[str, str, str], int]:
    """For how many days entries of records are overdue, by record, field, and artifact or regime."""
    late = {(each.record, "extent", each.artifact): each.days_overdue for each in owed.extents}
    return late | {(each.record, "reporting", each.regime): each.days_overdue for each in owed.reports}


def _by_record(owed: Iterable[_Owed]) -> Mapping[str, Sequence[_Owed]]:
    found: dict[str, list[_Owed]] = {}
    for each in owed:
        found.setdefault(each.record, []).append(each)
    return found
