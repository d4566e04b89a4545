"""PM5 for duties to report: regimes, days and who may read of them."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule, record_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.due_day import has_passed
from ml_postmortems.model.instant import Duration, Instant, Span
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.reporting import Duty, MustReport
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.suggestion import closest


@record_rule("PM555", Level.WARNING)
def unlisted_regime(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A regime is one of the taxonomy, with a link to its text.

    What it does
        Looks each `regime` up under `regimes` of `taxonomy.yml`. The list is open, and a record may be first.
    Why it matters
        Readers follow the link to what the regime asks for, and two spellings of one regime are counted as two.
    Example
        `regime: vehicle-authority`, which is not listed
    Instead
        Add it to `taxonomy.yml`: `vehicle-authority: {name: Vehicle authority, definition: What it asks for., link: https://example.com}`
    """
    taxonomy = context.corpus.taxonomy
    for index, duty in _duties(file.record) if file.record and taxonomy else ():
        if taxonomy and duty.regime not in taxonomy.regimes:
            near = closest(duty.regime, taxonomy.regimes)
            yield at_field(
                file,
                ("reporting", "regimes", index, "regime"),
                "must be a regime of the taxonomy",
                shown(duty.regime),
                (f"did you mean `{near}`? Otherwise " if near else "")
                + f"add under `regimes:` in taxonomy.yml `{duty.regime}: {{name: , definition: , link: }}`",
            )


@file_rule("PM556")
def required_report_without_day(file: RecordFile) -> Iterator[Problem]:
    """A report that must be made says until when it is due, or when it was sent.

    What it does
        Looks at `due` and `sent` of each regime with `must_report: required` in our own published records;
        `{unknown: why}` will do.
    Why it matters
        A duty without a day never becomes overdue.
    Example
        `reporting: {regimes: [{regime: supervisor, must_report: required, why: Many people saw it.}]}`
    Instead
        `reporting: {regimes: [{regime: supervisor, must_report: required, why: Many people saw it., due: 2025-03-14}]}`
    """
    record = own_published(file)
    for index, duty in _duties(record) if record else ():
        if duty.must_report is MustReport.REQUIRED and duty.due is None and duty.sent is None:
            yield at_field(
                file,
                ("reporting", "regimes", index),
                "must say until when a required report is due",
                f"{shown(duty.regime)} with neither `due` nor `sent`",
                "add `due:` with the day or the moment, or `{unknown: why}`",
            )


@record_rule("PM557", Level.WARNING)
def overdue_report(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A report that is due was sent, or somebody decided that none is needed.

    What it does
        Compares `due` of what must be reported or is under review, and was not sent, with the as-of date, in our own
        published records.
    Why it matters
        Being late with a report is a second incident.
    Example
        `reporting: {regimes: [{regime: supervisor, must_report: required, why: Many people saw it., due: 2025-03-14}]}`
    Instead
        `reporting: {regimes: [{regime: supervisor, must_report: required, why: Many people saw it., due: 2025-03-14,
        sent: 2025-03-13}]}`
    """
    record = own_published(file)
    for index, duty in _duties(record) if record else ():
        due = known(duty.due)
        is_waiting = duty.must_report is not MustReport.NOT_REQUIRED and duty.sent is None
        if due and is_waiting and has_passed(due, context.as_of):
            yield at_field(
                file,
                ("reporting", "regimes", index, "due"),
                f"must not have passed on {context.as_of.isoformat()}",
                shown(str(due)),
                "send it and write `sent:`, or write `must_report: not-required` and why",
            )


@record_rule("PM558")
def report_sent_at_impossible_time(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A report was sent after one knew of the incident, and one that need not be made has no day by which it is due.

    What it does
        Compares `sent` with `aware_since`, and looks at `due` where `must_report` is `not-required`.
    Why it matters
        Whether a report was in time is computed from these days.
    Example
        `reporting: {aware_since: 2025-03-11, regimes: [{regime: supervisor, must_report: required, why: Many people
        saw it., sent: 2025-03-01}]}`
    Instead
        `reporting: {aware_since: 2025-03-11, regimes: [{regime: supervisor, must_report: required, why: Many people
        saw it., sent: 2025-03-12}]}`
    """
    reporting = known(file.record.reporting) if file.record else None
    aware = known(reporting.aware_since) if reporting else None
    for index, duty in _duties(file.record) if file.record else ():
        sent = known(duty.sent)
        if aware and sent and Duration.between(Span.at(aware), Span.at(sent)).is_negative:
            condition, key, found = "must not be before `aware_since`", "sent", shown(str(sent))
        elif duty.must_report is MustReport.NOT_REQUIRED and isinstance(duty.due, Instant):
            condition, key, found = "must not be given where nothing must be reported", "due", shown(str(duty.due))
        else:
            continue
        fix = "correct the day" if key == "sent" else "delete it, or write `must_report: required`"
        yield at_field(file, ("reporting", "regimes", index, key), condition, found, fix)


@file_rule("PM559")
def reporting_public_without_source(file: RecordFile) -> Iterator[Problem]:
    """What must be reported is told to the public only where a public source tells it.

    What it does
        In our own records with `visibility: public` under `reporting`, and in records of others, looks for evidence of
        `visibility: public` that each regime names itself.
    Why it matters
        Whether something must be reported is decided by few people, and what stands on a page cannot be taken back.
    Example
        `reporting: {visibility: public, regimes: [{regime: supervisor, must_report: under-review, why: We ask.}]}`
    Instead
        `reporting: {regimes: [{regime: supervisor, must_report: under-review, why: We ask.}]}`
    """
    record = file.record
    reporting = known(record.reporting) if record else None
    if not record or not reporting or reporting.visibility_in(record.origin) is not Visibility.PUBLIC:
        return
    public = {each.id for each in known_items(record.evidence) if each.visibility is Visibility.PUBLIC}
    for index, duty in enumerate(reporting.regimes):
        if not public & set(duty.evidence):
            yield at_field(
                file,
                ("reporting", "regimes", index),
                "must name a public source where everybody may read it",
                f"{shown(duty.regime)} without public `evidence`",
                "add `evidence:` with one that is public, or write `visibility: internal` under `reporting`",
            )


def _duties(record: Record | None) -> Iterator[tuple[int, Duty]]:
    reporting = known(record.reporting) if record else None
    yield from enumerate(reporting.regimes if reporting else ())
