"""`postmortems controls`: what was put in place, and what it did when it was needed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from ml_postmortems.analytics.archive import require_names
from ml_postmortems.analytics.control_report import ControlFilter, ControlReport, control_report, narrow_controls
from ml_postmortems.analytics.controls import ControlLedger
from ml_postmortems.cli.analytics_options import published_on
from ml_postmortems.cli.control_failures import failure_lines
from ml_postmortems.cli.options import as_of_option, audience_option, root_option
from ml_postmortems.cli.terminal import show, show_json
from ml_postmortems.errors import UnknownName
from ml_postmortems.export.numbers_json import numbers_to_json
from ml_postmortems.model.terms import Visibility
from ml_postmortems.plurals import counted, words
from ml_postmortems.suggestion import closest
from ml_postmortems.wording import (
    catch_rate_text,
    control_state_text,
    counts_text,
    date_text,
    day_text,
    no_rate_text,
    unmet_text,
)


@click.command()
@click.argument("control", required=False)
@root_option
@click.option("--team", metavar="ID", help="Only what this team put in place or owes; an id of the catalog.")
@click.option("--cause", metavar="NAME", help="Only what covers this cause: a family, or family/leaf.")
@click.option("--model", metavar="ID", help="Only what covers this model or other artifact.")
@click.option("--kind", metavar="KIND", help="Only of one kind of the taxonomy, such as canary.")
@as_of_option
@audience_option
@click.option("--json", "as_json", is_flag=True, help="Print every control with its ledger, and the kinds, as JSON.")
def controls(
    control: str | None,
    root: Path,
    team: str | None,
    cause: str | None,
    model: str | None,
    kind: str | None,
    as_of: datetime | None,
    audience: Visibility,
    as_json: bool,
) -> None:
    """List what was put in place so that failures do not come again, and what it did when they did; or one CONTROL.

    Exit code 0: the list was printed. 2: there is no such control, team, model, cause or kind.
    """
    publication = published_on(root, audience, as_of, is_for_people=not as_json)
    vocabulary = publication.corpus.vocabulary
    require_names(vocabulary, team, model, cause)
    _require("kind of control", kind, tuple(vocabulary.taxonomy.controls))
    everything = control_report(publication.corpus, publication.as_of)
    _require("control", control, tuple(ledger.id for ledger in everything.controls))
    report = narrow_controls(everything, ControlFilter(control, team, kind, cause, model))
    if as_json:
        show_json(numbers_to_json(report))
    elif control and report.controls:
        show(*_one(report, report.controls[0]))
    else:
        show(*_list(report))


def _require(what: str, word: str | None, known: tuple[str, ...]) -> None:
    """Raises UnknownName for a word that is none of those known; None asks for nothing."""
    if word is not None and word not in known:
        raise UnknownName(what, word, list(known), closest(word, known))


def _list(report: ControlReport) -> Iterator[str]:
    yield f"Controls as of {date_text(report.as_of)}: {counts_text(report.states) or 'none'}."
    if report.failing:
        yield f"Regression cases fail for {counted(report.failing, 'control')}, whatever the state says."
    for kind in report.kinds:
        yield ""
        yield f"{kind.kind} ({kind.number}): {counts_text(kind.outcomes) or 'no later record'}"
        if kind.rate:
            yield f"  {catch_rate_text(kind.rate)}"
        for ledger in report.controls:
            if ledger.kind == kind.kind:
                yield f"  {ledger.id} ({control_state_text(ledger)}): {_outcomes(ledger)}"
                if ledger.rate:
                    yield f"      {catch_rate_text(ledger.rate)}"
    if report.failures:
        yield ""
        yield from failure_lines(report.failures)
    if report.controls and not report.has_rates:
        yield ""
        yield no_rate_text(report)


def _one(report: ControlReport, ledger: ControlLedger) -> Iterator[str]:
    yield f"{ledger.id} ({ledger.kind}), as of {date_text(report.as_of)}: {control_state_text(ledger)}"
    yield ledger.sources[0].title
    for name, value in (
        ("Where", ledger.where),
        ("Threshold", ledger.threshold),
        ("Runbook", ledger.runbook),
        ("Covers", ", ".join(ledger.causes)),
        ("At", ", ".join(ledger.artifacts)),
    ):
        if value:
            yield f"  {name}: {value}"
    yield ""
    yield f"When it was needed: {_outcomes(ledger)}"
    for meeting in ledger.meetings:
        by = "" if meeting.is_named else ", by its cause and artifact"
        yield f"  {date_text(meeting.day)}  {meeting.record}: {words(meeting.outcome)}{by}"
    if ledger.catches:
        yield ""
        yield f"Caught, by the log ({len(ledger.catches)}):"
        yield from (f"  {date_text(catch.day)}  {catch.what}".rstrip() for catch in ledger.catches)
    yield ""
    yield catch_rate_text(ledger.rate) if ledger.rate else no_rate_text(report)
    yield ""
    yield "Put in place by:"
    for source in ledger.sources:
        since = f", since {day_text(source.since)}" if source.since else ""
        verified = f", verified {date_text(source.verified)}" if source.verified else ""
        fails = f"; regression case fails: {source.failing_case}" if source.failing_case else ""
        told = f"{words(source.state)}{since}{verified}{fails}"
        yield f"  {source.record} {source.action}  {source.title} ({told})"


def _outcomes(ledger: ControlLedger) -> str:
    if not ledger.outcomes:
        return unmet_text(ledger.state)
    return f"{counted(sum(ledger.outcomes.values()), 'time')}: {counts_text(ledger.outcomes)}"
