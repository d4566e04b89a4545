"""The pages of actions: what is owed and announced, and what is finished."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ml_postmortems.analytics.actions import ActionState, ListedAction
from ml_postmortems.model.facets import CAUSE, FACETS_BY_KEY, TEAM
from ml_postmortems.plurals import words
from ml_postmortems.web.choices import Choice, choice
from ml_postmortems.web.page import Content, SitePage, TocEntry
from ml_postmortems.web.parts import Part, parts_of
from ml_postmortems.web.rendering import render
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.urls import ACTIONS, FINISHED_ACTIONS
from ml_postmortems.wording import date_text

_UNFINISHED = tuple(state for state in ActionState if state.is_owed or state is ActionState.ANNOUNCED)
_FINISHED = tuple(state for state in ActionState if state not in _UNFINISHED)


@dataclass(frozen=True, slots=True)
class ActionGroup:
    """The actions of one state on one page."""

    state: ActionState
    actions: tuple[ListedAction, ...]
    total: int
    """How many there are on all pages."""


def action_pages(index: SiteIndex) -> Iterator[SitePage]:
    """The list of what is not finished and the list of what is, each split where it is long."""
    about = "Who owes what, overdue actions first."
    yield from _pages(index, ACTIONS, "Actions", about, index.actions.of(*_UNFINISHED))
    about = "What was done, verified or given up."
    yield from _pages(index, FINISHED_ACTIONS, "Finished actions", about, index.actions.of(*_FINISHED))


def _pages(
    index: SiteIndex, first: str, title: str, about: str, actions: tuple[ListedAction, ...]
) -> Iterator[SitePage]:
    for part in parts_of(actions, first):
        yield _page(index, part, part.title(title), about)


def _page(index: SiteIndex, part: Part[ListedAction], title: str, about: str) -> SitePage:
    actions = part.rows

    def content() -> Content:
        groups = [
            ActionGroup(state, of_state, index.actions.counts[state])
            for state in ActionState
            if (of_state := tuple(action for action in actions if action.state is state))
        ]
        is_first = part.url == ACTIONS
        has_owed = is_first and bool(index.actions.owed_extents or index.actions.owed_reports)
        owed = (("Where else it could be", "where-else", has_owed and index.actions.owed_extents),
                ("Reports to authorities", "reports", has_owed and index.actions.owed_reports))  # fmt: skip
        html = render(
            "actions.html",
            part.url,
            title=title,
            index=index,
            facets=FACETS_BY_KEY,
            report=index.actions,
            groups=groups,
            choices=_choices(index, actions),
            urls=part.urls,
            is_finished=part.urls[0] == FINISHED_ACTIONS,
            has_owed=has_owed,
            as_of=date_text(index.as_of),
        )
        toc = [TocEntry(_name(group.state), group.state.value) for group in groups]
        return Content(html, (*toc, *(TocEntry(name, anchor) for name, anchor, rows in owed if rows)))

    return SitePage(part.url, title, about, content)


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
