"""Changes of merged records that need a recorded reason: what was merged, and whether the reason is there."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.model.corrections import CorrectedField
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading.record_file import RecordFile


def was_merged(former: RecordFile) -> bool:
    """Whether this was on main to stay; what could not be read there was, too."""
    return former.record is None or former.record.status.is_mergeable


def merged_before(file: RecordFile, context: Context) -> Record | None:
    """What a changed record said at the base, if it was merged and could be read there."""
    former = context.former.get(file.path)
    return former.record if former and was_merged(former) else None


def unrecorded(
    file: RecordFile,
    former: Record,
    field: CorrectedField,
    path: FieldPath,
    was: str,
    context: Context,
    whose: str = "",
) -> Iterator[Problem]:
    """A problem, unless the record has a correction of this field that the base does not have.

    `whose` is the part of the record that it was said of, such as `action A3`.
    """
    assert file.record
    new = [each for each in file.record.corrections if each not in former.corrections]
    if any(each.field is field and each.was == was for each in new):
        return
    approval, who = (
        (", approved_by: ...", ", where `approved_by` is the handle of a reviewer who is no author")
        if file.record.is_own
        else ("", "")
    )
    yield at_field(
        file,
        path,
        "must not be changed without an entry under `corrections`",
        f"none, and it was {was}{f' of {whose}' if whose else ''}",
        f"change it back, or add to `corrections`: "
        f"`- {{field: {field}, was: {was}, date: {context.as_of.isoformat()}, reason: ...{approval}}}`{who}",
    )
