"""The pages of actions: what is owed and announced, and what is finished."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias, TypeVar, assert_never

from ml_postmortems.analytics.actions import ActionState, ListedAction
from ml_postmortems.analytics.owed import ListedExtent, ListedReport
from ml_postmortems.model.facets import CAUSE, FACETS_BY_KEY, TEAM
from ml_postmortems.model.terms import Origin
from ml_postmortems.plurals import words
from ml_postmortems.web.choices import Choice, choice
from ml_postmortems.web.page import Content, SitePage, TocEntry
from ml_postmortems.web.parts import Part, parts_of
from ml_postmortems.web.rendering import render
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.urls import ACTIONS, FINISHED_ACTIONS
from ml_postmortems.wording import date_text

Owed: TypeAlias = ListedAction | ListedExtent | ListedReport
Row = TypeVar("Row", ListedAction, ListedExtent, ListedReport)
_UNFINISHED = tuple(state for state in ActionState if state.is_owed or state is ActionState.ANNOUNCED)
_FINISHED = tuple(state for state in ActionState if state not in _UNFINISHED)


@dataclass(frozen=True, slots=True)
class ActionGroup:
    """The actions of one state on one page."""

    state: ActionState
    actions: tuple[ListedAction, ...]
    total: int
    """How many there are on all pages."""


@dataclass(frozen=True, slots=True)
class ActionNotes:
    """What has to be said of the actions of a list, so that nobody takes them for what they are not: how many there
    are, of others' incidents, without a due date that their record could set, and without a day that a source tells."""

    total: int
    external: int
    undated: int
    untold: int


def action_pages(index: SiteIndex) -> Iterator[SitePage]:
    """The list of what is not finished and the list of what is, each split where it is long."""
    about = "Who owes what, overdue actions first."
    owed: tuple[Owed, ...] = (*index.actions.owed_extents, *index.actions.owed_reports)
    yield from _pages(index, ACTIONS, "Actions", about, (*index.actions.of(*_UNFINISHED), *owed))
    about = "What was done, verified or given up."
    yield from _pages(index, FINISHED_ACTIONS, "Finished actions", about, index.actions.of(*_FINISHED))


def _pages(index: SiteIndex, first: str, title: str, about: str, rows: tuple[Owed, ...]) -> Iterator[SitePage]:
    is_finished = first == FINISHED_ACTIONS
    notes = cache(lambda: _notes(index, _of_kind(rows, ListedAction)))
    for part in parts_of(rows, first, lambda row: _page_label(row, is_finished)):
        yield _page(index, part, notes, part.title(title), about)


def _page(index: SiteIndex, part: Part[Owed], notes: Callable[[], ActionNotes], title: str, about: str) -> SitePage:
    def content() -> Content:
        actions = _of_kind(part.rows, ListedAction)
        extents, reports = _of_kind(part.rows, ListedExtent), _of_kind(part.rows, ListedReport)
        groups = [
            ActionGroup(state, of_state, index.actions.counts[state])
            for state in ActionState
            if (of_state := tuple(action for action in actions if action.state is state))
        ]
        elsewhere = dict(_elsewhere(part)) if part.is_first else {}
        owed = (("Where else it could be", "where-else", extents), ("Reports to authorities", "reports", reports))
        html = render(
            "actions.html",
            part.url,
            title=title,
            index=index,
            facets=FACETS_BY_KEY,
            report=index.actions,
            groups=groups,
            notes=notes(),
            choices=_choices(index, _of_kind(part.everything, ListedAction)) if part.is_first else [],
            part=part,
            is_finished=part.first == FINISHED_ACTIONS,
            extents=extents,
            reports=reports,
            elsewhere=elsewhere,
            as_of=date_text(index.as_of),
        )
        toc = [TocEntry(_name(group.state), group.state.value) for group in groups]
        return Content(html, (*toc, *(TocEntry(name, anchor) for name, anchor, rows in owed if rows)))

    return SitePage(part.url, title, about, content)


def _notes(index: SiteIndex, actions: tuple[ListedAction, ...]) -> ActionNotes:
    records = (index.corpus.get(action.record) for action in actions)
    undated = [action.state for action in actions if not (action.completed or action.due)]
    return ActionNotes(
        total=len(actions),
        external=sum(record is not None and record.origin is Origin.EXTERNAL for record in records),
        undated=sum(state.is_owed for state in undated),
        untold=sum(not state.is_owed and state is not ActionState.GIVEN_UP for state in undated),
    )


def _of_kind(rows: tuple[Owed, ...], kind: type[Row]) -> tuple[Row, ...]:
    return tuple(row for row in rows if isinstance(row, kind))


def _elsewhere(part: Part[Owed]) -> Iterator[tuple[str, str]]:
    """The lists below the actions that begin on a further page, and where."""
    for name, kind in (("extent", ListedExtent), ("report", ListedReport)):
        place = next((place for place, row in enumerate(part.everything) if isinstance(row, kind)), 0)
        if (url := part.url_of(place)) != part.url:
            yield name, url


def _page_label(row: Owed, is_finished: bool) -> str:
    """The state and the month of an action, which are the order of the lists; of what stands below, what it is."""
    match row:
        case ListedExtent():
            return "Where else"
        case ListedReport():
            return "Reports"
        case ListedAction():
            day = row.completed if is_finished else row.due
            return f"{_name(row.state)}, {f'{day.last_day:%b %Y}' if day else 'no day'}"
    assert_never(row)


def _choices(index: SiteIndex, actions: tuple[ListedAction, ...]) -> list[Choice]:
    teams = {action.team: index.name(TEAM, action.team) for action in actions}
    owners = {action.person: action.person for action in actions if action.person}
    types = {action.type.value: action.type.value.capitalize() for action in actions}
    priorities = {action.priority.value: action.priority.value for action in actions if action.priority}
    is_finished = all(action.state in _FINISHED for action in actions)
    days = [action.completed if is_finished else action.due for action in actions]
    months = {f"{day.last_day:%Y-%m}": f"{day.last_day:%B %Y}" for day in days if day}
    newest = tuple(sorted(months.items(), reverse=is_finished))
    undated = (("none", "No day"),) if None in days else ()
    causes = {leaf: index.name(CAUSE, leaf) for action in actions for leaf in action.causes}
    return [
        *choice("team", "Team", teams),
        *((Choice("month", "Completed in" if is_finished else "Due in", (*newest, *undated)),) if newest else ()),
        *choice("owner", "Owner", owners),
        *choice("type", "Type", types),
        *choice("priority", "Priority", priorities),
        *choice("cause", "Cause", causes),
    ]


def _name(state: ActionState) -> str:
    return words(state).capitalize()
