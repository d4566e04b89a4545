"""What a home page is made of: the search field, findings, what is owed this month, cards and the newest records."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from ml_postmortems.analytics.actions import ActionState, ListedAction
from ml_postmortems.analytics.controls import ControlState, count_states
from ml_postmortems.analytics.patterns import Pattern
from ml_postmortems.errors import UnknownName
from ml_postmortems.model.facets import CAUSE, CONTROL, FACETS_BY_KEY, TEAM
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import UNCLASSIFIED
from ml_postmortems.suggestion import closest
from ml_postmortems.web.recurrence_page import RecurrencePage
from ml_postmortems.web.rendering import escape_markdown, render
from ml_postmortems.web.site_index import SiteIndex, TermIndex
from ml_postmortems.web.urls import ACTIONS

MOST_CARDS = 10
_SENTENCE = re.compile(r"(.+?[.!?])(?=\s+[A-Z0-9\"'(]|\s*$)", re.DOTALL)
_LONGEST_SENTENCE = 180


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
    states: Mapping[ControlState, int]
    """How far the controls against the first of them have come."""
    kinds: tuple[TermIndex, ...]
    """The kinds of these controls, the most frequent first, at most three."""
    patterns: tuple[tuple[Pattern, ...], ...]
    """What came back beyond chance; in a collection, where nothing is tested, what came back."""
    is_tested: bool


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
        """What is overdue and what is due this month, by team; nothing where no action has an owner and a day."""
        if not any(action.due for action in self._index.actions.actions):
            return Markup("")
        return self._render("owed_now", teams=owed_by_team(self._index, self._index.as_of))

    def record_cards(self, *record_ids: str) -> Markup:
        """These records as cards with what was seen; without ids the gravest ones, the newest of them first."""
        return self._render("cards", records=[self._found(each) for each in record_ids] or _gravest(self._index))

    def newest(self, limit: int = 5) -> Markup:
        """The newest records, each with the first sentence of what was seen."""
        return self._render("newest", records=self._index.counted[:limit])

    def _found(self, record_id: str) -> Record:
        record = self._index.corpus.get(record_id)
        if not record:
            known = [each.id for each in self._index.counted]
            raise UnknownName("record", record_id, known, closest(record_id, known))
        return record

    def _render(self, macro: str, **view: object) -> Markup:
        """One part in one line, so that Markdown takes it for one block."""
        html = render(
            "home.html",
            self._here(),
            macro=macro,
            index=self._index,
            facets=FACETS_BY_KEY,
            first_sentence=first_sentence,
            **view,
        )
        return escape_markdown(Markup(" ".join(html.split())))


def first_sentence(text: str) -> str:
    """The first sentence of a text, cut at a word where it is long."""
    plain = " ".join(text.split())
    found = _SENTENCE.match(plain)
    sentence = found.group(1) if found else plain
    if len(sentence) <= _LONGEST_SENTENCE:
        return sentence
    return sentence[:_LONGEST_SENTENCE].rpartition(" ")[0].rstrip(",;:") + " …"


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
            term = index.term(TEAM, team)
            lines.append(
                OwedByTeam(term.term.name if term else team, f"{ACTIONS}?team={team}", tuple(overdue), tuple(due))
            )
    return tuple(sorted(lines, key=lambda each: (-len(each.overdue), -len(each.due_this_month), each.name.casefold())))


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _gravest(index: SiteIndex) -> Sequence[Record]:
    return sorted(index.incidents, key=lambda record: record.severity.value)[:MOST_CARDS]


def _findings(index: SiteIndex, recurrence: RecurrencePage) -> Findings:
    leaves = [leaf for leaf in index.terms(CAUSE) if leaf.primary_incidents and leaf.term.key != UNCLASSIFIED]
    most = tuple(sorted(leaves, key=lambda leaf: -(leaf.primary_incidents or 0))[:2])
    ledgers = index.controls_of(most[0]) if most else ()
    names = [ledger.kind for ledger in ledgers]
    kinds = sorted(dict.fromkeys(names), key=lambda kind: -names.count(kind))[:3]
    groups = recurrence.pattern_groups
    beyond = tuple(group for group in groups if any(each.is_beyond_chance for each in group))
    is_tested = recurrence.archive.is_census
    return Findings(
        most=most,
        incidents=len(index.incidents),
        states=count_states(ledgers),
        kinds=tuple(term for kind in kinds if (term := index.term(CONTROL, kind))),
        patterns=beyond if is_tested else groups,
        is_tested=is_tested,
    )
