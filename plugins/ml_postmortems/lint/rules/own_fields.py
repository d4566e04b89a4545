"""PM1 and PM3 for what an organisation adds to the format by its settings: own fields, and more that is required."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field, not_a_term
from ml_postmortems.lint.registry import record_rule
from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.model.own_fields import EXTRA, OwnRequirement, value_fault
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath, field_rules, places
from ml_postmortems.model.settings import Settings
from ml_postmortems.reading.corpus import SETTINGS_FILE
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile


@record_rule("PM121")
def wrong_own_field(file: RecordFile, context: Context) -> Iterator[Problem]:
    """What stands under `extra` is a field of the organisation, with a value of its type.

    What it does
        Looks each key up under `fields` of `settings.yml`, and reads its value as text, number, date, choice, person,
        url or list, as the field says.
    Why it matters
        A misspelt key or value is on no page of the field, and no search and no export finds it there.
    Example
        `extra: {cost-center: "4711"}`, where `settings.yml` has the field `cost-centre`
    Instead
        `extra: {cost-centre: "4711"}`
    """
    if not file.record:
        return
    fields = context.corpus.settings.fields
    for key, value in file.record.extra.items():
        if key not in fields:
            yield not_a_term(file, (EXTRA, key), "a field of the organisation", SETTINGS_FILE, key, fields)
        elif not isinstance(value, NotKnown) and (fault := value_fault(fields[key], value)):
            condition, found, fix = fault
            yield at_field(file, (EXTRA, key), condition, shown(found), fix)


@record_rule("PM335")
def missing_own_requirement(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A record has what the organisation requires beyond the format.

    What it does
        Goes through `required` of `settings.yml`: each field from a status on, for the severities and origins it names.
        In a pull request what its base required is asked for too.
    Why it matters
        Who agreed that each SEV1 names its cost centre relies on finding it there.
    Example
        `status: published` without `extra.cost-centre`, where `settings.yml` requires it from `published` on
    Instead
        Fill it in; where nobody knows, `{unknown: why}` where the field allows it.
    """
    if not file.record:
        return
    told = set[FieldPath]()
    for settings in context.settings_in_force:
        for required in settings.required:
            if not required.applies(file.record.status, file.record.severity, file.record.origin):
                continue
            for path in _missing(file.record, required, settings):
                if path not in told:
                    told.add(path)
                    condition = f"must be given from `{required.from_status}` on, as {SETTINGS_FILE} asks for it"
                    yield at_field(file, path, condition, "nothing", _fix(required, path, settings))


def _missing(record: Record, required: OwnRequirement, settings: Settings) -> Iterator[FieldPath]:
    """The places without the field; of what stands in a block that is missing, the block."""
    path = required.path
    if path[0] == EXTRA:
        if path[-1] in settings.fields and path[-1] not in record.extra:
            yield path
        return
    for end in range(1, len(path) + 1):
        rule = next((each for each in field_rules() if each.path == path[:end]), None)
        if not rule or (rule.needed and rule.needed.applies(record.status, record.tier, record.origin)):
            continue
        missing = [place for place, value in places(record, path[:end]) if value is None or value in ((), {})]
        yield from missing
        if missing:
            return


def _fix(required: OwnRequirement, path: FieldPath, settings: Settings) -> str:
    if path[0] == EXTRA:
        field = settings.fields[required.path[-1]]
        about = field.description.rstrip(".")
        return f"add `{path[-1]}:` below `{EXTRA}:` ({about[:1].lower()}{about[1:]})"
    return f"add `{required.path[-1] if len(path) == len(required.path) else path[-1]}:`"
