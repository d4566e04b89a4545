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
from ml_postmortems.lint.github_output import report_to_annotations, report_to_job_summary
from ml_postmortems.lint.json_output import report_to_json
from ml_postmortems.lint.registry import find_rule, select_rules
from ml_postmortems.lint.sarif_output import report_to_sarif
from ml_postmortems.lint.text_output import report_to_text
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.git import changed_files
from ml_postmortems.reading.selection import select_changed, select_files


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
) -> None:
    """Check the records in PATHS (files or folders), or all of them.

    Exit code 0: no errors (there may be warnings). 1: errors. 2: the command could not be understood.
    """
    rules = select_rules(select, ignore)
    corpus = load_corpus(root)
    selection = select_files(corpus, paths)
    changed_paths = frozenset[Path]()
    if changed is not None:
        changed_paths = changed_files(root, changed or None)
        selection = select_changed(corpus, selection, changed_paths)
    context = Context(
        corpus,
        as_of.date() if as_of else as_of_date(root),
        is_merge=merge,
        changed=frozenset(file.path for file in selection.files) if changed is not None else frozenset(),
    )
    report = run_check(context, selection.files, selection.paths, rules)
    click.echo(_printed(report, form))
    if explain and form == "text":
        for code in sorted({finding.code for finding in report.findings}):
            click.echo("\n" + find_rule(code).explanation)
    sys.exit(int(bool(report.errors)))


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
