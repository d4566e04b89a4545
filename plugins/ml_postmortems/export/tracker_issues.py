"""The issues that a tracker lacks: one for each action that is owed and has no ticket, for one audience."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ml_postmortems.analytics.actions import ActionFilter, ListedAction, action_report
from ml_postmortems.export.csv_text import csv_text
from ml_postmortems.export.inert_markdown import inert_markdown
from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.action import Action
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.due_dates import DueHistory

MAX_TITLE = 200
JIRA_COLUMNS = ("Summary", "Issue Type", "Due Date", "Labels", "Description")
_LABEL = "postmortem"
_WIKI = lazy_pattern(r"([\\{}\[\]!|*^~_?+]|(?<!\w)-|-(?!\w))")
"""What is markup within a line; no line begins with a text of a record."""


@dataclass(frozen=True, slots=True)
class NewIssue:
    """An action as a tracker is told of it; texts are those of the record."""

    record: str
    action: str
    title: str
    facts: Sequence[tuple[str, str]]
    """What the body says, by name, in order."""
    due: date | None
    link: str | None
    """The action on the site."""
    path: str
    """The file in which the ticket is to be written."""


def new_issues(corpus: Corpus, as_of: date, team: str | None, site: str) -> tuple[NewIssue, ...]:
    """An issue for each action that is owed and names no ticket, what presses most first.

    The corpus is what one audience gets. `site` is the address of the site with a slash at its end, or
    empty: then there are no links back.
    """
    report = action_report(corpus, as_of, DueHistory(), ActionFilter(team=team))
    missing = [each for each in report.actions if each.state.is_owed and not each.ticket]
    return tuple(_issue(corpus, each, site) for each in missing)


def issues_to_gh(issues: Sequence[NewIssue]) -> str:
    """A JSON object a line, each the input of one `gh api`: no text of a record passes a shell."""
    return "".join(f"{json.dumps({'title': _title(each), 'body': _markdown(each)})}\n" for each in issues)


def issues_to_jira_csv(issues: Sequence[NewIssue]) -> str:
    """What Jira's import of CSV reads; texts are neither formulas nor markup."""
    rows = (
        (_title(each), "Task", str(each.due or ""), _LABEL, "\n".join(_lines(each, _plain_wiki))) for each in issues
    )
    return csv_text(JIRA_COLUMNS, rows)


def _issue(corpus: Corpus, listed: ListedAction, site: str) -> NewIssue:
    file = corpus.file_of(listed.record)
    assert file and file.record
    action = next(each for each in known_items(file.record.actions) if each.id == listed.id)
    link = f"{site}postmortems/{listed.record}/#action-{listed.id}" if site else None
    return NewIssue(
        listed.record,
        listed.id,
        listed.title,
        tuple((name, value) for name, value in _facts(listed, action).items() if value),
        listed.due.last_day if listed.due else None,
        link,
        f"{file.path.parent.name}/{file.path.name}",
    )


def _facts(listed: ListedAction, action: Action) -> Mapping[str, str | None]:
    return {
        "Postmortem": f"{listed.record}, {listed.record_title}",
        "Type": listed.type.value,
        "Priority": listed.priority.value if listed.priority else None,
        "Team": listed.team,
        "Owner": listed.person.removeprefix("@") if listed.person else None,
        "Due": str(listed.due) if listed.due else None,
        "Done when": known(action.success_criterion),
    }


def _title(issue: NewIssue) -> str:
    title = " ".join(f"[{issue.record} {issue.action}] {issue.title}".split())
    return title if len(title) <= MAX_TITLE else f"{title[: MAX_TITLE - 1]}…"


def _markdown(issue: NewIssue) -> str:
    return "\n\n".join(_lines(issue, inert_markdown))


def _lines(issue: NewIssue, to_plain: Callable[[str], str]) -> Iterator[str]:
    """The body line by line, with the texts of the record as plain text."""
    for name, value in issue.facts:
        yield f"{name}: {to_plain(value)}"
    if issue.link:
        yield f"What happened: {issue.link}"
    yield f"When this issue is there, write its address under ticket of {issue.action} in {to_plain(issue.path)}."


def _plain_wiki(text: str) -> str:
    """One line in which nothing is markup for Jira, which makes a mention of `[~name]` and nothing of `@name`."""
    return _WIKI.sub(r"\\\1", " ".join(text.split()))
