"""`postmortems check`: findings as text, exit 0 without errors, 1 with, 2 where it could not be asked so."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ml_postmortems.lint.check import check_files
from ml_postmortems.lint.finding import Level
from ml_postmortems.lint.text_output import finding_to_text, summary_text
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.selection import select_files


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--root",
    default=Path("postmortems"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="The folder of records, with taxonomy.yml and catalog.yml.",
)
def check(paths: tuple[Path, ...], root: Path) -> None:
    """Check the records in PATHS (files or folders), or all of them.

    Exit code 0: no errors (there may be warnings). 1: errors. 2: the command could not be understood.
    """
    corpus = load_corpus(root)
    files, kept = select_files(corpus, paths)
    findings = check_files(corpus, files, kept)
    for finding in findings:
        click.echo(finding_to_text(finding))
    click.echo(summary_text(findings, len(files)))
    sys.exit(int(any(finding.level is Level.ERROR for finding in findings)))
