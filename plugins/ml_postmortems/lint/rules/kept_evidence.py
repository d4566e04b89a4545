"""PM5 for evidence that lasts: what is kept of it has a hash and a date."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.tiers import Tier
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.kept_evidence import kept_files
from ml_postmortems.reading.record_file import RecordFile


@file_rule("PM564", Level.WARNING)
def kept_file_without_hash(file: RecordFile) -> Iterator[Problem]:
    """Our own SEV1 records give the hash of each file that lies beside them as evidence.

    What it does
        Asks for `sha256` where `uri` or `copy` is the path of a file beside the record, from `published` on.
    Why it matters
        Without it nobody can tell whether the file is still what was seen that day.
    Example
        `copy: PM-2025-0007/status-page.png` without `sha256`
    Instead
        `sha256:` with what `sha256sum` prints for the file; `postmortems attach` writes it.
    """
    record = _most_severe(file)
    asked = {each.index: each for each in reversed([*kept_files(file)])} if record else {}
    for index, each in sorted(asked.items()):
        if each.item.sha256 is None:
            yield at_field(
                file,
                ("evidence", index, "sha256"),
                "must be given for a file that is kept beside a SEV1 record",
                f"nothing for {shown(each.named)}",
                "add `sha256:` with the SHA-256 of the file",
            )


@file_rule("PM565", Level.WARNING)
def kept_file_without_date(file: RecordFile) -> Iterator[Problem]:
    """Our own SEV1 records say when each captured copy, and each file beside them, was taken.

    What it does
        Asks for `captured` where there is a `copy`, or a file beside the record, from `published` on; `{unknown: why}`
        will do.
    Why it matters
        Pages and dashboards change; a copy shows what was there on one day.
    Example
        `copy: https://archive.example.com/4f1c` without `captured`
    Instead
        `captured: 2025-03-12`
    """
    record = _most_severe(file)
    local = {each.index for each in kept_files(file)} if record else set()
    for index, item in enumerate(known_items(record.evidence) if record else ()):
        if item.captured is None and (item.copy_uri or index in local):
            yield at_field(
                file,
                ("evidence", index, "captured"),
                "must say when what is kept of the evidence of a SEV1 record was taken",
                f"nothing for {shown(item.copy_uri or known(item.uri))}",
                "add `captured:` with the day, or `{unknown: why}`",
            )


def _most_severe(file: RecordFile) -> Record | None:
    record = own_published(file)
    return record if record and record.tier is Tier.SEV1 else None
