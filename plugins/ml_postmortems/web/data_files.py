"""What leaves a site as data: records as JSON and Markdown, tables, feeds, a calendar, a list for language models."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import Any

from ml_postmortems.analytics.actions import ActionState, ListedAction
from ml_postmortems.analytics.record_days import RecordDays
from ml_postmortems.export.atom import Entry, Feed
from ml_postmortems.export.avid import avid_report, avid_url
from ml_postmortems.export.due_calendar import calendar_text, due_days
from ml_postmortems.export.json_text import json_text
from ml_postmortems.export.record_data import (
    FORMAT_VERSION,
    DataContext,
    data_url,
    record_document,
    record_to_json,
    summary_document,
)
from ml_postmortems.export.record_data_schema import record_data_schema
from ml_postmortems.export.record_markdown import UNTRUSTED, record_markdown
from ml_postmortems.export.tables import tables
from ml_postmortems.model.due_day import day_after
from ml_postmortems.model.facets import CAUSE, TEAM
from ml_postmortems.model.json_schema import record_schema
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.web.fragments import key_of
from ml_postmortems.web.record_reads import own_digest
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.standing_files import StandingFiles
from ml_postmortems.web.urls import ACTIONS, DATA, record_url
from ml_postmortems.web.value_digest import value_digest

RECORD_LIST = "postmortems.json"
CALENDAR = "calendar.ics"
LANGUAGE_MODELS = "llms.txt"
DATA_SCHEMA = f"{DATA}record-data.schema.json"
RECORD_SCHEMA = f"{DATA}record.schema.json"
"""Beside each other, since the first refers to the second."""
FEEDS = "feeds/"
NEW, CHANGED, OVERDUE, ALL = (f"{FEEDS}{name}.atom" for name in ("new", "changed", "overdue", "all"))
MOST_ENTRIES = 50
"""How many entries a feed has at most, the newest first."""


def markdown_url(record_id: str) -> str:
    """Where the text of a record lies below the top of the site."""
    return f"postmortems/{record_id}.md"


def team_feed(team: str) -> str:
    """The feed of the records of a team."""
    return f"{FEEDS}teams/{team}.atom"


def cause_feed(leaf: str) -> str:
    """The feed of the records of a cause."""
    return f"{FEEDS}causes/{leaf}.atom"


def data_files(
    index: SiteIndex, days: RecordDays, context: DataContext, standing: StandingFiles | None = None
) -> Iterator[tuple[str, bytes]]:
    """Every data file by its path below the top of the site; feeds only where the address of the site is known.

    Of the files of a single record those are left out that stand, and are taken over.
    """
    context = replace(context, records=index.record_ids)
    common = key_of("data", index.facts.digest, value_digest(context)) if standing else ""
    listed = []
    for file in index.with_bodies.files:
        assert file.record
        actions = _actions_of(file, index)
        document = cache(partial(record_document, file, actions, context))
        if not standing:
            listed.append(summary_document(document(), context))
            yield from _data_of_record(file, document(), index, context)
            continue
        key = key_of(common, own_digest(file), value_digest(actions))
        names = _names_of_data(file.record)
        if not standing.take(names, key):
            yield from _data_of_record(file, document(), index, context)
            standing.note(names, key)
        listed.append(_kept_summary(key, document, index, context))
    taxonomy, catalog = index.vocabulary.taxonomy, index.vocabulary.catalog
    yield DATA_SCHEMA, (json_text(record_data_schema()) + "\n").encode()
    yield RECORD_SCHEMA, (json_text(record_schema(taxonomy, catalog, index.corpus.settings)) + "\n").encode()
    yield RECORD_LIST, (_record_list(listed, context) + "\n").encode()
    records = [file.record for file in index.corpus.files if file.record]
    for table in tables(records, index.actions.actions, index.controls.values(), index.vocabulary.fields):
        yield f"{DATA}{table.name}.csv", table.text().encode()
    yield CALENDAR, calendar_text(due_days(records, index.actions), context)
    yield LANGUAGE_MODELS, _language_models(index, context).encode()
    if context.site:
        for feed in _feeds(index, days, context):
            yield feed.path, feed.text()


def _kept_summary(
    key: str, document: Callable[[], Mapping[str, Any]], index: SiteIndex, context: DataContext
) -> dict[str, Any]:
    def make() -> str:
        return json.dumps(summary_document(document(), context))

    summary: dict[str, Any] = json.loads(index.fragments.text(lambda: key, make))
    return summary


def _names_of_data(record: Record) -> list[str]:
    names = [data_url(record.id), markdown_url(record.id)]
    return [*names, avid_url(record.id)] if _has_report(record) else names


def _has_report(record: Record) -> bool:
    return record.visibility is Visibility.PUBLIC and record.status.is_counted


def _data_of_record(
    file: RecordFile, document: Mapping[str, Any], index: SiteIndex, context: DataContext
) -> Iterator[tuple[str, bytes]]:
    assert file.record
    yield from _texts_of_record(file, document, index, context)
    if _has_report(file.record):
        report = avid_report(file.record, index.vocabulary, context)
        yield avid_url(file.record.id), (json_text(report) + "\n").encode()


def texts_of_record(file: RecordFile, index: SiteIndex, context: DataContext) -> Iterator[tuple[str, bytes]]:
    """The data files that hold the body of a record."""
    context = replace(context, records=index.record_ids)
    yield from _texts_of_record(file, record_document(file, _actions_of(file, index), context), index, context)


def _texts_of_record(
    file: RecordFile, document: Mapping[str, Any], index: SiteIndex, context: DataContext
) -> Iterator[tuple[str, bytes]]:
    assert file.record
    yield data_url(file.record.id), record_to_json(document).encode()
    yield markdown_url(file.record.id), record_markdown(file, _actions_of(file, index), context).encode()


def _actions_of(file: RecordFile, index: SiteIndex) -> list[ListedAction]:
    assert file.record
    return list(index.owed.of_record(file.record.id).actions)


def _record_list(listed: Sequence[Mapping[str, object]], context: DataContext) -> str:
    return json_text(
        {
            "version": FORMAT_VERSION,
            "audience": context.audience.value,
            "as_of": context.as_of.isoformat(),
            "records": listed,
        }
    )


def _language_models(index: SiteIndex, context: DataContext) -> str:
    """The list that llmstxt.org describes: what the site is, then a link to the text of each record."""
    lines = [
        "# Postmortems of ML incidents",
        "",
        "> What failed in machine learning, why, and what is done about it: one record for each incident.",
        "",
        f"{UNTRUSTED} As of {context.as_of.isoformat()}.",
        "",
        "## Data",
        "",
        f"- [All records as JSON]({context.address(RECORD_LIST)}): ids, causes, artifacts and links",
        "",
        "## Records",
        "",
    ]
    for record in index.counted:
        address = context.address(markdown_url(record.id))
        lines.append(f"- [{_link_text(record.title)}]({address}): {record.id}, {record.severity}")
    return "\n".join(lines) + "\n"


def _link_text(title: str) -> str:
    return title.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _feeds(index: SiteIndex, days: RecordDays, context: DataContext) -> Iterator[Feed]:
    def feed(path: str, title: str, records: Sequence[Record], of: Mapping[str, date]) -> Feed:
        entries = [_record_entry(record, of[record.id], index, context) for record in records if record.id in of]
        entries.sort(key=lambda entry: (entry.updated, entry.key), reverse=True)
        return Feed(path, title, context.site, entries[:MOST_ENTRIES], context.as_of)

    yield feed(ALL, "Postmortems", index.counted, days.changed)
    yield feed(NEW, "New postmortems", index.counted, days.published)
    yield feed(CHANGED, "Changed postmortems", index.counted, days.changed_later)
    yield _overdue_feed(index, context)
    for facet, path in ((TEAM, team_feed), (CAUSE, cause_feed)):
        for term in index.terms(facet):
            if term.counted:
                yield feed(path(term.term.key), f"Postmortems: {term.term.name}", term.counted, days.changed)


def _record_entry(record: Record, day: date, index: SiteIndex, context: DataContext) -> Entry:
    return Entry(
        key=record.id,
        title=record.title,
        summary=record.summary if isinstance(record.summary, str) else record.symptom,
        address=context.address(record_url(record.id)),
        author=index.name(TEAM, record.teams.owner),
        updated=day,
        categories=tuple(dict.fromkeys((record.severity, *(cause.category for cause in record.real_causes)))),
    )


def _overdue_feed(index: SiteIndex, context: DataContext) -> Feed:
    """What is owed and past its day: an entry for each action, dated with the day on which it became overdue."""
    late = [action for action in index.actions.actions if action.state is ActionState.OVERDUE and action.due]
    entries = [_overdue_entry(action, index, context) for action in late]
    entries.sort(key=lambda entry: (entry.updated, entry.key), reverse=True)
    return Feed(OVERDUE, "Overdue actions", context.site, entries[:MOST_ENTRIES], context.as_of)


def _overdue_entry(action: ListedAction, index: SiteIndex, context: DataContext) -> Entry:
    assert action.due, "what is overdue was due on a day"
    return Entry(
        key=f"{action.record}/{action.id}",
        title=f"Overdue: {action.title}",
        summary=f"{action.record} {action.id}, due {action.due}, of {action.record_title}.",
        address=context.address(f"{ACTIONS}?team={action.team}"),
        author=index.name(TEAM, action.team),
        updated=day_after(action.due),
    )
