"""`postmortems timeline`: entries are added, changed and sorted, and every other line of the record stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from ml_postmortems.authoring.drafting.draft_file import date_of_writing
from ml_postmortems.authoring.editing.record_text import RecordText
from ml_postmortems.authoring.editing.timeline import (
    EventValues,
    TimelineChange,
    add_event,
    edit_event,
    event_lines,
    new_findings,
    record_clock,
    sort_timeline,
)
from ml_postmortems.authoring.editing.typed_time import read_typed_time, read_zone
from ml_postmortems.cli.options import find_term, root_option
from ml_postmortems.cli.terminal import show, show_text
from ml_postmortems.errors import NothingToChange
from ml_postmortems.lint.fixes.diff import plan_to_diff
from ml_postmortems.lint.fixes.plan import Plan
from ml_postmortems.lint.outputs.text import finding_lines
from ml_postmortems.model.terms import EventKind, KeyInstant, Phase
from ml_postmortems.plurals import counted
from ml_postmortems.reading.as_of import clock
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.record_lookup import find_record

_AT = "When: `now`, or as typed or pasted, such as `2025-11-18 11:20 +01:00` or `Nov 18, 2025 11:20 UTC`."


def _event_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say what an entry holds, but for its time and text."""
    for option in (
        click.option("--dry-run", is_flag=True, help="Print the diff, and write nothing."),
        click.option("--mark", "marks", multiple=True, metavar="INSTANT", help=f"Key instants: {_words(KeyInstant)}."),
        click.option("--evidence", multiple=True, metavar="E1", help="What it is known from; several with commas."),
        click.option("--phase", metavar="PHASE", help=f"One of {_words(Phase)}."),
        click.option("--kind", metavar="KIND", help=f"One of {_words(EventKind)}."),
        click.option(
            "--zone",
            metavar="ZONE",
            help="The zone of a time without one, such as `Europe/Berlin` (else the `timezone` of the record).",
        ),
    ):
        command = option(command)
    return root_option(command)


def _words(terms: type[EventKind] | type[Phase] | type[KeyInstant]) -> str:
    return ", ".join(terms)


@click.group()
def timeline() -> None:
    """Add, change and sort entries of a record's timeline.

    Only the lines of the entry change: comments and layout stay, and the diff is shown. RECORD is a file or an id.
    """


@timeline.command("list")
@click.argument("record", metavar="RECORD")
@root_option
def list_events(record: str, root: Path) -> None:
    """Show the entries of RECORD with the numbers that `edit` takes and findings use: `timeline[0]` is the first."""
    show(*event_lines(_open(load_corpus(root), record)))


@timeline.command()
@click.argument("record", metavar="RECORD")
@click.option("--at", required=True, metavar="WHEN", help=_AT)
@click.option("--text", required=True, metavar="TEXT", help="What happened, in a phrase.")
@_event_options
def add(record: str, root: Path, at: str, text: str, dry_run: bool, **options: object) -> None:
    """Add an entry to RECORD where its time belongs; it is an event of the response, unless you say otherwise."""
    corpus = load_corpus(root)
    before = _open(corpus, record)
    _finish(corpus, add_event(before, _values(before, at, text, options)), dry_run)


@timeline.command()
@click.argument("record", metavar="RECORD")
@click.argument("number", type=int, metavar="NUMBER")
@click.option("--at", metavar="WHEN", help=_AT)
@click.option("--text", metavar="TEXT", help="What happened, in a phrase.")
@_event_options
def edit(
    record: str, number: int, root: Path, at: str | None, text: str | None, dry_run: bool, **options: object
) -> None:
    """Change what is given of entry NUMBER of RECORD; an empty --evidence '' or --mark '' takes them away."""
    corpus = load_corpus(root)
    before = _open(corpus, record)
    values = _values(before, at, text, options)
    if not values.fields():
        raise NothingToChange("the entry", "--at, --text, --kind, --phase, --evidence or --mark")
    _finish(corpus, edit_event(before, number, values), dry_run)


@timeline.command()
@click.argument("record", metavar="RECORD")
@click.option("--dry-run", is_flag=True, help="Print the diff, and write nothing.")
@root_option
def sort(record: str, root: Path, dry_run: bool) -> None:
    """Put the entries of RECORD in the order of time, each with the comments above it."""
    corpus = load_corpus(root)
    _finish(corpus, sort_timeline(_open(corpus, record)), dry_run)


def _open(corpus: Corpus, record: str) -> RecordText:
    return RecordText.read(find_record(corpus, record).path)


def _values(record: RecordText, at: str | None, text: str | None, options: dict[str, object]) -> EventValues:
    zone, kind, phase = (str(options[name] or "") for name in ("zone", "kind", "phase"))
    marks = _listed(options["marks"])
    return EventValues(
        at=read_typed_time(at, read_zone(zone) if zone else record_clock(record), clock()) if at is not None else None,
        text=text,
        kind=find_term("kind", kind, EventKind) if kind else None,
        phase=find_term("phase", phase, Phase) if phase else None,
        evidence=_listed(options["evidence"]),
        marks=marks and [find_term("mark", mark, KeyInstant) for mark in marks],
    )


def _listed(given: object) -> list[str] | None:
    """The words of an option that may be given several times and hold commas; None where it was not given."""
    if not isinstance(given, tuple) or not given:
        return None
    return list(dict.fromkeys(word for text in given for word in text.replace(",", " ").split()))


def _finish(corpus: Corpus, change: TimelineChange, dry_run: bool) -> None:
    """Show what changes, write it, and say what the checker has against it now."""
    if change.after.content == change.before.content:
        show(f"{change.after.path}: nothing to change.")
        return
    show_text(plan_to_diff(Plan((change.after.change_from(change.before),))))
    today = max(date_of_writing(corpus.root), clock().date())
    findings = new_findings(corpus, change, today)
    if not dry_run:
        change.after.write_over(change.before)
    what = "the timeline in the order of time" if change.number is None else f"timeline[{change.number}]"
    show(f"{change.after.path}: {'would write' if dry_run else 'wrote'} {what}", err=True)
    if not change.is_in_order:
        show("note: the entries are not in the order of time; see `postmortems timeline sort`.", err=True)
    if findings:
        show(f"note: `postmortems check` has {counted(len(findings), 'finding')} more for it:", err=True)
    for finding in findings:
        show(*finding_lines(finding), err=True)
