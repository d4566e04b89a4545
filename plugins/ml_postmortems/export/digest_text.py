"""A digest as Markdown, and as plain text for a message."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from ml_postmortems.analytics.actions import ListedAction
from ml_postmortems.analytics.digest import Digest, TeamDigest, ToldRecord
from ml_postmortems.analytics.owed import ListedExtent, ListedReport
from ml_postmortems.export.inert_markdown import inert_markdown
from ml_postmortems.export.record_data import DataContext
from ml_postmortems.model.facets import TEAM, Vocabulary
from ml_postmortems.plain_text import clean_line
from ml_postmortems.plurals import counted
from ml_postmortems.wording import date_text, day_text

_GAP, _SPELT_GAP = "\u200b", "&#8203;"
"""Spelt out, since the terminal shows no character that nobody sees."""


class DigestFormat(StrEnum):
    """How a digest is written."""

    TEXT = "text"
    MARKDOWN = "markdown"


def digest_text(told: Digest, vocabulary: Vocabulary, context: DataContext, form: DigestFormat) -> str:
    """The digest; texts of records are escaped in Markdown, so that they give no links, mentions or pictures."""
    return "\n".join(_Writer(vocabulary, context, form).lines(told)) + "\n"


class _Writer:
    def __init__(self, vocabulary: Vocabulary, context: DataContext, form: DigestFormat) -> None:
        self._names = vocabulary.terms[TEAM.key]
        self._context = context
        self._is_markdown = form is DigestFormat.MARKDOWN

    def lines(self, told: Digest) -> Iterator[str]:
        yield self._heading(1, f"Postmortems since {date_text(told.since)}")
        yield ""
        yield f"As of {date_text(told.as_of)}, for the audience {self._context.audience}."
        if not told.teams:
            yield ""
            yield "Nothing is new, nothing was changed, and nothing is overdue or due soon."
        for team in told.teams:
            yield ""
            yield self._heading(2, self._said(self._names[team.team].name if team.team in self._names else team.team))
            for name, lines in self._sections(team):
                if lines:
                    yield ""
                    yield f"{name}:" if not self._is_markdown else f"**{name}**"
                    yield ""
                    yield from (f"- {line}" for line in lines)

    def _sections(self, team: TeamDigest) -> Iterator[tuple[str, list[str]]]:
        yield "New", [self._record(each) for each in team.new]
        yield "Came back", [self._came_back(each) for each in team.came_back]
        yield "Changed", [self._record(each) for each in team.changed]
        yield "Overdue", [self._action(each) for each in team.overdue]
        yield "Overdue reports to authorities", [self._late(duty, duty.regime_name) for duty in team.reports]
        asked = [self._late(each, f"Has {each.artifact} the same fault?") for each in team.extents]
        yield "Overdue answers", asked
        yield "Due soon", [self._action(each) for each in team.due]

    def _record(self, record: ToldRecord) -> str:
        return f"{self._linked(record.id, record.title)} ({record.severity})"

    def _came_back(self, record: ToldRecord) -> str:
        return f"{self._record(record)} repeats {', '.join(map(self._linked, record.repeats))}"

    def _late(self, owed: ListedExtent | ListedReport, title: str) -> str:
        return f"{self._said(title)}, {counted(owed.days_overdue, 'day')} overdue, of {self._linked(owed.record)}"

    def _action(self, action: ListedAction) -> str:
        due = f", due {day_text(action.due)}" if action.due else ""
        late = f", {counted(action.days_overdue, 'day')} overdue" if action.days_overdue else ""
        return f"{self._said(action.title)}{due}{late}, of {self._linked(action.record)}"

    def _linked(self, record: str, title: str = "") -> str:
        text = f"{record} {title}".strip()
        if not self._is_markdown or not self._context.site:
            address = f" {self._context.page(record)}" if self._context.site and title else ""
            return self._said(text) + address
        return f"[{self._said(text)}]({self._context.page(record)})"

    def _said(self, text: str) -> str:
        line = clean_line(text)
        return inert_markdown(line).replace(_GAP, _SPELT_GAP) if self._is_markdown else line

    def _heading(self, level: int, text: str) -> str:
        return f"{'#' * level} {text}" if self._is_markdown else text.upper() if level == 1 else text
