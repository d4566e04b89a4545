"""PM2 for the origin of a record: ours is ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.host_names import CERTAIN
from ml_postmortems.lint.own_sites import site_of
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import record_rule
from ml_postmortems.lint.text_patterns import SearchedText
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath, words
from ml_postmortems.model.terms import Origin
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_OF_WHOM = (("teams", "owner"), ("teams", "involved"), ("artifacts", "id"))
"""Where a record names whom it happened to."""
_AT_WORK = (("evidence", "team"), ("actions", "team"))
"""Where it names who published and acted; that it names people or duties at all is PM113."""


@record_rule("PM213")
def own_incident_called_external(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A record of `origin: external` names no team and no artifact of our own.

    What it does
        Looks up the operators of the teams and artifacts that an external record names. Ours is the operator with
        `ours: true` in catalog.yml, or the one with the id `us`, and every operator of the same name; in a pull
        request, at its base or now. A vendor's model may be named: somebody else runs it.
    Why it matters
        An external record is asked for much less. What happened to our own systems can be asked for in full.
    Example
        `origin: external` with `teams: {owner: ranking}`, where `ranking` is our own team
    Instead
        `origin: own`; or, if it happened elsewhere, the team and the artifacts of whom it happened to.
    """
    record = file.record
    if not record or record.origin is not Origin.EXTERNAL:
        return
    for place, word in _ours(record, context, _OF_WHOM):
        yield at_field(
            file,
            place,
            "must not be ours in a record of `origin: external`",
            shown(word),
            "write `origin: own`, or name whom it happened to",
        )


@record_rule("PM256", Level.WARNING)
def own_sources_of_external_record(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A record of `origin: external` rests on nothing that only we know.

    What it does
        Warns of evidence in an external record that lies on a host inside a network or under the `ticket_url` of
        settings.yml, or where logs, dashboards, tickets and chats of our own records lie, of actions with a ticket
        there, and where evidence or actions name a team of ours. The review begins with this warning.
    Why it matters
        What is known from our own logs and tickets happened to us, whomever the record names.
    Example
        `origin: external` with `uri: https://logs.corp.internal/answers/4711`
    Instead
        `origin: own`; or what the operator itself published.
    """
    record = file.record
    if not record or record.origin is not Origin.EXTERNAL:
        return
    trackers = {each.ticket_url.partition("{ticket}")[0] for each in context.settings_in_force if each.ticket_url}
    for place, word in _ours(record, context, _AT_WORK):
        yield _inside(file, place, word)
    for index, item in enumerate(known_items(record.evidence)):
        if isinstance(item.uri, str) and (_is_inside(item.uri, trackers) or site_of(item.uri) in context.own_sites):
            yield _inside(file, ("evidence", index, "uri"), item.uri)
    for index, action in enumerate(known_items(record.actions)):
        ticket = action.ticket or ""
        if trackers and ticket and ("://" not in ticket or _is_inside(ticket, trackers)):
            yield _inside(file, ("actions", index, "ticket"), ticket)


def _is_inside(address: str, trackers: set[str]) -> bool:
    return address.startswith(tuple(trackers)) or any(SearchedText(address).find(CERTAIN))


def _inside(file: RecordFile, place: FieldPath, found: str) -> Problem:
    return at_field(
        file,
        place,
        "must not be our own in a record of `origin: external`",
        shown(found),
        "write `origin: own`, or name what the operator itself did and published",
    )


def _ours(record: Record, context: Context, fields: Iterable[tuple[str, ...]]) -> Iterable[tuple[FieldPath, str]]:
    """What the record names in these fields that is ours by a catalog in force, each place once."""
    named = [place for field in fields for place in words(record, field)]
    return dict.fromkeys(each for catalog in context.catalogs_in_force for each in _ours_by(catalog, named))


def _ours_by(catalog: Catalog, named: Iterable[tuple[FieldPath, str]]) -> Iterator[tuple[FieldPath, str]]:
    for path, word in named:
        is_artifact = path[0] == "artifacts"
        if is_artifact and catalog.is_supplied(word):
            continue
        team = catalog.artifacts[word].team if is_artifact and word in catalog.artifacts else word
        if catalog.operator_of(team) in catalog.operators_of_our_name:
            yield path, word
