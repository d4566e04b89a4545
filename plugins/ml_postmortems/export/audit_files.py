"""What a base tells model repositories and training jobs: `audit.json` and `quarantine.json`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, timedelta

from ml_postmortems.access.publication import Publication
from ml_postmortems.analytics.archive import Archive, begin_date
from ml_postmortems.analytics.preventions import BrokenPrevention, broken_preventions
from ml_postmortems.export.json_text import json_text
from ml_postmortems.model.audit_base import (
    AuditBase,
    AuditedArtifact,
    AuditedCase,
    Contamination,
    PastIncident,
    Prevention,
    UncoveredCause,
)
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.regression_case import STALE_AFTER_DAYS, CaseState
from ml_postmortems.model.required_cases import asks_for_cases, cases_of, immediate_causes
from ml_postmortems.model.terms import ActionStatus, ActionType, ArtifactRole
from ml_postmortems.quarantine import FORMAT_VERSION

_BROKE_AT = (ArtifactRole.ORIGIN, ArtifactRole.FAILED)
_NOT_SHOWN = frozenset(set(ActionStatus) - {ActionStatus.VERIFIED, ActionStatus.WONT_DO})


def audit_files(publication: Publication) -> Iterator[tuple[str, bytes]]:
    """The two files by name; the same publication gives the same bytes. Raises VocabularyUnusable."""
    base = audit_base(publication)
    yield "audit.json", f"{json_text(base.model_dump(mode='json', by_alias=True))}\n".encode()
    yield "quarantine.json", f"{quarantine_to_json(base)}\n".encode()


def quarantine_to_json(base: AuditBase) -> str:
    """The contamination alone, as `ml_postmortems.quarantine` reads it without pydantic."""
    return json_text(
        {
            "format": "ml-postmortems-quarantine",
            "version": FORMAT_VERSION,
            "as_of": base.as_of.isoformat(),
            "audience": base.audience,
            "artifacts": sorted(base.artifacts),
            "contamination": [each.model_dump(mode="json", by_alias=True) for each in base.contamination],
        }
    )


def audit_base(publication: Publication) -> AuditBase:
    """What is published, by the artifacts that it touches: of records that count, as they were known on the day.

    Raises VocabularyUnusable.
    """
    archive = Archive(publication.corpus, publication.as_of)
    records, catalog = archive.counted, archive.catalog
    upstream = {id: tuple(catalog.upstream_of([id])) for id in catalog.artifacts}
    broken = {(each.record, each.action): each for each in broken_preventions(archive)}
    return AuditBase(
        format="ml-postmortems-audit",
        version=1,
        as_of=archive.as_of,
        audience=publication.audience.value,
        artifacts=dict(_artifacts(catalog, upstream)),
        contamination=tuple(each for record in records for each in _contamination(record, upstream)),
        preventions=tuple(each for record in records for each in _preventions(record, broken)),
        incidents=tuple(_incident(record, archive) for record in reversed(archive.incidents)),
        cases=tuple(each for record in records for each in _cases(record, archive.as_of)),
        uncovered=tuple(each for record in records for each in _uncovered(record, archive)),
    )


def _artifacts(catalog: Catalog, upstream: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, AuditedArtifact]]:
    for id, artifact in catalog.artifacts.items():
        yield id, AuditedArtifact(kind=artifact.kind, name=artifact.name, team=artifact.team, upstream=upstream[id])


def _contamination(record: Record, upstream: Mapping[str, tuple[str, ...]]) -> Iterator[Contamination]:
    for data in known_items(record.affected_data):
        start, end, state = known(data.start), known(data.end), known(data.state)
        if isinstance(data.state, NotKnown) and not data.state.is_unknown:
            continue
        yield Contamination(
            record=record.id,
            artifact=data.artifact,
            reaches=tuple(sorted(id for id, sources in upstream.items() if data.artifact in sources)),
            start=_first_day(start) if start else None,
            end=_last_day(end) if end else None,
            filter=known(data.filter),
            state=state.value if state else "unknown",
        )


def _first_day(instant: Instant) -> date:
    """The first day in UTC and in the zone of the record, whichever is earlier: a day too many does no harm."""
    return min(instant.first_day, instant.bounds(instant.zone or UTC)[0].astimezone(UTC).date())


def _last_day(instant: Instant) -> date:
    end = instant.bounds(instant.zone or UTC)[1].astimezone(UTC) - timedelta(microseconds=1)
    return max(instant.last_day, end.date())


def _preventions(record: Record, broken: Mapping[tuple[str, str], BrokenPrevention]) -> Iterator[Prevention]:
    for action in known_items(record.actions):
        came_back = broken.get((record.id, action.id))
        if action.type is not ActionType.PREVENT or not (came_back or action.status in _NOT_SHOWN):
            continue
        yield Prevention(
            record=record.id,
            action=action.id,
            title=action.title,
            team=action.team,
            status=action.status,
            is_open=action.status.is_open,
            overdue_from=action.overdue_from(),
            artifacts=_broke_at(record),
            came_back=came_back.came_back if came_back else None,
            is_certain=came_back.is_certain if came_back else False,
        )


def _incident(record: Record, archive: Archive) -> PastIncident:
    leaves = (archive.taxonomy.current_name(cause.category) for cause in record.real_causes)
    return PastIncident(
        record=record.id,
        title=record.title,
        severity=record.severity,
        began=begin_date(record),
        artifacts=_named(record),
        causes=tuple(dict.fromkeys(leaves)),
    )


def _cases(record: Record, as_of: date) -> Iterator[AuditedCase]:
    for _, action, case in cases_of(record):
        ran, is_passed = known(case.date), case.state(as_of) in (CaseState.PASSING, CaseState.STALE)
        result = known(case.result)
        yield AuditedCase(
            record=record.id,
            action=action.id,
            suite=case.suite,
            case=case.case,
            result=result.value if result else None,
            stale_from=ran.last_day + timedelta(days=STALE_AFTER_DAYS + 1) if ran and is_passed else None,
            artifacts=_named(record),
        )


def _uncovered(record: Record, archive: Archive) -> Iterator[UncoveredCause]:
    covered = {cause for _, action, _ in cases_of(record) for cause in action.addresses}
    for _, cause in immediate_causes(record) if record.is_own else ():
        if cause.id not in covered and cause.no_regression_case is None:
            yield UncoveredCause(
                record=record.id,
                is_asked=asks_for_cases(record),
                cause=cause.id,
                category=archive.taxonomy.current_name(cause.category),
                artifacts=_named(record),
            )


def _named(record: Record) -> tuple[str, ...]:
    return tuple(dict.fromkeys(use.id for use in known_items(record.artifacts)))


def _broke_at(record: Record) -> tuple[str, ...]:
    """Where the failure began or broke, so where to prevent it; all that the record names, if it does not say."""
    uses = known_items(record.artifacts)
    return tuple(dict.fromkeys(use.id for use in uses if use.role in _BROKE_AT)) or _named(record)
