"""Archives for tests of numbers: incidents with planted times, causes and places, made without files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from ml_postmortems.analytics.archive import Archive
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.exposure import Exposure
from ml_postmortems.model.record import Record
from ml_postmortems.model.settings import DEFAULT_SETTINGS, Settings
from ml_postmortems.model.terms import Coverage
from ml_postmortems.reading.body import Body
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.record_file import Content, RecordFile
from ml_postmortems.reading.schema import FieldPlaces
from ml_postmortems.reading.written import Written
from tests.helpers import FROZEN_RECORDS, RecordDict

AS_OF = date(2026, 1, 1)
START = datetime(2023, 1, 1, tzinfo=UTC)
LEAVES = (
    "data-quality/schema-change",
    "data-quality/label-error",
    "technical/config-push",
    "process/rollout-gap",
)
TEAMS = ("ranking", "data-platform")
ARTIFACTS = ("click-log", "user-features", "ranking-model", "search-service")
_TAXONOMY = load_corpus(FROZEN_RECORDS).taxonomy


def catalog(coverage: Coverage = Coverage.CENSUS, artifacts: Mapping[str, Mapping[str, Any]] | None = None) -> Catalog:
    """One operator, the teams, and these artifacts; else the four of this module in one line of lineage."""
    chain: dict[str, dict[str, Any]] = {
        key: {"upstream": (source,) if source else ()}
        for source, key in zip((None, *ARTIFACTS), ARTIFACTS, strict=False)
    }
    chain["ranking-model"]["kind"] = "model"
    chain["search-service"]["kind"] = "service"
    return Catalog.model_validate(
        {
            "schema_version": "1",
            "corpus": coverage.value,
            "operators": {"us": {"name": "Us"}},
            "teams": {team: {"operator": "us", "name": team} for team in TEAMS},
            "artifacts": {
                key: {"kind": "dataset", "name": key, "team": "ranking", **values}
                for key, values in (artifacts or chain).items()
            },
        }
    )


def archive(
    records: Iterable[Record],
    as_of: date = AS_OF,
    catalog: Catalog = catalog(),  # noqa: B008  it is frozen
    exposure: Exposure | None = None,
    settings: Settings = DEFAULT_SETTINGS,
) -> Archive:
    """The archive of these records."""
    files = tuple(
        RecordFile(Path(f"{record.id}.md"), Content.of(record, FieldPlaces({}, {}), {}), Written("", Body("", 1)), ())
        for record in records
    )
    return Archive(Corpus(Path(), _TAXONOMY, catalog, (), files, (), (), exposure, settings=settings), as_of)


def at(days: float) -> str:
    """A moment so many days after the start of the archive."""
    return (START + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def event(at: str, *marks: str) -> RecordDict:
    """An entry of the timeline."""
    return {"at": at, "phase": "response", "kind": "event", "text": "It.", "marks": marks}


def cause(number: int, leaf: str, role: str = "immediate") -> RecordDict:
    """A cause."""
    return {"id": f"C{number}", "category": leaf, "role": role, "text": "It.", "confidence": "known"}


def incident(
    number: int,
    began: str = at(0),
    resolved: str | None = None,
    leaves: Sequence[str] = LEAVES[:1],
    artifacts: Sequence[str] = ("ranking-model",),
    team: str = "ranking",
    **changes: Any,
) -> Record:
    """A published incident; its first leaf is the primary cause. Changes are fields of the front matter."""
    timeline = [event(began, "started"), *([event(resolved, "resolved")] if resolved else [])]
    return Record.model_validate(
        {
            "schema_version": "1",
            "id": f"PM-2023-{number:04}",
            "title": f"Incident {number}",
            "kind": "incident",
            "origin": "own",
            "status": "published",
            "severity": "SEV3",
            "visibility": "public",
            "teams": {"owner": team},
            "symptom": "It failed.",
            "artifacts": [{"id": key, "role": "failed"} for key in artifacts],
            "timeline": timeline,
            "causes": [cause(place, leaf) for place, leaf in enumerate(leaves, 1)],
            "primary_cause": "C1" if leaves else None,
        }
        | changes
    )
