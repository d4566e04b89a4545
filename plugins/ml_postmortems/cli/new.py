"""`postmortems new`: a draft from a person's answers, from options, or from what a tool for incidents knows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from ml_postmortems.authoring.commands import command
from ml_postmortems.authoring.drafting.answers import KEPT_SUFFIX, Answers, DraftContext
from ml_postmortems.authoring.drafting.draft import preview_draft, require_draft
from ml_postmortems.authoring.drafting.draft_file import date_of_writing
from ml_postmortems.authoring.drafting.new_record import (
    NewRecord,
    NewRequest,
    keep_answers,
    start_answers,
    write_new_record,
)
from ml_postmortems.authoring.drafting.questions import NEEDED
from ml_postmortems.authoring.drafting.second_import import earlier_import, require_new, update_draft
from ml_postmortems.authoring.drafting.wizard import run_wizard
from ml_postmortems.authoring.editing.timeline import TimelineChange, new_findings
from ml_postmortems.authoring.importers.incident_export import tool_names
from ml_postmortems.authoring.similar_text import similar_record_lines
from ml_postmortems.cli.options import root_option
from ml_postmortems.cli.resumed import Person, resume_draft
from ml_postmortems.cli.terminal import is_person, show, show_file, show_text
from ml_postmortems.errors import PostmortemsError
from ml_postmortems.lint.fixes.diff import plan_to_diff
from ml_postmortems.lint.fixes.plan import Plan
from ml_postmortems.lint.outputs.text import finding_lines
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_file import RecordFile


def _question_options(command: Callable[..., None]) -> Callable[..., None]:
    """An option for each question that a draft needs an answer to."""
    for question in reversed(NEEDED):
        if question.option:
            option = question.option
            command = click.option(f"--{question.name}", metavar=option.metavar, help=option.help)(command)
    return command


@click.command()
@_question_options
@click.option("--year", metavar="YYYY", help="The year of the incident (else that of the timeline, else this year).")
@click.option(
    "--from",
    "export",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"Take what a JSON export of one incident says ({tool_names()}).",
)
@click.option(
    "--update", is_flag=True, help="With --from: add what is new to the draft that the incident has, if there is one."
)
@click.option(
    "--timeline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Take a timeline: CSV or JSON with at, text, and if you like phase, kind, marks.",
)
@click.option(
    "--resume",
    metavar="RECORD|FILE",
    help="Ask what is still open in a draft (its id or file), or go on with the answers of an interrupted run.",
)
@click.option("--no-input", is_flag=True, help="Ask nothing; a missing answer is an error.")
@click.option("--dry-run", is_flag=True, help="Print the draft, and write nothing.")
@root_option
def new(
    export: Path | None,
    update: bool,
    timeline: Path | None,
    resume: str | None,
    no_input: bool,
    dry_run: bool,
    root: Path,
    year: str | None,
    **options: str | None,
) -> None:
    """Write the draft of a new postmortem under the next free id.

    At a terminal it asks questions; in a script (or with --no-input) the options give all answers.
    """
    given = {name: value for name, value in options.items() if value}
    if update and (not export or timeline or resume):
        raise click.UsageError("--update must go with --from, and without --timeline and --resume")
    if resume and not resume.endswith(KEPT_SUFFIX):
        if given or year or export or timeline or dry_run or no_input:
            raise click.UsageError("--resume of a draft must go with no option but --root: its questions are asked")
        resume_draft(resume, root)
        return
    context = DraftContext.of(load_corpus(root), date_of_writing(root))
    request = NewRequest(given, year, export, timeline, Path(resume) if resume else None)
    if export:
        earlier = earlier_import(context, export)
        if earlier and update:
            if given:
                unused = ", ".join(f"--{name}" for name in given)
                show(f"note: the incident has a draft, so these answers were not used: {unused}.", err=True)
            _update(context, earlier, export, dry_run)
            return
        require_new(export, earlier)
    answers, report = start_answers(context, request)
    for note in report.notes:
        show(f"note: {note}", err=True)
    asks = not no_input and is_person()
    try:
        if asks:
            run_wizard(Person(), context, answers, given)
        if dry_run:
            _show(context, answers)
        else:
            _tell(write_new_record(context, answers, request), root)
        _tell_unused(report.unused)
    except (KeyboardInterrupt, EOFError):
        show("", "", "Stopped; nothing was written.", err=True)
        _tell_kept(keep_answers(answers, root, request), root)
        sys.exit(130)
    except PostmortemsError:
        if asks:
            _tell_kept(keep_answers(answers, root, request), root)
        raise


def _show(context: DraftContext, answers: Answers) -> None:
    require_draft(context, answers)
    path, text = preview_draft(context, answers)
    show(f"would be written to {path}:", err=True)
    show_file(text)


def _tell(new: NewRecord, root: Path) -> None:
    for warning in new.warnings:
        show(*finding_lines(warning), err=True)
    show(
        str(new.path),
        "",
        "Next:",
        f"  {command('next', new.id, root=root)}",
        f"  {command('check', str(new.path), root=root)}",
    )
    show(*similar_record_lines(new.alike), err=True)


def _update(context: DraftContext, earlier: RecordFile, export: Path, dry_run: bool) -> None:
    """Put what is new in an export into the draft of its incident, and show what changes."""
    update = update_draft(context, earlier, export)
    for note in update.kept:
        show(f"note: {note}", err=True)
    if not update.added:
        show(f"{earlier.path}: the draft has all that the export says; nothing to change.")
    else:
        show_text(plan_to_diff(Plan((update.after.change_from(update.before),))))
        if not dry_run:
            update.after.write_over(update.before)
        show(f"{earlier.path}: {'would add' if dry_run else 'added'} {', '.join(update.added)}", err=True)
        change = TimelineChange(update.before, update.after, None, is_in_order=True)
        for finding in new_findings(context.corpus, change, context.as_of):
            show(*finding_lines(finding), err=True)
    _tell_unused(update.unused)


def _tell_unused(unused: Sequence[str]) -> None:
    """What an export said and the draft does not hold."""
    if unused:
        show("", "Not used of the export:", *(f"  {each}" for each in unused), err=True)


def _tell_kept(saved: Path | None, root: Path) -> None:
    if saved:
        show("Your answers are kept. To go on:", f"  {command('new', '--resume', str(saved), root=root)}", err=True)
