"""`postmortems check`: findings in the format asked for, and the exit code that says whether there are errors."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from ml_postmortems.authoring.commands import command
from ml_postmortems.cli.options import as_of_option, root_option
from ml_postmortems.cli.terminal import show, show_commands, show_file, show_json, show_text
from ml_postmortems.garbage_collection import paused_garbage_collection
from ml_postmortems.lint.check import Report
from ml_postmortems.lint.outputs.registry import Output, Syntax, registered_outputs
from ml_postmortems.lint.outputs.text import finding_lines
from ml_postmortems.lint.run import CheckRequest, CheckRun, start_check
from ml_postmortems.model.lifecycle import LIFECYCLE, allowed_moves
from ml_postmortems.model.terms import Status
from ml_postmortems.plain_text import printable
from ml_postmortems.plurals import counted
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.styled_text import Line

_MOST_DRAFTS = 3
"""For more drafts it takes too long to say of each what publication would ask, unless it is named."""
_MOST_LISTED = 5
"""So few errors are told at once; of more a count tells more."""
_UNMERGEABLE = "PM810"
_OUTPUTS = {each.name: each for each in registered_outputs()}


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@root_option
@click.option(
    "--merge",
    is_flag=True,
    help="Also refuse records whose status must not be merged, such as drafts; of one, say what `published` asks.",
)
@click.option(
    "--changed",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[BASE]",
    help="Only the files changed since BASE (a commit or branch; the main branch if left out).",
)
@click.option("--select", multiple=True, metavar="CODE", help="Only these rules: PM301, or PM3 for a family.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Without these rules.")
@as_of_option
@click.option(
    "--explain",
    is_flag=True,
    help="After the findings, explain each rule that found something, and for PATHS each value that is derived.",
)
@click.option(
    "--format",
    "output",
    type=click.Choice(list(_OUTPUTS)),
    default="text",
    show_default=True,
    callback=lambda _context, _option, value: _OUTPUTS[value],
    help="How to print the findings.",
)
@click.option(
    "--fix", is_flag=True, help="First fix what has exactly one right answer; the rest of each file stays as it is."
)
@click.option(
    "--evidence",
    is_flag=True,
    help="In place of the rules: compare each file that evidence keeps beside its record with its sha256.",
)
@click.option("--diff", is_flag=True, help="Show what --fix changes as a diff; without --fix nothing is written.")
@paused_garbage_collection()  # what is made is needed to the end: 4 % of a check would go into looking through it
def check(
    paths: tuple[Path, ...],
    root: Path,
    merge: bool,
    changed: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    as_of: datetime | None,
    explain: bool,
    output: Output,
    fix: bool,
    diff: bool,
    evidence: bool,
) -> None:
    """Check the records in PATHS (files or folders), or all of them.

    Exit code 0: no errors (there may be warnings). 1: errors, or with --evidence a file that changed or is missing. 2:
    the command could not be understood or carried out.
    """
    if evidence and (merge or select or ignore or explain or fix or diff or output.name not in ("text", "json")):
        raise click.UsageError("--evidence must go with no option but --root, --changed and --format text or json")
    request = CheckRequest(root, paths, changed, select, ignore, as_of.date() if as_of else None, merge)
    run = start_check(request)
    if evidence:
        from ml_postmortems.cli.evidence import show_evidence

        sys.exit(int(show_evidence(run, is_json=output.name == "json")))
    if diff:
        from ml_postmortems.lint.fixes.diff import plan_to_diff  # like all of these, only where fixes are asked for

        show_file(plan_to_diff(run.plan), err=not output.is_for_people)
    if fix:
        mended = run.plan
        run = run.fixed()
        if mended.summary:
            show_text(mended.summary, err=not output.is_for_people)
    draft = _only_draft(run, paths)
    _print(_without_status(run.report) if draft and merge and output.is_for_people else run.report, output)
    if not fix and output.is_for_people and run.fixable:
        show(f"{run.fixable} can be fixed by postmortems check --fix")
    if not run.report.errors and output.is_for_people and not merge:
        show(*_publication_hints(run))
    if merge and output.is_for_people:
        show(*_publication_errors(run))
    if draft and output.is_for_people:
        from ml_postmortems.authoring.coaching.written_size import size_lines  # what only drafts take

        show(*size_lines(draft))
    if run.report.errors and output.is_for_people and (text := run.corpus.settings.texts.check):
        show(printable(text))
    if explain and output.is_for_people:
        for rule in run.reported_rules:
            show("")
            show_text(rule.explanation)
        if paths:
            from ml_postmortems.lint.derived_lines import derived_lines

            show(*derived_lines(run.selection.files))
    sys.exit(int(bool(run.report.errors)))


def _only_draft(run: CheckRun, paths: Collection[Path]) -> RecordFile | None:
    """The one record that was asked about, if it is still being written."""
    files = run.selection.files if paths and run.request.since is None else ()
    return next((file for file in files if len(files) == 1 and _is_being_written(file)), None)


def _is_being_written(file: RecordFile) -> bool:
    return bool(file.head and LIFECYCLE[file.head.status].is_being_written)


def _without_status(report: Report) -> Report:
    """The findings without the one that a draft is none to be merged: who asks about one draft knows its status."""
    return replace(report, findings=tuple(each for each in report.findings if each.code != _UNMERGEABLE))


def _publication_hints(run: CheckRun) -> Iterator[Line]:
    """For the few records that are in order for their status: how much publication would ask is another question."""
    drafts = [file for file in run.selection.files if _is_being_written(file)]
    for file in drafts if len(drafts) <= _MOST_DRAFTS else ():
        from ml_postmortems.authoring.drafting.next_steps import steps_as  # 40 ms that only drafts take

        assert file.record
        steps = steps_as(Status.PUBLISHED, run.corpus, file, run.as_of)
        state = f"{file.record.id} is in order for its status, {file.record.status}. Publication would"
        if steps and steps.errors:
            asks = command("check", "--merge", file.path.as_posix(), root=run.corpus.root)
            yield f"{state} still ask {counted(steps.open_count, 'thing')}: {asks}"
            for each in steps.errors if len(steps.errors) <= _MOST_LISTED else ():
                yield from finding_lines(each)
        elif steps:
            yield f"{state} ask nothing more: {_next_status(run, file)}"


def _next_status(run: CheckRun, file: RecordFile) -> str:
    assert file.record
    return command("status", file.record.id, allowed_moves(file.record.status)[0].value, root=run.corpus.root)


def _publication_errors(run: CheckRun) -> Iterator[Line]:
    """For one record whose status may not be merged: what would be open besides, were it published."""
    for file in run.selection.files if len(run.selection.files) == 1 else ():
        if not file.record or file.record.status.is_mergeable:
            continue
        from ml_postmortems.authoring.drafting.next_steps import count_things, steps_as  # as above

        told = {(each.code, each.field) for each in run.report.findings}
        steps = steps_as(Status.PUBLISHED, run.corpus, file, run.as_of)
        if steps is None:
            return
        more = [each for each in steps.errors if (each.code, each.field) not in told]
        forms = command("next", file.record.id, "--for", "published", "--all", root=run.corpus.root)
        then = f"a form of each: {forms}" if more else f"it is not merged as {file.record.status}: "
        then += "" if more else _next_status(run, file)
        yield f"For `published`: {counted(count_things(more), 'more thing')}; {then}"
        for each in more:
            yield from finding_lines(each)


def _print(report: Report, output: Output) -> None:
    if (side := output.side_file) and (path := os.environ.get(side.variable)):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(side.write(report))
    match output.syntax:
        case Syntax.LINES:
            show(*output.lines(report))
        case Syntax.JSON:
            show_json(output.write(report))
        case Syntax.GITHUB_COMMANDS:
            show_commands(output.write(report))
        case Syntax.OTHER:
            show_file(output.write(report))
