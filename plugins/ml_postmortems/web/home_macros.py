"""What a home page is made of: the search field, findings, what is owed this month, cards and the newest records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from ml_postmortems.analytics.actions import ActionState, ListedAction
from ml_postmortems.analytics.controls import ControlState, count_states
from ml_postmortems.analytics.patterns import Pattern
from ml_postmortems.model.facets import CAUSE, CONTROL, FACETS_BY_KEY, TEAM
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import UNCLASSIFIED
from ml_postmortems.model.terms import Kind
from ml_postmortems.web.recurrence_page import RecurrencePage
from ml_postmortems.web.rendering import render_block
from ml_postmortems.web.sentences import first_sentence
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.term_index import TermIndex
from ml_postmortems.web.urls import ACTIONS

MOST_CARDS = 10


@dataclass(frozen=True, slots=True)
class OwedByTeam:
    """What a team owes now."""

    name: str
    url: str
    """The list of actions, narrowed to the team."""
    overdue: tuple[ListedAction, ...]
    due_this_month: tuple[ListedAction, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What all records tell, for three sentences."""

    most: tuple[TermIndex, ...]
    """The most frequent primary causes, at most two."""
    incidents: int
    others: Mapping[Kind, int]
    """The records of other kinds, which are in no count of incidents."""
    states: Mapping[ControlState, int]
    """How far the controls against the first of them have come."""
    kinds: tuple[TermIndex, ...]
    """The kinds of these controls, the most frequent first, at most three."""
    patterns: tuple[tuple[Pattern, ...], ...]
    """What came back beyond chance; in a collection, where nothing is tested, what came back."""
    is_tested: bool
    declared: int
    """Where nothing came back beyond chance: how many sets of incidents their authors call repeats."""
    is_more_than_chance: bool
    """Whether all incidents together come back more often than chance explains."""


class HomeMacros:
    """The macros of home pages of one build."""

    def __init__(self, index: SiteIndex, recurrence: Callable[[], RecurrencePage], here: Callable[[], str]) -> None:
        self._index = index
        self._recurrence = recurrence
        self._here = here

    def all(self) -> Mapping[str, Callable[..., object]]:
        """Every macro by its name."""
        return {
            "search_field": self.search_field,
            "findings": self.findings,
            "owed_now": self.owed_now,
            "record_cards": self.record_cards,
            "newest": self.newest,
        }

    def search_field(self, *queries: str) -> Markup:
        """A large search field, with queries that somebody can start from."""
        return self._render("search_field", queries=queries)

    def findings(self) -> Markup:
        """What happens most, what stops it and what came back, each in a sentence with its links."""
        return self._render("findings", findings=_findings(self._index, self._recurrence()))

    def owed_now(self) -> Markup:
        """What is overdue and due this month by team, overdue answers and reports; nothing where nothing has a day."""
        owed = self._index.actions
        if not (any(action.due for action in owed.actions) or owed.late_extents or owed.late_reports):
            return Markup("")
        return self._render("owed_now", teams=owed_by_team(self._index, self._index.as_of), owed=owed)

    def record_cards(self, *record_ids: str) -> Markup:
        """These records as cards with what was seen; without ids the gravest ones, the newest of them first."""
        found = [self._index.record(each) for each in record_ids]
        return self._render("cards", records=found or _gravest(self._index))

    def newest(self, limit: int = 5) -> Markup:
        """The newest records, each with the first sentence of what was seen."""
        return self._render("newest", records=self._index.counted[:limit])

    def _render(self, macro: str, **view: object) -> Markup:
        return render_block(
            "home.html",
            self._here(),
            macro=macro,
            index=self._index,
            facets=FACETS_BY_KEY,
            first_sentence=first_sentence,
            **view,
        )


def frequent_causes(index: SiteIndex) -> list[TermIndex]:
    """The causes that records name: those that were the primary cause of most incidents first."""
    leaves = [leaf for leaf in index.terms(CAUSE) if leaf.counted and leaf.term.key != UNCLASSIFIED]
    return sorted(leaves, key=lambda leaf: (-(leaf.primary_incidents or 0), -len(leaf.counted)))


def owed_by_team(index: SiteIndex, as_of: date) -> tuple[OwedByTeam, ...]:
    """The teams with something overdue or due in the month of the as-of date, the most overdue ones first."""
    owed: dict[str, tuple[list[ListedAction], list[ListedAction]]] = {}
    for action in index.actions.actions:
        overdue, due = owed.setdefault(action.team, ([], []))
        if action.state is ActionState.OVERDUE:
            overdue.append(action)
        elif action.state.is_owed and action.due and _month(action.due.last_day) == _month(as_of):
            due.append(action)
    lines = []
    for team, (overdue, due) in owed.items():
        if overdue or due:
            lines.append(OwedByTeam(index.name(TEAM, team), f"{ACTIONS}?team={team}", tuple(overdue), tuple(due)))
    return tuple(sorted(lines, key=lambda each: (-len(each.overdue), -len(each.due_this_month), each.name.casefold())))


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _gravest(index: SiteIndex) -> Sequence[Record]:
    return sorted(index.incidents, key=lambda record: record.severity.value)[:MOST_CARDS]


def _findings(index: SiteIndex, recurrence: RecurrencePage) -> Findings:
    most = tuple(leaf for leaf in frequent_causes(index)[:2] if leaf.primary_incidents)
    ledgers = index.controls_of(most[0]) if most else ()
    kinds = Counter(ledger.kind for ledger in ledgers).most_common(3)
    is_tested = recurrence.archive.is_census
    return Findings(
        most=most,
        incidents=len(index.incidents),
        others=Counter(record.kind for record in index.counted if record.kind is not Kind.INCIDENT),
        states=count_states(ledgers),
        kinds=tuple(term for kind, _ in kinds if (term := index.term(CONTROL, kind))),
        patterns=recurrence.groups_beyond_chance if is_tested else recurrence.pattern_groups,
        is_tested=is_tested,
        declared=len(recurrence.pattern_groups) - len(recurrence.groups_beyond_chance),
        is_more_than_chance=recurrence.is_more_than_chance,
    )
