"""PM2 for the origin of a record: ours is ours."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import record_rule
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath, words
from ml_postmortems.model.terms import Origin
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile


@record_rule("PM213")
def own_incident_called_external(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A record of `origin: external` names no team and no artifact of our own.

    What it does
        Looks up the operators of the teams and artifacts that an external record names. Ours is the operator with
        `ours: true` in catalog.yml, or the one with the id `us`; in a pull request, at its base or now. A vendor's
        model may be named: somebody else runs it.
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
    for place, word in dict.fromkeys(each for catalog in context.catalogs_in_force for each in _ours(record, catalog)):
        yield at_field(
            file,
            place,
            "must not be ours in a record of `origin: external`",
            shown(word),
            "write `origin: own`, or name whom it happened to",
        )


def _ours(record: Record, catalog: Catalog) -> Iterator[tuple[FieldPath, str]]:
    """What the record names that is ours by this catalog."""
    named = [
        *(place for field in (("teams", "owner"), ("teams", "involved")) for place in words(record, field)),
        *((path, word) for path, word in words(record, ("artifacts", "id")) if not catalog.is_supplied(word)),
    ]
    for path, word in named:
        team = catalog.artifacts[word].team if path[0] == "artifacts" and word in catalog.artifacts else word
        if catalog.is_ours(team):
            yield path, word
