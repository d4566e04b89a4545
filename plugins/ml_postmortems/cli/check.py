"""`postmortems check`: findings in the format asked for, and the exit code that says whether there are errors."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from ml_postmortems.cli.options import as_of_option, root_option
from ml_postmortems.lint.check import Report
from ml_postmortems.lint.check import check as run_check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.fixes.diff import plan_to_diff
from ml_postmortems.lint.fixes.plan import Plan, count_fixable, plan_fixes
from ml_postmortems.lint.fixes.writing import write_plan
from ml_postmortems.lint.outputs.github import report_to_annotations, report_to_job_summary
from ml_postmortems.lint.outputs.json import report_to_json
from ml_postmortems.lint.outputs.sarif import report_to_sarif
from ml_postmortems.lint.outputs.text import report_to_text
from ml_postmortems.lint.registry import Rule
from ml_postmortems.lint.rule_set import find_rule, select_rules
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.reading.base import load_base
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.git import changed_files
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.reading.selection import Selection, select_changed, select_files


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@root_option
@click.option("--merge", is_flag=True, help="Also refuse what must not be merged: drafts and records in review.")
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
@click.option("--explain", is_flag=True, help="After the findings, explain each rule that spoke.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="How to print the findings.",
)
@click.option("--fix", is_flag=True, help="First mend what has one right answer; the rest of each file stays as it is.")
@click.option("--diff", is_flag=True, help="Show what --fix mends as a diff; without --fix nothing is written.")
def check(
    paths: tuple[Path, ...],
    root: Path,
    merge: bool,
    changed: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    as_of: datetime | None,
    explain: bool,
    form: str,
    fix: bool,
    diff: bool,
) -> None:
    """Check the records in PATHS (files or folders), or all of them.

    Exit code 0: no errors (there may be warnings). 1: errors. 2: the command could not be understood or carried out.
    """
    rules = select_rules(select, ignore)
    corpus, selection, lost = _selected(root, paths, changed)
    if fix or diff:
        plan = plan_fixes(corpus, selection, _wanted(rules, select, ignore))
        click.echo(plan_to_diff(plan) if diff else "", nl=False, err=form != "text")
        click.echo(_mended(plan) if fix else "", nl=False, err=form != "text")
    if fix:
        corpus, selection, lost = _selected(root, plan.paths_after(paths), changed)
    context = Context(
        corpus,
        as_of.date() if as_of else as_of_date(root),
        is_merge=merge,
        changed=frozenset(file.path for file in selection.files) if changed is not None else frozenset(),
        lost=lost,
    )
    report = run_check(context, selection.files, selection.paths, rules)
    click.echo(_printed(report, form))
    if not fix and form == "text" and (fixable := count_fixable(corpus, selection, report.findings)):
        click.echo(f"{fixable} can be mended by postmortems check --fix")
    if explain and form == "text":
        for code in sorted({finding.code for finding in report.findings}):
            click.echo("\n" + find_rule(code).explanation)
    sys.exit(int(bool(report.errors)))


def _selected(
    root: Path, paths: tuple[Path, ...], changed: str | None
) -> tuple[Corpus, Selection, tuple[RecordFile, ...]]:
    """The records, what is asked about them, and the records that the changes lost."""
    corpus = load_corpus(root)
    selection = select_files(corpus, paths)
    if changed is None:
        return corpus, selection, ()
    files = changed_files(root, changed or None)
    lost = load_base(corpus, changed or None, files).lost
    selection = select_changed(corpus, selection, files)
    kept = (selection.paths or frozenset()) | {file.path for file in lost}
    return corpus, Selection(selection.files, kept), lost


def _wanted(rules: tuple[Rule, ...], select: tuple[str, ...], ignore: tuple[str, ...]) -> frozenset[str] | None:
    """The rules whose findings to mend; what no rule minds is mended unless only some rules are asked for."""
    return frozenset(rule.code for rule in rules).union(() if select else ("",)) if select or ignore else None


def _mended(plan: Plan) -> str:
    """Carry out the plan; one line a fix, then what could not be mended."""
    write_plan(plan)
    sentences = [fix.sentence for fix in plan.fixes] + [refusal.sentence for refusal in plan.refusals]
    return "".join(f"{sentence}\n" for sentence in sentences)


def _printed(report: Report, form: str) -> str:
    match form:
        case "json":
            return report_to_json(report)
        case "sarif":
            return report_to_sarif(report)
        case "github":
            if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
                with Path(summary).open("a", encoding="utf-8") as file:
                    file.write(report_to_job_summary(report))
            return report_to_annotations(report)
        case _:
            return report_to_text(report, colour=sys.stdout.isatty() and "NO_COLOR" not in os.environ)
